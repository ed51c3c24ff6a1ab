"""What inline styles and attributes say of an HTML element: struck out, hidden, the start of an older mail."""

import re
from collections.abc import Mapping
from typing import NamedTuple

Attributes = Mapping[str, str | None]

_GONE = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|(?:^|[;\s])opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|max-(?:height|width)\s*:\s*0(?:px|pt|em)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_FLAT = re.compile(r"(?:^|[;\s])(?:height|width)\s*:\s*0(?:px|pt|em)?\s*(?:;|!|$)", re.IGNORECASE)
_OVERFLOW = re.compile(r"overflow\s*:\s*hidden", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_FONT_SIZE = re.compile(r"(?:^|[;\s])font-size\s*:\s*([^;]*)", re.IGNORECASE)
_NO_SIZE = re.compile(r"(?:0(?:\.\d+)?\s*(?:px|pt|%)?|0(?:\.0+)?\s*r?em|1(?:\.0+)?\s*(?:px|pt|%))\s*(?:!|$)")
_VISIBILITY = re.compile(r"visibility\s*:\s*(\w+)", re.IGNORECASE)
_COLOUR = re.compile(r"(?:^|[;\s])color\s*:\s*([^;]*)", re.IGNORECASE)
_GROUND = re.compile(r"(?:^|[;\s])background(?:-color)?\s*:\s*([^;]*)", re.IGNORECASE)
_NO_GROUND = re.compile(r"\s*(?:none|transparent|inherit|initial)\b", re.IGNORECASE)
_SHORT_COLOUR = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])")
_PARTS_OF_COLOUR = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})")
_NEAR_WHITE = re.compile(r"#(?:f[c-f]){3}")
_OUTLOOK_RULE = re.compile(r"border\s*:\s*none\s*;\s*border-top\s*:\s*solid\s+#?\w+", re.IGNORECASE)
_NO_BORDER = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)", re.IGNORECASE)

_STRUCK_TAGS = frozenset(["s", "del", "strike"])
_OLD_MAIL_IDS = frozenset(["divrplyfwdmsg", "appendonsend"])
_QUOTE_CLASSES = ("gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-forward-container")


class Look(NamedTuple):
    """How text inside an element looks; handed down to the elements inside."""

    tiny: bool = False
    """A font size of nothing."""
    invisible: bool = False
    colour: str = ""
    """As `#rrggbb` where it is a plain colour; empty where nothing gives one."""
    ground: str = "#ffffff"

    def seen(self) -> bool:
        """True where a reader can see text of this look."""
        return not (self.tiny or self.invisible or self.colour == self.ground)


def gone(tag: str, attributes: Attributes) -> bool:
    """True where the element and all inside it is not displayed."""
    style = attributes.get("style") or ""
    if "hidden" in attributes or (tag == "input" and attributes.get("type") == "hidden"):
        return True
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if "preheader" in names.lower() or ((attributes.get("aria-hidden") or "").lower() == "true" and "preview" in names.lower()):
        return True
    return bool(style) and bool(_GONE.search(style) or (_FLAT.search(style) and _OVERFLOW.search(style)))


def struck(tag: str, attributes: Attributes) -> bool:
    """True where the element strikes its text out: what is struck out is not said."""
    return tag in _STRUCK_TAGS or bool(_STRUCK.search(attributes.get("style") or ""))


def look(outer: Look, tag: str, attributes: Attributes) -> Look:
    """How text inside this element looks."""
    style = attributes.get("style") or ""
    tiny, invisible, own, ground = outer
    if size := _FONT_SIZE.search(style):
        tiny = bool(_NO_SIZE.match(size[1].strip()))
    if visibility := _VISIBILITY.search(style):
        invisible = visibility[1].lower() in ("hidden", "collapse")
    given = _COLOUR.search(style)
    own = _colour(given[1] if given else attributes.get("color") if tag == "font" else None) or own
    for value in (attributes.get("bgcolor"), *(match[1] for match in _GROUND.finditer(style))):
        ground = _colour(value) or ground
    return Look(tiny, invisible, own, ground)


def _colour(text: str | None) -> str | None:
    """A colour as `#rrggbb`, near white as white; one in other notation as it is; None where nothing is said."""
    value = (text or "").lower().partition("!")[0].strip()
    if not value or _NO_GROUND.match(value):
        return None
    if short := _SHORT_COLOUR.fullmatch(value):
        value = "#" + "".join(digit * 2 for digit in short.groups())
    elif parts := _PARTS_OF_COLOUR.match(value):
        value = "#" + "".join(f"{min(int(part), 255):02x}" for part in parts.groups())
    return "#ffffff" if value == "white" or _NEAR_WHITE.fullmatch(value) else value


def quotes(tag: str, attributes: Attributes) -> bool:
    """True where the element holds an older mail as a whole, and what follows it is the writer's own again."""
    if not attributes:
        return tag == "blockquote"
    classes = (attributes.get("class") or "").lower()
    if classes and any(name in classes for name in _QUOTE_CLASSES):
        return True
    if tag != "blockquote":
        return False
    # Gmail and Outlook indent with a blockquote that has no border.
    return attributes.get("type") == "cite" or "cite" in attributes or not _NO_BORDER.search(attributes.get("style") or "")


def starts_old_mail(tag: str, attributes: Attributes) -> bool:
    """True where an older mail starts at this element and goes on to the end of the text (Outlook)."""
    if not attributes:
        return False
    if (attributes.get("id") or "").lower().removeprefix("x_") in _OLD_MAIL_IDS:
        return True
    return tag == "div" and bool(_OUTLOOK_RULE.search(attributes.get("style") or ""))
