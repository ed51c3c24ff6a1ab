from pathlib import Path

import pytest
from publicsuffixlist import PSLFILE, PublicSuffixList

from leadbot.mime import organisational_domain


@pytest.mark.failure("F72")
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


def test_it_is_by_every_rule_of_the_list_in_unicode_and_punycode() -> None:
    every = PublicSuffixList()
    lines = Path(PSLFILE).read_text("utf-8").splitlines()
    below = ["mail.firma." + line.lstrip("!").replace("*.", "any.") for line in lines if line and not line.startswith("//")]
    domains = [*below, *(domain.encode("idna").decode("ascii") for domain in below if not domain.isascii())]
    assert [organisational_domain(domain) for domain in domains] == [every.privatesuffix(domain) for domain in domains]
