"""An older mail below the text, as other mail programs introduce it."""

import re

from tests.mails.perturbing.clients import FORWARDS, REPLIES, introduced
from tests.mails.perturbing.kind import Row, Variants
from tests.mails.perturbing.surgery import Unfit, encoded, flowed, only_plain, opened, put, text_of, texts

from leadbot.mime.lines import plain_lines
from leadbot.mime.phrases import phrases
from leadbot.mime.quotes import start_at
from leadbot.model.program import Program


def quote_header(raw: bytes, row: Row, program: Program) -> Variants:
    """An older mail's header as other mail programs write it; where there is none, an older mail of ours below the text."""
    language = row["language"] or "en"
    mail = opened(raw)
    only_plain(mail)
    part = next(iter(texts(mail)))
    if flowed(part):
        raise Unfit("flowed text has no lines of its own")
    text = text_of(part)
    split = _older(text, program)
    forward = split is not None and _is_forward(row, raw)
    styles = {**REPLIES[language], **(FORWARDS[language] if forward or split is None else {})}
    for name, template in styles.items():
        if split is None and name in FORWARDS[language] and template is FORWARDS[language][name]:
            continue
        yield name, _with_header(raw, text, split, template, language)


def _is_forward(row: Row, raw: bytes) -> bool:
    return bool(re.search(rb"(?im)^subject:\s*(?:pd|fwd?|fw|vl|vs|vb|rv|tr|doorst)\b", raw))


def _older(text: str, program: Program) -> tuple[str, str, str, str] | None:
    """What stands above the older mail, its writer's name and address, and its text without marks; None where there is none."""
    known = phrases(program.mail_words)
    lines = plain_lines(text)
    for index in range(len(lines)):
        start = start_at(lines, index, known)
        if start is not None:
            rest = lines[index + start.length :]
            if start.writer is None or any(start_at(rest, at, known) for at in range(len(rest))):
                raise Unfit("more than one older mail, or none that names its writer")
            if any(line.depth for line in rest) and not all(line.depth for line in rest if line.text):
                raise Unfit("answers stand between the older mail's lines")
            above = "\n".join(text.split("\n")[:index])
            return above, start.name, start.writer.email, "\n".join(line.text for line in rest)
    if any(line.depth for line in lines):
        raise Unfit("quotes without a header")
    return None


_OURS = {
    "pl": "Dzień dobry,\nprosimy o przesłanie zgłoszenia w odpowiedzi na tę wiadomość.\nDziękujemy", "en": "Hello,\nplease send us your lead in reply to this mail.\nThank you",
    "fi": "Hei,\npyydämme lähettämään liidin vastauksena tähän viestiin.\nKiitos", "sv": "Hej,\nskicka gärna ert lead som svar på detta mejl.\nTack",
    "nl": "Hallo,\nstuur ons uw lead graag als antwoord op dit bericht.\nBedankt", "es": "Hola,\nenvíenos su oportunidad en respuesta a este mensaje.\nGracias",
    "fr": "Bonjour,\nmerci de nous envoyer votre demande en réponse à ce message.\nMerci",
}  # fmt: skip


def _with_header(raw: bytes, text: str, split: tuple[str, str, str, str] | None, template: str, language: str) -> bytes:
    mail = only_plain(opened(raw))
    part = next(iter(texts(mail)))
    if split is not None:
        above, name, email, below = split
        put(part, f"{above}\n" + introduced(template, below, name=name, email=email, to="Info <info@firma.example>", subject="Info"))
        return mail.as_bytes()
    old = introduced(
        template, _OURS[language], name="Program", email="program@vendor.example", to="Info <info@firma.example>", subject="Info"
    )
    put(part, f"{text.rstrip()}\n\n{old}\n")
    subject = encoded("Re: ")
    was = mail.get("Subject", "")
    del mail["Subject"]
    mail["Subject"] = was if re.match(r"\s*(?:re|odp|sv|vs|antw)\s*:", was, re.IGNORECASE) else f"{subject}\r\n {was.strip()}"
    if "In-Reply-To" not in mail:
        mail["In-Reply-To"] = "<ours@vendor.example>"
    return mail.as_bytes()
