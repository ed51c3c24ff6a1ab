"""Mails in forms that programs really send: what a person can read is read, what nobody can goes to staff, machines get no answer."""

import pytest

from leadbot.model.message import Disposition
from support.office import ALFA, CLIENT, Office, form, mail, moment

NINE = "2026-11-16 09:00"


def lead_as(*lines: str, before: str = "", after: str = "", body: str | None = None) -> bytes:
    """A lead's mail with these header lines, its text between `before` and `after`."""
    raw = mail("TEXT", at=moment(NINE))
    head, _, _ = raw.partition(b"\n\n")
    kept = [line for line in head.split(b"\n") if not line.lower().startswith((b"content-", b"mime-version"))]
    text = form(CLIENT, ALFA) if body is None else body
    new = ["MIME-Version: 1.0", *lines]
    return b"\n".join([*kept, *(line.encode() for line in new), b"", (before + text + after).encode()])


PART = "--x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
PKCS7 = (
    "\n--x\nContent-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\nMIIGaAYJKoZIhvcNAQcC\n--x--\n"
)
PGP = (
    "\n--x\nContent-Type: application/pgp-signature; name=signature.asc\n\n"
    "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n--x--\n"
)
TEXT = "Content-Type: text/plain; charset=utf-8"
READABLE = {
    "signed by S/MIME": lead_as(
        'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=x', before=PART, after=PKCS7
    ),
    "signed by PGP/MIME": lead_as(
        'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=x', before=PART, after=PGP
    ),
    "format flowed": lead_as("Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes"),
    "a byte order mark": lead_as(TEXT, before="\ufeff"),
    "8-bit without a charset": lead_as("Content-Type: text/plain; charset=unknown-8bit"),
}
ENCRYPTED = {
    "encrypted by S/MIME": lead_as(
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", body="MIIGaAYJKoZIhvcNAQcD"
    ),
    "encrypted by PGP/MIME": lead_as(
        'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x',
        body="--x\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--x\nContent-Type: application/octet-stream\n\n"
        "-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n--x--\n",
    ),
    "encrypted by PGP in its text": lead_as(TEXT, body="-----BEGIN PGP MESSAGE-----\n\nhQEMA0W9\n=abcd\n-----END PGP MESSAGE-----\n"),
}
REPORT = (
    "--x\nContent-Type: text/plain\n\nYour message could not be delivered.\n--x\nContent-Type: message/delivery-status\n\n"
    "Reporting-MTA: dns; mx.alfa.example\n\nFinal-Recipient: rfc822; jan@alfa.example\nAction: failed\nStatus: 5.1.1\n--x--\n"
)
MACHINES = {
    "a delivery report": lead_as("Content-Type: multipart/report; report-type=delivery-status; boundary=x", body=REPORT),
    "a delivery report of no declared kind": lead_as("Content-Type: multipart/mixed; boundary=x", body=REPORT),
    "a receipt of reading": lead_as(
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
        body="--x\nContent-Type: text/plain\n\nPrzeczytano.\n"
        "--x\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n--x--\n",
    ),
}


@pytest.mark.failure("F32")
@pytest.mark.parametrize("name", READABLE)
def test_what_a_person_can_read_is_registered(office: Office, name: str) -> None:
    message = office.take_raw(READABLE[name], at=NINE)

    assert message.disposition is Disposition.ANSWERED
    assert len(office.leads()) == 1


@pytest.mark.failure("F32")
@pytest.mark.parametrize("name", ENCRYPTED)
def test_what_nobody_can_read_goes_to_staff(office: Office, name: str) -> None:
    message = office.take_raw(ENCRYPTED[name], at=NINE)

    assert message.disposition is Disposition.WITH_STAFF
    assert office.leads() == []


@pytest.mark.failure("F46")
@pytest.mark.parametrize("name", MACHINES)
def test_reports_of_machines_are_never_answered(office: Office, name: str) -> None:
    message = office.take_raw(MACHINES[name], at=NINE)

    assert message.disposition in {Disposition.SILENT, Disposition.WITH_STAFF}
    assert office.outbox() == []
