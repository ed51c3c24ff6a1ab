"""Dots between label and value, values that their writer calls wrong, people who have left, and what is said of all leads of a list."""

import pytest

from leadbot.cli.rendering import fields as shown
from leadbot.model.message import Kind

from . import dutch, french, nordic, spanish
from .builder import fields, item, items, values, with_client


def test_dots_lead_from_a_label_to_its_value() -> None:
    found = nordic.fields(
        "Partnerin rekisteröintinumero ...... IO-P-0042\n"
        "Partneri ........................... Datavarma Oy\n"
        "Loppuasiakas ....................... Lohjanharjun Tilitoimisto Oy\n"
        "Loppuasiakkaan Y-tunnus ............ 1328924-5\n"
        "Yhteyshenkilö ...................... Erkki Salmela, 040 512 3388\n"
        "Palvelut ........................... nauhapalvelut\n"
    )
    assert (found["partner.name"], found["client.name"]) == ("Datavarma Oy", "Lohjanharjun Tilitoimisto Oy")
    assert (found["client.tax_id"], found["items"]) == ("13289245", (item("tape-services"),))


@pytest.mark.parametrize("label", ["Liczba komputerów .. 40", "Liczba komputerów ......: 40", "Liczba komputerów ____ 40"])
def test_leaders_may_be_short_or_end_in_a_colon(label: str) -> None:
    assert fields(with_client(f"25 x Microsoft 365 E3\n{label}"))["client.pc_count"] == 40


@pytest.mark.parametrize(
    "line",
    [
        "Liczba komputerów: 40 (w temacie maila jest 30, to pomyłka)",
        "Komputery: 40 sztuk, w poprzednim mailu było 45 - to była pomyłka",
        "Liczba komputerów: 30, przepraszam, 40",
    ],
)
def test_the_number_called_wrong_is_not_the_count(line: str) -> None:
    assert fields(with_client(f"25 x Microsoft 365 E3\n{line}"))["client.pc_count"] == 40


def test_a_quantity_called_wrong_is_none() -> None:
    assert items("Microsoft 365 E3, 28 licencji (w tabeli podałam 20, to błąd), rocznie") == [("m365-e3", 28, "annual")]


def test_a_telephone_number_called_wrong_is_none() -> None:
    found = spanish.told(
        spanish.ASKS + "Razón social: Gil Sistemas, S.L.\nNIF: B72474448\nWeb: www.gilsistemas.example\nContacto: Lucía Ferrer\n"
        "Teléfono: 943 11 22 33, en la firma sale 943 99 88 77, que ya no funciona"
    )
    assert found["contact.phone"] == "+34943112233"


def test_existing_plan_and_wanted_plan_under_labels_of_a_sheet() -> None:
    found = fields(with_client("Ma teraz: Office 365 Business Essentials\nPrzechodzi na: Microsoft 365 E3\nIlość: 25"))
    assert (found["client.existing_services"], found["items"]) == (("o365-business-essentials",), (item("m365-e3", 25),))


@pytest.mark.parametrize("name", ["Lisa O'Brien", "Luis D'Angelo", "Sean O’Hara"])
def test_a_surname_may_begin_with_a_letter_and_an_apostrophe(name: str) -> None:
    found = nordic.fields(
        f"Client: Lapin Leipomo Oy\nContact person: {name}, 050 123 4567\nService: data recovery", sender=f"{name} <x@y.example>"
    )
    assert str(found["contact.name"]).startswith(name[:6])


def test_our_contact_there_is_the_clients() -> None:
    found = nordic.fields(
        "Kunden heter Bröderna Sjöholm Båtvarv Ab och vår kontakt där är ekonomichefen Annika Sjöholm, mobil 050 344 1827, "
        "annika@sjoholmvarv.example. De behöver dataräddning. Vårt partnernummer är IO-P-0019."
    )
    assert (found["client.contact.name"], found["client.contact.email"]) == ("Annika Sjöholm", "annika@sjoholmvarv.example")
    assert found["contact.name"] == "Sanna Koskinen"


TWO = (
    "Partnerinumeromme on IO-P-0042. Kaksi asiakasviitettä:\n\n"
    "1. Lapin Leipomo Oy, yhteyshenkilö Erkki Salmela, 040 123 4567, tietojen palautus\n"
    "2. Kone-Huolto Ky, yhteyshenkilö Anna Laine, 040 765 4321, eDiscovery\n\n"
)


def test_who_has_left_gives_way_to_the_new_person_of_that_client_alone() -> None:
    first, second = nordic.leads(TWO + "Huom. Lapin Leipomossa Erkki Salmela ei ole enää, uusi on Pekka Laine, 040 999 8888.")
    assert (first.text("client.contact.name"), first.text("client.contact.phone")) == ("Pekka Laine", "+358409998888")
    assert second.text("client.contact.name") == "Anna Laine"


def test_an_option_said_before_a_list_is_that_of_all_its_leads() -> None:
    assert [lead.text("deal.option") for lead in nordic.leads(TWO)] == ["referral", "referral"]


def test_a_line_of_a_list_says_its_own_type_first() -> None:
    new, renewed = dutch.leads(
        "Twee zaken:\n\n1. NIEUW - Kinderopvang Pluim B.V., Lindelaan 18, 2641 CD Pijnacker, KvK 13208383. 4 x WaaS Notebook, 36 maanden.\n"
        "2. VERLENGING - Fietsenfabriek Pedaal B.V., Kanaalweg 5, 2903 LR Capelle aan den IJssel, KvK 48343809. Loopt nu 12 maanden, "
        "verlenging met 24 maanden, 5 x WaaS Notebook."
    )
    assert (new.text("deal.type"), renewed.text("deal.type")) == ("new", "renewal")


def test_leads_counted_before_a_list_are_no_products() -> None:
    told = "drie WaaS-zaken, telkens met mij als contactpersoon:"
    text = f"{told}\n\n1. Garage Vos B.V., Kerkstraat 1, 3511 AB Utrecht, KvK 13208383. 4 x WaaS Desktop"
    (lead,) = dutch.leads(text)
    assert [(i.product, i.quantity) for i in lead.items()] == [("waas-desktop", 4)]


@pytest.mark.parametrize(
    ("lines", "monitors"),
    [
        (["6 x WaaS Desktop, per werkplek twee monitoren, 36 maanden"], 12),
        (["6 x WaaS Desktop, elk met 2 monitoren, 36 maanden"], 12),
        (["Bundel: WaaS Desktop", "Aantal: 6", "Looptijd: 36 maanden", "Opties: twee monitoren per werkplek"], 12),
        (["6 x WaaS Desktop met 2 monitoren, 36 maanden"], 2),
        (["WaaS Desktop, twee monitoren per werkplek, 36 maanden"], None),
        (["4 x WaaS Desktop en 3 x WaaS Notebook, twee monitoren per werkplek, 36 maanden"], None),
    ],
)
def test_so_many_to_each_are_counted_only_where_it_is_known_how_many_have_them(lines: list[str], monitors: int | None) -> None:
    (quantity,) = (number for product, number, _ in dutch.items(*lines) if product == "option-monitor")
    assert quantity == monitors


def test_a_name_with_an_article_and_the_town_behind_it() -> None:
    found = dutch.fields("Slagerij 't Hoekje uit Sittard (Paardestraat 31, 6131 HB, KvK 53935715) wil 5 WaaS Desktop voor 36 maanden.")
    assert (found["client.name"], found["client.address"]) == ("Slagerij 't Hoekje", "Paardestraat 31, 6131 HB Sittard")


def test_the_writer_of_a_forwarded_mail_signs_for_the_client() -> None:
    (lead,) = french.written(
        "Bonjour,\n\nVoir ci-dessous, pour Infor LN.\n\n" + french.SIGNED + "\n\n-----Message d'origine-----\n"
        "De : Erik Postma <erik@postma-jardins.example>\nEnvoyé : lundi 4 mai 2026 10:00\nÀ : Claire Fontaine\nObjet : outil\n\n"
        "Bonjour Claire,\n\nnous cherchons un outil pour suivre nos chantiers.\n\nCordialement,\nErik Postma\nPostma Jardins & Terrasses\n"
    ).leads
    assert (lead.text("client.name"), lead.text("client.contact.name")) == ("Postma Jardins & Terrasses", "Erik Postma")


@pytest.mark.parametrize(
    ("sentence", "client"),
    [
        ("j'ai un prospect pour vous : Laiteries Corbiac, groupe agroalimentaire. Ils veulent passer à M3.", "Laiteries Corbiac"),
        ("La société qui nous a sollicités s'appelle Hydrotec Industries. Elle veut passer à M3.", "Hydrotec Industries"),
        ("Je suis en contact avec Mécanique Dauphinoise depuis un mois, ils veulent passer à M3.", "Mécanique Dauphinoise"),
        ("Hier j'ai déjeuné avec le patron des Transports Vauclair, il veut passer à M3.", "Transports Vauclair"),
    ],
)
def test_clients_named_in_running_prose(sentence: str, client: str) -> None:
    assert french.written_fields(f"Bonjour, {sentence}\n\n{french.SIGNED}")["client.name"] == client


def test_an_address_of_strangers_in_prose_is_the_clients_with_its_person() -> None:
    found = french.written_fields(
        "Je suis en contact avec Mécanique Dauphinoise : Paul Roche, leur DSI, paul.roche@mecadauph.example, veut passer à M3.\n\n"
        + french.SIGNED
    )
    assert (found["client.contact.name"], found["client.contact.email"]) == ("Paul Roche", "paul.roche@mecadauph.example")
    assert found["contact.name"] == "Claire Fontaine"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("vedämme viitteen IO-2026-00072 takaisin, asiakas löysi varmuuskopion.", Kind.WITHDRAWAL),
        ("peruisitteko viitteemme IO-2026-00072, asiakas sai itse datat takaisin.", Kind.WITHDRAWAL),
        ("vi drar tillbaka hänvisningen IO-2026-00072, kunden löste det själv.", Kind.WITHDRAWAL),
        ("asiakas vetää levyt pois palvelimesta huomenna, IO-2026-00072.", Kind.FOLLOW_UP),
    ],
)
def test_leads_taken_back_by_a_verb_in_two_parts(text: str, kind: Kind) -> None:
    assert nordic.kind(f"Hei,\n\n{text}\n\nSanna Koskinen") == kind


def test_a_domain_to_register_is_wanted_with_the_hosting() -> None:
    (client,) = spanish.clients(
        "Un cliente para vosotros: Panadería San Roque. Quieren alojamiento web y que registréis el dominio panaderiasanroque.example. "
        "Nuestro número de socio es IK-P-0052."
    )
    assert client["items"] == (item("web-hosting"), item("domain"))


def test_a_yes_or_no_is_shown_as_true_or_false() -> None:
    draft = spanish.applicant(
        spanish.ASKS + "Razón social: Gil Sistemas, S.L.\nNIF: B72474448\nAnuario: SÍ, deseamos figurar en el Anuario de Asociados"
    )
    assert shown(draft)["partner.directory"] is True
    assert values(draft)["partner.directory"] == "yes"


def test_the_whole_line_below_the_senders_name_is_its_company() -> None:
    found = french.written_fields(
        "Prospect : Kieffer SARL\nSolution : Infor WMS\n\nCordialement,\nClaire Fontaine\nExpertise Comptable ConseilOps\n04 72 10 20 30"
    )
    assert found["partner.name"] == "Expertise Comptable ConseilOps"


@pytest.mark.parametrize(
    ("line", "name"),
    [("bouwbedrijf Van Essen b.v.", "bouwbedrijf Van Essen b.v."), ("nieuwe klant Van Essen b.v.", "Van Essen b.v.")],
)
def test_a_trade_written_small_is_part_of_the_name(line: str, name: str) -> None:
    found = dutch.fields(f"het gaat om {line} aan de Industrieweg 22, 3846 BD Harderwijk, kvk 13208383, 8 notebooks voor drie jaar")
    assert found["client.name"] == name


def test_what_each_has_is_no_wish_for_the_other() -> None:
    found = dutch.items("10 x WaaS Notebook Pro, 36 maanden, plus op elke notebook Office 365 Business Premium")
    assert found == [("waas-notebook-pro", 10, 36), ("option-o365-business-premium", 10, 36)]


def test_things_in_the_clients_house_count_no_service() -> None:
    found = nordic.fields("Client: Lapin Leipomo Oy. They need eDiscovery and secure erasure of 40 hard drives (data destruction). Resale.")
    assert found["items"] == (item("ediscovery"), item("data-destruction"))


def test_a_case_told_in_one_breath_is_described() -> None:
    found = french.written_fields(
        "j'ai vu ce matin la société Plastiques Armor ils veulent changer de gestion d'entrepôt parce que leur outil maison tombe en panne "
        "chaque semaine Infor WMS irait bien la personne à appeler c'est Sandrine Le Bihan au 06 44 33 22 11\n\n" + french.SIGNED
    )
    assert str(found["deal.description"]).startswith("ils veulent changer de gestion d'entrepôt parce que leur outil maison")
    assert "Sandrine" not in str(found["deal.description"])
    assert (found["client.contact.name"], found["client.contact.phone"]) == ("Sandrine Le Bihan", "+33644332211")


def test_a_list_is_not_under_the_partners_number_before_it() -> None:
    ruiz, sanz = spanish.clients(
        "Socio IK-P-0090. Añadid por favor:\n1) Bodegas Ruiz S.L. – contacto: Elena Ruiz, elena@bodegasruiz.example – VPS + swiss backup\n"
        "2) Clínica Sanz – contacto: recepcion@clinicasanz.example – correo, 8 buzones\n"
        "Ambos con acceso restringido.\n\nRaúl Peña"
    )
    assert (ruiz["client.name"], ruiz["items"]) == ("Bodegas Ruiz S.L.", (item("vps"), item("swiss-backup")))
    assert (sanz["client.name"], sanz["items"]) == ("Clínica Sanz", (item("mail-service", 8),))


def test_what_is_asked_about_beside_a_lead_is_not_wished_for() -> None:
    found = dutch.lead("5 x WaaS Notebook, 36 maanden.", "Nog een vraag: krijgen we ook commissie over de monitoren?")
    assert [i.product for i in found.items()] == ["waas-notebook"]


def test_a_paragraph_behind_a_list_tells_of_all_its_leads() -> None:
    found = dutch.leads(
        "Twee klanten:\n\n- Hotel De Kroon B.V., Markt 1, 6211 CK Maastricht (KvK 13208383): "
        "12 desktops, 24 mnd, monitor erbij per desktop\n"
        "- Fysio Zuid, Parklaan 20, 6211 CK Maastricht (KvK 22407294): "
        "3 notebooks + 3 docks, 36 mnd\n\nAfleveren mag bij ons."
    )
    assert [lead.text("delivery") for lead in found] == ["partner", "partner"]
    assert [[(i.product, i.quantity) for i in lead.items()] for lead in found] == [
        [("waas-desktop", 12), ("option-monitor", 12)],
        [("waas-notebook", 3), ("option-docking", 3)],
    ]


def test_numbers_before_a_product_behind_one_counted_behind_itself() -> None:
    assert items("chcą Business Central Essentials dla 10 użytkowników i 5 Team Members, rocznie") == [
        ("d365-business-central-essentials", 10, "annual"),
        ("d365-team-members", 5, "annual"),
    ]


def test_a_word_for_a_kind_of_company_written_large_is_part_of_its_name() -> None:
    found = french.written_fields(
        "Je vous recommande l'un de mes clients, la Coopérative Agricole du Berry (Bourges). Contact : Olivier Gaudin, 02 48 11 22 33. "
        "Il apparaît que leurs silos utilisent des logiciels différents et que personne ne connaît le stock réel. Infor M3.\n\n"
        + french.SIGNED
    )
    assert found["client.name"] == "Coopérative Agricole du Berry"
    assert "personne ne connaît le stock réel" in str(found["deal.description"])
