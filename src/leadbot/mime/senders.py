"""What an address's own name tells of who reads it."""

from leadbot.mime.automatic import reads_no_mail
from leadbot.mime.phrases import phrases
from leadbot.model.lexicon import MailWords

__all__ = ["is_form", "reads_no_mail"]


def is_form(address: str, words: MailWords) -> bool:
    """Whether web forms write from there: `formulario@`."""
    return phrases(words).form.match(address.rpartition("@")[0]) is not None
