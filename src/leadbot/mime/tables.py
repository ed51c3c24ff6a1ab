"""HTML tables as text: a data table keeps its rows, each on one line; a layout table becomes plain lines."""

from dataclasses import dataclass, field

from leadbot.mime.lines import Line
from leadbot.model.message import CELL, CELL_BREAK

SPAN_LIMIT = 50
"""Columns or rows that one cell may cover."""
CELLS_LIMIT = 20_000
"""Cells of one table; a larger one becomes plain lines."""
_DATA_LINES = 8  # a cell with more lines than that holds a text, not a value


@dataclass(slots=True)
class Cell:
    """One cell: its lines, and how many rows and columns it covers."""

    rows: int = 1
    columns: int = 1
    lines: list[Line] = field(default_factory=list)

    def text(self) -> str:
        """The cell's lines that hold something, joined by CELL_BREAK."""
        return CELL_BREAK.join([part for line in self.lines if (part := line.text.replace(CELL, " ").strip())])


@dataclass(slots=True)
class Table:
    """One table while its HTML is walked through."""

    depth: int
    """Levels of quoting around it."""
    layout: bool = False
    """True where another table stands inside."""
    rows: list[list[Cell]] = field(default_factory=list)

    def add(self, cell: Cell) -> None:
        """One more cell for the last row."""
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append(cell)

    def holds_data(self) -> bool:
        """True where rows and columns mean something: at least two columns with text, and values rather than texts in them."""
        cells = [cell for row in self.rows for cell in row]
        if self.layout or sum(cell.rows * cell.columns for cell in cells) > CELLS_LIMIT:
            return False
        if any(line.cut or line.depth != self.depth for cell in cells for line in cell.lines):
            return False
        most = _DATA_LINES if len(self.rows) > 1 else 1
        texts = [[cell.text() for cell in row] for row in self.rows]
        return max((sum(map(bool, row)) for row in texts), default=0) > 1 and all(
            text.count(CELL_BREAK) < most for row in texts for text in row
        )

    def lines(self) -> list[Line]:
        """The table's text: one line a row, or the cells' own lines one after the other."""
        if not self.holds_data():
            return [line for row in self.rows for cell in row for line in cell.lines]
        rows = ([text.strip() for text in row] for row in self._grid())
        return [Line(CELL.join(row), self.depth) for row in rows if any(row)]

    def _grid(self) -> list[list[str]]:
        """The cells' texts by row and column: repeated down the rows that a cell covers, empty in further columns."""
        grid: list[list[str]] = []
        hanging: dict[int, tuple[int, str]] = {}
        for row in self.rows:
            out: list[str] = []
            for cell in row:
                _let_hang(hanging, out)
                text = cell.text()
                for column in range(cell.columns):
                    if cell.rows > 1:
                        hanging[len(out)] = (cell.rows - 1, text if not column else "")
                    out.append(text if not column else "")
            _let_hang(hanging, out)
            grid.append(out)
        return grid


def _let_hang(hanging: dict[int, tuple[int, str]], out: list[str]) -> None:
    """Fill in the cells of earlier rows that cover the next columns of this one."""
    while (column := len(out)) in hanging:
        left, text = hanging.pop(column)
        if left > 1:
            # Still hangs into the next row: this row has passed the column, so it is not taken twice.
            hanging[column] = (left - 1, text)
        out.append(text)
