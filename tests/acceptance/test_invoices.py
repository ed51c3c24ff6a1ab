"""A fee at Ibas from the client's payment to ours, by mail, on a moving clock: asked for, invoiced wrong, invoiced right, paid, told."""

import csv
import io
from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.utils import format_datetime
from pathlib import Path

import openpyxl
import pytest

from support.house import ADDRESS, BORDER, STAFF, House, assert_told, plain

REF = "IO-2026-00001"
JAN, EEVA = "Jan Virta <jan@kumppani.example>", "Eeva Lahti <eeva@kumppani.example>"
OLD, NEW = "FI21 1234 5600 0007 85", "FI37 1590 3000 0007 76"
LEAD = """Hei, ilmoitan uuden asiakkaan:

Asiakas: Asiakas Oy
Yhteyshenkilö: Matti Meikäläinen, 050 123 4567
Palvelu: tietojen palautus

Kumppani: Kumppani Oy, Y-tunnus 2033781-5
{person}
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """With a partner, and its referral whose client has paid 4 000.00 in the third quarter."""
    house = House(tmp_path, program="ibas-ontrack", zone="Europe/Helsinki")
    (tmp_path / "partners.csv").write_text("name,tax_id\nKumppani Oy,20337815\n", "utf-8")
    house.command("import", "--program", "ibas-ontrack", "partners", str(tmp_path / "partners.csv"), at="2026-07-01 09:00")
    house.arrives(LEAD.format(person="Jan Virta, jan@kumppani.example"), sender=JAN, at="2026-07-20 10:00", subject="Uusi asiakas")
    house.arrives(
        LEAD.replace("Asiakas Oy", "Toinen Yritys Oy")
        .replace("Matti Meikäläinen, 050 123 4567", "Liisa Laine, 050 765 4321")
        .format(person="Eeva Lahti, eeva@kumppani.example"),
        sender=EEVA,
        at="2026-07-20 11:00",
        subject="Uusi asiakas",
    )
    house.look("2026-07-20 11:01")
    assert set(house.states().values()) == {"confirmed"}
    for event, day in (("client-approved", "2026-08-03"), ("invoiced", "2026-08-10"), ("client-paid", "2026-09-30")):
        sums = ("--amount", "4000.00", "--note", "L-1") if event != "client-approved" else ()
        house.command("mark", REF, event, *sums, at=f"{day} 12:00")
    house.look("2026-09-30 12:01")
    yield house
    house.stop()


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def sends_invoice(house: House, octets: bytes, *, answers: Message, at: str) -> None:
    """A reply with the invoice as a workbook."""
    mail = EmailMessage()
    moment = house.moment(at)
    mail["Received"] = f"from mail.kumppani.example by {BORDER}; {format_datetime(moment)}"
    mail["Authentication-Results"] = f"{BORDER}; dmarc=pass header.from=kumppani.example"
    mail["From"], mail["To"], mail["Subject"] = JAN, ADDRESS, f"Re: {answers['Subject']}"
    mail["Date"], mail["Message-ID"] = format_datetime(moment), f"<{moment.timestamp()}@kumppani.example>"
    mail["In-Reply-To"] = mail["References"] = str(answers["Message-ID"])
    mail.set_content("Hei, lasku liitteenä.\n\nJan")
    mail.add_attachment(
        octets, maintype="application", subtype="vnd.openxmlformats-officedocument.spreadsheetml.sheet", filename="lasku.xlsx"
    )
    house.installation.drop(f"invoice-{moment.timestamp()}", mail.as_bytes())


def invoice(number: str, iban: str, *, total: str = "502,00 EUR", dated: str = "2.10.2026") -> bytes:
    return workbook(
        ("Lasku", number),
        ("Laskun numero", number),
        ("Laskun päivä", dated),
        ("Eräpäivä", "14.11.2026"),
        ("Viitemaksu", REF),
        ("Veroton", "400,00 EUR"),
        ("ALV 25,5 %", "102,00 EUR"),
        ("Yhteensä", total),
        ("IBAN", iban),
    )


def asked(house: House) -> Message:
    """The request for the invoice, delivered on the first of October."""
    (request,) = house.look("2026-10-01 08:00")
    house.look("2026-10-01 08:05")
    return request


def question(house: House, request: Message, *, number: str, iban: str, at: str) -> tuple[Message, Message]:
    """What the right invoice brings about: its answer, and the question to the other contact."""
    sends_invoice(house, invoice(number, iban), answers=request, at=at)
    sent = [each for each in house.look(at) if STAFF not in str(each["To"])]
    answer, to_eeva = sorted(sent, key=lambda each: "eeva" in str(each["To"]))
    return answer, to_eeva


def test_a_fee_is_asked_for_invoiced_and_paid_by_mail(house: House, tmp_path: Path) -> None:
    request = asked(house)
    assert_told([request], ("2026-10-01", "10 % summasta"))

    sends_invoice(house, invoice("77", OLD, total="512,00 EUR"), answers=request, at="2026-10-02 09:00")
    (faulty,) = [each for each in house.look("2026-10-02 09:01") if "jan@" in str(each["To"])]
    assert_told([faulty], ("2026-10-02", "eivät ole yhteensä 512,00 EUR"))
    assert house.payouts("2026-10-02 10:00") == [["400.00", "invoice-asked"], [None, "estimated"]]

    answer, to_eeva = question(house, request, number="77", iban=OLD, at="2026-10-05 09:00")
    assert "14.11.2026" in plain(answer)
    assert "tilinumero on meille uusi" in plain(answer)
    assert OLD in plain(to_eeva)
    assert house.payouts("2026-10-05 10:00")[0] == ["400.00", "held", "gate:bank-account"]

    house.arrives("Kyllä, vahvistan.", sender=EEVA, at="2026-10-05 11:00", answers=to_eeva)
    (thanks,) = house.look("2026-10-05 11:01")
    assert "on vahvistettu" in plain(thanks)
    assert house.payouts("2026-10-05 12:00")[0] == ["400.00", "invoiced"]

    file = tmp_path / "payments.csv"
    house.command("payouts", "--program", "ibas-ontrack", "--payment-file", str(file), at="2026-11-10 09:00")
    (row,) = csv.DictReader(file.read_text("utf-8").splitlines())
    assert (row["iban"], row["amount"], row["invoice"], row["references"]) == (OLD.replace(" ", ""), "502.00", "77", REF)
    assert house.payouts("2026-11-10 09:01")[0] == ["400.00", "invoiced"]

    house.command("mark", REF, "paid", "--amount", "400.00", at="2026-11-12 09:00")
    told = [each for each in house.look("2026-11-12 09:01", "2026-11-12 09:02") if "jan@" in str(each["To"])]
    assert_told(told, ("2026-11-12", "Olemme maksaneet teille 502,00 EUR"))
    assert house.payouts("2026-11-12 10:00")[0] == ["400.00", "paid"]
    file.unlink()
    assert "0 payments" in house.command("payouts", "--program", "ibas-ontrack", "--payment-file", str(file), at="2026-11-13 09:00")


def test_a_changed_account_is_not_paid_before_somebody_else_confirms_it(house: House) -> None:
    request = asked(house)
    _, to_eeva = question(house, request, number="77", iban=OLD, at="2026-10-05 09:00")
    house.arrives("Kyllä", sender=EEVA, at="2026-10-05 11:00", answers=to_eeva)
    house.look("2026-10-05 11:01")
    for event, day in (("invoiced", "2026-10-12"), ("client-paid", "2026-12-01")):
        house.command("mark", REF, event, "--amount", "1000.00", "--note", "L-2", at=f"{day} 12:00")
    (second,) = [
        each for each in house.look("2027-01-01 08:00", "2027-01-01 08:05") if "lasku" in plain(each) and "jan@" in str(each["To"])
    ]

    sums = workbook(
        ("Laskun numero", "90"), ("Laskun päivä", "4.1.2027"), ("Viitemaksu", REF), ("Veroton", "100,00 EUR"), ("ALV 25,5 %", "25,50 EUR"),
        ("Yhteensä", "125,50 EUR"), ("IBAN", NEW),
    )  # fmt: skip
    sends_invoice(house, sums, answers=second, at="2027-01-04 09:00")
    sent = house.look("2027-01-04 09:01")
    (to_eeva,) = [each for each in sent if "eeva@" in str(each["To"])]
    assert NEW in plain(to_eeva)
    house.arrives("Kyllä", sender=JAN, at="2027-01-04 10:00", answers=to_eeva)
    house.look("2027-01-04 10:01")
    states = [row[1:] for row in house.payouts("2027-01-04 11:00")]
    assert states[:2] == [["invoiced"], ["held", "gate:bank-account"]]

    (digest,) = [each for each in house.look("2027-01-05 08:00") if STAFF in str(each["To"])]
    assert NEW in plain(digest)
    number = next(line.split(".")[0] for line in plain(digest).splitlines() if "maksusta päätettävä" in line)
    house.arrives(f"{number} ei", sender=STAFF, at="2027-01-05 09:00", answers=digest)
    house.look("2027-01-05 09:01", "2027-01-05 09:20")
    assert house.payouts("2027-01-05 10:00")[1][1:] == ["held", "gate:bank-account"]
    assert NEW.replace(" ", "") in house.command("show", REF, at="2027-01-05 10:00")
