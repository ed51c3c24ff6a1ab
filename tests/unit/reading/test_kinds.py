"""What sort of mail it is; doubt is a question, which a person reads."""

import pytest
from tests.unit.reading.builder import NIP, PARTNER, mail, promise, submission

from leadbot.model.message import AutomaticKind, AutomaticReason, Kind, SegmentKind
from leadbot.reading import read

MAILS = [
    (Kind.LEAD, "Rejestracja", f"Klient: Mebelux S.A., NIP {NIP}, 10 x M365 BS\n{PARTNER}"),
    (Kind.LEAD, "Zgłoszenie klienta - skan", f"Dane klienta na skanie w załączniku.\n{PARTNER}"),
    (Kind.LEAD, "Lead", "Klient: Mebelux S.A., 10 x M365 BS. Czy można potwierdzić do piątku?"),
    (
        Kind.LEAD,
        "nowy klient",
        f"Podobnie jak GL-2026-00031 zgłaszam nowego klienta: Mebelux S.A., NIP {NIP}, 10 x M365 BS, 12 PC\n{PARTNER}",
    ),
    (Kind.STATUS, "Co z naszym zgłoszeniem?", "Czy jest już decyzja w sprawie zgłoszenia GL-2026-00031?"),
    (Kind.STATUS, "pytanie", "Czy zgłoszenie GL-2026-00031 zostało już zaakceptowane?"),
    (Kind.STATUS, "GL-2026-00031", "Proszę o status."),
    (Kind.STATUS, "Lead", "What is the status of GL-2026-00031?"),
    (Kind.WITHDRAWAL, "wycofanie", "Proszę o wycofanie zgłoszenia GL-2026-00003, klient zrezygnował."),
    (Kind.WITHDRAWAL, "GL-2026-00003", "Rezygnujemy ze zgłoszenia, klient zostaje przy swoim."),
    (Kind.WITHDRAWAL, "Lead GL-2026-00003", "Please withdraw our registration."),
    (
        Kind.QUESTION,
        "Pytanie",
        "Mam pytanie o program Generuj Leady: jeżeli klient kupi 260 licencji Microsoft 365, to czy przysługuje nam 5% czy 2%?",
    ),
    (Kind.QUESTION, "Program", "Do kiedy trwa promocja i gdzie znajdę regulamin programu?"),
    (Kind.UNRELATED, "Papier ksero", "Oferujemy papier ksero A4 w cenie 14,90 zł za ryzę. PapierPol Sp. z o.o., NIP 8131424182"),
    (Kind.UNRELATED, "Szkolenie", "Zapraszamy na szkolenie z Excela, rabat 20% dla firm."),
    (Kind.UNRELATED, "Spotkanie", "Czy możemy przełożyć obiad na czwartek?"),
    (Kind.FOLLOW_UP, "Re: [GL-2026-00042] uzupełnienie", "Już uzupełniam, komputerów jest 41."),
    (Kind.FOLLOW_UP, "Re: [GL-2026-00042] uzupełnienie", "Dziękuję!"),
]


@pytest.mark.parametrize(("kind", "subject", "text"), MAILS, ids=[f"{kind}-{text[:30]}" for kind, _, text in MAILS])
def test_the_kind_of_a_mail(kind: Kind, subject: str, text: str) -> None:
    assert submission(text, subject=subject).kind is kind


def test_a_client_that_gives_up_a_plan_withdraws_nothing() -> None:
    text = f"Klient: Mebelux S.A., NIP {NIP}, rezygnuje z Office 365 E1 i chce 10 x Microsoft 365 E3.\n{PARTNER}"
    assert submission(text).kind is Kind.LEAD


def test_a_machines_mail_carries_no_lead_but_its_reference() -> None:
    reason = AutomaticReason(kind=AutomaticKind.AUTOMATIC, code="auto-submitted", detail="auto-replied")
    found = read(mail(f"Klient: Mebelux S.A., NIP {NIP}", subject="Automatyczna odpowiedź: [GL-2026-00044]"), promise(), None, reason)
    assert (found.kind, found.reference, found.leads) == (Kind.AUTOMATIC, "GL-2026-00044", ())


def test_a_bounce_has_no_language() -> None:
    reason = AutomaticReason(kind=AutomaticKind.BOUNCE, code="delivery-report", detail="5.1.1")
    found = read(mail("This is the mail system at host mx."), promise(), None, reason)
    assert (found.kind, found.language) == (Kind.BOUNCE, None)


def test_a_kind_that_the_program_lacks_is_a_question() -> None:
    from dataclasses import replace

    program = replace(promise(), kinds=(Kind.LEAD, Kind.QUESTION))
    assert read(mail("Proszę o wycofanie zgłoszenia GL-2026-00003"), program).kind is Kind.QUESTION


def test_own_text_is_kept_for_staff() -> None:
    message = mail("Już uzupełniam, komputerów jest 41.", subject="Re: [GL-2026-00042]")
    assert read(message, promise()).own_text == message.text(SegmentKind.OWN).strip()
