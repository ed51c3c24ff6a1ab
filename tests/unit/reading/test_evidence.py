"""Each value leads back to its words in the mail, and says whether the mail states it."""

import pytest
from tests.unit.reading.builder import PARTNER, forwarded, mail, only_lead, own, promise, signature

from leadbot.model.message import CELL, Message, Segment
from leadbot.model.submission import Basis, Evidence, LeadDraft
from leadbot.reading import read

NIP, OTHER = "956-918-41-31", "568-479-24-12"
CLIENT = f"Klient: Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}"


def lead_of(message: Message) -> LeadDraft:
    (lead,) = read(message, promise()).leads
    return lead


def words_at(message: Message, evidence: Evidence) -> list[str]:
    texts: dict[int | None, str] = {at: segment.text for at, segment in enumerate(message.segments)}
    texts[None] = message.subject
    return [texts[span.segment][span.start : span.end] for span in evidence.spans]


def evidence(lead: LeadDraft, field: str) -> Evidence:
    found = lead.get(field)
    assert found is not None
    return found.evidence


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("client.name", "Mebelux Sp. z o.o."),
        ("client.address", "ul. Lipowa 12, 00-950 Warszawa"),
        ("client.tax_id", NIP),
        ("client.pc_count", "30"),
        ("contact.phone", "601 222 333"),
        ("partner.tax_id", "7966567638"),
    ],
)
def test_the_span_of_a_value_holds_its_words(field: str, words: str) -> None:
    message = mail(f"Dzień dobry,\n\n- {CLIENT}\n- 25 x M365 BS\n- Liczba PC: 30\n\n{PARTNER}\n")

    assert words_at(message, evidence(lead_of(message), field)) == [words]


def test_a_value_over_two_lines_is_one_span() -> None:
    message = mail(f"Klient: Mebelux Sp. z o.o., NIP {NIP}, siedziba firmy: ul. Lipowa 12,\n00-950 Warszawa\n25 x M365 BS\n\n{PARTNER}")

    assert words_at(message, evidence(lead_of(message), "client.address")) == ["ul. Lipowa 12,\n00-950 Warszawa"]


def test_equal_values_in_a_table_are_each_at_their_place() -> None:
    rows = [
        ("Klient", "NIP", "Produkt", "Ilość", "PC"),
        ("Mebelux Sp. z o.o.", NIP, "M365 BS", "8", "8"),
        ("Bolt Sp. z o.o.", OTHER, "M365 BS", "8", "8"),
    ]
    message = mail("\n".join(CELL.join(row) for row in rows))
    first, second = read(message, promise()).leads
    starts = [evidence(lead, "client.pc_count").spans[0].start for lead in (first, second)]
    text = message.segments[0].text

    assert [text[start - 2 : start + 1] for start in starts] == ["8\t8", "8\t8"]
    assert text.count("\n", 0, starts[0]) == 1
    assert text.count("\n", 0, starts[1]) == 2


def test_the_subjects_values_lead_to_the_subject() -> None:
    message = mail(f"Liczba PC: 30\n\n{PARTNER}", subject=f"Lead: Mebelux Sp. z o.o., NIP {NIP}, 25 x M365 BS")
    found = evidence(lead_of(message), "client.tax_id")

    assert found.source == "subject"
    assert words_at(message, found) == [NIP]


def basis(*segments: Segment | str, field: str) -> Basis:
    return evidence(only_lead(*segments), field).basis


def test_a_labelled_value_is_stated() -> None:
    assert basis(f"{CLIENT}\n25 x M365 BS\n{PARTNER}", field="client.tax_id") is Basis.STATED


def test_a_value_that_only_its_place_gives_to_the_partner_or_client_is_inferred() -> None:
    theirs = forwarded("Proszę o 25 szt. M365 Business Standard.")
    sign = signature(f"Z poważaniem\nEwa Kos\nMebelux Sp. z o.o.\nul. Lipowa 12, 00-950 Warszawa\nNIP {NIP}", depth=1)

    assert basis(own(f"Zgłaszam klienta z maila poniżej.\n{PARTNER}"), theirs, sign, field="client.tax_id") is Basis.INFERRED
    assert basis(f"{CLIENT}\n25 x M365 BS\n{PARTNER}", field="contact.email") is Basis.INFERRED
