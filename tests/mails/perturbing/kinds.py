"""The kinds of perturbation, by name."""

from collections.abc import Mapping

from tests.mails.perturbing.kind import Kind
from tests.mails.perturbing.layout import banner, charset, footer, html, label_order, rewrap
from tests.mails.perturbing.quoting import quote_header
from tests.mails.perturbing.spelling import case, diacritics, id_format, phone_format

KINDS: Mapping[str, Kind] = {
    "label-order": label_order,
    "case": case,
    "diacritics": diacritics,
    "id-format": id_format,
    "phone-format": phone_format,
    "quote-header": quote_header,
    "html": html,
    "charset": charset,
    "footer": footer,
    "banner": banner,
    "rewrap": rewrap,
}
