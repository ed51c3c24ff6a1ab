"""Which labels and word lists a lexicon may hold, and what reading does with each: other ids would be read by nobody.

`docs/programs.md` shows these tables, and the JSON Schema of lexicons has them as descriptions.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from leadbot.model.fields import FIELDS, ValueKind

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "name": "a company's name; whose, `role_client` and `role_partner` tell (`client name`)",
        "person": "a person's name",
        "any_name": "a company's or a person's name: the value tells which",
        "given_name": "the given name, where a form asks for it in a field of its own",
        "surname": "the surname, likewise",
        "address": "a whole address",
        "street": "the street and house number alone",
        "postcode": "the postcode alone",
        "city": "the town alone",
        "tax_id": "a tax id of any kind; `other_number` beside it keeps other numbers out",
        "registry_id": "the number in the register that the program asks for as `client.registry_id`",
        "contact": "the partner's person for the lead",
        "client_contact": "the client's person",
        "client_email": "the client's mail address, where one label says both",
        "client_phone": "the client's telephone number, where one label says both",
        "phone": "a telephone number",
        "switchboard": "a company's main number: a person's own goes before it",
        "fax": "a fax number, which is nobody's telephone",
        "email": "a mail address",
        "website": "a web site",
        "pc_count": "the number of computers",
        "product": "what is wanted",
        "quantity": "how many of it",
        "billing": "annual or monthly commitment",
        "term": "a term, its unit beside the number",
        "term_months": "a term in months",
        "term_years": "a term in years",
        "term_previous": "how long the contract to be renewed has run",
        "term_extension": "by how long it is renewed",
        "existing": "services that the client has already",
        "sector": "the client's sector",
        "licensing": "the licensing programme",
        "option": "`deal.option`",
        "deployment": "`deal.deployment`",
        "type": "`deal.type`",
        "delivery": "`delivery`",
        "description": "the description of the case",
        "value": "the deal's value",
        "close_date": "the expected closing date",
        "partner_number": "the partner's number in the programme",
        "directory": "whether to be listed in the partner directory",
        "other_number": "numbers that are none of the above: invoices, accounts, registers that the program doesn't ask for",
        "other": "anything else that stands before a value: the value is then none of the above",
    }
)
"""What people write before a value, by what the value is."""

_WHO = {
    "role_client": "the client: beside a label (`client name`), as a heading, in sentences",
    "role_partner": "the partner, likewise",
    "label_partner": "small words that mean the partner in a label alone (`us`)",
    "ours": "possessives of the sender (`our VAT number`)",
    "label_fillers": "words that change nothing in a label (`the`, `number`, `details`)",
    "partner_intro": "what stands before the partner's own company (`we are`, `on behalf of`)",
    "client_intro": "what stands before the client's (`our client is`)",
    "company_intro": "what stands right before a company, whosesoever (`the company`)",
    "own_case": "phrases that make the partner its own client (`our own server`)",
    "reports": "verbs with the partner before them and the client behind (`registers`)",
    "contact_cue": "what stands before the partner's person (`please contact`, `my name is`)",
    "person_cue": "what stands before a person of whichever side is spoken of",
    "self_intro": "how a writer gives the own name",
    "first_person": "`I`, `we`: the partner's own wishes are no case of the client",
}
_NAMES = {
    "branches": "what a branch office is called in a company's name (`branch`, `filial`): a place stands behind it",
    "legal_forms": "legal forms that end a company's name, without dots (`sp z o o`, `ltd`)",
    "sure_forms": "those of them that are no other word, however they are written",
    "leading_forms": "forms that stand before the name",
    "partnerships": "forms that are often followed by the partners' names",
    "company_words": "words of company names without a form (`systems`, `hotel`)",
    "company_prefixes": "what begins a company's name in a subject",
    "name_openers": "words that begin names of institutions (`Ville de`), with a capital",
    "small_openers": "those that begin one written small, too",
    "name_adjectives": "adjectives with which names begin, though they say other things, too (`new`)",
    "name_connectors": "small words inside company names (`and`, `of`)",
    "name_cue": "small words before a name that are no part of it (`called`)",
    "articles": "articles before a name, no part of it unless they begin with a capital",
    "name_stops": "words with a capital at which no name goes on (`Hello`, `Please`)",
    "greetings": "opening words of a mail",
    "given_names": "frequent given names: they tell people from companies; those of all lexicons count in every mail",
    "name_particles": "small words inside people's names (`van`, `de la`)",
    "person_endings": "endings that sentences give to surnames, with the plain one: `selle=nen`",
    "titles": "titles before people's names",
    "surname_titles": "those behind which a surname alone may stand (`Mr`)",
    "job_titles": "titles of jobs, in signatures",
    "generic_senders": "display names that are no person (`office`, `sales`)",
}
_PLACES = {
    "street_prefixes": "words that begin a street (`rue`, `ul`)",
    "street_endings": "endings of words that name a street (`straat`)",
    "street_connectors": "small words inside a street's name",
    "house_suffixes": "what may follow a house number (`bis`, `hs`)",
    "number_extension": "letters and words between house number and street's end (`bis`, `ter`)",
    "flat": "what stands before a flat or floor",
    "box_prefixes": "post boxes, whose numbers are no house's",
    "postcodes": "shapes of postcodes: `d` a digit, `A` a capital letter, a space may be missing (`dddd AA`)",
    "town_cues": "before a town that stands behind a company's name (`from`)",
    "town_connectors": "small words inside a town's name",
    "town_suffixes": "words that end a town with a number of their own (`cedex`)",
    "address_joints": "what may stand between the street and the postcode or town",
    "countries": "countries, as addresses name them",
    "phone_regions": "ISO 3166 codes of the countries whose numbers people write without a country code, the first one first",
}
_COUNTED = {
    "licence_units": "what licences, seats and services are counted in",
    "pc_units": "words for computers",
    "other_units": "units of what is no licence (`years`, `km`, currencies)",
    "staff_cues": "words around a number of employees, which is no quantity",
    "total_cues": "words of a sum (`in all`): its parts are not added again",
    "subset_cues": "words of a part (`of which`)",
    "range_openers": "before a range of numbers (`between`)",
    "range_joints": "inside such a range (`and`)",
    "vague_numbers": "numbers that are none (`several`)",
    "numbered": "what bears a number that counts nothing (`version`, `phase`)",
    "number_connectors": "what stands between the parts of a number in words (`y`)",
    "one_each": "one of an option to each bundle (`each with`)",
    "goes_with": "right before a product: what stands before goes with it (`for the`)",
    "qualifiers": "words between a number and its product (`extra`, `new`)",
    "all_leads": "that something holds for all leads of the mail (`both`)",
    "further_lead": "at the beginning of a sentence and before a colon or dash: what follows is another lead (`second customer`)",
    "doubts": "that the writer knows not which of two values is right",
}
_STORY = {
    "wants": "what the client wants: verbs and turns of phrase before a product",
    "wants_after": "the same behind it (`needed`)",
    "same_wish": "that a further client wants the same as the one before",
    "has": "what the client has already, before a product",
    "has_after": "the same behind it (`in use`)",
    "cloud": "words for the vendor's services as a whole, in `they have no … yet`",
    "replaces": "verbs of replacing",
    "replaced_by": "behind such a verb, before what takes the place (`with`)",
    "unchanged": "behind a product: it stays as it is",
    "same_family": "that a plan is of the family named before",
    "annual": "annual commitment",
    "monthly": "monthly commitment",
    "not_billing": "phrases with such words that are none (`annual turnover`)",
    "or_words": "`or`",
    "but": "words that begin another clause (`but`, `and wants`)",
    "deny": "denials (`not`, `none`)",
    "unknown": "values that say nothing (`tbc`, `as above`)",
    "enclosed": "words that speak of an attached file",
    "within_it": "that licences run under an agreement just named",
}
_CORRECTING = {
    "correction_cues": "words that correct (`correction`, `should be`)",
    "apologies": "`sorry`, before a correction",
    "taken_back": "words that call a value wrong (`typo`)",
    "instead_of": "before the value that no longer counts (`instead of`, `not`)",
    "now_cues": "before the value that holds now",
    "gone_cues": "behind the name of somebody who is no longer there (`has left`)",
    "former_cues": "before the one that held",
    "moved": "verbs by which an amount or a date becomes another",
    "moved_to": "behind them, before the new one",
    "corrections": "ways to replace one number: `not {old} ... but {new}`",
    "reference_label": "of our own mails: what stands before a lead's reference above lines to fill in",
    "reads_back": "of our own mails: headings of the data that we had read",
}
_TERMS = {
    "month_units": "months",
    "year_units": "years",
    "term_cues": "words around a contract's term",
    "not_term_before": "before a time that is no term (`within`)",
    "not_term_after": "behind one (`warranty`)",
    "same_term": "that a further item has the same term",
    "term_previous": "before what has run of a contract to be renewed",
    "term_previous_after": "behind it",
    "term_had": "before a present contract's term: the wanted one where nothing is renewed",
    "term_extension": "before what is added",
    "term_added_by": "right before a term that is added, in a sentence that speaks of renewing",
    "term_total": "before what the whole comes to",
    "term_total_after": "behind it",
}
_DEAL = {
    "range_words": "between the ends of a range of amounts",
    "value_cues": "around an amount in a sentence that is the deal's",
    "not_value_cues": "around one that is not (`turnover`)",
    "close_date_cues": "around the closing date",
    "not_close_date_cues": "around another date (`kick-off`)",
    "date_connectors": "small words inside dates (`of`)",
    "case_cues": "verbs and words of a sentence that tells of the client's case",
    "case_details": "less telling ones: they count beside such a sentence",
    "case_subjects": "whom such sentences are about (`they`, `the client`)",
    "not_case": "words of sentences that speak to us",
}
_KINDS = {
    "lead_cues": "registering a lead",
    "new_lead": "a further lead, in a thread about another",
    "postponed": "what is not registered with this mail, but will be",
    "status": "asking how a lead stands",
    "status_words": "words that make a question such a one (`accepted`)",
    "withdrawal": "taking a lead back, in so many words",
    "withdrawal_verbs": "verbs that do, with one of the next list in a sentence",
    "withdrawal_objects": "what they are about (`registration`)",
    "requests": "requests in the form of a question (`could you`)",
    "extension_cues": "asking for more time",
    "fee_moves": "asking that the fee be moved to the next payment",
    "extension_until": "beside a date, that it is the last day asked for (`until`)",
    "extension_total": "right before a time, that it is the whole and not what is added (`to`)",
    "extension_days": "days, as units of the time asked for",
    "extension_weeks": "weeks, likewise",
    "extension_months": "months, likewise",
    "invoice_cues": "sending an invoice for a payout",
    "payout_words": "what partners call their payout: with an invoice's number it tells what an invoice is for (`referral fee`)",
    "application_cues": "asking to become a partner",
    "not_application": "being one already, or only asking",
    "before_applying": "weighing it up before applying",
    "tender_cues": "a customer's call for offers",
    "tender_addressees": "the partners to whom it is to go",
    "tender_requests": "what is asked of them",
    "tender_namings": "where the caller names itself (`we are`): no partner reads what names it",
    "tender_wishes": "what the caller wants (`we need`): from there on partners may read a sentence that names the caller before",
    "tender_until": "beside a date, that it is the last day for offers (`deadline`)",
    "tender_offers": "making an offer (`our offer`)",
    "tender_choices": "choosing one (`we choose`)",
    "added_to": "what says that a number comes on top of a known one (`additional`)",
    "indirect_questions": "what makes a sentence without a question mark a question (`would like to know`)",
    "courtesies": "what polite words after a question say (`let me know`): no question of their own",
    "question": "asking about the program",
    "hypothetical": "a case that is only supposed (`if a client`)",
    "program": "words about the programme: without one of them, or a product, a mail is unrelated",
    "advert": "words of advertising",
    "job_cues": "words of job applications",
    "directory_cues": "words for the partner directory",
    "to_be_listed": "the wish to stand in it",
    "consent_yes": "yes, as the answer to a question",
    "terms_accepting": "accepting the terms of the programme (`we accept`), and ways to say that it is without reserve",
    "terms_named": "what is accepted (`terms`, `conditions`)",
    "terms_reserved": "conditions and exceptions that leave an acceptance open (`subject to`, `except`)",
    "platforms": "sites on which a page is no web site of a company",
    "abbreviations": "abbreviations whose dot ends no sentence, without the dot",
}
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Who is who": _WHO,
        "Names": _NAMES,
        "Addresses and telephones": _PLACES,
        "What is counted": _COUNTED,
        "What the client has and wants": _STORY,
        "What corrects what": _CORRECTING,
        "Terms of contracts": _TERMS,
        "The deal": _DEAL,
        "Kinds of mail": _KINDS,
    }
)
"""Other word lists, by subject."""


def _choices() -> dict[str, str]:
    """Lists of the fields that hold one of a few choices: `<last part of the field id>_<choice>`, and the same with `_value`."""
    found = {
        "annual_value": "plain words that mean annual commitment where the mail is about it (`year`)",
        "monthly_value": "the same for monthly",
    }
    for field in FIELDS.values():
        if field.kind is ValueKind.CHOICE and field.id != "partner.directory":
            name = field.id.rpartition(".")[2]
            found[f"not_{name}"] = f"phrases that only look as if they said `{field.id}`"
            for choice in field.choices:
                found[f"{name}_{choice}"] = f"phrases that say `{field.id}` is `{choice}`"
                found[f"{name}_{choice}_value"] = f"plain words that say so behind a label for `{field.id}` alone"
    return found


WORD_LISTS: Mapping[str, str] = MappingProxyType({id_: text for group in WORDS.values() for id_, text in group.items()} | _choices())
"""All word lists by id, those of choices too."""
_ID_TYPE = re.compile(r"[a-z]{2}_?\.[a-z0-9_]+")


def is_word_list(id_: str) -> bool:
    """Whether reading looks at a word list of that id; one may also be named like a type of id (`fr.siret`)."""
    return id_ in WORD_LISTS or _ID_TYPE.fullmatch(id_) is not None
