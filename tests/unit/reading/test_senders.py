"""The sender's company without a legal form: known by the mail domain, or by its place in the signature."""

from leadbot.model.message import Address

from .builder import signature
from .french import fields, with_lines


def partner(*segments: object, name: str = "Julien Mercier", email: str = "julien.mercier@acilog.example") -> object:
    return fields(*segments, sender=Address(name=name, email=email)).get("partner.name")  # type: ignore[arg-type]


def test_a_name_like_the_senders_domain_is_its_companys() -> None:
    karim = "Référent : Karim Benali / Benali & Partners / karim@benali-partners.example"
    assert partner(with_lines(), signature("Julien Mercier\nAcilog Conseil\n06 70 11 82 45")) == "Acilog Conseil"
    assert partner(with_lines(karim), email="karim@benali-partners.example") == "Benali & Partners"
    assert partner(with_lines("Référent : Damien Lacroix, Integra Sud"), email="d.lacroix@integra-sud.example") == "Integra Sud"
    assert partner(with_lines(), signature("Paul Fils\nDupont et Fils"), email="paul@dupontfils.example") == "Dupont et Fils"


def test_below_the_senders_name_the_first_line_that_is_no_title_is_its_company() -> None:
    gmail = "julien.mercier@gmail.com"
    assert partner(with_lines(), signature("Julien Mercier\nNordest Affaires\n06 70 11 82 45"), email=gmail) == "Nordest Affaires"
    assert partner(with_lines(), signature("Julien Mercier\nConsultant ERP\nAltéa Performance"), email=gmail) == "Altéa Performance"
    assert partner(with_lines(), signature("Julien Mercier, Industria Conseil"), email=gmail) == "Industria Conseil"
    assert (
        partner(with_lines(), signature("Julien Mercier | Directeur | Industria Conseil | 06 70 11 82 45"), email=gmail)
        == "Industria Conseil"
    )


def test_a_title_an_address_or_a_number_is_no_company() -> None:
    gmail = "julien.mercier@gmail.com"
    for line in (
        "Directeur commercial",
        "Tél. 06 70 11 82 45",
        "12 rue de la Gare, 69003 Lyon",
        "Service Achats",
        "julien.mercier@gmail.com",
    ):
        assert partner(with_lines(), signature(f"Julien Mercier\n{line}"), email=gmail) is None, line
