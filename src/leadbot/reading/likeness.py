"""Whether a company's name and a mail address are of one company."""

from leadbot.model.message import Address
from leadbot.reading.fold import key

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
