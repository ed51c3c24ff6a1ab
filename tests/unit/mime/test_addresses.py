import pytest

from leadbot.mime.addresses import ADDRESSES_LIMIT, addresses, strict_sender
from leadbot.model.message import Address


@pytest.mark.failure("F68")
@pytest.mark.parametrize(
    ("header", "name", "email"),
    [
        ("Jan Lis <Jan.Lis@Firma.Example>", "Jan Lis", "jan.lis@firma.example"),
        ("jan@firma.test", "", "jan@firma.test"),
        ('"Lis, Jan" <jan@firma.pl>', "Lis, Jan", "jan@firma.pl"),
        ('"partner@dobry.pl" <jan@firma.pl>', "partner@dobry.pl", "jan@firma.pl"),
        ("jan@firma.pl <jan@firma.pl>", "jan@firma.pl", "jan@firma.pl"),
        ("=?utf-8?Q?Pawe=C5=82_Or=C5=82owski?= <p@x.pl>", "Paweł Orłowski", "p@x.pl"),
        ("jan@firma.pl (Jan Lis)", "", "jan@firma.pl"),
        ("Jan Lis <jan@firma.pl>,", "Jan Lis", "jan@firma.pl"),
        ("Jan <jan@żółw.pl>", "Jan", "jan@xn--w-uga1v8h.pl"),
        ("Lis =?utf-8?Q?S.A.:_Jan?= <jan@firma.pl>", "Lis S.A.: Jan", "jan@firma.pl"),
        ("=?utf-8?Q?Lis,_Jan?= <jan@firma.pl>", "Lis, Jan", "jan@firma.pl"),
        ("=?utf-8?Q?jan@firma.pl?= <jan@firma.pl>", "jan@firma.pl", "jan@firma.pl"),
        ("'jan@firma.pl' <jan@firma.pl>", "jan@firma.pl", "jan@firma.pl"),
        ("=?utf-8?Q?dobry=40x.pl=3E=2C_=3Ca=40b.pl?= <jan@firma.pl>", "dobry@x.pl>, <a@b.pl", "jan@firma.pl"),
    ],
)
def test_one_valid_address_is_the_sender(header: str, name: str, email: str) -> None:
    assert strict_sender((header,)) == Address(name=name, email=email)


@pytest.mark.failure("F26", "F68")
@pytest.mark.parametrize(
    "header",
    [
        "",
        "Jan Lis",
        "alice@good.com <bob@evil.com>",
        "=?utf-8?q?alice@good.com?= <bob@evil.com>",
        "a@good.com]<b@evil.com>",
        "a@b.pl, c@d.pl",
        "Jan <jan@firma.pl> <b@evil.com>",
        "Jan <jan@firma.pl",
        "Zespół: jan@firma.pl;",
        "jan@firma",
        "jan@@firma.pl",
        '"jan@firma.pl"',
        "(comment only)",
        "<>",
        '"',
    ],
)
def test_a_doubtful_from_is_no_sender(header: str) -> None:
    assert strict_sender((header,)) is None


@pytest.mark.failure("F25")
def test_two_from_headers_are_no_sender() -> None:
    assert strict_sender(("a@b.pl", "a@b.pl")) is None


@pytest.mark.failure("F26")
def test_lists_are_read_as_far_as_they_go() -> None:
    found = addresses(('"Lis, Jan" <jan@firma.pl>, broken, Zespół: a@b.pl, c@d.pl;, =?utf-8?Q?=C5=81?= <e@f.pl',))
    assert [address.email for address in found] == ["jan@firma.pl", "a@b.pl", "c@d.pl", "e@f.pl"]


def test_a_list_is_read_up_to_its_limit() -> None:
    header = ",".join(f"a{number}@b.pl" for number in range(ADDRESSES_LIMIT + 100))
    assert len(addresses((header,))) == ADDRESSES_LIMIT


@pytest.mark.failure("F26")
@pytest.mark.parametrize(
    ("header", "emails"),
    [
        ('"', []),
        ("(c):", []),
        ("a@b.pl,,", ["a@b.pl"]),
        ("foo <foo@bar.com", ["foo@bar.com"]),
        ("undisclosed-recipients:;", []),
        ("Zespół: a@b.pl, (nikt);", ["a@b.pl"]),
        ("<<a@b.pl>>", ["a@b.pl"]),
        ("a@b.pl\\", ["a@b.pl"]),
        ("@,@,@", []),
    ],
)
def test_a_broken_list_is_read_as_far_as_it_goes(header: str, emails: list[str]) -> None:
    assert [address.email for address in addresses((header,))] == emails


LOOK_ALIKES = [
    "Jan Nowak <jan@dobry.pl> <jan@zly.example>",
    "jan@dobry.pl, <jan@zly.example>",
    '"jan@dobry.pl" via <jan@zly.example> jan@dobry.pl',
    "jan@dobry.pl <jan@zly.example>",
    "=?utf-8?Q?jan=40dobry=2Epl?= <jan@zly.example>",
    "=?utf-8?B?amFuQGRvYnJ5LnBs?= <jan@zly.example>",
    "(jan@dobry.pl) jan@zly.example",
    "<jan@zly.example>(jan@dobry.pl)",
    "jan@dobry.pl]<jan@zly.example>",
    'jan@dobry.pl"<jan@zly.example>',
    "<@dobry.pl:jan@zly.example>",
    "<jan@dobry.pl@zly.example>",
    '"jan@dobry.pl"@zly.example',
    "Dobry:jan@dobry.pl;<jan@zly.example>",
    "jan@dobry.pl\x00 <jan@zly.example>",
    "<jan@dobry.pl>jan@zly.example",
]


@pytest.mark.failure("F68")
@pytest.mark.parametrize("header", LOOK_ALIKES)
def test_no_display_name_comment_or_quirk_makes_another_the_sender(header: str) -> None:
    """What CPython's parseaddr takes some of these for (CVE-2023-27043, CVE-2019-16056) plays no part."""
    found = strict_sender((header,))

    assert found is None or found.email.endswith("zly.example")
