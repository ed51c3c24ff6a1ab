from collections.abc import Callable

import pytest

from leadbot.model.message import Address, Message, SegmentKind

OWN, QUOTED, FORWARDED = SegmentKind.OWN, SegmentKind.QUOTED, SegmentKind.FORWARDED
SIGNATURE, DISCLAIMER = SegmentKind.SIGNATURE, SegmentKind.DISCLAIMER

Read = Callable[..., Message]
Pieces = Callable[[Message], list[tuple[SegmentKind, int, str]]]

OUTLOOK = "Od: Ewa Kos <ewa@kos.example>\nWysłano: poniedziałek, 2 marca 2026 09:03\nDo: Jan Lis <jan@lis.example>\nTemat: zapytanie"
KOS = "Ewa Kos <ewa@kos.example>"
KOS_EN = f"From: {KOS}"
CLIENT = "Proszę o 8 szt. E3."


def test_a_plain_mail_is_the_senders_own(read: Read, pieces: Pieces) -> None:
    assert pieces(read("Klient: Bolt\nNIP: 1")) == [(OWN, 0, "Klient: Bolt\nNIP: 1")]


def test_answers_between_quoted_questions_are_own_and_stay_in_order(read: Read, pieces: Pieces) -> None:
    body = "W treści:\n\n> • nazwa klienta\n\nBolt, NIP 1\n\n> • liczba PC\n\n30\n"
    assert pieces(read(body, Subject="Re: temat")) == [
        (OWN, 0, "W treści:"),
        (QUOTED, 1, "• nazwa klienta"),
        (OWN, 0, "Bolt, NIP 1"),
        (QUOTED, 1, "• liczba PC"),
        (OWN, 0, "30"),
    ]


def test_an_answer_that_starts_with_the_writers_name_is_no_signature(read: Read, pieces: Pieces) -> None:
    body = "> • opiekun\n\nJan Lis, 601 234 785, jan@lis.example\n"
    assert pieces(read(body, Subject="Re: temat"))[-1] == (OWN, 0, "Jan Lis, 601 234 785, jan@lis.example")


@pytest.mark.parametrize(
    "wrote",
    [
        "W dniu 16.02.2026 o 08:30 Promise pisze:",
        "pon., 2 lis 2026 o 10:12 Ewa Kos <ewa@kos.example> napisał(a):",
        "pon., 2 lis 2026 o 10:12 Ewa Kos\n<ewa@kos.example> napisał(a):",
        "On Mon, Nov 2, 2026 at 10:12 AM Ewa Kos <ewa@kos.example> wrote:",
        "Wiadomość napisana przez Ewa Kos <ewa@kos.example> w dniu 2 lis 2026, o godz. 10:12:",
    ],
)
def test_the_line_above_a_quote_belongs_to_it(read: Read, pieces: Pieces, wrote: str) -> None:
    message = read(f"Komputerów jest 41.\n\n{wrote}\n> Prosimy o liczbę PC.\n> Promise\n", Subject="Re: temat")
    assert pieces(message) == [(OWN, 0, "Komputerów jest 41."), (QUOTED, 1, f"{wrote}\nProsimy o liczbę PC.\nPromise")]


def test_the_line_above_a_quote_names_its_writer(read: Read) -> None:
    message = read("Tak.\n\nOn 2 Nov 2026 at 10:12, Ewa Kos <ewa@kos.example> wrote:\n> x", Subject="Re: temat")
    writer = message.segments[-1].writer
    assert writer is not None
    assert writer.email == "ewa@kos.example"


def test_a_quote_without_marks_reaches_to_the_end(read: Read, pieces: Pieces) -> None:
    body = f"Tak.\n\nW dniu 16.02.2026 o 08:30 Ewa Kos <ewa@kos.example> napisała:\n\n{CLIENT}\n\nEwa\n"
    assert [piece[0] for piece in pieces(read(body, Subject="Re: temat"))] == [OWN, QUOTED]


@pytest.mark.parametrize(
    "line", ["Klient 2 dni temu napisał:", "Szef napisał, że chcą:", "Klient pisze:", "Klient (ewa@kos.example) pisze:"]
)
def test_a_sentence_that_reports_what_a_client_wrote_starts_no_quote(read: Read, pieces: Pieces, line: str) -> None:
    assert pieces(read(f"{line}\n8 szt. E3\nNIP 1")) == [(OWN, 0, f"{line}\n8 szt. E3\nNIP 1")]


@pytest.mark.parametrize(
    "form",
    [
        "Firma: Bolt\nDo: 20 użytkowników\nTemat: E3\nData: marzec",
        "Od: marca\nDo: grudnia\nTemat: E3",
        "From: Utrecht\nTo: 20 users\nSubject: E3",
        "Od: 20 szt.\nData: 12 marca\nDo: 30 szt.",
    ],
)
def test_a_lead_form_with_labels_like_header_lines_is_no_older_mail(read: Read, pieces: Pieces, form: str) -> None:
    assert pieces(read(f"Zgłaszam:\n\n{form}")) == [(OWN, 0, f"Zgłaszam:\n{form}")]


@pytest.mark.parametrize(
    "header",
    [
        OUTLOOK,
        f"________________________________\n{OUTLOOK}",
        f"-----Wiadomość oryginalna-----\n{OUTLOOK}",
        OUTLOOK.replace("Od:", "*Od:*").replace("Wysłano:", "*Wysłane:*").replace("<ewa@kos.example>", "[mailto:ewa@kos.example]"),
        f"---------- Forwarded message ---------\n{KOS_EN}\nDate: Mon, Mar 2, 2026 at 9:03 AM\nSubject: x\nTo: <jan@lis.example>",
        f"-------- Treść przekazanej wiadomości --------\nTemat: x\nData: 2 Mar 2026 09:03\nNadawca: {KOS}\nAdresat: jan@lis.example",
        f"Początek przekazywanej wiadomości:\n\nOd: {KOS}\nTemat: x\nData: 2 marca 2026 09:03:10 CET\nDo: jan@lis.example",
    ],
)
def test_a_forwarded_mail_is_found_with_its_writer(read: Read, header: str) -> None:
    message = read(f"Zgłaszam klienta z maila poniżej.\n\n{header}\n\n{CLIENT}\n", Subject="PD: zapytanie")
    own, forwarded = message.segments
    assert own.kind is OWN
    assert (forwarded.kind, forwarded.depth) == (FORWARDED, 1)
    assert forwarded.writer == Address(name="Ewa Kos", email="ewa@kos.example")
    assert forwarded.text.rstrip().endswith(CLIENT)


def test_a_forwarded_mail_has_its_own_signature(read: Read, pieces: Pieces) -> None:
    body = f"Zgłaszam.\n\nJan Lis\ntel. 1\n\n{OUTLOOK}\n\n{CLIENT}\n\nZ poważaniem\nEwa Kos\n\nKos Sp. z o.o.\nNIP 7284773777\n"
    assert pieces(read(body, Subject="PD: zapytanie")) == [
        (OWN, 0, "Zgłaszam."),
        (SIGNATURE, 0, "Jan Lis\ntel. 1"),
        (FORWARDED, 1, f"{OUTLOOK}\n{CLIENT}"),
        (SIGNATURE, 1, "Z poważaniem\nEwa Kos\nKos Sp. z o.o.\nNIP 7284773777"),
    ]


def test_a_forwarded_conversation_has_levels(read: Read, pieces: Pieces) -> None:
    older = OUTLOOK.replace("Ewa Kos <ewa@kos.example>", "Jan Lis <jan@lis.example>")
    found = pieces(read(f"FYI\n\n{OUTLOOK}\n\n{CLIENT}\n\n{older}\n\nCo słychać?\n", Subject="Fwd: zapytanie"))
    assert [(kind, depth) for kind, depth, _ in found] == [(OWN, 0), (FORWARDED, 1), (FORWARDED, 2)]


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Subject": "PD: x"}, FORWARDED),
        ({"Subject": "FW: Re: x", "In_Reply_To": "<1@x>"}, FORWARDED),
        ({"Subject": "Re: x"}, QUOTED),
        ({"Subject": "Odp: PD: x"}, QUOTED),
        ({"Subject": "x", "References": "<1@x>"}, QUOTED),
        ({"Subject": "x"}, FORWARDED),
        ({"Subject": "x: Re: y"}, FORWARDED),
    ],
)
def test_subject_and_thread_tell_a_forwarded_mail_from_a_quoted_one(read: Read, headers: dict[str, str], kind: SegmentKind) -> None:
    message = read(f"Tekst.\n\n{OUTLOOK}\n\n{CLIENT}\n", **headers)
    assert [segment.kind for segment in message.segments] == [OWN, kind]


def test_a_separator_says_forwarded_even_in_a_reply(read: Read) -> None:
    body = f"Tekst.\n\n---------- Forwarded message ---------\n{OUTLOOK}\n\n{CLIENT}\n"
    assert read(body, Subject="Re: x").segments[-1].kind is FORWARDED


def test_a_forward_of_marked_lines_is_forwarded(read: Read, pieces: Pieces) -> None:
    marked = "\n".join(f"> {line}" for line in (*OUTLOOK.split("\n"), "", CLIENT))
    found = pieces(read(f"Zgłaszam.\n\nPoczątek przekazywanej wiadomości:\n\n{marked}\n", Subject="Fwd: x"))
    assert found == [(OWN, 0, "Zgłaszam."), (FORWARDED, 1, f"Początek przekazywanej wiadomości:\n{OUTLOOK}\n{CLIENT}")]


def test_a_separator_alone_starts_the_older_mail(read: Read, pieces: Pieces) -> None:
    found = pieces(read(f"Tekst.\n\n-----Original Message-----\n{CLIENT}\n", Subject="Re: x"))
    assert found == [(OWN, 0, "Tekst."), (QUOTED, 1, f"-----Original Message-----\n{CLIENT}")]


@pytest.mark.parametrize(
    "line", ["________________________________", "----------------------", "Original message", "Wiadomość oryginalna jest u klienta"]
)
def test_a_line_or_words_alone_part_nothing(read: Read, pieces: Pieces, line: str) -> None:
    assert pieces(read(f"Klient: Bolt\n\n{line}\n\nNIP 1")) == [(OWN, 0, f"Klient: Bolt\n{line}\nNIP 1")]


def test_a_quote_in_a_quote_is_deeper(read: Read, pieces: Pieces) -> None:
    found = pieces(read("Tak.\n\n> Czy na pewno?\n>> 8 szt.\n> Ewa\n\nNa pewno.", Subject="Re: x"))
    assert [(kind, depth) for kind, depth, _ in found] == [(OWN, 0), (QUOTED, 1), (QUOTED, 2), (QUOTED, 1), (OWN, 0)]


def test_outlooks_html_header_starts_the_older_mail(read: Read, pieces: Pieces) -> None:
    lines = "<br>".join(line.replace("<", "&lt;") for line in OUTLOOK.split("\n"))
    header = f"<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal>{lines}</p></div>"
    html = f"<div>Tekst.</div>{header}<p class=MsoNormal>{CLIENT}</p>"
    found = pieces(read(html, Content_Type="text/html; charset=utf-8", Subject="RE: x"))
    assert found == [(OWN, 0, "Tekst."), (QUOTED, 1, f"{OUTLOOK}\n{CLIENT}")]


def test_gmails_html_quote_is_quoted_and_text_below_it_is_own(read: Read, pieces: Pieces) -> None:
    html = (
        '<div>Góra</div><div class="gmail_quote"><div>pon., 2 lis 2026 o 10:12 Ewa &lt;ewa@kos.example&gt; napisał(a):</div>'
        '<blockquote class="gmail_quote">Prosimy o PC</blockquote></div><div>Dół: 41</div>'
    )
    found = pieces(read(html, Content_Type="text/html; charset=utf-8", Subject="Re: x"))
    assert [piece[0] for piece in found] == [OWN, QUOTED, OWN]
    assert found[-1] == (OWN, 0, "Dół: 41")


def test_gmails_html_forward_is_forwarded(read: Read) -> None:
    html = (
        '<div>Zgłaszam</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>Od: <b>Ewa Kos</b> '
        f"&lt;ewa@kos.example&gt;<br>Date: pon., 2 lis 2026 o 10:12<br>Subject: x<br>To: &lt;jan@lis.example&gt;</div><br>{CLIENT}</div>"
    )
    message = read(html, Content_Type="text/html; charset=utf-8", Subject="Fwd: x")
    assert [segment.kind for segment in message.segments] == [OWN, FORWARDED]
    writer = message.segments[-1].writer
    assert writer is not None
    assert writer.email == "ewa@kos.example"
    assert CLIENT in message.segments[-1].text


def test_outlooks_html_header_in_words_of_no_lexicon_starts_the_older_mail(read: Read) -> None:
    lines = "<br>".join(["Frá: Ewa Kos &lt;ewa@kos.example&gt;", "Sent þann: mánudagur 2. mars 2026 09:03", "Til: Jan Lis", "Efni: x"])
    html = f'<div>Tekst.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">{lines}</div><div>{CLIENT}</div>'
    message = read(html, Content_Type="text/html; charset=utf-8", Subject="PD: x")
    assert [segment.kind for segment in message.segments] == [OWN, FORWARDED]
    assert message.segments[-1].writer == Address(name="Ewa Kos", email="ewa@kos.example")


def test_what_a_client_wrote_pasted_into_a_new_mail_is_passed_on(read: Read) -> None:
    body = f"Zgłaszam.\n\nW dniu 2.03.2026 o 09:03 Ewa Kos <ewa@kos.example> napisała:\n\n{CLIENT}\n"
    assert [segment.kind for segment in read(body, Subject="nowy klient").segments] == [OWN, FORWARDED]


def test_the_senders_own_pieces_have_no_writer(read: Read) -> None:
    assert {segment.writer for segment in read("Tekst\n\nPozdrawiam\nJan Lis").segments} == {None}
