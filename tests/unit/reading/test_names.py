"""Companies and people by name."""

import pytest
from tests.unit.reading.builder import NIP, PARTNER, fields, signature

from leadbot.model.message import Address


@pytest.mark.parametrize(
    "name",
    [
        "Mebelux Sp. z o.o.",
        "Mebelux Sp. z o. o.",
        "MEBELUX S.A.",
        "Piekarnia „Złoty Kłos” Sp. z o.o.",
        "Szpital św. Rocha Sp. z o.o.",
        "Malec Okna i Drzwi Sp. j.",
        "Hotel Zamek sp. z o.o. sp. k.",
        "Biuro Rachunkowe Saldo Ewa Kruk",
        "PPHU Kowal Jan Kowal",
        "Zakład Mięsny Wędzonka Spółka Akcyjna",
        "Auto-Serwis Brzoza s.c.",
        "Gmina Zielona Dolina",
        "Brandt Holz GmbH & Co. KG",
    ],
)
@pytest.mark.parametrize(
    "frame",
    [
        "Klient: {name}, ul. Lipowa 12, 00-950 Warszawa, NIP {nip}",
        "Zgłaszam: {name}, ul. Lipowa 12, 00-950 Warszawa, NIP {nip}",
        "Nazwa klienta: {name}\nAdres: ul. Lipowa 12, 00-950 Warszawa\nNIP: {nip}",
        "{name} / ul. Lipowa 12, 00-950 Warszawa / NIP {nip}",
        "DANE KLIENTA\n{name}\nul. Lipowa 12\n00-950 Warszawa\nNIP {nip}",
    ],
)
def test_the_clients_name_is_read_as_written(name: str, frame: str) -> None:
    assert fields(f"{frame.format(name=name, nip=NIP)}\n10 x M365 BS\n\n{PARTNER}")["client.name"] == name


@pytest.mark.parametrize(
    "line",
    [
        "Moja firma to Ahoj Systemy s.c., ul. Krakowska 11, 34-700 Rabka-Zdrój, NIP 7156958554",
        "my to Ahoj Systemy s.c. ul. Krakowska 11, 34-700 Rabka-Zdrój nip 715-695-85-54",
        "Nasze dane: Ahoj Systemy s.c., ul. Krakowska 11, 34-700 Rabka-Zdrój, NIP 7156958554",
        "Reprezentuję firmę Ahoj Systemy s.c., ul. Krakowska 11, 34-700 Rabka-Zdrój, NIP 7156958554",
        "zgłasza: Ahoj Systemy s.c. / ul. Krakowska 11, 34-700 Rabka-Zdrój / NIP 7156958554",
    ],
)
def test_the_partner_is_known_by_the_words_before_it(line: str) -> None:
    found = fields(f"Klient to Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}, 10 x M365 BS.\n{line}")
    assert (found["client.name"], found["partner.name"], found["partner.tax_id"]) == (
        "Mebelux Sp. z o.o.",
        "Ahoj Systemy s.c.",
        "7156958554",
    )


def test_without_any_word_the_company_like_the_senders_domain_is_the_partner() -> None:
    sender = Address(name="Biuro", email="biuro@netstar-it.example")
    text = (
        "Netstar IT Sp. z o.o., ul. Towarowa 7, 61-896 Poznań, NIP 7156958554\n\nMebelux S.A., ul. Lipowa "
        f"12, 00-950 Warszawa, NIP {NIP}\n9 x M365 BS"
    )
    found = fields(text, sender=sender)
    assert (found["client.name"], found["partner.name"]) == ("Mebelux S.A.", "Netstar IT Sp. z o.o.")


def test_the_sender_is_the_contact_where_nobody_else_is_named() -> None:
    found = fields(f"Klient: Mebelux S.A., NIP {NIP}, 10 x M365 BS", signature("Pozdrawiam\nJan Nowicki\ntel. 601 222 333"))
    contact = [found[f"contact.{part}"] for part in ("name", "email", "phone")]
    assert contact == ["Jan Nowicki", "jan.nowicki@itserwis.example", "+48601222333"]


@pytest.mark.parametrize(
    "line",
    [
        "Opiekun: Artur Pietrzak, tel. 510 224 868",
        "opiekunem tematu po naszej stronie jest Artur Pietrzak, tel. 510 224 868",
        "Temat prowadzi Artur Pietrzak (tel. 510 224 868)",
        "Osoba do kontaktu: pan Artur Pietrzak\nTelefon: 510 224 868",
    ],
)
def test_a_named_contact_is_not_given_the_senders_address(line: str) -> None:
    found = fields(f"{line}\n\nKlient: Mebelux S.A., NIP {NIP}, 10 x M365 BS", signature("Jan Nowicki\ntel. 22 610 05 44"))
    assert (found["contact.name"], found["contact.phone"]) == ("Artur Pietrzak", "+48510224868")
    assert "contact.email" not in found


def test_a_mailbox_of_an_office_is_nobodys_name() -> None:
    sender = Address(name="Biuro Infomax", email="biuro@infomax.example")
    found = fields(f"Klient: Mebelux S.A., NIP {NIP}, 10 x M365 BS", sender=sender)
    assert "contact.name" not in found
    assert found["contact.email"] == "biuro@infomax.example"
