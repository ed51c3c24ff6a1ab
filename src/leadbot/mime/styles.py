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
_NO_SIZE = re.compile(r"0(?:\.0+)?\s*(?:px|pt|em|rem|%)?\s*(?:!|$)")
_VISIBILITY = re.compile(r"visibility\s*:\s*(\w+)", re.IGNORECASE)
_COLOUR = re.compile(r"(?:^|[;\s])color\s*:\s*([^;]*)", re.IGNORECASE)
_GROUND = re.compile(r"(?:^|[;\s])background(?:-color)?\s*:\s*([^;]*)", re.IGNORECASE)
_WHITE = re.compile(r"\s*(?:white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\s*(?:,[^)]*)?\))\s*(?:!|$)", re.IGNORECASE)
_NO_GROUND = re.compile(r"\s*(?:none|transparent|inherit|initial)\b", re.IGNORECASE)
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
    white: bool = False
    coloured_ground: bool = False

    def seen(self) -> bool:
        """True where a reader can see text of this look."""
        return not (self.tiny or self.invisible or (self.white and not self.coloured_ground))


def gone(tag: str, attributes: Attributes) -> bool:
    """True where the element and all inside it is not displayed."""
    style = attributes.get("style") or ""
    if "hidden" in attributes or (tag == "input" and attributes.get("type") == "hidden"):
        return True
    return bool(style) and bool(_GONE.search(style) or (_FLAT.search(style) and _OVERFLOW.search(style)))


def struck(tag: str, attributes: Attributes) -> bool:
    """True where the element strikes its text out: what is struck out is not said."""
    return tag in _STRUCK_TAGS or bool(_STRUCK.search(attributes.get("style") or ""))


def look(outer: Look, tag: str, attributes: Attributes) -> Look:
    """How text inside this element looks."""
    style = attributes.get("style") or ""
    tiny, invisible, white, ground = outer
    if size := _FONT_SIZE.search(style):
        tiny = bool(_NO_SIZE.match(size[1].strip()))
    if visibility := _VISIBILITY.search(style):
        invisible = visibility[1].lower() in ("hidden", "collapse")
    if colour := (_COLOUR.search(style) or (tag == "font" and re.match("(.*)", attributes.get("color") or ""))):
        white = bool(_WHITE.match(colour[1])) if colour[1] else white
    backgrounds = (attributes.get("bgcolor"), *(match[1] for match in _GROUND.finditer(style)))
    for value in backgrounds:
        if value and not _NO_GROUND.match(value):
            ground = not _WHITE.match(value)
    return Look(tiny, invisible, white, ground)


def quotes(tag: str, attributes: Attributes) -> bool:
    """True where the element holds an older mail as a whole, and what follows it is the writer's own again."""
    classes = (attributes.get("class") or "").lower()
    if any(name in classes for name in _QUOTE_CLASSES):
        return True
    if tag != "blockquote":
        return False
    # Gmail and Outlook indent with a blockquote that has no border.
    return attributes.get("type") == "cite" or "cite" in attributes or not _NO_BORDER.search(attributes.get("style") or "")


def starts_old_mail(tag: str, attributes: Attributes) -> bool:
    """True where an older mail starts at this element and goes on to the end of the text (Outlook)."""
    if (attributes.get("id") or "").lower().removeprefix("x_") in _OLD_MAIL_IDS:
        return True
    return tag == "div" and bool(_OUTLOOK_RULE.search(attributes.get("style") or ""))
