"""Who asks to become a partner: every company of the mail that nothing calls a client is the applicant."""

from collections.abc import Sequence
from dataclasses import replace

from leadbot.model.message import Message
from leadbot.model.submission import LeadDraft
from leadbot.reading.analysis import Analysed
from leadbot.reading.leads import read_leads
from leadbot.reading.parties import assemble
from leadbot.reading.party import Parties
from leadbot.reading.text import Role, What
from leadbot.reading.vocabulary import Vocabulary

_OF_APPLICANT = ("partner.", "contact.")
_OF_CLIENT = ("client.name", "client.tax_id")
_OF_CASE = ("items", "client.contact.name", "client.contact.phone", "client.contact.email")


def read_applicant(message: Message, analysed: Sequence[Analysed], vocabulary: Vocabulary) -> LeadDraft:
    """The applicant's data, and the lead that it registers at once: a client with what it wants or whom to call there."""
    parties = _with_applicant(assemble(message, analysed, dict.fromkeys((What.NAME, What.TAX_ID, What.ADDRESS), Role.PARTNER)))
    draft = read_leads(message, parties, analysed, vocabulary)[0]
    if any(draft.get(field) for field in _OF_CLIENT) and any(draft.get(field) or draft.ambiguous(field) for field in _OF_CASE):
        return draft
    return replace(
        draft,
        fields=tuple(f for f in draft.fields if f.id.startswith(_OF_APPLICANT)),
        ambiguities=tuple(a for a in draft.ambiguities if a.field.startswith(_OF_APPLICANT)),
    )


def _with_applicant(parties: Parties) -> Parties:
    for party in parties.parties:
        if party.role is Role.CLIENT and not party.sure:
            party.role = Role.PARTNER
    return replace(
        parties, bits=tuple(b if b.labelled or b.role is not Role.CLIENT or b.depth else replace(b, role=None) for b in parties.bits)
    )
