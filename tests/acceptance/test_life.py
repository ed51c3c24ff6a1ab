"""A lead from the mail to the money, as an operator meets it: through the real command."""

import json

from support.installation import Installation
from support.office import ALFA, CLIENT, form, mail, moment

REPORT = """date,client_tax_id,product,billing,quantity,annual_value,currency
2026-11-23,6423171456,m365-business-standard,annual,25,10000.00,PLN
"""


def payouts(installation: Installation, now: str) -> list[list[object]]:
    lines = installation.run("payouts", "--json", now=now).splitlines()
    return [[row["amount"], row["state"], *row["reasons"]] for row in map(json.loads, lines)]


def test_a_lead_of_promise_is_confirmed_sold_and_paid(installation: Installation) -> None:
    installation.drop("1", mail(form(CLIENT, ALFA), at=moment("2026-11-16 09:00")))
    installation.run("once", now="2026-11-16T10:00:00+01:00")
    installation.run("decide", "GL-2026-00001", "approve", now="2026-11-17T10:00:00+01:00")
    installation.run("once", now="2026-11-17T10:05:00+01:00")
    assert "Szacunek: 20% rocznej wartości sprzedaży." in installation.sink.mails[-1].get_body(("plain",)).get_content()  # type: ignore[attr-defined]

    (installation.folder / "report.csv").write_text(REPORT, "utf-8")
    after = "2027-01-11T10:00:00+01:00"
    installation.run("import", "--program", "promise-generuj-leady", "sales-report", "report.csv", now=after)
    assert payouts(installation, after) == [["2000.00", "earned"], ["365.00", "held", "gate:new-partner"]]
    told = installation.run("payouts", now=after)
    assert "m365-business-standard annual: 0.20 x 10000.00 = 2000.00" in told

    installation.run("decide", "GL-2026-00001", "approve", "--check", "gate:new-partner", now=after)
    told = installation.run("mark", "GL-2026-00001", "paid", "--amount", "2365.00", now=after)
    assert "recorded paid 2027-01-11 2365.00 PLN" in told
    assert payouts(installation, after) == [["2000.00", "paid"], ["365.00", "paid"]]
