"""Who asks to become a partner: every company of the mail that nothing calls a client is the applicant."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from leadbot.model.message import Message
from leadbot.model.submission import LeadDraft
from leadbot.reading.analysis import Analysed
from leadbot.reading.leads import read_leads
from leadbot.reading.parties import assemble
from leadbot.reading.party import Bit, Parties
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
    """All that is nobody's for sure is the applicant's; where no client is left, so is every person whom to call."""
    for party in parties.parties:
        if party.role is Role.CLIENT and not party.sure:
            party.role = Role.PARTNER
    alone = not any(party.role is Role.CLIENT for party in parties.parties)
    called = {b.at[0] for b in parties.bits if b.role is Role.CLIENT and b.labelled and not alone}
    return replace(parties, bits=tuple(_of_applicant(b, called) for b in parties.bits))


def _of_applicant(bit: Bit, called: Collection[int]) -> Bit:
    """`called`: the lines in which somebody is called the client's person."""
    if bit.role is not Role.CLIENT or bit.depth or bit.at[0] in called:
        return bit
    return replace(bit, role=Role.PARTNER if bit.labelled else None)
