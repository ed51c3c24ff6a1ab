"""Model dataclasses as JSON text and back.

A newer version's unknown keys are ignored; a key that an older version did not write takes the field's default.
Decimal and moments are text, tuples are arrays. Text is made storable: NUL and lone surrogates become U+FFFD.
"""

import json
import re
import types
from collections.abc import Callable, Hashable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from leadbot.model.submission import FieldContent, Item, Money

T = TypeVar("T")
Decoder = Callable[[Any], Any]

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LOADED = 200
"""Values that are kept: one mail's steps read the same rows one after the other."""
_NUL = r"\u0000"
_ESCAPED_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
"""json's way to write NUL: the backslash before `u0000` is not itself escaped."""


def storable(text: str) -> str:
    """`text` with what no database text holds (NUL, lone surrogates) replaced by U+FFFD."""
    if "\x00" not in text:
        if text.isascii():
            return text
        try:  # to look for a lone surrogate in another way takes longer
            text.encode()
        except UnicodeEncodeError:
            pass
        else:
            return text
    return _UNSTORABLE.sub("\ufffd", text)


def dump(value: object) -> str:
    """The JSON text of a dataclass, or of a tuple of values. Raises TypeError for a type that the model does not use."""
    text = _encode(value)
    if _NUL in text:
        text = _ESCAPED_NUL.sub("\\1\ufffd", text)
    return storable(text)


def load(kind: type[T], text: str) -> T:
    """The value of type `kind` that `dump` wrote; nobody can change it. Raises ValueError where the text is no such value."""
    return cast(T, _loaded(cast(Hashable, kind), text))


@lru_cache(maxsize=_LOADED)
def _loaded(kind: Any, text: str) -> Any:
    try:
        return _decoder(kind)(json.loads(text))
    except (TypeError, AttributeError, KeyError, ArithmeticError) as error:
        raise ValueError(f"no stored {kind}: {error}") from error


def _plain(value: object) -> object:
    """What json makes of a value that it does not know."""
    return _encoder(cast(Hashable, type(value)))(value)


@cache
def _encoder(kind: Any) -> Any:
    if is_dataclass(kind):
        names = _names(cast(Hashable, kind))
        contents = attrgetter(*names)
        if len(names) > 1:
            return lambda value: dict(zip(names, contents(value), strict=True))
        return lambda value: {names[0]: contents(value)}
    if issubclass(kind, date):
        return kind.isoformat
    if issubclass(kind, Decimal):
        return str
    raise TypeError(f"{kind.__name__} is not stored")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, default=_plain).encode


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _decoder(kind: Any) -> Decoder:
    if kind == FieldContent:
        return _field_content
    if get_origin(kind) is tuple:
        return _tuple_decoder(get_args(kind))
    if isinstance(kind, types.UnionType):
        return _optional_decoder(kind)
    if is_dataclass(kind):
        return _dataclass_decoder(cast(type, kind))
    return _scalar_decoder(kind)


def _scalar_decoder(kind: type) -> Decoder:
    if issubclass(kind, StrEnum | Decimal):
        return kind
    if issubclass(kind, date):
        return kind.fromisoformat
    if kind not in (str, int, float, bool):
        raise TypeError(f"{kind.__name__} is not stored")
    return _same


def _same(value: Any) -> Any:
    return value


def _optional_decoder(kind: types.UnionType) -> Decoder:
    inner = _decoder(next(part for part in get_args(kind) if part is not types.NoneType))
    return lambda value: None if value is None else inner(value)


def _tuple_decoder(parts: tuple[Any, ...]) -> Decoder:
    if len(parts) == 2 and parts[1] is Ellipsis:
        each = _decoder(parts[0])
        return lambda values: tuple(map(each, values))
    decoders = tuple(_decoder(part) for part in parts)
    return lambda values: tuple(decode(value) for decode, value in zip(decoders, values, strict=True))


def _dataclass_decoder(kind: type) -> Decoder:
    hints = get_type_hints(kind)
    decoders = {name: _decoder(_without_name(hints[name])) for name in _names(kind)}
    needed = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}

    def decode(stored: Any) -> Any:
        if missing := needed - stored.keys():
            raise TypeError(f"{kind.__name__} without {', '.join(sorted(missing))}")
        return kind(**{name: decoder(stored[name]) for name, decoder in decoders.items() if name in stored})

    return decode


def _without_name(hint: Any) -> Any:
    """The type behind a NewType."""
    return getattr(hint, "__supertype__", hint)


def _field_content(stored: Any) -> FieldContent:
    if isinstance(stored, dict):
        return cast(Money, _decoder(Money)(stored))
    if not isinstance(stored, list):
        return cast(str | int, stored)
    if stored and isinstance(stored[0], dict):
        return tuple(_decoder(Item)(item) for item in stored)
    return tuple(cast(list[str], stored))
