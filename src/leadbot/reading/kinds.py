"""What sort of mail a person's mail is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from leadbot.model.message import Kind, SegmentKind
from leadbot.model.program import Program
from leadbot.model.rules import SaidInMail
from leadbot.model.submission import LeadDraft
from leadbot.reading.analysis import Analysed
from leadbot.reading.phrases import Hit
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Statement
from leadbot.reading.vocabulary import WORD

_OF_APPLICANT = ("partner.tax_id", "partner.website")
_NAMING = frozenset({"client.name"})
"""What a question names its lead by."""
_OF_CLIENT = ("client.name", "client.tax_id", "client.registry_id", "client.address")

_MANY = 3
"""Phrases of advertising that nobody uses who asks about the programme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the deciding looks at."""

    known: bool
    """It stands in a thread with us or quotes a reference."""
    referenced: bool
    """The subject or its own words quote a reference."""
    supplied: frozenset[str]
    """Field ids that the sender's own words give, the sender's own contact and company left out."""
    leads: tuple[LeadDraft, ...]
    other_client: bool
    """The client named is certainly not the thread's."""
    attached: bool
    """Files came along."""
    invoiced: bool = False
    """It stands in a thread with us, or quotes a reference, and an invoice with its number and sum is or comes with it."""
    invoice_numbered: bool = False
    """The same, but of the invoice only its number is sure."""
    unread: bool = False
    """It answers a question of ours with a number that means nothing to us."""
    replies: bool = False
    """It answers in a thread under the subject that was there: those words are of an earlier mail."""
    invited: bool = False
    """We told its sender how to become a partner."""
    applicant: LeadDraft = field(default_factory=LeadDraft)
    """What the mail says of its sender, were it to ask for admission."""


def kind_of(signs: Signs, statements: Sequence[Analysed], program: Program) -> Kind:
    """The kind; one that the program does not have is a question there."""
    of_applicants = {rule.id for rule in program.rules if isinstance(rule, SaidInMail) and rule.and_words and _of_applicants(rule)}
    tells = any(remark.rule in of_applicants for remark in signs.applicant.remarks)
    said = [a for a in statements if not signs.replies or a.statement.place.source != "subject"]
    kind = _kind(signs, _Words(said), frozenset(program.kinds), tells_of_itself=tells)
    return kind if kind in program.kinds or kind is Kind.UNRELATED else Kind.QUESTION


def _of_applicants(rule: SaidInMail) -> bool:
    """Whether its words, a wish among them, are an applicant's."""
    return rule.applies_to == (Kind.APPLICATION,)


class _Words:
    """Which signal words stand in the subject and the sender's own words."""

    def __init__(self, statements: Sequence[Analysed]) -> None:
        self._own = [a.statement for a in statements if a.statement.place.kind is SegmentKind.OWN]
        self._all = [a.statement for a in statements if a.statement.place.kind is not SegmentKind.DISCLAIMER]
        self._said = frozenset().union(*[s.by_id for s in self._own])
        self._said_anywhere = frozenset().union(*[s.by_id for s in self._all])
        self.asks = any("?" in s.text and not is_answered(s, after) for s, after in zip(self._own, [*self._own[1:], None], strict=False))
        self.products = any(not x.named.hint for a in statements for x in a.talk.spoken)

    def own(self, id_: str) -> bool:
        return WORD + id_ in self._said

    def apart(self, id_: str, around: str) -> bool:
        """Whether they stand anywhere but inside phrases of the other kind: `clients` is no client in `more clients`."""
        return self.own(id_) and any(_stands_apart(s, h, around) for s in self._own for h in s.found(WORD + id_))

    def any(self, id_: str) -> bool:
        return WORD + id_ in self._said_anywhere

    def told(self, id_: str) -> bool:
        """Whether they stand in a sentence of the body that asks nothing."""
        return self.own(id_) and any(_told(s, h) for s in self._own if s.place.source != "subject" for h in s.found(WORD + id_))

    def withdraws(self) -> bool:
        """Whether a lead is taken back: in so many words, or by a verb and what it is about in one sentence that asks nothing."""
        if not (self.own("withdrawal_verbs") and self.own("withdrawal_objects")):
            return self.own("withdrawal")
        return self.own("withdrawal") or any(_takes_back(s) for s in self._own if s.place.source != "subject")

    def spoken(self, id_: str) -> int:
        """How many different such phrases stand there."""
        return len({s.folded[h.start : h.end] for s in self._own for h in s.found(WORD + id_)})

    def body(self, id_: str) -> bool:
        return self.own(id_) and any(s.has(WORD + id_) for s in self._own if s.place.source != "subject")


def _takes_back(statement: Statement) -> bool:
    """Whether one sentence has a verb of taking back and what it is about, told or asked for."""
    verbs, about = statement.found(WORD + "withdrawal_verbs"), statement.found(WORD + "withdrawal_objects")
    requests = statement.found(WORD + "requests")
    for start, end in sentences(statement) if verbs and about else ():
        meant = [v for v in verbs if start <= v.start < end and (_told(statement, v) or any(start <= r.start < v.start for r in requests))]
        if meant and any(start <= o.start < end for o in about):
            return True
    return False


def is_answered(statement: Statement, after: Statement | None) -> bool:
    """Whether a form's question is answered with a yes or no, behind it or in the line below: it asks us nothing."""
    behind = statement.text.rpartition("?")[2]
    at = len(statement.text) - len(behind)
    said = [h.start for h in statement.found(*_ANSWERS) if h.start >= at]
    if sum(c.isalpha() for c in behind):
        return bool(said) and not any(c.isalnum() for c in statement.text[at : said[0]])
    return after is not None and len(after.tokens) == 1 and bool(after.found(*_ANSWERS))


_ANSWERS = (WORD + "consent_yes", WORD + "deny")


def _stands_apart(statement: Statement, hit: Hit, around: str) -> bool:
    return not any(h.start <= hit.start and hit.end <= h.end for h in statement.found(WORD + around))


def _told(statement: Statement, hit: Hit) -> bool:
    start, end = next((s for s in sentences(statement) if s[0] <= hit.start < s[1]), (0, len(statement.text)))
    asks = statement.text[start:end].rstrip().endswith("?")
    return not asks and not any(start <= h.start < end for h in statement.found(WORD + "question"))


def _kind(signs: Signs, words: _Words, kinds: frozenset[Kind], *, tells_of_itself: bool) -> Kind:
    full = any(_is_full(lead) for lead in signs.leads)
    if Kind.INVOICE in kinds and _sends_invoice(signs, words):
        return Kind.INVOICE
    if Kind.EXTENSION in kinds and _asks_more_time(signs, words):
        return Kind.EXTENSION
    if Kind.APPLICATION in kinds and not signs.known and _applies(signs, words, tells_of_itself=tells_of_itself):
        return Kind.APPLICATION
    if Kind.APPLICATION in kinds and signs.invited and not full and _accepts_invitation(signs, words):
        return Kind.APPLICATION
    if Kind.TENDER in kinds and not signs.known and _calls_for_offers(signs, words):
        return Kind.TENDER
    if _asks_beyond(signs, words, kinds):
        return Kind.QUESTION
    if not signs.known and not full and words.own("job_cues") and not words.told("application_cues"):
        return Kind.UNRELATED
    if words.withdraws() and not (full and not signs.referenced and words.own("lead_cues") and words.own("new_lead")):
        return Kind.WITHDRAWAL
    if signs.known:
        return _known(signs, words, full=full)
    return _first(signs, words, full=full)


def _asks_beyond(signs: Signs, words: _Words, kinds: frozenset[Kind]) -> bool:
    """Whether the mail asks for what the program doesn't have: more time, with no data that it supplies; or admission, with no lead."""
    asked = Kind.EXTENSION not in kinds or (words.asks and not signs.known)
    if asked and words.body("extension_cues") and signs.supplied <= _NAMING and not _wants(signs):
        return True
    if Kind.APPLICATION in kinds or signs.known or words.own("not_application"):
        return False
    return words.told("application_cues") and not _wants(signs)


def _wants(signs: Signs) -> bool:
    """Whether a lead wants anything."""
    return any(lead.items() or lead.ambiguous("items") for lead in signs.leads)


def _sends_invoice(signs: Signs, words: _Words) -> bool:
    """An invoice comes along, or the mail says that it is one; a question about invoices is none."""
    if signs.invoice_numbered and words.own("payout_words") and not words.asks:
        return True
    return signs.invoiced or (words.own("invoice_cues") and (signs.attached or (words.told("invoice_cues") and not words.asks)))


def _asks_more_time(signs: Signs, words: _Words) -> bool:
    """Of a lead that is named; whether time can be had at all is a question."""
    about = signs.known or any(lead.get(f) for lead in signs.leads for f in _OF_CLIENT)
    return words.own("extension_cues") and (about or not words.asks) and not words.own("hypothetical")


def _applies(signs: Signs, words: _Words, *, tells_of_itself: bool) -> bool:
    """Who wants to become a partner says so, or asks how and sends along who it is; who has a number is one."""
    if words.own("not_application") or not (words.own("application_cues") or _introduces_itself(signs, words)):
        return False
    if signs.applicant.get("partner.number") or signs.applicant.ambiguous("partner.number"):
        return False
    given = any(signs.applicant.get(f) for f in _OF_APPLICANT)
    if words.own("withdrawal") or (words.own("status") and not given):
        return False
    if words.own("before_applying") and (words.asks or words.own("question")):
        return False
    return words.told("application_cues") or tells_of_itself or given


def _accepts_invitation(signs: Signs, words: _Words) -> bool:
    """Who was told to register answers with what an applicant gives, or says that it wants to; a number is no application."""
    if signs.applicant.get("partner.number") or signs.applicant.ambiguous("partner.number") or words.own("withdrawal"):
        return False
    return any(signs.applicant.get(f) for f in _OF_APPLICANT) or words.told("application_cues")


def _introduces_itself(signs: Signs, words: _Words) -> bool:
    """Whether a company gives all that an applicant gives and speaks of the programme, though it does not say what for."""
    wants = any(lead.items() or lead.ambiguous("items") for lead in signs.leads)
    return all(signs.applicant.get(f) for f in _OF_APPLICANT) and words.own("program") and not (wants or words.own("advert") or words.asks)


def _calls_for_offers(signs: Signs, words: _Words) -> bool:
    """A customer says what it wants from partners; who asks how such calls work, or is a partner, has a question."""
    if signs.applicant.get("partner.number") or words.own("withdrawal"):
        return False
    passed_on = words.own("tender_addressees") and words.own("tender_requests")
    return passed_on or words.told("tender_cues") or (words.body("tender_cues") and not words.own("question"))


def _known(signs: Signs, words: _Words, *, full: bool) -> Kind:
    new = full and (words.body("new_lead") or signs.other_client)
    if new:
        return Kind.LEAD
    asks_status = words.own("status") and words.asks and signs.supplied <= _NAMING
    if signs.supplied and not asks_status:
        return Kind.FOLLOW_UP
    if words.own("status") or (words.asks and words.body("status_words")):
        return Kind.STATUS
    return Kind.QUESTION if words.asks or signs.unread or words.body("question") else Kind.FOLLOW_UP


def _first(signs: Signs, words: _Words, *, full: bool) -> Kind:
    client = any(lead.get(f) for lead in signs.leads for f in _OF_CLIENT)
    items = any(lead.items() or lead.ambiguous("items") for lead in signs.leads)
    cues = words.any("lead_cues")
    if full and not (words.own("hypothetical") and not cues):
        return Kind.LEAD
    if words.own("status") and not items:
        return Kind.STATUS
    numbered = any(lead.get("partner.number") for lead in signs.leads)
    about = words.any("program") or words.products or words.apart("role_client", "advert") or numbered
    offers = not words.apart("role_client", "advert") and not numbered and not (cues and (client or items))
    praised = not words.apart("role_client", "advert") and not numbered and not client
    if (offers or praised) and words.spoken("advert") >= _MANY:
        return Kind.UNRELATED
    if about and (words.own("hypothetical") or (words.own("question") and not client)):
        return Kind.QUESTION
    if offers and words.own("advert"):
        return Kind.UNRELATED if not words.asks or not words.own("program") else Kind.QUESTION
    if cues and (client or items or signs.attached or not words.asks):
        return Kind.LEAD
    told = any(lead.get("deal.description") for lead in signs.leads)
    stated = numbered or any(lead.get("deal.option") for lead in signs.leads)
    if client and numbered and not words.own("question"):
        return Kind.LEAD
    if items and (client or ((told or stated) and not words.asks)):
        return Kind.LEAD
    return Kind.QUESTION if about else Kind.UNRELATED


def _is_full(lead: LeadDraft) -> bool:
    """Whether a client and what it wants are both named."""
    named = any(lead.get(f) is not None for f in _OF_CLIENT)
    return named and bool(lead.items() or lead.ambiguous("items") or lead.get("client.pc_count"))
