"""Lists, price lists, sales reports and events out of files of staff's (`docs/domain.md` has their columns).

`import_list` is the door. What it keeps, the unit of work gives back typed: `uow.lists.entries` rows of companies (`ListEntry`),
`uow.deals.sales`, `.events` and `.prices` (`Sale`, `DealEvent`, `Price`; days are `date`s, amounts `Decimal`s).
"""

from leadbot.service.importing.importing import EVENTS, PRICES, RECORDS, SALES, Upload, import_list, import_within, lists_of

__all__ = ["EVENTS", "PRICES", "RECORDS", "SALES", "Upload", "import_list", "import_within", "lists_of"]
