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
ELENA = Address(name="Elena Mora", email="elena@gmail.com")
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

    assert call(text, sender=sender, signed="").description == (
        "… busca un socio de Infomaniak. Solicitud de oferta: migrar el correo de 25 personas."
    )


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        (
            "Hola, somos Zapatos Mora y necesitamos una tienda online con 200 productos.",
            "… necesitamos una tienda online con 200 productos.",
        ),
        ("Hola, somos Calzados Beni de Elda y necesitamos una tienda online.", "… necesitamos una tienda online."),
        ("somos zapatos mora y necesitamos una tienda online.", "… necesitamos una tienda online."),
        ("En Zapatos Mora tenemos prisa.", "En … tenemos prisa."),
        ("Para Zapatos Mora, S.L., necesitamos migrar a kSuite.", "… necesitamos migrar a kSuite."),
        ("Necesitamos para Zapatos Mora una tienda y kSuite con Infomaniak.", "Necesitamos para … una tienda y kSuite con Infomaniak."),
        ("Nous sommes Zapatos Mora et nous cherchons une boutique en ligne.", "… nous cherchons une boutique en ligne."),
        ("We are Zapatos Mora and we need a web shop.", "… we need a web shop."),
    ],
)
def test_of_a_sentence_that_names_the_customer_the_wish_stays(sentence: str, left: str) -> None:
    told = call(f"Convocatoria entre sus socios.\n\n{sentence}", sender=ELENA, signed="Elena Mora\nZapatos Mora\n")

    assert told.description == f"Convocatoria entre sus socios.\n{left}"
    assert told.omitted == 0


@pytest.mark.parametrize(
    "sentence",
    [
        "En Zapatos Mora de Elda tenemos prisa.",
        "Somos fabricante de azulejo en Onda.",
        "Zapatos Mora está en la calle Mayor 12.",
        "Llamen a Elena al 600 111 222.",
        "Necesitamos respuesta a elena@mora.example.",
        "Nos conoce el Sr. Pons.",
    ],
)
def test_a_sentence_that_leads_to_the_customer_all_the_same_is_left_out_and_counted(sentence: str) -> None:
    told = call(f"Convocatoria entre sus socios.\n\n{sentence}", sender=ELENA, signed="Elena Mora\nZapatos Mora\n")

    assert (told.description, told.omitted) == ("Convocatoria entre sus socios.", 1)


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
