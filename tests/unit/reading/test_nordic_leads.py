"""Leads as partners in Finland write them, in Finnish and Swedish."""

import pytest
from tests.unit.reading.builder import values
from tests.unit.reading.nordic import CLIENT, PARTNER, SERVICE, fields, item, leads, products, told

RECOVERY = (item("data-recovery"),)


def test_prose_with_inflected_names_and_a_title_before_the_person() -> None:
    found = fields(
        "Hei!\n\nOlemme Pohjan IT Oy (partnerinumero IO-P-0101). Asiakkaallamme Lapin Leipomo Oy:llä hajosi palvelimen levy ja he "
        "tarvitsevat tietojen palautusta mahdollisimman pian.\nYhteyshenkilö Lapin Leipomossa on toimitusjohtaja Erkki Salmela, "
        "puh. 0400-123 456, erkki.salmela@lapinleipomo.example.\n\nYstävällisin terveisin\n\nMari Koivisto\nasiakkuuspäällikkö\n"
        "Pohjan IT Oy\nValtakatu 12 A 4, 96200 Rovaniemi\npuh. 016 331 2200\n",
        sender="Mari Koivisto <mari.koivisto@pohjanit.example>",
    )
    assert found["client.name"] == "Lapin Leipomo Oy"
    assert found["client.contact.name"] == "Erkki Salmela"
    assert found["client.contact.phone"] == "+358400123456"
    assert found["partner.name"] == "Pohjan IT Oy"
    assert found["partner.number"] == "IO-P-0101"
    assert found["contact.phone"] == "+358163312200"
    assert found["items"] == RECOVERY


def test_swedish_prose_with_the_finnish_business_id() -> None:
    found = fields(
        "Hej,\n\nvi vill hänvisa en ny kund till er som kundreferens. Kunden är Ekenäs Mekaniska Verkstad Ab (FO-nummer 3771278-1). "
        "De behöver dataräddning: en extern hårddisk har gått sönder.\n\nKontaktperson hos kunden är Eva Holmström, tfn 040-765 4321.\n\n"
        "Vårt partnernummer är IO-P-0077.\n\nMed vänlig hälsning\nAnders Lindqvist\nSkärgårdsdata Ab\nTel. 019 241 1234\n",
        subject="Ny kund",
        sender="Anders Lindqvist <anders@skargardsdata.example>",
    )
    assert found["client.name"] == "Ekenäs Mekaniska Verkstad Ab"
    assert found["client.tax_id"] == "37712781"
    assert (found["client.contact.name"], found["client.contact.phone"]) == ("Eva Holmström", "+358407654321")
    assert (found["partner.name"], found["partner.number"]) == ("Skärgårdsdata Ab", "IO-P-0077")
    assert found["contact.phone"] == "+358192411234"
    assert found["deal.option"] == "referral"
    assert found["items"] == RECOVERY


def test_a_phone_mail_without_capitals() -> None:
    found = fields(
        "moi, tässä yks asiakas: rakennus ruuska oy, yhteyshenkilö ari ruuska 0505551234. ulkoinen kovalevy putos lattialle, "
        "tarvis datan palautusta. partnerinumero IO-P-0055\n\nt. jaska\n\nLähetetty Samsung Galaxy -laitteesta\n",
        sender="Jaska Nieminen <jaska@nieminen-atk.example>",
    )
    assert found["client.name"] == "rakennus ruuska oy"
    assert (found["client.contact.name"], found["client.contact.phone"]) == ("ari ruuska", "+358505551234")
    assert found["contact.name"] == "Jaska Nieminen"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Ottakaa yhteyttä Marjo Koskiseen, 040 121 3141", "Marjo Koskinen"),
        ("Voitte soittaa Tiina Lehtoselle, 040 121 3141", "Tiina Lehtonen"),
        ("Ottakaa yhteyttä Matti Virtaan, matti.virta@lapinleipomo.example, 040 121 3141", "Matti Virta"),
        ("Ottakaa yhteyttä Pia Mäkeen, pia.maki@lapinleipomo.example, 040 121 3141", "Pia Mäki"),
    ],
)
def test_a_person_in_the_form_that_a_sentence_asks_for(written: str, name: str) -> None:
    found = fields(f"Asiakas: Lapin Leipomo Oy\n{SERVICE}\n{written}\n{PARTNER}\n")
    assert (found["client.contact.name"], found["client.contact.phone"]) == (name, "+358401213141")


@pytest.mark.parametrize(
    "form",
    ["Lapin Leipomo oy", "Lapin Leipomo Ky", "Lapin Urheilijat ry", "Tmi Maija Harjula", "Asunto Oy Lahden Kanerva", "Oy Nordic Tools Ab"],
)
def test_forms_of_companies_before_and_behind_the_name(form: str) -> None:
    assert fields(f"Asiakkaamme {form} tarvitsee tietojen palautusta.\n{PARTNER}\n")["client.name"] == form


def test_the_name_of_a_case_ending_behind_a_colon_stays_whole() -> None:
    assert (
        fields(f"Asiakkaamme Lapin Leipomo Oy:n palvelin hajosi, tarvitaan tietojen palautus.\n{PARTNER}\n")["client.name"]
        == "Lapin Leipomo Oy"
    )


def test_a_person_under_name_beside_the_companys_name() -> None:
    found = fields(
        f"Loppukäyttäjän tiedot:\nYritys: Imatran Kuljetus Ay\nNimi: Kaarina Hovi\nPuhelin: 05 612 3456\n{SERVICE}\nPartneri: IO-P-0210\n"
    )
    assert (found["client.name"], found["client.contact.name"]) == ("Imatran Kuljetus Ay", "Kaarina Hovi")


def test_a_partner_that_names_itself_as_the_client() -> None:
    text = "Kund: Granholm Data Ab\nKontaktperson: Siv Berg, 0400 111 000\nBehov: dataräddning\nPartner: Granholm Data Ab, IO-P-0018\n"
    assert (fields(text)["client.name"], fields(text)["partner.name"]) == ("Granholm Data Ab", "Granholm Data Ab")
    assert told(text) == ["rejected self-referral"]
    assert told(f"Tällä kertaa asiakkaana on oma yrityksemme.\n{SERVICE}\n{PARTNER}\n") == ["rejected self-referral"]


def test_a_table_with_a_row_for_each_client() -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>{person}</td><td>{phone}</td><td>{service}</td></tr>"
        for name, person, phone, service in (
            ("Ylöjärven Betoni Oy", "Matti Koski", "03 555 1000", "Tietojen palautus"),
            ("Nokian Rengas Ky", "Sari Lepola", "040 222 3333", "Tiedonsiirto"),
        )
    )
    head = "<tr><th>Asiakas</th><th>Yhteyshenkilö</th><th>Puhelin</th><th>Palvelu</th></tr>"
    text = f"<p>Hei, tässä kaksi asiakasta. Partnerinumero IO-P-0007, Tietotuki Lahti Oy.</p><table>{head}{rows}</table>"
    assert [values(lead)["client.contact.name"] for lead in leads(text)] == ["Matti Koski", "Sari Lepola"]
    assert told(text) == ["confirmed", "rejected product-not-eligible"]


def test_a_forwarded_mail_shows_the_clients_person() -> None:
    found = fields(
        "Moi, alla asiakkaan viesti. Partnerinumero IO-P-0072, Vesatech Oy. Hoidatteko tietojen palautuksen?\n\nJukka\n\n"
        "---------- Forwarded message ---------\nLähettäjä: Helena Kurki <helena.kurki@kurjenpesa.example>\n"
        "Date: ti 3. maalisk. 2026 klo 10.05\nSubject: Apua\nTo: Jukka Vesa <jukka.vesa@vesatech.example>\n\nHei Jukka,\n\n"
        "toimistomme ulkoinen levy naksuu eikä aukea.\n\nTerveisin\nHelena Kurki\nHotelli Kurjenpesä Oy\npuh. 0440 556 677\n",
        subject="Fwd: Apua",
        sender="Jukka Vesa <jukka.vesa@vesatech.example>",
    )
    assert found["client.name"] == "Hotelli Kurjenpesä Oy"
    assert (found["client.contact.name"], found["client.contact.phone"]) == ("Helena Kurki", "+358440556677")
    assert found["client.contact.email"] == "helena.kurki@kurjenpesa.example"
    assert found["partner.name"] == "Vesatech Oy"


@pytest.mark.parametrize(
    ("words", "items"),
    [
        ("Kyse on nauhapalveluista.", [("tape-services", None)]),
        ("He haluavat tietoturvallista tuhoamista.", [("data-destruction", None)]),
        ("Palvelu: Tietojen palautus, 2 kpl SSD-levyjä", [("data-recovery", None)]),
        ("Toimeksianto: tietokoneforensiikkaa kahdelle työasemalle", [("computer-forensics", None)]),
        ("Tarvitaan 20 Blancco-lisenssiä.", [("blancco-licence", 20)]),
        ("Tarve: tietojen tuhoaminen Blanccolla", [("blancco-licence", None)]),
        ("De behöver återställning av data.", [("data-recovery", None)]),
        ("Tjänst: dokumentgranskning", [("document-review", None)]),
        ("Levyltä pitäisi saada kirjanpito takaisin.", [("data-recovery", None)]),
        ("Tiedostot pitäisi saada siirrettyä, siis siirtää tiedostot uudelle palvelimelle.", [("data-transfer", None)]),
        ("Kuvaus: palvelin kaatui, ja tiedot pitäisi pelastaa. Palvelu: nauhapalvelut", [("tape-services", None)]),
        ("Nauhat pitäisi lukea ja levyt tuhota, siis lukea nauhat ja tuhota levyt.", []),
    ],
)
def test_the_service_wanted(words: str, items: list[tuple[str, int | None]]) -> None:
    assert products(f"{CLIENT}\n{words}\n{PARTNER}\n") == items


@pytest.mark.parametrize(
    "head",
    [
        "ti 3. maalisk. 2026 klo 9.00 Ibas Ontrack <myynti@ibas.example> kirjoitti:\n\n> ",
        "Ibas Ontrack <myynti@ibas.example> kirjoitti 2.3.2026 kello 9.12:\n\n> ",
        "Ibas Ontrack kirjoitti 2.3.2026 9.12:\n> ",
        "Lähettäjä: Ibas Ontrack <myynti@ibas.example>\nLähetetty: ma 2.3.2026 9.12\nVastaanottaja: Sanna\nAihe: Tarjous\n\n",
        "-------- Alkuperäinen viesti --------\nLähettäjä: Ibas Ontrack\nPäivämäärä: 2.3.2026 9.12 (GMT+02:00)\nSaaja: Sanna\nAihe: X\n\n",
        "Den tis 3 mars 2026 kl 09:00 skrev Ibas Ontrack <myynti@ibas.example>:\n\n> ",
        "3 mars 2026 kl. 09:12 skrev Ibas Ontrack <myynti@ibas.example>:\n\n> ",
        "Från: Ibas Ontrack <myynti@ibas.example>\nSkickat: den 2 mars 2026 09:12\nTill: Sanna\nÄmne: Offert\n\n",
        "-----Ursprungligt meddelande-----\nFrån: Ibas Ontrack\nSkickat: den 2 mars 2026 09:12\nTill: Sanna\nÄmne: Offert\n\n",
    ],
)
def test_what_is_quoted_below_is_not_said_again(head: str) -> None:
    text = f"Hei,\n\n{CLIENT}\n{SERVICE}\n{PARTNER}\n\nTerveisin\nSanna Koskinen\n\n{head}"
    quoted = "Hei, asiakas Turun Teline Oy, puh. 040 111 1111, tietokoneforensiikka. Partneri Muu Data Oy, IO-P-0999.\n"
    assert fields(text + quoted, "VS: Uusi asiakas") == fields(text.removesuffix(head), "VS: Uusi asiakas")


@pytest.mark.parametrize(
    "written", ["+358 (0)2 731 5500", "(02) 731 5500", "02-7315500", "027315500", "00358 2 731 5500", "+358-2-731-5500", "02 731 5500"]
)
def test_a_number_however_it_is_written(written: str) -> None:
    text = f"Asiakas: Salon Sähkö Oy\nYhteyshenkilö: Kari Salminen\nPuhelinnumero: {written}\n{SERVICE}\n{PARTNER}\n"
    assert fields(text)["client.contact.phone"] == "+35827315500"


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("Kauppakatu 3 A 12, 40100 Jyväskylä", "Kauppakatu 3 A 12, 40100 Jyväskylä"),
        ("PL 15, 20101 Turku", "PL 15, 20101 Turku"),
        ("Mehtimäenkatu 2, FI-80100 Joensuu", "Mehtimäenkatu 2, FI-80100 Joensuu"),
        ("Strandgatan 12 B, 65100 Vasa", "Strandgatan 12 B, 65100 Vasa"),
    ],
)
def test_addresses_of_finland(line: str, address: str) -> None:
    text = f"Asiakas: Salon Sähkö Oy\nOsoite: {line}\nYhteyshenkilö: Kari Salminen\n{SERVICE}\n{PARTNER}\n"
    assert fields(text)["client.address"] == address


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("sähköpostien haun vanhoilta nauhoilta ja lisäksi vanhojen levyjen tuhoamisen", {"email-extraction", "data-destruction"}),
        ("tietojen palautuksen sekä eDiscoveryn", {"data-recovery", "ediscovery"}),
        ("tietojen palautuksen kahdelta levyltä sekä vanhojen levyjen hävityksen", {"data-recovery", "data-destruction"}),
        ("nauhapalveluita ja sähköpostien palautusta", {"tape-services", "email-extraction"}),
    ],
)
def test_two_services_of_one_sentence_are_two_items(said: str, expected: set[str]) -> None:
    text = f"Asiakkaamme Raunio Oy tarvitsee {said}. Yhteyshenkilö Petri Raunio, 050 331 2245."
    assert {product for product, _ in products(text)} == expected
