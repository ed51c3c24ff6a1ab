"""Verdicts become outgoing mail: text and HTML from one source, threading headers, and the bytes that are sent.

A mail is a jinja2 template per language that writes *blocks* (`blocks.Page`); `text.as_text` and the HTML layout both print these
blocks. Values are data throughout: folded to one line, escaped, never markup, link, header or formula.
"""

from leadbot.writing.accounts import account_confirmed, account_noted, account_question
from leadbot.writing.alarms import compose_alarm
from leadbot.writing.answer import compose_answer
from leadbot.writing.checkers import AskedCheck, compose_late_checks, compose_to_checker
from leadbot.writing.completeness import missing_words
from leadbot.writing.digest import compose_digest, in_order
from leadbot.writing.digest_cases import MOST_IN_FULL
from leadbot.writing.escalation import compose_escalation
from leadbot.writing.event_notices import event_notice, volume_warning
from leadbot.writing.extensions import extension_answered, extension_late, extension_received, extension_wish
from leadbot.writing.forwards import Forwarded, ForwardOutcome, compose_forwarded
from leadbot.writing.gates import account_asked, gate_asked, invoice_above, overpaid_asked, payment_asked
from leadbot.writing.invoice_mails import compose_invoice_answer
from leadbot.writing.lead_file import compose_file
from leadbot.writing.letters import Letter, compose_letter, words_for
from leadbot.writing.orders import compose_orders
from leadbot.writing.payout_mails import compose_invoice_request, compose_warning
from leadbot.writing.reckoning import payment_notice
from leadbot.writing.reply import compose_reply
from leadbot.writing.staff_questions import Question, compose_answer_taken, compose_question, compose_staff_answer
from leadbot.writing.statement import SettledLead, statement
from leadbot.writing.templates import Templates, load_templates
from leadbot.writing.trials import TrialRun, compose_trial
from leadbot.writing.unmatched import loose_sale_line, sales_told, unsold_line
from leadbot.writing.wire import envelope, redated, text_part, to_bytes
from leadbot.writing.words import Words

__all__ = [
    "MOST_IN_FULL",
    "AskedCheck",
    "ForwardOutcome",
    "Forwarded",
    "Letter",
    "Question",
    "SettledLead",
    "Templates",
    "TrialRun",
    "Words",
    "account_asked",
    "account_confirmed",
    "account_noted",
    "account_question",
    "compose_alarm",
    "compose_answer",
    "compose_answer_taken",
    "compose_digest",
    "compose_escalation",
    "compose_file",
    "compose_forwarded",
    "compose_invoice_answer",
    "compose_invoice_request",
    "compose_late_checks",
    "compose_letter",
    "compose_orders",
    "compose_question",
    "compose_reply",
    "compose_staff_answer",
    "compose_to_checker",
    "compose_trial",
    "compose_warning",
    "envelope",
    "event_notice",
    "extension_answered",
    "extension_late",
    "extension_received",
    "extension_wish",
    "gate_asked",
    "in_order",
    "invoice_above",
    "load_templates",
    "loose_sale_line",
    "missing_words",
    "overpaid_asked",
    "payment_asked",
    "payment_notice",
    "redated",
    "sales_told",
    "statement",
    "text_part",
    "to_bytes",
    "unsold_line",
    "volume_warning",
    "words_for",
]
