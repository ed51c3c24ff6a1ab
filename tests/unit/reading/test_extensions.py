"""What a partner asks for that wants more time, in the words of its own mail."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.unit.reading.builder import mail

from leadbot.app import program_by_name
from leadbot.model.message import Kind
from leadbot.model.submission import WantedExtension
from leadbot.reading import read

IBAS = program_by_name("ibas-ontrack")


def wanted(text: str) -> WantedExtension:
    """What a mail of 1 June 2026 asks for."""
    message = replace(mail(text, subject="IO-2026-00031"), received_at=datetime(2026, 6, 1, 9, 0, tzinfo=UTC))
    submission = read(message, IBAS)
    assert submission.kind is Kind.EXTENSION
    assert submission.extension is not None
    return submission.extension


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Pyydämme lisäaikaa projektissa IO-2026-00031 31.8.2026 asti.", date(2026, 8, 31)),
        ("Saisimmeko hankkeelle IO-2026-00031 lisäaikaa 31.8. asti?", date(2026, 8, 31)),
        ("Voisitteko pidentää määräaikaa IO-2026-00031 tammikuun loppuun? Siis 31.1.2027 saakka.", None),
        ("Please extend the deadline of IO-2026-00031 until 30 September 2026.", date(2026, 9, 30)),
        ("Could you extend IO-2026-00031 to 2026-09-30? The board meets on 15 September.", date(2026, 9, 30)),
        ("The deadline of IO-2026-00031 runs until 30 June 2026; please extend it until 31 August 2026.", date(2026, 8, 31)),
        ("Vi ber om förlängning av IO-2026-00031 till den 30 september 2026.", date(2026, 9, 30)),
        ("Vi behöver mer tid för IO-2026-00031, fram till 30.9.2026.", date(2026, 9, 30)),
        ("Pyydämme lisäaikaa ilmoitukselle IO-2026-00031: asiakkaan päätös siirtyy, uusi määräaika 30.9.2026.", date(2026, 9, 30)),
        ("We need more time for IO-2026-00031, new deadline 30 September 2026.", date(2026, 9, 30)),
        ("Vi behöver mer tid för IO-2026-00031, ny tidsfrist 30.9.2026.", date(2026, 9, 30)),
        ("Please extend IO-2026-00031 until 31 August or until 30 September.", None),
    ],
)
def test_a_last_day_is_read_where_the_mail_says_so(text: str, until: date | None) -> None:
    asked = wanted(text)

    assert asked.until == until
    assert (asked.months, asked.days) == (0, 0)
    assert (asked.time, asked.fee) == (True, False)


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [
        ("Could you please extend the 180 day deadline of IO-2026-00031 by two months?", 2, 0),
        ("Please extend IO-2026-00031 by 60 days.", 0, 60),
        ("We need six more weeks for IO-2026-00031, please extend it by six weeks.", 0, 42),
        ("Pyydämme 180 päivän määräajan pidentämistä 30 päivällä projektissa IO-2026-00031.", 0, 30),
        ("Voisitteko pidentää määräaikaa kahdella kuukaudella, viite IO-2026-00031?", 2, 0),
        ("Kan ni förlänga tiden för IO-2026-00031 med tre månader?", 3, 0),
        ("Please extend IO-2026-00031 by 2-3 months.", 0, 0),
        ("Please extend IO-2026-00031 to 240 days.", 0, 0),
        ("Pyydämme 180 päivän määräajan pidentämistä projektissa IO-2026-00031.", 0, 0),
    ],
)
def test_a_time_is_read_that_is_added(text: str, months: int, days: int) -> None:
    asked = wanted(text)

    assert (asked.months, asked.days, asked.until) == (months, days, None)
    assert asked.time


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Pyydämme viitepalkkion siirtämistä seuraavalle maksulle (IO-2026-00031).", False),
        ("Saisimmeko lisäaikaa hankkeelle IO-2026-00031 31.8. asti ja samalla viitepalkkion siirrettyä seuraavalle maksulle?", True),
        ("Please move the fee to the next payment for IO-2026-00031.", False),
        ("Kan ni skjuta upp arvodet för IO-2026-00031 till nästa betalning?", False),
    ],
)
def test_so_is_the_wish_to_move_the_fee(text: str, time: bool) -> None:
    asked = wanted(text)

    assert asked.fee
    assert asked.time is time


def test_its_own_words_are_kept_for_staff() -> None:
    asked = wanted("Hei,\n\nPyydämme lisäaikaa projektissa IO-2026-00031 31.8.2026 asti. Asiakas lomailee.\n\nTerveisin")

    assert asked.evidence.quote == "Pyydämme lisäaikaa projektissa IO-2026-00031 31.8.2026 asti."
