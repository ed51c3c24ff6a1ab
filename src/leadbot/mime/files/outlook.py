"""Outlook's own files (`.msg`) as mails (python-oxmsg)."""

from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from leadbot.mime.clean import one_line
from leadbot.mime.files.compound import opened
from leadbot.mime.files.contents import Contents, File, NotRead, Trouble
from leadbot.mime.files.limits import FILES, TEXT, UNPACKED

if TYPE_CHECKING:
    import oxmsg

_EMBEDDED = "__substg1.0_3701000D"
_LEVELS = 3


def read_outlook(file: File) -> Contents:
    """The mail, its files in it, written as a mail is (RFC 5322). Raises NotRead."""
    import oxmsg

    try:
        with opened(file.octets) as ole:
            # Streams may share their octets: what they say of their size is added up before any is read.
            if sum(ole.get_size(path) for path in ole.listdir(streams=True, storages=False)) > UNPACKED:
                raise NotRead(Trouble.TOO_LARGE)
        return Contents(mail=_mail(oxmsg.Message.load(file.octets), 0).as_bytes())
    except (NotRead, MemoryError):
        raise
    except Exception as error:  # a young library over damaged files
        raise NotRead(Trouble.BROKEN) from error


def _mail(message: "oxmsg.Message", level: int) -> EmailMessage:
    mail = EmailMessage()
    plain, html = message.body or "", _html(message)
    for name, value in (("From", message.sender), ("Subject", message.subject)):
        if value and one_line(value):
            _put(mail, name, one_line(value)[:500])
    if message.sent_date is not None:
        mail["Date"] = format_datetime(message.sent_date)
    mail.set_content(plain[:TEXT].replace("\x00", ""))
    if html:
        mail.add_alternative(html[: 4 * TEXT], subtype="html")
    for attachment in message.attachments[:FILES]:
        _attach(mail, attachment, level)
    return mail


def _put(mail: EmailMessage, name: str, value: str) -> None:
    try:
        mail[name] = value
    except (ValueError, IndexError):  # a name that no header may hold
        return


def _html(message: "oxmsg.Message") -> str:
    try:
        return message.html_body or ""
    except (LookupError, ValueError):
        return ""


def _attach(mail: EmailMessage, attachment: Any, level: int) -> None:
    embedded = next((s for s in attachment._storage.storages if s.name == _EMBEDDED), None)
    name = attachment.file_name or attachment.properties.str_prop_value(0x3704) or ""
    if embedded is not None:
        if level < _LEVELS:
            mail.add_attachment(_mail(_embedded(embedded), level + 1))
        return
    octets = attachment.file_bytes
    if octets:
        main, _, sub = (attachment.mime_type or "application/octet-stream").partition("/")
        known = sub and main.isalnum() and main not in ("message", "multipart")
        mail.add_attachment(
            octets, maintype=main if known else "application", subtype=sub if known else "octet-stream", filename=one_line(name)
        )


def _embedded(storage: Any) -> "oxmsg.Message":
    """A mail inside a mail; its head of properties is shorter than an outer mail's ([MS-OXMSG] 2.4.1.2)."""
    import oxmsg
    from oxmsg.properties import Properties

    class Embedded(oxmsg.Message):
        @property
        def properties(self) -> Properties:
            return Properties(self._storage, properties_header_offset=24)

        @property
        def _message_headers(self) -> Any:
            import email.parser

            return email.parser.HeaderParser().parsestr(self.properties.str_prop_value(0x007D) or "")

    return Embedded(storage)
