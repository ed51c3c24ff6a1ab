"""The applicant's web site, as people write it down or mention it."""

import pytest
from tests.unit.reading.builder import disclaimer, signature
from tests.unit.reading.spanish import ASKS, applicant, told

from leadbot.model.message import Address
from leadbot.model.submission import Standing

FREE = Address(name="Lucía Navarro", email="lucia.navarro@correo.example")


@pytest.mark.parametrize(
    ("line", "site"),
    [
        ("Sitio web: https://www.nubeclara.example", "https://www.nubeclara.example"),
        ("Web: nubeclara.example", "nubeclara.example"),
        ("Página web - www.nubeclara.example/es/inicio.", "www.nubeclara.example/es/inicio"),
        ("WEB: WWW.NUBECLARA.EXAMPLE", "WWW.NUBECLARA.EXAMPLE"),
        ("Nuestra página es www.nubeclara.example.", "www.nubeclara.example"),
        ("Pueden ver lo que hacemos en nubeclara.example.", "nubeclara.example"),
        ("Nuestro sitio web (nubeclara.example) está activo desde 2014.", "nubeclara.example"),
        ("web:www.nubeclara.example, tel. 963 12 45 78", "www.nubeclara.example"),
    ],
)
def test_a_site_is_kept_as_written(line: str, site: str) -> None:
    assert told(ASKS + line)["partner.website"] == site


@pytest.mark.parametrize(
    "line",
    [
        "Correo: lucia@nubeclara.example",
        "Web: en construcción",
        "La web la estamos rehaciendo y todavía no está publicada.",
        "Web: pendiente",
        "Gestionamos las webs de clientes como www.bodegas.example.",
        "Hemos leído https://www.promise.pl/es/socios.",
        "Adjunto dossier.pdf y tarifas.xlsx",
        "Empresa: Nube Clara S.L.U.",
        "Síganos en https://www.linkedin.com/company/nubeclara",
    ],
)
def test_no_site_is_made_up(line: str) -> None:
    assert "partner.website" not in told(ASKS + line)


@pytest.mark.parametrize("site", ["http://nubeclara", "www.nubeclara", "https://nube..clara.example"])
def test_a_labelled_site_that_can_be_none_is_invalid(site: str) -> None:
    found = applicant(f"{ASKS}Sitio web: {site}").get("partner.website")
    assert found is not None
    assert (found.value, found.standing) == (site, Standing.INVALID)


def test_of_several_sites_the_senders_own_counts_else_they_are_ambiguous() -> None:
    sites = ASKS + "Webs: www.pratshosting.example y www.nubeclara.example"
    assert told(sites)["partner.website"] == "www.nubeclara.example"
    doubt = applicant(sites, sender=FREE).ambiguous("partner.website")
    assert doubt is not None
    assert doubt.readings == ("www.pratshosting.example", "www.nubeclara.example")


def test_a_site_in_the_signature_counts_and_one_in_a_legal_notice_does_not() -> None:
    assert told(ASKS, signature("Lucía Navarro\nwww.nubeclara.example"))["partner.website"] == "www.nubeclara.example"
    assert "partner.website" not in told(ASKS, disclaimer("Aviso legal: www.nubeclara.example/privacidad"))


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ("También queremos aparecer en el directorio de socios.", "yes"),
        ("No deseamos figurar en el anuario.", "no"),
        ("Aparecer en el directorio: sí", "yes"),
        ("¿Desea aparecer en el directorio?: No", "no"),
    ],
)
def test_the_wish_to_stand_in_the_directory(line: str, wish: str) -> None:
    assert told(ASKS + line)["partner.directory"] == wish


@pytest.mark.parametrize("line", ["¿Podemos aparecer en el directorio de socios?", "Os encontramos en el directorio de empresas."])
def test_a_question_about_the_directory_wishes_nothing(line: str) -> None:
    assert "partner.directory" not in told(ASKS + line)
