from collections.abc import Callable

import pytest

from leadbot.model.message import Message, SegmentKind

OWN, SIGNATURE, DISCLAIMER = SegmentKind.OWN, SegmentKind.SIGNATURE, SegmentKind.DISCLAIMER

Read = Callable[..., Message]
Pieces = Callable[[Message], list[tuple[SegmentKind, int, str]]]

LEAD = "Klient: Bolt\nNIP: 1\nPC: 30"


@pytest.mark.parametrize(
    "closing",
    [
        "Pozdrawiam\nJan Lis\nHandlowiec",
        "Pozdrawiam serdecznie / Kind regards\nJan Lis",
        "POZDRAWIAM",
        "Z poważaniem,\n\nJan Lis\ntel. 601 234 785\nNIP: 9482145678",
        "-- \nJan Lis\nLis Sp. z o.o.",
        "--\nLis | centrala: 55 611 20 00",
        "Jan Lis",
        "Jan",
        "J. Lis",
        "Jan Lis | tel. 668 420 311\nLis Sp. z o.o., ul. Wolności 45, 58-500 Jelenia Góra",
        "Jan Lis 604 777 015 jan@lis.example",
        "Kind regards,\nJan",
        "Pozdrawiam, Jan",
    ],
)
def test_closing_lines_are_the_signature(read: Read, pieces: Pieces, closing: str) -> None:
    flat = "\n".join(line.rstrip() for line in closing.split("\n") if line)
    assert pieces(read(f"{LEAD}\n\n{closing}\n")) == [(OWN, 0, LEAD), (SIGNATURE, 0, flat)]


@pytest.mark.parametrize("name", ["Lis, Jan", "Jan Lis | Lis Sp. z o.o.", "Jan Lis (Lis)", "Lis Jan", "Jan Lis - Lis IT"])
def test_the_person_is_found_in_a_display_name(read: Read, pieces: Pieces, name: str) -> None:
    assert pieces(read(f"{LEAD}\n\nJan Lis\n", From=f'"{name}" <jan@lis.example>'))[-1] == (SIGNATURE, 0, "Jan Lis")


def test_people_sign_without_accents(read: Read, pieces: Pieces) -> None:
    found = pieces(read(f"{LEAD}\n\nPawel Orlowski\n", From="=?utf-8?Q?Pawe=C5=82_Or=C5=82owski?= <p@x.pl>"))
    assert found[-1] == (SIGNATURE, 0, "Pawel Orlowski")


@pytest.mark.parametrize(
    "data",
    [
        "Klient: Bolt Sp. z o.o.\nNIP: 1",
        "Dane klienta:\nBolt, NIP 1",
        "1. Bolt, NIP 1\n2. Nit, NIP 2",
        "- Bolt\n- 8 szt. E3",
        "Klient\tBolt",
    ],
)
def test_data_below_a_closing_phrase_are_no_signature(read: Read, pieces: Pieces, data: str) -> None:
    assert pieces(read(f"Zgłaszam klienta.\n\nPozdrawiam\nJan Lis\n\n{data}\n")) == [
        (OWN, 0, "Zgłaszam klienta."),
        (SIGNATURE, 0, "Pozdrawiam\nJan Lis"),
        (OWN, 0, data),
    ]


def test_a_postscript_is_the_senders_own(read: Read, pieces: Pieces) -> None:
    assert pieces(read(f"{LEAD}\n\nPozdrawiam\nJan\n\nPS. klient ma jeszcze 5 laptopów\n"))[-1] == (
        OWN,
        0,
        "PS. klient ma jeszcze 5 laptopów",
    )


def test_a_closing_phrase_far_from_the_end_closes_nothing(read: Read, pieces: Pieces) -> None:
    body = "Pozdrawiam po dłuższej przerwie.\n" + "\n".join(f"wiersz {number}" for number in range(40))
    assert [piece[0] for piece in pieces(read(body))] == [OWN]


def test_a_mail_that_starts_with_the_senders_name_is_no_signature(read: Read, pieces: Pieces) -> None:
    assert [piece[0] for piece in pieces(read("Jan Lis, 601 234 785, zgłaszam Bolt, NIP 1, 8 szt. E3"))] == [OWN]


@pytest.mark.parametrize("footer", ["Wysłano z iPhone’a", "Sent from my Galaxy", "Pobierz aplikację Outlook dla systemu iOS"])
def test_what_a_phone_adds_is_not_the_senders(read: Read, pieces: Pieces, footer: str) -> None:
    assert pieces(read(f"{LEAD}\n\nJan\n\n{footer}\n")) == [(OWN, 0, LEAD), (SIGNATURE, 0, "Jan"), (DISCLAIMER, 0, footer)]


@pytest.mark.parametrize(
    "clause",
    [
        "Klauzula informacyjna: Administratorem danych jest Lis Sp. z o.o.",
        "Lis Sp. z o.o. z siedzibą w Poznaniu, wpisana do rejestru przedsiębiorców pod numerem 0000849163.",
        "This e-mail is confidential and intended solely for the use of the individual to whom it is addressed.",
        "*** Meet us at Cloud Expo, hall 4 ***",
        'WEBINAR! 12 marca 2026 - "Kopie zapasowe"',
    ],
)
def test_clauses_and_advertisements_are_disclaimers(read: Read, pieces: Pieces, clause: str) -> None:
    assert pieces(read(f"{LEAD}\n\nPozdrawiam\nJan\n\n{clause}\n")) == [
        (OWN, 0, LEAD),
        (SIGNATURE, 0, "Pozdrawiam\nJan"),
        (DISCLAIMER, 0, clause),
    ]


def test_a_clause_ends_with_its_paragraph(read: Read, pieces: Pieces) -> None:
    found = pieces(read(f"Niniejsza wiadomość jest poufna.\nDo usunięcia.\n\n{LEAD}\n"))
    assert found == [(DISCLAIMER, 0, "Niniejsza wiadomość jest poufna.\nDo usunięcia."), (OWN, 0, LEAD)]


def test_without_words_only_the_name_and_the_delimiter_tell(pieces: Pieces, mail: Callable[..., bytes]) -> None:
    from leadbot.mime import parse

    message = parse(mail(f"{LEAD}\n\nPozdrawiam\nJan Lis\n"))
    assert pieces(message) == [(OWN, 0, f"{LEAD}\nPozdrawiam"), (SIGNATURE, 0, "Jan Lis")]
