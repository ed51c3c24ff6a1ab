"""What a mail says of the deal itself, as far as its program asks."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from leadbot.model.submission import Ambiguity, FieldValue
from leadbot.reading import descriptions
from leadbot.reading.analysis import Analysed
from leadbot.reading.dates import read_close_date
from leadbot.reading.money import read_value
from leadbot.reading.vocabulary import Vocabulary

_Read = FieldValue | Ambiguity | None


def read_deal(statements: Sequence[Analysed], today: date | None, vocabulary: Vocabulary) -> list[FieldValue | Ambiguity]:
    """Description, value and closing day, where the program names them. `today` is the day of receipt in its zone."""
    readers: Mapping[str, Callable[[], _Read]] = {
        descriptions.FIELD: lambda: descriptions.read_description(statements),
        "deal.value": lambda: read_value(statements, vocabulary),
        "deal.close_date": lambda: read_close_date(statements, today, vocabulary),
    }
    asked = (reader for id_, reader in readers.items() if vocabulary.program.field_spec(id_) is not None)
    return [found for reader in asked if (found := reader()) is not None]
