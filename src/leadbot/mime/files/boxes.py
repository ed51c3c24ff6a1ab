"""Boxes to tick: what stands behind an empty box is not said."""

import re

_BOXES = re.compile(r"([☐□⬜❏❑▢]|\[ {0,3}\]|\( {1,3}\))|([☒☑✅✓✔■▣🗹]|\[ ?[xX✓✔] ?\]|\( ?[xX✓✔] ?\))")


def without_unticked(text: str) -> str:
    """The text without its boxes; from an empty box to the next box, or to the end of the cell or line, all is left out."""
    if not _BOXES.search(text):
        return text
    return "\n".join("\t".join(_ticked(cell) for cell in line.split("\t")) for line in text.split("\n"))


def _ticked(cell: str) -> str:
    boxes = list(_BOXES.finditer(cell))
    if not boxes or (len(boxes) == 1 and boxes[0].start() > 0 and not cell[boxes[0].end() :].strip() and boxes[0][2]):
        return _BOXES.sub(" ", cell)
    kept = [cell[: boxes[0].start()]]
    for box, after in zip(boxes, [*(b.start() for b in boxes[1:]), len(cell)], strict=True):
        if box[2]:
            kept.append(cell[box.end() : after])
    return re.sub(r" {2,}", lambda gap: gap[0] if len(gap[0]) > 2 else " ", "".join(kept)).rstrip()
