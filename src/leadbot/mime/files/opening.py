"""The files of a mail opened one after the other, within limits: their texts become segments, what could not be read defects."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from leadbot.mime.attachments import file_name
from leadbot.mime.clean import shorten
from leadbot.mime.files.contents import Contents, File, NotRead, Text, Trouble
from leadbot.mime.files.limits import COST, FILES, LEVELS, TEXT, TOTAL
from leadbot.mime.files.pictures import decorates
from leadbot.mime.files.sniff import FileKind, kind_of_file
from leadbot.mime.parsing import DEFECTS_LIMIT, read_attached
from leadbot.model.lexicon import MailWords
from leadbot.model.message import Attachment, Defect, Message, Segment

_ENCRYPTED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
_NAME_LENGTH = 118
"""Characters of a file's name, that of its archive included."""


def with_files(message: Message, words: MailWords) -> Message:
    """The message with what its attached files say. Total, but for MemoryError."""
    opener = _Opener(words)
    for attachment in message.attachments:
        opener.open_attachment(attachment, 0)
    return replace(
        message,
        segments=(*message.segments, *opener.segments),
        defects=tuple(dict.fromkeys((*message.defects, *opener.defects)))[: DEFECTS_LIMIT + FILES],
    )


def without_files(message: Message) -> Message:
    """The message with a defect for each attached file that may hold something."""
    opener = _Opener(MailWords())
    for attachment in message.attachments:
        opener.pass_over(attachment)
    return replace(message, defects=(*message.defects, *opener.defects))


@dataclass(slots=True)
class _Opener:
    """Opens files, and adds up what they cost."""

    words: MailWords
    segments: list[Segment] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)
    left: int = TOTAL
    opened: int = 0
    cost: int = 0
    seen: set[bytes] = field(default_factory=set)

    def open_attachment(self, attachment: Attachment, level: int) -> None:
        if not attachment.inline:
            name = attachment.name or attachment.media_type
            self.open(File(name=name, media_type=attachment.media_type, octets=attachment.content), level)

    def pass_over(self, attachment: Attachment) -> None:
        picture = attachment.media_type.startswith("image/") and decorates(attachment.content)
        if not attachment.inline and not picture and attachment.content.strip():
            self._trouble(Trouble.COSTLY, attachment.name or attachment.media_type)

    def open(self, file: File, level: int) -> None:
        """Read one file and what is in it."""
        if file.octets in self.seen:
            return
        self.seen.add(file.octets)
        try:
            self._spend(file)
            contents = self._contents(file)
        except NotRead as refusal:
            self._trouble(refusal.trouble, file.name)
            return
        except (ValueError, LookupError, TypeError, ArithmeticError, RecursionError, OSError):
            # Whatever a damaged file does to what reads it, the others are read.
            self._trouble(Trouble.BROKEN, file.name)
            return
        if contents.cut:
            self._trouble(Trouble.CUT, file.name)
        source = f"attachment:{file.name}"
        self.segments += [Segment(kind=t.kind, text=t.text, source=source) for t in contents.texts if t.text.strip()]
        if contents.mail is not None:
            self._open_mail(contents.mail, file, level)
        self._open_members(contents.files, file, level)

    def _spend(self, file: File) -> None:
        self.opened += 1
        if self.opened > FILES or len(file.octets) > self.left:
            raise NotRead(Trouble.TOO_LARGE)
        self.left -= len(file.octets)

    def _contents(self, file: File) -> Contents:
        if file.media_type in _ENCRYPTED:
            raise NotRead(Trouble.PROTECTED)
        kind = kind_of_file(file)
        if kind is FileKind.PICTURE and decorates(file.octets):
            return Contents()
        if kind in _REFUSED:
            raise NotRead(_REFUSED[kind])
        if kind in _DEAR and self.cost > COST:
            raise NotRead(Trouble.TOO_LARGE)
        contents = _READERS[kind](file)
        self.cost += contents.cost
        return contents

    def _open_members(self, members: tuple[File, ...], file: File, level: int) -> None:
        if members and level >= LEVELS:
            self._trouble(Trouble.TOO_LARGE, file.name)
            return
        for member in members:
            if self.opened >= FILES:
                self._trouble(Trouble.CUT, file.name)
                return
            name = f"{file.name}/{file_name(member.name) or 'file'}"
            self.open(replace(member, name=name if len(name) <= _NAME_LENGTH else name[-_NAME_LENGTH:]), level + 1)

    def _open_mail(self, mail: bytes, file: File, level: int) -> None:
        inner = read_attached(mail, self.words, level + 1, f"attachment:{file.name}")
        self.segments += inner.segments
        self.defects += inner.defects
        for attachment in inner.attachments:
            self.open_attachment(attachment, level + 1)

    def _trouble(self, trouble: Trouble, name: str) -> None:
        self.defects.append(Defect(code=trouble.value, detail=shorten(name)))


def _read_text(file: File) -> Contents:
    from leadbot.mime.charset import decode
    from leadbot.mime.clean import clean

    text = decode(file.octets[: 4 * TEXT], None).text
    cut = len(text) > TEXT or len(file.octets) > 4 * TEXT
    return Contents(texts=(Text(text=f"{clean(text[:TEXT])}\n"),), cut=cut)


def _read_html(file: File) -> Contents:
    from leadbot.mime.charset import decode
    from leadbot.mime.html import html_text

    seen = html_text(decode(file.octets[: 4 * TEXT], None).text)
    text = "".join(f"{line.text}\n" for line in seen.lines)
    return Contents(texts=(Text(text=text[:TEXT]),), cut=seen.cut or len(text) > TEXT or len(file.octets) > 4 * TEXT)


def _read_sheet(file: File) -> Contents:
    from leadbot.mime.files.workbooks import read_workbook

    return read_workbook(file)


def _read_document(file: File) -> Contents:
    from leadbot.mime.files.documents import read_document

    return read_document(file)


def _read_pdf(file: File) -> Contents:
    from leadbot.mime.files.pdfs import read_pdf

    return read_pdf(file)


def _read_zip(file: File) -> Contents:
    from leadbot.mime.files.zips import read_zip

    return read_zip(file)


def _read_outlook(file: File) -> Contents:
    from leadbot.mime.files.outlook import read_outlook

    return read_outlook(file)


def _read_tnef(file: File) -> Contents:
    from leadbot.mime.files.tnef import read_tnef

    return read_tnef(file)


def _read_card(file: File) -> Contents:
    from leadbot.mime.files.cards import read_card

    return read_card(file)


def _read_calendar(file: File) -> Contents:
    from leadbot.mime.files.calendars import read_calendar

    return read_calendar(file)


def _read_delimited(file: File) -> Contents:
    from leadbot.mime.files.delimited import read_delimited

    return read_delimited(file)


_REFUSED = {
    FileKind.PICTURE: Trouble.PICTURE,
    FileKind.PROTECTED: Trouble.PROTECTED,
    FileKind.PROGRAM: Trouble.PROGRAM,
    FileKind.OTHER: Trouble.UNKNOWN,
}
_DEAR = (FileKind.PDF, FileKind.DOCUMENT, FileKind.SHEET)
_READERS: dict[FileKind, Callable[[File], Contents]] = {
    FileKind.EMPTY: lambda _: Contents(),
    FileKind.SEAL: lambda _: Contents(),
    FileKind.MAIL: lambda file: Contents(mail=file.octets),
    FileKind.TEXT: _read_text,
    FileKind.HTML: _read_html,
    FileKind.SHEET: _read_sheet,
    FileKind.DOCUMENT: _read_document,
    FileKind.PDF: _read_pdf,
    FileKind.ZIP: _read_zip,
    FileKind.OUTLOOK: _read_outlook,
    FileKind.TNEF: _read_tnef,
    FileKind.CARD: _read_card,
    FileKind.CALENDAR: _read_calendar,
    FileKind.TABLE: _read_delimited,
}
"""Each reader is imported when the first file of its kind comes: most mails have none."""
