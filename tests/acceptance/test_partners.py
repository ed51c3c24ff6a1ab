"""A company becomes a partner and sends its first lead, in both programmes that admit partners, through the real command."""

import json
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from support.installation import Installation
from support.office import form, mail, moment
from support.partners import ANA, APPLICANT, CLIENTE, REFERRAL, SOLICITANTE, TIMO


class Day:
    """An installation and its mails: each is dropped, and a cycle follows."""

    def __init__(self, folder: Path, program: str, address: str) -> None:
        self.installation = Installation(folder, program=program, address=address, staff="[anna@vendor.example]")

    def send(self, body: str, *, sender: str, at: str, subject: str, answers: Message | None = None) -> Message:
        """The reply that the mail gets."""
        headers = f"In-Reply-To: {answers['Message-ID']}\n" if answers else ""
        subject = f"Re: {answers['Subject']}" if answers else subject
        message_id = f"<{at.replace(' ', '-').replace(':', '')}@partner.example>"
        raw = mail(body, at=moment(at), sender=sender, subject=subject, message_id=message_id, headers=headers)
        self.installation.drop(message_id.strip("<>"), raw)
        self.cycle(at)
        (reply,) = self.installation.sink.answers_to(message_id)
        return reply

    def cycle(self, at: str) -> list[Message]:
        """The mails to partners of one cycle."""
        before = len(self.installation.sink.mails)
        self.installation.run("once", now=moment(at).isoformat())
        return [sent for sent in self.installation.sink.mails[before:] if "vendor.example" not in str(sent["To"])]

    def decide(self, reference: str, at: str, *words: str) -> list[Message]:
        self.installation.run("decide", reference, *words, now=moment(at).isoformat())
        return self.cycle(at)

    def states(self) -> dict[str, tuple[str, str, list[str]]]:
        return {row["reference"]: (row["kind"], row["state"], row["reasons"]) for row in self.installation.rows("leads")}


@pytest.fixture
def ibas(tmp_path: Path) -> Iterator[Day]:
    day = Day(tmp_path, "ibas-ontrack", "partnerit@vendor.example")
    yield day
    day.installation.stop()


@pytest.fixture
def infomaniak(tmp_path: Path) -> Iterator[Day]:
    day = Day(tmp_path, "infomaniak-partner", "socios@vendor.example")
    yield day
    day.installation.stop()


def text(message: Message) -> str:
    part = message.get_body(("plain",))  # type: ignore[attr-defined]
    return str(part.get_content())


def test_ibas_from_the_application_to_the_first_referral(ibas: Day) -> None:
    referral = f"Hei,\n\nohjaamme teille asiakkaan.\n\n{form(REFERRAL, {'Partneri': 'Data Lahti Oy'})}\n\nTerveisin\nTimo Lahti"
    rejected = ibas.send(referral, sender=TIMO, at="2026-11-10 09:00", subject="Asiakasviite")
    assert "14 päivän kuluessa" in text(rejected)

    application = f"Hei,\n\nhaluamme liittyä kumppaniohjelmaan.\n\n{form(APPLICANT, Puhelin=None)}\n\nTerveisin\nTimo Lahti"
    asked = ibas.send(application, sender=TIMO, at="2026-11-16 09:00", subject="Kumppanihakemus")
    assert "yhteyshenkilönne puhelinnumeron" in text(asked)
    completed = ibas.send("Puhelin: 040 512 3399", sender=TIMO, at="2026-11-16 12:00", subject="", answers=asked)
    assert "Ibas Ontrackin harkinnassa" in text(completed)
    assert ibas.states()["IO-2026-00002"] == ("application", "in_review", ["check:admission"])

    approval, revived = ibas.decide("IO-2026-00002", "2026-11-17 09:00", "approve")
    assert "Kumppaninumeronne on IO-P-0001." in text(approval)
    assert "ilmoitus IO-2026-00001 on kunnossa ja rekisteröity" in text(revived)
    (partner,) = map(json.loads, ibas.installation.run("partners", "--json").splitlines())
    assert (partner["number"], partner["name"], partner["tax_id"]) == ("IO-P-0001", "Data Lahti Oy", "37712781")

    second = form(REFERRAL, {"Asiakas": "Leipomo Koskinen Oy", "Asiakkaan puhelin": "040 512 3377"})
    confirmed = ibas.send(f"Hei,\n\nuusi asiakas:\n\n{second}\n\nTimo Lahti", sender=TIMO, at="2026-11-18 09:00", subject="Asiakasviite")
    assert "Kumppanin rekisteröintinumero: IO-P-0001 (rekisteristämme)" in text(confirmed)
    assert ibas.states()["IO-2026-00003"] == ("lead", "confirmed", [])
    assert ibas.installation.rows("leads")[2]["partner_number"] == "IO-P-0001"
    ibas.installation.run("audit")


def test_infomaniak_from_the_application_over_the_terms_to_the_first_client(infomaniak: Day) -> None:
    application = f"Buenos días:\n\nQueremos ser socios de Infomaniak.\n\n{form(SOLICITANTE, Sitio_web=None)}\n\nUn saludo,\nAna Ruiz"
    asked = infomaniak.send(application, sender=ANA, at="2026-11-16 09:00", subject="Solicitud de socio")
    assert "la dirección del sitio web" in text(asked)
    website = "Buenos días:\n\nSitio web: https://www.nubeverde.example\n\nUn saludo,\nAna Ruiz"
    infomaniak.send(website, sender=ANA, at="2026-11-16 12:00", subject="", answers=asked)
    assert infomaniak.states() == {"IK-2026-00001": ("application", "in_review", ["check:website"])}

    (terms,) = infomaniak.decide("IK-2026-00001", "2026-11-17 09:00", "approve")
    assert "Aceptamos las condiciones" in text(terms)
    assert "IK-P-" not in text(terms)
    assert infomaniak.installation.rows("leads")[0]["open_gates"] == ["gate:terms"]
    accepted = infomaniak.send("Aceptamos las condiciones.\n\nAna Ruiz", sender=ANA, at="2026-11-17 12:00", subject="", answers=terms)
    assert "Su número de socio es IK-P-0001." in text(accepted)
    (partner,) = map(json.loads, infomaniak.installation.run("partners", "--json").splitlines())
    assert partner["terms"] == {"version": "1", "dated": "2026-01-01", "accepted_at": "2026-11-17T12:00:00+01:00"}

    client = f"Buenos días:\n\nAñadimos un cliente.\n\n{form(CLIENTE)}\n\nUn saludo,\nAna Ruiz"
    confirmed = infomaniak.send(client, sender=ANA, at="2026-11-18 09:00", subject="Nuevo cliente")
    assert "Nombre de la empresa: Nube Verde S.L. (de nuestro registro)" in text(confirmed)
    assert "Número de socio: IK-P-0001 (de nuestro registro)" in text(confirmed)
    assert infomaniak.states()["IK-2026-00002"] == ("lead", "confirmed", [])

    stranger = f"Buenos días:\n\nAñadimos un cliente.\n\n{form(CLIENTE, Cliente='Bar Luna S.L.')}\n\nLuis"
    refused = infomaniak.send(stranger, sender="Luis <luis@otra.example>", at="2026-11-18 10:00", subject="Nuevo cliente")
    assert infomaniak.states()["IK-2026-00003"] == ("lead", "rejected", ["partner-not-registered"])
    assert "Nube Verde" not in text(refused)
    assert "IK-P-0001" not in text(refused)
    infomaniak.installation.run("audit")
