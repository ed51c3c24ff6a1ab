"""Answers in a conversation supply what they say themselves, and bare values answer what was asked."""

import pytest
from tests.unit.reading.builder import NIP, own, quoted, signature, submission, values

from leadbot.model.message import Kind
from leadbot.model.submission import Asked, FieldContent, Thread


def supplied(text: str, *asked: str) -> dict[str, FieldContent]:
    thread = Thread(leads=(Asked(reference="GL-2026-00042", fields=asked),))
    found = submission(text, subject="Re: [GL-2026-00042] Zgłoszenie", thread=thread)
    assert found.kind is Kind.FOLLOW_UP
    return {k: v for k, v in values(found.leads[0]).items() if k not in ("contact.name", "contact.email")}


@pytest.mark.parametrize(
    ("text", "asked", "field", "value"),
    [
        ("41", "client.pc_count", "client.pc_count", 41),
        ("czterdzieści jeden", "client.pc_count", "client.pc_count", 41),
        ("komputerów jest 41", "client.pc_count", "client.pc_count", 41),
        ("ul. Długa 5, 00-001 Warszawa", "client.address", "client.address", "ul. Długa 5, 00-001 Warszawa"),
        ("ul. Długa 5, 00-001 Warszawa", "partner.address", "partner.address", "ul. Długa 5, 00-001 Warszawa"),
        (NIP, "client.tax_id", "client.tax_id", NIP),
        (NIP, "partner.tax_id", "partner.tax_id", NIP),
        ("956-918-41-31", "client.tax_id", "client.tax_id", NIP),
        ("NIP klienta: 956-918-41-31", "client.tax_id", "client.tax_id", NIP),
        ("Mebelux Sp. z o.o.", "client.name", "client.name", "Mebelux Sp. z o.o."),
        ("601 222 333", "contact.phone", "contact.phone", "+48601222333"),
        ("Liczba PC w firmie klienta: 41", "client.pc_count", "client.pc_count", 41),
    ],
)
def test_a_bare_answer_answers_what_was_asked(text: str, asked: str, field: str, value: object) -> None:
    assert supplied(f"{text}\n", asked)[field] == value


def test_a_correction_counts_as_new_data() -> None:
    text = (
        "Do zgłoszenia GL-2026-00057 podaję NIP klienta: 956-918-41-31. Jednocześnie korekta - ma być 8 szt. "
        "Microsoft 365 Business Premium, nie 5."
    )
    found = submission(text, subject="Re: dwa tematy")
    lead = found.leads[0]
    assert (found.kind, found.reference) == (Kind.FOLLOW_UP, "GL-2026-00057")
    assert lead.text("client.tax_id") == NIP
    assert [(i.product, i.quantity) for i in lead.items()] == [("m365-business-premium", 8)]


def test_quoted_words_supply_nothing() -> None:
    found = submission(
        own("Już uzupełniam, komputerów jest 41.\n"),
        signature("Jan Nowicki\ntel. 601 222 333"),
        quoted(f"Dzień dobry,\nKlient: Mebelux S.A., NIP {NIP}, 10 x M365 BS\nDo rejestracji [GL-2026-00042] brakuje nam liczby PC.\n"),
        subject="Re: Zgłoszenie",
    )
    assert (found.kind, found.reference, found.references) == (Kind.FOLLOW_UP, "GL-2026-00042", ())
    assert set(values(found.leads[0])) == {"client.pc_count", "contact.name", "contact.email"}


def test_a_withdrawal_tells_only_who_wrote_it() -> None:
    found = submission("Proszę o wycofanie zgłoszenia GL-2026-00003, mieli 41 komputerów.")
    assert values(found.leads[0]) == {"contact.name": "Jan Nowicki", "contact.email": "jan.nowicki@itserwis.example"}


def test_another_client_in_a_known_conversation_is_a_new_lead() -> None:
    thread = Thread(leads=(Asked(reference="GL-2026-00042", fields=(), client_name="Mebelux S.A.", client_tax_id=NIP),))
    text = "Klient: Cegła S.A., ul. Polna 3, 20-001 Lublin, NIP 5684792412, 10 x M365 BS, 12 PC"
    assert submission(text, subject="Re: [GL-2026-00042]", thread=thread).kind is Kind.LEAD
