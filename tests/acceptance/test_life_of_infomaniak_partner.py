"""infomaniak-partner: from the application over a client's first year to the payout, by mail, on a moving clock; each mail and its day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.house import STAFF, House, assert_told
from support.office import form
from support.partners import ANA, CLIENTE, SOLICITANTE

APPLICATION, REFERENCE = "IK-2026-00001", "IK-2026-00002"
SO_FAR = [
    ("2026-02-02", "está en revisión"),
    ("2026-02-04", "Aceptamos las condiciones"),
    ("2026-02-05", "Su número de socio es IK-P-0001"),
    ("2026-02-10", REFERENCE),
]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A partner admitted on 5 February 2026, and its first client of the 10th."""
    made = House(tmp_path, program="infomaniak-partner", zone="Europe/Zurich")
    made.arrives(
        f"Buenos días:\n\nQueremos ser socios de Infomaniak.\n\n{form(SOLICITANTE)}\n\nUn saludo,\nAna Ruiz",
        sender=ANA,
        subject="Solicitud de socio",
        at="2026-02-02 10:00",
    )
    made.look("2026-02-02 10:01", "2026-02-04 08:00")
    made.arrives("1 ok", sender=STAFF, answers=made.to(STAFF)[-1], at="2026-02-04 09:00")
    made.look("2026-02-04 09:01", "2026-02-04 09:17")
    made.arrives("Aceptamos las condiciones.\n\nAna Ruiz", sender=ANA, answers=made.to(ANA)[-1], at="2026-02-05 09:00")
    made.look("2026-02-05 09:01")
    made.arrives(
        f"Buenos días:\n\nAñadimos un cliente.\n\n{form(CLIENTE)}\n\nUn saludo,\nAna Ruiz",
        sender=ANA,
        subject="Nuevo cliente",
        at="2026-02-10 10:00",
    )
    made.look("2026-02-10 10:01")
    assert made.states() == {APPLICATION: "confirmed", REFERENCE: "confirmed"}
    yield made
    made.stop()


def sold(house: House, amount: str) -> None:
    """Won on 20 February; a sale of that value the day after."""
    house.command("mark", REFERENCE, "won", at="2026-02-20 09:00")
    report = house.installation.folder / "report.csv"
    columns = "date,client_tax_id,product,billing,quantity,annual_value,currency,reference"
    report.write_text(f"{columns}\n2026-02-21,,web-hosting,annual,1,{amount},EUR,{REFERENCE}\n", "utf-8")
    house.command("import", "--program", "infomaniak-partner", "sales-report", str(report), at="2026-02-23 09:00")
    house.look("2026-02-23 09:05")


def test_a_client_is_added_buys_and_the_cashback_is_paid(house: House) -> None:
    sold(house, "3000.00")
    assert house.payouts("2026-02-25 10:00") == [["300.00", "held", "gate:client-consent"]]
    house.command("decide", REFERENCE, "approve", "--check", "gate:client-consent", at="2026-02-26 09:00")
    assert house.payouts("2026-02-26 10:00") == [["300.00", "earned"]]
    house.command("mark", REFERENCE, "paid", "--amount", "300.00", "--currency", "EUR", at="2026-03-31 09:00")
    house.look("2026-03-31 09:05", "2027-02-05 09:00", "2027-02-08 09:00")

    assert house.payouts("2027-02-08 10:00") == [["300.00", "paid"]]
    assert_told(house.to(ANA), *SO_FAR, ("2026-02-20", "ha terminado en venta"), ("2026-03-31", "300,00 EUR"))


def test_a_year_below_the_minimum_is_told_once_when_it_is_over(house: House) -> None:
    sold(house, "1000.00")
    house.look("2027-02-04 09:00", "2027-02-05 09:00", "2027-02-08 09:00", "2027-02-09 09:00")

    assert_told(house.to(ANA)[len(SO_FAR) + 1 :], ("2027-02-05", "mínimo"))


def test_a_client_that_is_lost_pays_nothing(house: House) -> None:
    house.command("mark", REFERENCE, "lost", at="2026-02-20 09:00")
    house.look("2026-02-20 09:05", "2026-02-21 09:05")

    assert (house.states()[REFERENCE], house.payouts("2026-02-24 09:00")) == ("lost", [])
    assert_told(house.to(ANA), *SO_FAR, ("2026-02-20", REFERENCE))


def test_a_client_that_is_taken_back_is_over(house: House) -> None:
    house.arrives(f"Retiramos el registro {REFERENCE}.", sender=ANA, answers=house.to(ANA)[-1], at="2026-02-12 09:00")
    house.look("2026-02-12 09:05", "2026-02-13 09:05")

    assert house.states()[REFERENCE] == "withdrawn"
    assert_told(house.to(ANA), *SO_FAR, ("2026-02-12", REFERENCE))


def test_how_a_client_stands_is_told_before_and_after_the_sale(house: House) -> None:
    for at in ("2026-02-11 10:00", "2026-02-24 10:00"):
        house.arrives("¿Cómo va nuestro registro?", sender=ANA, answers=house.to(ANA)[-1], at=at)
        house.look(at)
        if len(house.to(ANA)) == len(SO_FAR) + 1:
            sold(house, "3000.00")

    assert_told(
        house.to(ANA),
        *SO_FAR,
        ("2026-02-11", "Estado: confirmada"),
        ("2026-02-20", "ha terminado en venta"),
        ("2026-02-24", "Pago: 300,00 EUR – en revisión: esperamos el consentimiento del cliente"),
    )


def test_a_private_person_is_shown_the_way_to_the_affiliate_programme(house: House) -> None:
    luis = "Luis Pérez <luis.perez@gmail.com>"
    text = "Hola:\n\nSoy particular y solo quiero recomendar sus productos y ser socio.\n\nNombre: Luis Pérez\nDNI: 12345678Z\n"
    house.arrives(text, sender=luis, subject="Quiero ser socio", at="2026-03-02 10:00")
    house.look("2026-03-02 10:01")

    assert house.states()["IK-2026-00003"] == "rejected"
    assert_told(house.to("luis.perez"), ("2026-03-02", "existe el Programa de Afiliación"))


SECOND = "IK-2026-00003"


def incomplete_client(house: House) -> None:
    """A second client, of Monday 16 February, whose mail leaves out its address."""
    lines = form({"Cliente": "Bodega Sur S.L.", "Producto": "alojamiento web"})
    house.arrives(
        f"Buenos días:\n\nAñadimos un cliente.\n\n{lines}\n\nUn saludo,\nAna Ruiz",
        sender=ANA,
        subject="Otro cliente",
        at="2026-02-16 10:00",
    )
    house.look("2026-02-16 10:01")
    assert house.states()[SECOND] == "incomplete"


def test_an_incomplete_client_lapses_and_one_mail_revives_it(house: House) -> None:
    incomplete_client(house)
    house.look("2026-02-19 09:00", "2026-02-25 09:00", "2026-03-02 23:30")
    assert house.states()[SECOND] == "incomplete"
    house.look("2026-03-03 09:00")
    assert house.states()[SECOND] == "lapsed"
    lines = form({"Correo del cliente": "info@bodegasur.example"})
    house.arrives(lines, sender=ANA, answers=house.to(ANA)[-1], at="2026-03-10 10:00")
    house.look("2026-03-10 10:01")

    assert house.states()[SECOND] == "confirmed"
    assert_told(
        house.to(ANA)[len(SO_FAR) :],
        ("2026-02-16", "hasta el lunes 2 de marzo de 2026"),
        ("2026-02-19", "Todavía nos faltan datos"),
        ("2026-02-25", "Todavía nos faltan datos"),
        ("2026-03-03", "ha caducado porque no se completó a tiempo"),
        ("2026-03-10", f"la solicitud {SECOND} es correcta y está registrada"),
    )


def test_an_applicant_that_staff_refuse_is_told_why_and_is_no_partner(house: House) -> None:
    eva = "Eva Gil <eva.gil@otraweb.example>"
    text = form({key: value.replace("Ana Ruiz", "Eva Gil") for key, value in SOLICITANTE.items()})
    house.arrives(
        f"Buenos días:\n\nQueremos ser socios.\n\n{text}\n\nEva Gil", sender=eva, subject="Solicitud de socio", at="2026-03-02 10:00"
    )
    house.look("2026-03-02 10:01", "2026-03-03 08:00")
    house.arrives(
        f"{SECOND} no, nuestra decisión: su sitio web no está activo", sender=STAFF, answers=house.to(STAFF)[-1], at="2026-03-03 09:00"
    )
    house.look("2026-03-03 09:01", "2026-03-03 09:17")

    assert house.states()[SECOND] == "rejected"
    assert_told(house.to("eva.gil"), ("2026-03-02", "está en revisión"), ("2026-03-03", "su sitio web no está activo"))
