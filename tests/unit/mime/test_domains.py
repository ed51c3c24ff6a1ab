import pytest

from leadbot.mime import organisational_domain


@pytest.mark.parametrize(
    ("domain", "organisation"),
    [
        ("firma.pl", "firma.pl"),
        ("mail.firma.pl", "firma.pl"),
        ("a.b.firma.com.pl", "firma.com.pl"),
        ("MAIL.Firma.PL.", "firma.pl"),
        ("mx.firma.example", "firma.example"),
        ("firma.pl.evil.com", "evil.com"),
        ("pl", "pl"),
        ("com.pl", "com.pl"),
        ("", ""),
        ("a..b", "a..b"),
    ],
)
def test_the_organisational_domain_is_the_registrable_part(domain: str, organisation: str) -> None:
    assert organisational_domain(domain) == organisation
