"""What partners may read of a customer's call, its last day, and what mails in such a conversation do."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.unit.reading.builder import mail, signature

from leadbot.app import program_by_name
from leadbot.model.message import Address, Kind
from leadbot.model.submission import CallForOffers, TenderSigns
from leadbot.reading import read

PROGRAM = program_by_name("infomaniak-partner")
CUSTOMER = Address(name="Amparo Segarra", email="asegarra@ceramicaspenalba.example")
TEXT = """Buenos días:

Somos Cerámicas Peñalba, S.A., fabricante de azulejo en Onda.
Nos gustaría publicar una convocatoria entre sus socios para el siguiente proyecto:

- Migración de unos 60 buzones de correo a kSuite
- Alojamiento de la web corporativa en 4 idiomas

Presupuesto orientativo: 14.000 euros. Las ofertas se recibirán hasta el 15 de mayo de 2026.
Pueden llamarme al 964 60 22 15 o escribir a amparo@ceramicaspenalba.example.
En Peñalba preferimos empresas de la Comunidad Valenciana. Estamos en la calle Mayor 12 de Onda.

Atentamente,"""


def call(text: str, *, sender: Address = CUSTOMER, signed: str = "Amparo Segarra Bonet\nCerámicas Peñalba, S.A.\n") -> CallForOffers:
    message = replace(
        mail(text, signature(signed), subject="Convocatoria", sender=sender), received_at=datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
    )
    submission = read(message, PROGRAM)
    assert submission.kind is Kind.TENDER
    assert submission.call is not None
    return submission.call


def test_what_names_the_customer_or_leads_to_it_is_left_out() -> None:
    description = call(TEXT).description

    for named in ("Peñalba", "Amparo", "Segarra", "964", "@", "calle Mayor", "Buenos días"):
        assert named not in description
    for kept in ("Migración de unos 60 buzones de correo a kSuite", "4 idiomas", "14.000 euros"):
        assert kept in description


def test_of_a_company_that_only_its_domain_names_too() -> None:
    sender = Address(name="", email="administracion@gestoriaalameda.example")
    text = "Gestoría Alameda busca un socio de Infomaniak. Solicitud de oferta: migrar el correo de 25 personas."

    assert call(text, sender=sender, signed="").description == "Solicitud de oferta: migrar el correo de 25 personas."


@pytest.mark.parametrize(
    ("text", "until"),
    [
        (TEXT, date(2026, 5, 15)),
        ("Solicitud de oferta para migrar el correo. Plazo para presentar ofertas: 13 de mayo de 2026.", date(2026, 5, 13)),
        ("Appel d’offres pour notre messagerie. Les offres sont attendues pour le vendredi 16 octobre 2026 à midi.", date(2026, 10, 16)),
        ("Call for tenders for our mail. Offers no later than 20 May 2026.", date(2026, 5, 20)),
        ("Solicitud de oferta para migrar el correo. El proyecto empieza el 1 de septiembre de 2026.", None),
        ("Solicitud de oferta. Plazo: 13 de mayo de 2026 o, a más tardar, 20 de mayo de 2026.", None),
        ("Solicitud de oferta. Plazo: 13 de marzo de 2026.", None),
    ],
)
def test_the_last_day_for_offers_is_the_one_day_that_is_said_to_be_it(text: str, until: date | None) -> None:
    assert call(text).until == until


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Adjuntamos nuestra oferta: 4.500 euros por la migración a kSuite.", TenderSigns(offers=True)),
        ("Voici notre offre : kSuite pour 25 personnes, 900 CHF.", TenderSigns(offers=True)),
        ("Nuestra propuesta es migrar el correo a Google Workspace.", TenderSigns(offers=True, others=("Google Workspace",))),
        ("¿Cuántos buzones son?", TenderSigns(asks=True)),
        ("No presentamos oferta esta vez.", TenderSigns()),
        ("Elegimos la oferta 2.", TenderSigns(chooses=True)),
        ("Nous retenons l’offre numéro 1.", TenderSigns(chooses=True)),
        ("No elegimos ninguna.", TenderSigns()),
    ],
)
def test_mails_about_a_call_offer_choose_or_ask(text: str, signs: TenderSigns) -> None:
    assert read(mail(text, subject="Re: IK-T-0001"), PROGRAM).tender_signs == signs
