"""Turns of phrase with which partners in Finland say whose a number is, what they do themselves, and what is the same again."""

import pytest
from tests.unit.reading.builder import values
from tests.unit.reading.nordic import CLIENT, PARTNER, SERVICE, fields, item, kind, leads, told

RECOVERY = (item("data-recovery"),)
SIGNED = "\n\nTerveisin\nSanna Koskinen\nTietotuki Lahti Oy, kumppaninumero IO-P-0007\n"


def test_a_number_behind_a_person_whom_the_sentence_gives_to_the_client_is_that_persons() -> None:
    found = fields(
        "Hei,\n\nasiakkaamme Konepaja Rautio Oy tarvitsee datan palautusta.\n\nHeillä asiaa hoitaa tuotantopäällikkö Jukka Rautio, "
        "0400 712 345." + SIGNED + "puh. 03 225 0140\n"
    )
    assert (found["client.contact.name"], found["client.contact.phone"]) == ("Jukka Rautio", "+358400712345")
    assert found["contact.phone"] == "+35832250140"


@pytest.mark.parametrize("line", ["vaihde 05 544 1200, suora +358 (0)5 544 1217", "Suora 05 544 1217\nVaihde 05 544 1200"])
def test_the_direct_number_goes_before_the_switchboard(line: str) -> None:
    found = fields(f"{CLIENT}\n{SERVICE}{SIGNED}{line}\n")
    assert found["contact.phone"] == "+35855441217"


def test_the_rest_of_an_international_number_is_no_business_id() -> None:
    assert "partner.tax_id" not in fields(f"{CLIENT}\n{SERVICE}{SIGNED}suora +358 (0)5 544 1217\n")


def test_an_address_at_a_domain_like_the_clients_name_is_the_clients() -> None:
    found = fields(
        "Hej,\n\nen kund till er: Advokatbyrån Holm & Strand Ab. De behöver dataräddning.\n\n"
        "Växeln svarar sällan, så bättre är Petra Holm, "
        "petra.holm@holmstrand.example.\n\nHälsningar\nTom Backa\nNordkvark IT Ab, partnernummer IO-P-0075\n",
        sender="Tom Backa <tom.backa@nordkvark.example>",
    )
    assert (found["client.contact.name"], found["client.contact.email"]) == ("Petra Holm", "petra.holm@holmstrand.example")
    assert found["contact.name"] == "Tom Backa"


def test_a_business_id_behind_the_partners_number_is_the_partners() -> None:
    found = fields(
        "Good morning,\n\nour customer Saimaan Konepaja Oy (FI23456705) needs data recovery. Mika Hyttinen there is on 040 555 0134.\n\n"
        "Our number with you is IO-P-0042, business ID 1987650-4.\n\nPetri Aalto\nSavon Verkko Oy\n",
        sender="Petri Aalto <petri.aalto@savonverkko.example>",
    )
    assert (found["client.tax_id"], found["partner.tax_id"]) == ("23456705", "19876504")


def test_a_partner_number_that_is_denied_beside_another_does_not_count() -> None:
    found = fields(f"{CLIENT}\n{SERVICE}\nKumppaninumeromme on IO-P-0027, ei siis IO-P-0072 kuten viimeksi kirjoitin.\n")
    assert found["partner.number"] == "IO-P-0027"


def test_first_and_last_name_of_a_form_are_one_person() -> None:
    found = fields(
        "<html><body><p>Ryhdy partneriksi</p><table><tr><td>Yritys</td><td>Sarka Tietopalvelut Oy</td></tr>"
        "<tr><td>Y-tunnus</td><td>3120458-3</td></tr><tr><td>Etunimi</td><td>Henna</td></tr><tr><td>Sukunimi</td><td>Sarka</td></tr>"
        "<tr><td>Puhelin</td><td>040 7781 509</td></tr><tr><td>Sähköposti</td><td>henna@sarka.example</td></tr>"
        "<tr><td>IP-osoite</td><td>198.51.100.23</td></tr></table></body></html>",
        subject="Ryhdy partneriksi",
        sender="Verkkolomake <lomake@ibas.example>",
    )
    assert found["contact.name"] == "Henna Sarka"
    assert found["contact.phone"] == "+358407781509"


def test_a_resale_without_a_client_is_a_lead() -> None:
    found = fields(
        "Hei,\n\njälleenmyymme tämän itse partner-alennuksella. Tilaamme nauhapalvelun, kellarissa on 40 vanhaa nauhaa." + SIGNED, "Tilaus"
    )
    assert found["deal.option"] == "resale"
    assert found["items"] == (item("tape-services"),)
    assert "client.name" not in found


LIST = (
    "Moro,\n\nkolme keissiä kerralla:\n\n1. Kiinteistöhuolto Laine Oy, levy putosi, datan palautus. Soittakaa Timo Laine 050 4112 876.\n"
    "2. Autokorjaamo Pesonen Tmi, sama homma: muistitikkua ei lueta. Yhteyshenkilö Kari Pesonen.\n"
    "3. Ja ihan oma: meidän (Tietotuki Lahti Oy) NAS meni lukkoon, datan palautus. "
    "Yhteyshenkilö Ulla Niemi, ulla.niemi@tietotukilahti.example" + SIGNED
)


def test_the_same_again_is_what_the_client_before_wants() -> None:
    assert [values(lead).get("items") for lead in leads(LIST)] == [RECOVERY] * 3


def test_a_partners_own_case_in_a_list_has_the_partner_as_client() -> None:
    own = values(leads(LIST)[2])
    assert (own["client.name"], own["partner.name"]) == ("Tietotuki Lahti Oy", "Tietotuki Lahti Oy")
    assert (own["client.contact.name"], own["contact.name"]) == ("Ulla Niemi", "Sanna Koskinen")
    assert told(LIST) == ["confirmed", "incomplete missing:client.contact.phone", "rejected self-referral"]


@pytest.mark.parametrize(
    "offer",
    [
        "For honesty's sake: we have already sent them an offer of our own.",
        "Teimme heille jo viime viikolla oman tarjouksen palautuksesta.",
        "Jag skickade dem en offert i fredags.",
    ],
)
def test_an_offer_of_the_partners_own_is_shown_to_staff(offer: str) -> None:
    assert told(f"{CLIENT}\n{SERVICE}\n{PARTNER}\n\n{offer}\n") == ["in_review check:partner-offer"]


@pytest.mark.parametrize(
    "text",
    [
        "Moikka! Mites tuo IO-2026-00044, onko asiakas jo hyväksynyt sopparin?",
        "Hei, joko asiakas on allekirjoittanut IO-2026-00044:n?",
        "Hej, har kunden redan skrivit avtal i IO-2026-00044?",
    ],
)
def test_asking_whether_the_client_has_signed_is_a_question_for_the_status(text: str) -> None:
    assert kind(text, subject="Re: Leipomo Pulla") == "status"


@pytest.mark.parametrize(
    ("wish", "product"),
    [
        ("Laskutustiedot on saatava takasin palvelimelta.", "data-recovery"),
        ("Apua kaivataan tietokannan palauttamisessa.", "data-recovery"),
        ("Kan man rädda bilderna och alla filer?", "data-recovery"),
        ("Yhden käyttäjän viestit pitäisi poimia vanhasta arkistosta.", "email-extraction"),
        ("Laatikollinen vanhoja levyjä pitäisi saada tuhottua.", "data-destruction"),
        ("Entisen työntekijän läppäri pitäisi tutkia.", "computer-forensics"),
        ("Vanhat nauhat pitäisi saada luettua.", "tape-services"),
    ],
)
def test_words_of_one_sentence_hint_at_a_service_where_none_is_named(wish: str, product: str) -> None:
    assert fields(f"{CLIENT}\n{PARTNER}\n\n{wish}\n")["items"] == (item(product),)


def test_a_disk_that_fire_destroyed_is_not_to_be_destroyed() -> None:
    assert fields(f"{CLIENT}\n{PARTNER}\n\nLevy tuhoutui tulipalossa, kuvat pitäisi saada pelastettua.\n")["items"] == RECOVERY


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Anne Murulle", "Anne Muru"),
        ("Jari Laaksolta", "Jari Laakso"),
        ("Eero Salmelalle", "Eero Salmela"),
        ("Pia Virralle", "Pia Virralle"),
    ],
)
def test_a_surname_loses_a_case_that_changes_nothing_else(written: str, name: str) -> None:
    found = fields(f"Hei,\n\nasiakkaamme Kahvila Muru Oy, datan palautus. Soita omistaja {written} 044 123 9876.{SIGNED}")
    assert found["client.contact.name"] == name


def test_a_number_in_brackets_behind_an_address_of_the_clients_is_the_clients() -> None:
    found = fields(
        "Hi team,\n\nI'd like to refer Baltic Foods Oy. Their finance director, Laura Heino (laura.heino@balticfoods.example, "
        f"+358 50 555 1212), needs data recovery.{SIGNED}"
    )
    assert (found["client.contact.name"], found["client.contact.phone"]) == ("Laura Heino", "+358505551212")


def test_an_extension_names_its_partner_in_the_signature() -> None:
    told_by = "Ulf Nyman\nNyman Data Ab, IO-P-0044\n"
    text = f"Hej,\n\nkunden (Ekenäs Båtvarv Ab) har inte fått budgeten godkänd. Kan vi få två månader till?\n\n{told_by}"
    found = fields(text, "IO-2026-00012", "Ulf Nyman <ulf@nymandata.example>")
    assert kind(text, "IO-2026-00012", "Ulf Nyman <ulf@nymandata.example>") == "extension"
    assert (found["partner.name"], found["partner.number"], found["client.name"]) == ("Nyman Data Ab", "IO-P-0044", "Ekenäs Båtvarv Ab")


@pytest.mark.parametrize(
    ("text", "subject", "of"),
    [
        ("Kettunen IT Oy haluaisi mukaan kumppaniverkostoonne. Puh. 0400 555 210.\n\nJarmo Kettunen", "Yhteistyö", "application"),
        ("Kustdata Ab ansöker härmed om att få bli registrerad som er partner.", "Ansökan", "application"),
        ("Viitteen IO-2026-00015 aika tulee täyteen. Saammeko kaksi kuukautta lisää?", "Määräaika", "extension"),
        ("Liitteenä viitepalkkiolaskumme 10233. Viite IO-2026-00003.", "Lasku 10233", "invoice"),
        ("Moi, kuuluuko Lapin Leipomosta mitään?", "Leipomo", "status"),
        ("Asiakas löysi varmuuskopiot, joten viite IO-2026-00021 joutaa pois.", "IO-2026-00021", "withdrawal"),
        ("Kunden har ångrat sig, så ni kan avsluta ärende IO-2026-00012.", "IO-2026-00012", "withdrawal"),
    ],
)
def test_what_sort_of_mail_everyday_words_make(text: str, subject: str, of: str) -> None:
    assert kind(f"Hei,\n\n{text}\n", subject) == of


def test_a_municipality_is_named_by_the_word_for_it() -> None:
    text = "Hei,\n\nHartolan kunta tarvitsee sähköpostien poimintaa. Hallintojohtaja Merja Salonen, merja.salonen@hartola.example, auttaa."
    found = fields(text + SIGNED)
    assert (found["client.name"], found["client.contact.name"]) == ("Hartolan kunta", "Merja Salonen")


def test_an_applicants_first_client_keeps_the_number_behind_its_person() -> None:
    text = (
        "Hei,\n\nhaemme partneriksi: Vuori Data Oy, y-tunnus 1980235-1, yhteyshenkilö Heikki Vuori, 0400 300 400.\n\n"
        "Samalla ensimmäinen asiakas: Muuramen Puutarha Oy, yhteyshenkilö Saara Vehmas 050 600 7000, datan palautus.\n"
    )
    found = fields(text, "Hakemus", "Heikki Vuori <heikki@vuoridata.example>")
    assert (found["contact.phone"], found["client.contact.phone"]) == ("+358400300400", "+358506007000")


def test_the_matter_of_a_short_form_is_the_service() -> None:
    found = fields(
        "Kund: Sibbo Trä Ab\nKontakt: Lars Ek\nMobil: 0400-223 344\nÄrende: dataräddning, extern hårddisk\nPartnernr: IO-P-0044\n"
    )
    assert found["items"] == RECOVERY


@pytest.mark.parametrize("wish", ["Blanccolla tehtävä tietojen tuhoaminen", "datan tuhoamista Blanccolla", "dataradering med Blancco"])
def test_destruction_with_blancco_is_a_licence(wish: str) -> None:
    assert fields(f"{CLIENT}\nPalvelu: {wish}\n{PARTNER}\n")["items"] == (item("blancco-licence"),)


@pytest.mark.parametrize("greeting", ["Moi, firma", "Hei, yritys", "Moikka, yhtiö"])
def test_a_word_for_a_company_behind_a_greeting_is_no_company(greeting: str) -> None:
    found = fields(f"{greeting} Kukka Oy tarvis datan palautusta, soita Liisa Kukka 040 765 4321.{SIGNED}")
    assert (found["client.name"], found["partner.name"]) == ("Kukka Oy", "Tietotuki Lahti Oy")
