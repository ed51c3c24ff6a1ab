"""Judging one lead: rules, facts and a time of receipt in, findings and a verdict out. No clock, no registry, no words of a reply.

`judge` gathers what every rule says, `conclude` alone knows precedence. What a finding's facts are called, for whoever writes the
reply (texts of several things are joined by `, `, readings by ` / `; dates are ISO 8601; a fact that is not known is left out):

| reason or rule kind | facts |
| --- | --- |
| any of these three | `alternatives` (ids of fields any of which does as well) |
| `missing:FIELD` | `field`; for items that lack a part also `products` (titles, may be left out) and `parts` (ids of the parts) |
| `invalid:FIELD` | `field`, `value` |
| `ambiguous:FIELD` | `field`, `readings` |
| window | `received_on`, `first`, `last` |
| national_id | `field`, `value` |
| id_of_type | `field`, `value` |
| excluded_values, allowed_values | `field`, `value`; of the latter also `allowed` |
| name_suggests | `name`, `word` (what in the name suggested it) |
| said_in_mail | `said` (the words of the mail) |
| differs | `field`, `value` |
| on_list, not_on_list | `list`; of an entry with a date also `dated` |
| products_offered | failed: `outside` (titles wanted), `offered` (titles of families); passed: `outside`, where some items stand outside |
| minimum_quantity | `quantity`, `minimum` |
| allowed_terms | failed: `terms` (months asked for), `allowed` (months); passed: `outside` (titles of items with another term) |
| maximum_total_term | `previous` (months that have run); failed also: `terms`, `maximum` (months) |
| products_checked | `wanted` (titles) |
| owns_already | `owned`, `wanted` (titles) |
| not_registered | none: nothing of another partner's lead is ever told |
| not_suspended | none |
| budget | `amount`, `currency` |
| `check:changed` | `fields` (ids) |
| a refused check | those of its rule, and `check`, `note` (staff's words) |

A finding's `rule` is the id of the rule in the program file; `fields` for what required fields lack, `changed` for a confirmed lead
that changed, `staff` for what staff raised themselves. A refused check speaks for the first rule that gives the same reason code, so
that the condition quoted fits the reason.
"""

from leadbot.judging.checks import CHANGED, asked_by_program
from leadbot.judging.client_keys import client_keys, folded_name, named_in
from leadbot.judging.conclusion import conclude
from leadbot.judging.judgement import doubted_fields, judge, partner_number, required_fields, rule_fields
from leadbot.judging.registration import not_registered
from leadbot.judging.resemblance import compare

__all__ = [
    "CHANGED",
    "asked_by_program",
    "client_keys",
    "compare",
    "conclude",
    "doubted_fields",
    "folded_name",
    "judge",
    "named_in",
    "not_registered",
    "partner_number",
    "required_fields",
    "rule_fields",
]
