"""Applicants and partners of two programmes, and their mails."""

from pathlib import Path

from leadbot.app import program_by_name
from leadbot.judging import folded_name
from leadbot.model.facts import ListEntry
from leadbot.model.lead import Lead, Reference
from leadbot.model.partner import Partner
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.service.decide import Decision, decide
from support.office import Office, form, moment

IBAS, INFOMANIAK = program_by_name("ibas-ontrack"), program_by_name("infomaniak-partner")

TIMO = "Timo Lahti <timo@datalahti.example>"
APPLICANT = {
    "Yritys": "Data Lahti Oy",
    "Y-tunnus": "3771278-1",
    "Yhteyshenkilö": "Timo Lahti",
    "Puhelin": "040 512 3399",
    "Sähköposti": "timo@datalahti.example",
}
REFERRAL = {
    "Asiakas": "Kuljetus Harju Oy",
    "Asiakkaan yhteyshenkilö": "Mika Harju",
    "Asiakkaan puhelin": "040 512 3388",
    "Palvelu": "tietojen palautus",
}
ANA = "Ana Ruiz <ana@nubeverde.example>"
SOLICITANTE = {
    "Empresa": "Nube Verde S.L.",
    "NIF": "B12345674",
    "Sitio web": "https://www.nubeverde.example",
    "Persona de contacto": "Ana Ruiz",
    "Correo": "ana@nubeverde.example",
}
CLIENTE = {
    "Cliente": "Hotel Mar S.L.",
    "Correo del cliente": "director@hotelmar.example",
    "Producto": "alojamiento web",
}


class Ibas(Office):
    """The Finnish programme, which admits partners."""

    def __init__(self, folder: Path, **changes: object) -> None:
        super().__init__(folder, program=IBAS, **changes)  # type: ignore[arg-type]

    def apply(self, *more: dict[str, str], at: str = "2026-11-16 09:00", sender: str = TIMO, **changes: str | None) -> StoredMessage:
        """An application; a change to None leaves its line out."""
        body = f"Hei,\n\nhaluamme liittyä kumppaniohjelmaan.\n\n{form(APPLICANT, *more, **changes)}\n\nTerveisin\n{_name(sender)}"
        return self.take(body, at=at, sender=sender, subject="Kumppanihakemus")

    def refer(self, *more: dict[str, str], at: str, sender: str = TIMO, **changes: str | None) -> StoredMessage:
        """A referral that names no partner unless `more` does."""
        body = f"Hei,\n\nohjaamme teille asiakkaan.\n\n{form(REFERRAL, *more, **changes)}\n\nTerveisin\n{_name(sender)}"
        return self.take(body, at=at, sender=sender, subject="Asiakasviite")

    def admitted(self, *more: dict[str, str], **application: str) -> Partner:
        """A partner, from application to number."""
        message = self.apply(*more, **application)
        answer(self, message.references[0], approve=True)
        return self.partner_of(message)

    def partner_of(self, message: StoredMessage) -> Partner:
        with self.registry.begin() as uow:
            found = uow.partners.of_application(message.references[0])
        assert found is not None
        return found


class Infomaniak(Office):
    """The Spanish programme, whose partners accept its terms by reply."""

    def __init__(self, folder: Path, **changes: object) -> None:
        super().__init__(folder, program=INFOMANIAK, **changes)  # type: ignore[arg-type]

    def apply(self, *more: dict[str, str], at: str = "2026-11-16 09:00", sender: str = ANA, **changes: str | None) -> StoredMessage:
        body = f"Buenos días:\n\nQueremos ser socios de Infomaniak.\n\n{form(SOLICITANTE, *more, **changes)}\n\nUn saludo,\n{_name(sender)}"
        return self.take(body, at=at, sender=sender, subject="Solicitud de socio")

    def add(self, *more: dict[str, str], at: str, sender: str = ANA, **changes: str | None) -> StoredMessage:
        body = f"Buenos días:\n\nAñadimos un cliente.\n\n{form(CLIENTE, *more, **changes)}\n\nUn saludo,\n{_name(sender)}"
        return self.take(body, at=at, sender=sender, subject="Nuevo cliente")

    def asked_for_terms(self) -> OutboxRow:
        """An application that staff approved: our mail that asks for the terms."""
        message = self.apply()
        answer(self, message.references[0], approve=True)
        return self.outbox()[-1]

    def reply(self, asked: OutboxRow, words: str, at: str = "2026-11-18 10:00") -> StoredMessage:
        return self.take(f"Buenos días:\n\n{words}\n\nUn saludo,\nAna Ruiz", at=at, sender=ANA, answers=asked)


def answer(
    office: Office,
    reference: Reference,
    *,
    approve: bool,
    check: str | None = None,
    reason: str | None = None,
    note: str = "",
    at: str = "2026-11-17 09:00",
) -> Lead:
    """Staff decide."""
    office.now = max(office.now, moment(at))
    with office.registry.begin() as uow:
        return decide(uow, office.desk, reference, Decision(approve=approve, check=check, reason=reason, note=note, by="anna"), office.now)


def listed(office: Office, list_id: str, *entries: ListEntry) -> None:
    """Staff import a list."""
    program = office.desk.program
    with office.registry.begin() as uow:
        uow.lists.replace(program.id, list_id, entries, lambda name: folded_name(name, program))


def _name(sender: str) -> str:
    return sender.partition(" <")[0]
