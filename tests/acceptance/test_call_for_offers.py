"""infomaniak-partner: a customer's call for offers from its release to the choice, by mail on a moving clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.house import House, plain

ANA = "Ana Ruiz <ana@nubeverde.example>"
CUSTOMER = "Amparo Segarra <asegarra@ceramicaspenalba.example>"
APPLICATION = """Buenos días:

Queremos ser socios de Infomaniak.

Empresa: Nube Verde S.L.
NIF: B12345674
Sitio web: https://www.nubeverde.example
Persona de contacto: Ana Ruiz
Correo: ana@nubeverde.example
"""
CALL = """Buenos días:

Somos Cerámicas Peñalba, S.A. y publicamos una convocatoria entre sus socios:

- Migración de 60 buzones de correo a kSuite

Las ofertas se recibirán hasta el 16 de marzo de 2026.

Atentamente,
Amparo Segarra
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """With a partner that was admitted in February 2026."""
    made = House(tmp_path, program="infomaniak-partner", zone="Europe/Zurich")
    made.arrives(APPLICATION, sender=ANA, subject="Solicitud de socio", at="2026-02-03 11:15")
    made.look("2026-02-03 11:16")
    made.command("decide", "IK-2026-00001", "approve", at="2026-02-05 10:00")
    made.look("2026-02-05 10:05")
    made.arrives("Aceptamos las condiciones.", sender=ANA, answers=made.to("ana@")[-1], at="2026-02-06 09:00")
    made.look("2026-02-06 09:05")
    yield made
    made.stop()


def test_a_call_is_released_offered_on_passed_on_and_chosen(house: House) -> None:
    house.arrives(CALL, sender=CUSTOMER, subject="Convocatoria: migración de correo", at="2026-03-03 09:00")
    assert house.to("asegarra") == [mail for mail in house.look("2026-03-03 09:05") if "asegarra" in str(mail["To"])] == []

    house.command("tender", "IK-T-0001", "release", at="2026-03-04 10:00")
    house.look("2026-03-04 10:05")
    call = house.to("ana@")[-1]
    assert "60 buzones" in plain(call)
    assert "Peñalba" not in call.as_string()
    assert "16 de marzo de 2026" in " ".join(plain(house.to("asegarra")[-1]).split())

    house.arrives("Adjuntamos nuestra oferta: 4.500 euros por la migración a kSuite.", sender=ANA, answers=call, at="2026-03-10 09:00")
    house.look("2026-03-10 09:05", "2026-03-16 20:00")
    assert len(house.to("asegarra")) == 1
    house.look("2026-03-17 08:00", "2026-03-18 08:00")
    offers = house.to("asegarra")
    assert len(offers) == 2
    assert "4.500 euros" in plain(offers[-1])

    house.arrives("Elegimos la oferta 1.", sender=CUSTOMER, answers=offers[-1], at="2026-03-19 09:00")
    house.look("2026-03-19 09:05", "2026-03-20 09:05")
    assert "asegarra@ceramicaspenalba.example" in plain(house.to("ana@")[-1])
    assert "Nube Verde" in plain(house.to("asegarra")[-1])
    assert '"state": "chosen"' in house.command("tenders", "--json", at="2026-03-20 10:00")
