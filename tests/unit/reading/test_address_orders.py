"""Postal addresses whose parts stand in another order than the country's usual one, on one line and on several."""

import re
from functools import cache

import pytest
from tests.unit.reading.builder import CONFIG, mail

from leadbot.model.program import Program
from leadbot.programs import load_lexicons, load_program
from leadbot.reading import read

POLISH = ("promise-generuj-leady", "Klient: Bolt Sp. z o.o.", "Adres", "Microsoft 365 Business Basic 10 szt.")
FINNISH = ("ibas-ontrack", "Asiakas: Bolt Oy", "Osoite", "Palvelu: tietojen palautus")
DUTCH = ("also-waas", "Klant: Bolt B.V.", "Adres", "10 WaaS desktops, 24 maanden")
SPANISH = ("infomaniak-partner", "Cliente: Bolt S.L.", "Dirección", "Producto: VPS")
FRENCH = ("infor-referral", "Client : Bolt SAS", "Adresse", "Solution : Infor LN")

ORDERS = [
    (POLISH, "Wrocław, ul. Kablowa 7, 50-001"),
    (POLISH, "50-001 Wrocław, ul. Kablowa 7"),
    (POLISH, "ul. Kablowa 7, Wrocław 50-001"),
    (POLISH, "ul. Kablowa 7, Wrocław, 50-001"),
    (POLISH, "Wrocław 50-001, ul. Kablowa 7"),
    (POLISH, "Wrocław, 50-001, ul. Kablowa 7"),
    (POLISH, "Jelenia Góra, ul. 1 Maja 7/3, 58-500"),
    (FINNISH, "Tampere, Hämeenkatu 14, 33100"),
    (FINNISH, "33100 Tampere, Hämeenkatu 14"),
    (FINNISH, "Hämeenkatu 14, Tampere 33100"),
    (FINNISH, "Hämeenkatu 14 A 5, Tampere, 33100"),
    (FINNISH, "Tampere 33100, Hämeenkatu 14"),
    (DUTCH, "Zwolle, Hanzelaan 21, 8017 JJ"),
    (DUTCH, "8017 JJ Zwolle, Hanzelaan 21"),
    (DUTCH, "Hanzelaan 21, Zwolle, 8017 JJ"),
    (DUTCH, "Hanzelaan 21, Zwolle (8017 JJ)"),
    (DUTCH, "Den Haag, Laan van Meerdervoort 21a, 2517 AK"),
    (SPANISH, "Sevilla, calle Betis 14, 41010"),
    (SPANISH, "41010 Sevilla, calle Betis 14"),
    (SPANISH, "C/ Betis 14, Sevilla 41010"),
    (SPANISH, "Sevilla 41010, calle Betis 14"),
    (FRENCH, "Lille, 12 rue de Béthune, 59000"),
    (FRENCH, "59000 Lille, 12 rue de Béthune"),
    (FRENCH, "12 rue de Béthune, Lille 59000"),
    (FRENCH, "1201 Genève, rue de Lausanne 15"),
    (FRENCH, "Genève, rue de Lausanne 15, 1201"),
]
LAYOUTS = {
    "in a sentence": "{client}, {one}.\n{wish}",
    "in brackets": "{client} ({one}).\n{wish}",
    "under a label": "{client}\n{label}: {one}\n{wish}",
    "under a label, one part a line": "{client}\n{label}:\n{lines}\n{wish}",
    "behind a label, one part a line": "{client}\n{label}: {lines}\n{wish}",
    "below the name": "{client}\n{one}\n{wish}",
    "below the name, one part a line": "{client}\n{lines}\n{wish}",
}


@cache
def program_named(name: str) -> Program:
    return load_program(name, [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))


def _clients(program: str, text: str) -> list[tuple[str, str]]:
    """The clients' names and addresses."""
    leads = read(mail(text, subject="x"), program_named(program)).leads
    values = [{f.id: str(f.value) for f in lead.fields} for lead in leads]
    return [(v.get("client.name", ""), v.get("client.address", "")) for v in values]


def _words(text: object) -> list[str]:
    return sorted(re.findall(r"\w+", str(text)))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("country", "address"), ORDERS, ids=[address for _, address in ORDERS])
def test_an_address_is_read_whole_and_is_no_client_of_its_own(country: tuple[str, str, str, str], address: str, layout: str) -> None:
    program, client, label, wish = country
    text = LAYOUTS[layout].format(client=client, label=label, wish=wish, one=address, lines=address.replace(", ", "\n"))
    found = _clients(program, text)
    assert [name for name, _ in found] == [client.partition(":")[2].strip()]
    assert _words(found[0][1]) == _words(address)
    assert not found[0][1].endswith(".")


def test_a_street_and_postcode_below_a_name_are_no_towns_address() -> None:
    found = _clients(POLISH[0], "Klient: Bolt Sp. z o.o.\nul. Kablowa 7\n50-001 Wrocław\nM365 E3 10 szt.")
    assert found == [("Bolt Sp. z o.o.", "ul. Kablowa 7, 50-001 Wrocław")]


@pytest.mark.parametrize(
    ("country", "written", "address"),
    [
        (POLISH, "ul. Wodna 4.", "ul. Wodna 4"),
        (POLISH, "Słupsk, ul. Wodna 4.", "Słupsk, ul. Wodna 4"),
        (DUTCH, "Markt 1, 7411 CN Deventer.", "Markt 1, 7411 CN Deventer"),
        (SPANISH, "Plaza Mayor 3, 2º B.", "Plaza Mayor 3, 2º B"),
        (FRENCH, "12 rue de Béthune.", "12 rue de Béthune"),
        (FRENCH, "69800 Saint-Priest\n8 avenue de l'Industrie", "69800 Saint-Priest, 8 avenue de l'Industrie"),
    ],
)
def test_a_sentences_full_stop_is_no_part_of_an_address(country: tuple[str, str, str, str], written: str, address: str) -> None:
    program, client, label, wish = country
    assert [found for _, found in _clients(program, f"{client}\n{label}: {written}\n{wish}")] == [address]
