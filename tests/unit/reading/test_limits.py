"""A text of any length is read in linear time, up to a limit, and what lies beyond is told."""

from leadbot.mime import parse
from leadbot.model.submission import Submission
from leadbot.reading import read
from support.hostile import LEAD, text
from support.office import PROGRAM

HISTORY = b"\r\n\r\nOn Mon, 2 Nov 2026 at 10:12 Jan <jan@x.pl> wrote:\r\n" + b"> dawna tresc\r\n" * 6_000


def submission(body: bytes) -> Submission:
    return read(parse(text("long", body, subject=b"Re: leady"), PROGRAM.mail_words), PROGRAM)


def codes(of: Submission) -> list[str]:
    return [defect.code for defect in of.defects]


def test_own_text_beyond_the_limit_is_a_defect() -> None:
    assert "text-cut" in codes(submission(b"Dzien dobry. " * 6_000 + LEAD))


def test_old_mails_below_a_lead_are_none() -> None:
    whole = submission(LEAD + HISTORY)

    assert codes(whole) == []
    assert [lead.text("client.tax_id") for lead in whole.leads] == [lead.text("client.tax_id") for lead in submission(LEAD).leads]


def test_a_line_without_end_hides_no_lead_below_it() -> None:
    whole = submission(b"x " * 10_000 + b"\r\n\r\n" + LEAD)

    assert [lead.text("client.tax_id") for lead in whole.leads] == [lead.text("client.tax_id") for lead in submission(LEAD).leads]


def test_a_lead_on_a_very_long_line_is_found_in_its_sentences() -> None:
    prose = b"Opis projektu bez danych. " * 150
    told = submission(
        prose + b"Klient: Zaklad Bolt sp. z o.o., NIP klienta: 6423171456, chce 25 licencji Microsoft 365 Business Standard. " + prose
    )

    assert [lead.text("client.tax_id") for lead in told.leads] == ["6423171456"]
