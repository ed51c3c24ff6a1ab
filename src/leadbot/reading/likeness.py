"""Whether a company's name and a mail address are of one company."""

from dataclasses import replace

from leadbot.model.message import Address
from leadbot.reading.fold import key
from leadbot.reading.text import Mention, Statement

_SHORTEST_SHARED = 4


def at_sender(name: str, sender: Address | None) -> bool:
    """Whether the sender's domain says a company's whole name: nothing in a sentence makes it a client."""
    domain = key(sender.domain.rpartition(".")[0]) if sender is not None else ""
    words = [key(word) for word in name.split()]
    starts = ["".join(words[:count]) for count in range(1, len(words) + 1)]
    return len(domain) >= _SHORTEST_SHARED and domain in starts


def like_domain(name: str, sender: Address | None) -> bool:
    """Whether a company's name and an address are alike: a word of it, its beginning, or the owner's surname."""
    if sender is None or not name:
        return False
    domain = key(sender.domain.rpartition(".")[0])
    words = [key(word) for word in name.split()]
    long_ = [word for word in words if len(word) >= _SHORTEST_SHARED]
    joined = "".join(words)
    surname = key(sender.name.split()[-1]) if sender.name.split() else ""
    return (
        any(word in domain for word in long_)
        or (len(domain) >= _SHORTEST_SHARED and domain in joined)
        or (len(surname) > 2 and surname in words)
    )


def with_opening_word(mention: Mention, statement: Statement, sender: Address | None) -> Mention:
    """The name with the word before it on its line, where the sender's domain begins with it: a dealer's name may begin with `Dealer`."""
    if sender is None or not 0 < mention.start <= _LONGEST_OPENER:
        return mention
    word = statement.text[: mention.start].rstrip()
    if not (word[:1].isupper() and word.isalpha()):
        return mention
    domain, opener = key(sender.domain.rpartition(".")[0]), key(word)
    rest = domain.removeprefix(opener)
    if rest == domain or len(rest) < _SHORTEST_SHARED or not key(str(mention.value)).startswith(rest[:_SHORTEST_SHARED]):
        return mention
    return replace(mention, value=f"{word} {mention.value}", start=0)


_LONGEST_OPENER = 24
