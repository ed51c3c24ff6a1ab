"""Addresses that need no closer look are addresses that email-validator finds right, and leaves as they are."""

import pytest
from email_validator import validate_email

from leadbot.model.message import PLAIN_ADDRESS

PLAIN = ["jan@firma.pl", "Anna.Nowak+leads@sub.firma-x.com.pl", "a_b-c@partner270.example", "1@2.museum", f"{'a' * 64}@b.pl"]
DOUBTFUL = [
    *("jan@firma", "jan@firma.1", "jan.@firma.pl", ".jan@firma.pl", "j..an@firma.pl", "jan@-firma.pl", "jan@firma-.pl"),
    *("jan@xn--fa-hia.de", "jan@ab--cd.pl", "jan@a.test", "jan@a.local", "jan@a.invalid", "jan@a.onion", "jan@q.arpa", "jan@localhost"),
    *("jań@firma.pl", "j'an@firma.pl", "jan @firma.pl", "jan@firma.pl ", "jan@firma.pl\n", "jan@@firma.pl", "jan@firma..pl"),
    *(f"{'a' * 65}@b.pl", f"a@{'b.' * 120}pl"),
]


@pytest.mark.parametrize("address", PLAIN)
def test_a_plain_address_is_one_that_the_validator_leaves_as_it_is(address: str) -> None:
    assert PLAIN_ADDRESS.fullmatch(address)
    checked = validate_email(address, check_deliverability=False)
    assert f"{checked.local_part}@{checked.ascii_domain}".lower() == address.lower()


@pytest.mark.parametrize("address", DOUBTFUL)
def test_whatever_may_be_wrong_or_written_otherwise_is_not_plain(address: str) -> None:
    assert not PLAIN_ADDRESS.fullmatch(address)
