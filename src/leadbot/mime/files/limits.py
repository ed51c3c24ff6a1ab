"""What the files of one mail may cost. Sizes stand for time: a pure room has no clock."""

MEGABYTE = 1024 * 1024

FILES = 30
"""Files of one mail that are opened, those inside archives and attached mails included."""
LEVELS = 3
"""Files inside files that are opened."""
COST = 1200
"""Thousandths of a second, told by sizes, after which no further document of a mail is opened; the last takes up to as much again."""
UNPACKED = 24 * MEGABYTE
"""Octets that an archive, or a document that is one, may unpack to."""
TOTAL = 40 * MEGABYTE
"""Octets of all files of a mail, as far as they are opened."""
RATIO = 150
"""How many times its size a packed member of more than RATIO_FROM octets may unpack to; office documents stay below 60."""
RATIO_FROM = MEGABYTE
MEMBERS = 1000
"""Members of an archive."""
TEXT = 300_000
"""Characters of one file's text; the reader looks at less of a whole mail."""
ROWS = 2000
"""Rows of one sheet or table file."""
COLUMNS = 100
"""Columns of one sheet or table file."""
CELLS = 400_000
"""Cells that a sheet may span, empty ones included."""
SHEETS = 20
PAGES = 20
PDF_OCTETS = 12 * MEGABYTE
PDF_PAGE = 250_000
"""Octets of what draws one page."""
PDF_RUN = 4000
"""Octets of one array of shown text: pypdf's time in layout mode grows with its square."""
PDF_TEXT = 100_000
"""Characters of all pages."""
PDF_DRAWN = 600_000
"""Octets of what draws all pages that are read."""
XML = 10 * MEGABYTE
"""Octets of one XML member of a document."""
