"""A question that the programme's own entries answer is answered, staff in copy; any other is for staff (docs/domain.md, section 3)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadbot.app import program_by_name
from leadbot.model.message import Disposition
from leadbot.model.outgoing import OutboxState
from leadbot.model.stored import StoredMessage
from leadbot.service.desk import Mode
from support.office import Office

FEMKE = "Femke de Boer <femke@boer-ict.example>"
EARLY = "Goedemorgen,\n\nKan een klant zijn WaaS-contract tussentijds opzeggen, en wat kost dat?\n\nGroet,\nFemke de Boer"
QUOTED = (
    "Tussentijdse annulering kan, echter de kosten voor het tussentijds beëindigen van de overeenkomst "
    "zijn gelijk aan de totale kosten van de overeenkomst."
)
LEAD = """Klant: Garage Hoekstra B.V.
Adres klant: Stationsweg 41, 8911 AH Leeuwarden
KvK-nummer klant: 24169778
Product: 6 x WaaS Notebook
Looptijd: 24 maanden
Partner: Boer ICT B.V.
Contactpersoon: Femke de Boer
E-mail: femke@boer-ict.example"""


@pytest.fixture
def also(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, program=program_by_name("also-waas"))
    yield office
    office.close()


def ask(office: Office, text: str = EARLY, at: str = "2026-11-16 09:00", **parts: object) -> StoredMessage:
    return office.take(text, at=at, **{"sender": FEMKE, "subject": "Vraag over WaaS", **parts})


def answer(office: Office, message: StoredMessage) -> str:
    row = office.reply_to(message)
    assert row is not None
    return office.text_of(row)


def test_early_termination_is_quoted_word_for_word_and_no_figure_computed(also: Office) -> None:
    message = ask(also, EARLY.replace("Kan een klant", "Kan een klant met 20 notebooks van 36 maanden à € 40 per maand"))

    text = answer(also, message)
    assert message.disposition is Disposition.ANSWERED
    assert f"“{QUOTED}”" in text
    assert not any(char.isdigit() for char in text.partition(QUOTED)[2].partition("Met vriendelijke groet")[0])


def test_the_asker_is_answered_and_staff_have_a_copy(also: Office) -> None:
    ask(also)
    also.deliver()

    (sent,) = also.transport.sent
    assert sent.recipients == ("femke@boer-ict.example", "anna@promise.pl")


def test_an_english_question_is_answered_in_english(also: Office) -> None:
    text = answer(also, ask(also, "Hello,\n\nWho invoices the end customer for WaaS, you or us?\n\nKind regards,\nFemke de Boer"))

    assert "ALSO provides the credit to the end customer and invoices the end customer directly." in text


@pytest.mark.parametrize(
    "text",
    [
        "Kan een klant zijn WaaS-contract tussentijds opzeggen? En wie stuurt de factuur naar de klant?",
        "Hoeveel commissie krijgen wij op 10 WaaS Notebooks voor 36 maanden?",
        "Hoe werkt WaaS eigenlijk?",
        "Kan een klant zijn WaaS-contract tussentijds opzeggen? En kunnen wij morgen even bellen?",
    ],
)
def test_several_questions_or_one_that_no_entry_answers_go_to_staff(also: Office, text: str) -> None:
    message = ask(also, text)

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "question")
    assert [row.to for row in also.outbox()] == ["anna@promise.pl"]


def test_a_question_about_a_registered_lead_goes_to_staff_with_that_lead(also: Office) -> None:
    lead = ask(also, LEAD, subject="Nieuwe aanmelding")
    assert lead.references == ("AW-2026-00001",)

    message = ask(also, "Kan de klant dit WaaS-contract tussentijds opzeggen?", at="2026-11-17 09:00", answers=also.reply_to(lead))

    assert message.disposition is Disposition.WITH_STAFF
    assert message.references == ("AW-2026-00001",)


def test_an_unproven_asker_gets_no_answer_where_proof_is_asked_for(tmp_path: Path) -> None:
    strict = Office(tmp_path, program=program_by_name("also-waas"), require_dmarc=True)

    message = ask(strict)

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "unproven-sender")
    strict.close()


@pytest.mark.parametrize(("mode", "state"), [(Mode.HOLD, OutboxState.QUEUED), (Mode.SHADOW, OutboxState.HELD)])
def test_an_answer_is_no_rejection_and_waits_only_in_shadow(tmp_path: Path, mode: Mode, state: OutboxState) -> None:
    office = Office(tmp_path, program=program_by_name("also-waas"), mode=mode)

    row = office.reply_to(ask(office))

    assert row is not None
    assert row.state is state
    office.close()


def test_a_programme_without_entries_leaves_questions_to_staff(office: Office) -> None:
    message = office.take("Kiedy wypłacana jest prowizja w programie Generuj Leady?", at="2026-11-16 09:00", subject="Pytanie")

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "question")


def test_who_asks_again_and_again_comes_to_staff(also: Office) -> None:
    ends = [ask(also, f"{EARLY}\n{number}", at=f"2026-11-16 09:{number:02}").disposition for number in range(7)]

    assert ends == [Disposition.ANSWERED] * 5 + [Disposition.WITH_STAFF] * 2
