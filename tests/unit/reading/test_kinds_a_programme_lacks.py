"""What a programme does not have is a question there: more time where none is given, admission where nobody is admitted."""

import pytest

from leadbot.reading import read

from .builder import mail
from .test_address_orders import program_named

PROMISE, IBAS, ALSO, INFOMANIAK, INFOR = "promise-generuj-leady", "ibas-ontrack", "also-waas", "infomaniak-partner", "infor-referral"

MORE_TIME = [
    (PROMISE, "Czy możemy dostać jeszcze tydzień na uzupełnienie danych do GL-2026-00031?", "question"),
    (
        PROMISE,
        "Proszę o przedłużenie terminu na uzupełnienie zgłoszenia GL-2026-00031. Klient Bolt Sp. z o.o. ma urlop.",
        "question",
    ),
    (ALSO, "Mag ik nog een week extra voor AW-2026-00012? De klant moet het btw-nummer nog opzoeken.", "question"),
    (ALSO, "Ik heb meer tijd nodig voor AW-2026-00012.", "question"),
    (INFOMANIAK, "Necesitamos más tiempo para completar IK-2026-00029", "question"),
    (INFOR, "Nous avons besoin de plus de temps pour IR-2026-00015", "question"),
    (PROMISE, "Could we have another week for GL-2026-00031?", "question"),
    (IBAS, "Could we have another week to send the missing data for IO-2026-00017?", "extension"),
    (IBAS, "Voisimmeko saada lisää aikaa täydentää tietoja liidille IO-2026-00017?", "extension"),
    (IBAS, "Kan vi få en vecka till för att komplettera IO-2026-00017?", "extension"),
]


@pytest.mark.parametrize(("program", "text", "kind"), MORE_TIME, ids=[text for _, text, _ in MORE_TIME])
def test_more_time_is_an_extension_only_where_the_programme_has_one(program: str, text: str, kind: str) -> None:
    found = read(mail(text, subject=""), program_named(program))
    assert (found.kind.value, str(found.reference)) == (kind, text[text.index("2026") - 3 :][:13])


ADMISSION = [
    (
        PROMISE,
        "Chcemy zostać partnerem programu.\nNazwa: SikoraNet Sp. z o.o.\nAdres: ul. Zwycięstwa 5, 44-100 Gliwice\nNIP: 7878146819\n"
        "Osoba do kontaktu: Robert Sikora, 601 777 120",
    ),
    (PROMISE, "Proszę o rejestrację naszej firmy jako partnera: SikoraNet Sp. z o.o., NIP 7878146819, ul. Zwycięstwa 5, 44-100 Gliwice"),
    (ALSO, "Wij willen graag partner worden. Bedrijf: Kuipers ICT B.V., KvK 55128834, Markt 1, 7411 CN Deventer, contact Bas Kuipers."),
    (INFOR, "Notre société Fontaine SI (SIREN 863471637) souhaite rejoindre votre programme d'apport d'affaires."),
]


@pytest.mark.parametrize(("program", "text"), ADMISSION, ids=[text[:40] for _, text in ADMISSION])
def test_who_asks_for_admission_registers_no_lead(program: str, text: str) -> None:
    found = read(mail(text, subject="x"), program_named(program))
    assert (found.kind.value, found.leads) == ("question", ())


def test_who_asks_for_admission_and_wants_something_for_a_client_registers_a_lead() -> None:
    text = "Chcemy zostać partnerem. Zgłaszamy klienta Bolt Sp. z o.o., NIP 9569184131, 20 x M365 E3."
    assert read(mail(text, subject="x"), program_named(PROMISE)).kind.value == "lead"
