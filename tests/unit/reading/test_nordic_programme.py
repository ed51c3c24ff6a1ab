"""Options, partner numbers, applications, requests for time and invoices of a programme that has them."""

import pytest
from tests.unit.reading.nordic import CLIENT, PARTNER, SERVICE, fields, ibas, kind, told

from leadbot.reading.partner_numbers import numbers_in
from leadbot.reading.vocabulary import vocabulary_of

APPLICANT = "Yritys: Rannikko IT Oy\nY-tunnus: 1876030-7\nYhteyshenkilö: Riikka Lindholm\nPuhelin: 040 733 5561\n"
RIIKKA = "Riikka Lindholm <riikka.lindholm@rannikkoit.example>"


@pytest.mark.parametrize(
    ("words", "option"),
    [
        ("Ohjaamme asiakkaan asiakasviite-vaihtoehdolla.", "referral"),
        ("Otamme projektin jälleenmyyntinä eli laskutatte meitä.", "resale"),
        ("Vi väljer partnerrabatt.", "resale"),
        ("Emme halua partner-alennusta vaan asiakasviitteen.", "referral"),
        ("Saammeko viitemaksun?", None),
        ("Olisiko partner-alennus mahdollinen?", None),
    ],
)
def test_the_option_is_what_the_mail_states(words: str, option: str | None) -> None:
    assert fields(f"{CLIENT}\n{SERVICE}\n{PARTNER}\n{words}\n", subject="Uusi asiakas").get("deal.option") == option


def test_a_resale_needs_the_number_and_no_client() -> None:
    assert told(f"Partner-alennus. {SERVICE}\nPartnerinumero: IO-P-0019\n", "Projekti") == ["confirmed"]
    assert told(f"Partner-alennus. {SERVICE}\nPartneri: Tietotuki Lahti Oy\n", "Projekti") == ["incomplete missing:partner.number"]


def test_two_options_are_asked_about() -> None:
    text = f"{CLIENT}\n{SERVICE}\n{PARTNER}\nVaihtoehto: asiakasviite tai partner-alennus\n"
    assert told(text, subject="Uusi asiakas") == ["incomplete ambiguous:deal.option"]


@pytest.mark.parametrize(
    ("written", "number"), [("IO-P-0007", "IO-P-0007"), ("io-p-7", "IO-P-0007"), ("IO P 0007", "IO-P-0007"), ("IO-P0123", "IO-P-0123")]
)
def test_a_partner_number_however_it_is_written(written: str, number: str) -> None:
    assert list(numbers_in(f"numero {written}.", vocabulary_of(ibas(), "fi"))) == [number]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("Partnerinumeromme on IO-P-0033.", "confirmed"),
        ("Partnerinumero: 0033", "confirmed"),
        ("Partnerinumero: MD-778", "incomplete invalid:partner.number"),
        ("Partnerinumero IO-P-0060 tai IO-P-0061", "incomplete ambiguous:partner.number"),
    ],
)
def test_what_a_partner_number_can_be(line: str, verdict: str) -> None:
    assert told(f"{CLIENT}\n{SERVICE}\n{line}\n", sender="Jenni <jenni@aalto.example>") == [verdict]


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Olemme jo antaneet asiakkaalle palautuksesta tarjouksen.", "in_review check:partner-offer"),
        ("Vi har redan gett kunden en offert på arbetet.", "in_review check:partner-offer"),
        ("We have already sent the client a quote for the job.", "in_review check:partner-offer"),
        ("Emme ole antaneet asiakkaalle tarjousta.", "confirmed"),
        ("Vi har inte gett kunden någon offert.", "confirmed"),
        ("Voitteko antaa asiakkaalle tarjouksen?", "confirmed"),
    ],
)
def test_an_offer_of_the_partners_own_is_for_a_person(words: str, verdict: str) -> None:
    assert told(f"{CLIENT}\n{SERVICE}\n{PARTNER}\n{words}\n") == [verdict]


def test_the_clients_person_needs_a_phone_or_an_address() -> None:
    lone, rest = "Asiakas: Lapin Leipomo Oy\nYhteyshenkilö: Erkki Salmela\n", f"{SERVICE}\n{PARTNER}\n"
    assert told(lone + rest) == ["incomplete missing:client.contact.phone"]
    assert told(f"{lone}Sähköposti: erkki@lapinleipomo.example\n{rest}") == ["confirmed"]


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("Rannikko IT Oy", "in_review check:admission"),
        ("Asianajotoimisto Rannikko Oy", "rejected partner-not-eligible"),
        ("Advokatbyrå Rannikko Ab", "rejected partner-not-eligible"),
        ("Lakitoimisto Rannikko Oy", "in_review check:admission check:law-firm"),
    ],
)
def test_an_application_by_the_applicants_name(name: str, verdict: str) -> None:
    text = f"Hei,\n\nhaluaisimme rekisteröityä partneriksi.\n\n{APPLICANT.replace('Rannikko IT Oy', name)}"
    assert told(text, "Hakemus", RIIKKA) == [verdict]


def test_a_law_firm_may_be_a_client() -> None:
    text = f"Asiakas: Asianajotoimisto Lehto Oy\nYhteyshenkilö: Ulla Pihl, 040 512 3388\nPalvelu: eDiscovery\n{PARTNER}\n"
    assert told(text) == ["confirmed"]


def test_an_application_says_everything_that_it_lacks() -> None:
    text = (
        "Vi skulle vilja registrera oss som partner. Vårt företag är Österbottens IT Ab, FO-nummer 1876030-8.\n\nHälsningar\nJohan Nyman\n"
    )
    assert told(text, "Partner", "Johan Nyman <johan.nyman@obit.example>") == ["incomplete invalid:partner.tax_id missing:contact.phone"]


def test_an_application_that_registers_a_lead_keeps_it() -> None:
    text = f"Haluaisimme liittyä kumppaniohjelmaanne ja ohjata samalla asiakkaan.\n\nHakija\n{APPLICANT}\n"
    text += "Asiakas\nYritys: Kemin Kirjapaino Oy\n"
    text += f"Yhteyshenkilö: Anna Kemppainen, anna@keminkirjapaino.example\n{SERVICE}\n"
    found = fields(text, "Partneriksi", RIIKKA)
    assert (found["partner.name"], found["client.name"]) == ("Rannikko IT Oy", "Kemin Kirjapaino Oy")
    assert (found["contact.name"], found["client.contact.name"]) == ("Riikka Lindholm", "Anna Kemppainen")
    assert told(text, "Partneriksi", RIIKKA) == ["in_review check:admission"]


@pytest.mark.parametrize(
    ("expected", "subject", "text"),
    [
        ("application", "partneriksi?", "Miten pääsee kumppaniohjelmaan? Tässä tiedot: Peltolan ATK-palvelu, y-tunnus 3185125-1."),
        ("application", "Yhteistyö", "Olisimme kiinnostuneita ryhtymään Ibas Ontrackin partneriksi."),
        ("question", "Kumppaniohjelma", "Mitä kumppaniohjelmaan liittyminen maksaa?"),
        ("lead", "Asiakas", f"Rekisteröidyimme kumppaniohjelmaanne viime viikolla.\n{CLIENT}\n{SERVICE}\n{PARTNER}"),
        ("extension", "IO-2026-00044", "Voisitteko siirtää määräaikaa syyskuun loppuun ja palkkion seuraavalle maksulle?"),
        ("extension", "IO-2026-00009", "Vi ber om förlängning av tidsfristen på 180 dagar."),
        ("extension", "Request", "Could you please extend the 180 day period of IO-2026-00088?"),
        ("question", "Kysymys", "Voiko 180 päivän määräaikaa pidentää?"),
        ("invoice", "Lasku 2026-114, viitemaksu IO-2026-00004", "Liitteenä pyytämänne lasku viitemaksusta."),
        ("invoice", "Faktura 1043", "Bifogat finns fakturan för hänvisningsarvodet för IO-2026-00021."),
        ("invoice", "Invoice", "Please find attached our invoice for the referral fee of IO-2026-00071."),
        ("question", "Viitemaksu", "Milloin voimme lähettää viitemaksulaskun projektista IO-2026-00014?"),
        ("status", "IO-2026-00030", "Hei, mikä on tilanne asiakkaamme Tampereen Teräs Oy:n kanssa? Onko heihin jo oltu yhteydessä?"),
        ("status", "IO-2026-00012", "Hur går det med ärendet? Har ni kontaktat kunden?"),
        ("withdrawal", "Viite", "Asiakas sai tiedot itse takaisin, joten perumme viitteen IO-2026-00030."),
        ("withdrawal", "IO-2026-00015", "Kunden löste problemet själv så vi återkallar hänvisningen."),
        ("follow_up", "VS: [IO-2026-00052] Täydennyspyyntö", "Hei, kyse on tietojen palautuksesta."),
        ("question", "Kysymys", "Jos asiakas on ollut teihin jo itse yhteydessä, saammeko silti viitemaksun?"),
        ("unrelated", "Tarjous", "Tarjoamme toimistotarvikkeet edulliseen hintaan. Peruuta tilaus tästä."),
        ("unrelated", "Lounas", "Ehditkö huomenna lounaalle?"),
    ],
)
def test_the_kind_of_a_mail(expected: str, subject: str, text: str) -> None:
    assert kind(f"Hei,\n\n{text}\n", subject) == expected


def test_a_request_for_time_names_its_client() -> None:
    found = fields(
        "Asiakkaan Kuljetusliike Harju Oy hyväksyntä viivästyy. Pyydämme määräajan pidentämistä projektissa IO-2026-00017.\n\nTerveisin\n"
        "Sanna Koskinen\n",
        "Määräajan pidennys",
    )
    assert found["client.name"] == "Kuljetusliike Harju Oy"
    assert found["contact.name"] == "Sanna Koskinen"


def test_one_vat_form_and_the_business_id_are_one_number() -> None:
    assert fields(f"{CLIENT}\nALV-tunnus: FI37712781\n{SERVICE}\n{PARTNER}\n")["client.tax_id"] == "37712781"


@pytest.mark.parametrize("words", ["Hei Ibas Ontrack Oy,", "Haluamme asiakkaan Ibas Ontrack Oy:n hoitoon."])
def test_the_company_that_runs_the_programme_is_neither_side(words: str) -> None:
    found = fields(f"{words}\n\n{CLIENT}\n{SERVICE}\n{PARTNER}\n")
    assert (found["client.name"], found["partner.name"]) == ("Lapin Leipomo Oy", "Tietotuki Lahti Oy")


def test_clients_that_an_applicant_boasts_of_are_no_lead() -> None:
    text = f"Haemme kumppaniksi.\n\n{APPLICANT}\nAsiakkaitamme ovat mm. Salon Sähkö Oy ja Perniön Puu Oy.\n"
    assert "client.name" not in fields(text, "Hakemus", RIIKKA)
    assert told(text, "Hakemus", RIIKKA) == ["in_review check:admission"]
