import pytest

from leadbot.mime import parse
from leadbot.mime.proof import sender_proof
from leadbot.model.message import Address, Authentication

SENDER = Address(name="", email="jan@firma.pl")
OURS = "mx.promise.pl"
PASSED = f"{OURS}; dkim=pass header.d=firma.pl; spf=pass smtp.mailfrom=firma.pl; dmarc=pass header.from=firma.pl"


def proved(*headers: str) -> tuple[Authentication, bool]:
    proof = sender_proof(headers, OURS, SENDER)
    return proof.authentication, proof.dmarc


def test_dmarc_passed_for_the_senders_domain_is_proof() -> None:
    assert proved(PASSED) == (Authentication.PASS, True)
    assert proved("MX.Promise.PL. 1; dmarc = pass (p=none dis=none) header.from=Firma.pl") == (Authentication.PASS, True)


@pytest.mark.failure("F70")
@pytest.mark.parametrize(
    "header",
    [
        f"{OURS}; spf=pass smtp.mailfrom=jan@poczta.firma.pl",
        f"{OURS}; dkim=pass (2048 bit) header.d=firma.pl header.s=s1; spf=none",
        f"{OURS}; dkim=fail header.d=x.pl; dkim=pass header.i=@mail.firma.pl",
    ],
)
def test_spf_or_dkim_aligned_with_from_is_proof_but_not_dmarc(header: str) -> None:
    assert proved(header) == (Authentication.PASS, False)


@pytest.mark.failure("F70")
@pytest.mark.parametrize(
    "header",
    [
        f"{OURS}; dmarc=fail header.from=firma.pl; spf=pass smtp.mailfrom=firma.pl",
        f"{OURS}; dmarc=pass header.from=inna.pl",
        f"{OURS}; dmarc=pass",
        f"{OURS}; dmarc=pass header.from=firma.pl; dmarc=fail header.from=firma.pl",
        f"{OURS}; dmarc=pass header.from=firma.pl.evil.com",
        f"{OURS}; dmarc=pass header.from=mail.firma.pl",
        f"{OURS}; spf=pass smtp.mailfrom=evil.com; dkim=pass header.d=firma.pl.evil.com",
        f"{OURS}; spf=softfail smtp.mailfrom=firma.pl",
    ],
)
def test_a_pass_for_another_domain_or_a_failure_is_no_proof(header: str) -> None:
    assert proved(header) == (Authentication.FAIL, False)


@pytest.mark.failure("F69")
@pytest.mark.parametrize(
    "header",
    [
        "",
        ";",
        "evil.com; dmarc=pass header.from=firma.pl",
        f"evil.{OURS}; dmarc=pass header.from=firma.pl",
        f"({OURS}) evil.com; dmarc=pass header.from=firma.pl",
        "dmarc=pass header.from=firma.pl",
        f"{OURS} dmarc=pass header.from=firma.pl",
        f"{OURS}; (dmarc=pass header.from=firma.pl)",
        f'{OURS}; spf=none smtp.mailfrom="x; dmarc=pass header.from=firma.pl"',
        f"{OURS}; none",
    ],
)
def test_a_forged_or_unclear_statement_proves_nothing(header: str) -> None:
    assert proved(header) == (Authentication.NONE, False)


@pytest.mark.failure("F69")
def test_only_the_topmost_statement_of_our_server_counts() -> None:
    assert proved(f"{OURS}; dmarc=fail header.from=firma.pl", PASSED)[0] is Authentication.FAIL
    assert proved("evil.com; dmarc=fail header.from=firma.pl", PASSED)[0] is Authentication.PASS


@pytest.mark.failure("F69")
def test_without_a_trusted_server_or_a_strict_sender_nothing_is_proved() -> None:
    assert sender_proof((PASSED,), None, SENDER).authentication is Authentication.NONE
    assert sender_proof((PASSED,), OURS, None).authentication is Authentication.NONE


FORGED = f"Authentication-Results: {OURS}; dmarc=pass header.from=firma.pl"
OTHER = "Authentication-Results: evil.example; dmarc=pass header.from=firma.pl"
FAILED = f"Authentication-Results: {OURS}; dmarc=fail header.from=firma.pl"
SILENT = f"Authentication-Results: {OURS}; none"
FROM = "From: jan@firma.pl"


@pytest.mark.failure("F69")
@pytest.mark.parametrize(
    "fields",
    [
        (FAILED, FORGED, FROM),
        (FAILED, FROM, FORGED),
        (SILENT, FORGED, FROM),
        (OTHER, FAILED, FORGED, FROM),
        (OTHER, FROM),
        (FROM, OTHER),
        ("X-Authentication-Results: " + FORGED.partition(": ")[2], FROM),
        ("ARC-Authentication-Results: i=1; " + FORGED.partition(": ")[2], FROM),
        (f"Received: from x by y; {FORGED}", FROM),
        (f"Subject: x\r\n {FORGED}", FROM),
        (f"From: jan@firma.pl\r\n {FORGED}",),
        (f"Authentication-Results: (x)\r\n {OURS.replace('.', ' .')}; dmarc=pass header.from=firma.pl", FROM),
        (FROM, "", FORGED),
    ],
    ids=lambda fields: " | ".join(field.partition(":")[0] for field in fields),
)
def test_a_forged_statement_proves_nothing_wherever_it_stands(fields: tuple[str, ...]) -> None:
    message = parse(("\r\n".join(fields) + "\r\n\r\ntekst").encode(), authserv_id=OURS)

    assert not message.proof.dmarc


@pytest.mark.failure("F69")
def test_the_mail_of_an_attached_mail_proves_nothing_of_the_outer_one() -> None:
    inner = f"{FORGED}\r\nFrom: jan@firma.pl\r\n\r\nx"
    raw = f"From: jan@firma.pl\r\nContent-Type: message/rfc822\r\n\r\n{inner}"

    assert not parse(raw.encode(), authserv_id=OURS).proof.dmarc


@pytest.mark.failure("F72")
@pytest.mark.parametrize(
    "domain", ["firma.pl.evil.example", "xfirma.pl", "firma-pl.example", "f1rma.pl", "xn--frma-8qa.pl", "firma.com.pl", "pl"]
)
def test_a_look_alike_domain_is_aligned_with_nobody(domain: str) -> None:
    assert proved(f"{OURS}; spf=pass smtp.mailfrom=jan@{domain}; dkim=pass header.d={domain}")[0] is not Authentication.PASS
    assert proved(f"{OURS}; dmarc=pass header.from={domain}") == (Authentication.FAIL, False)
