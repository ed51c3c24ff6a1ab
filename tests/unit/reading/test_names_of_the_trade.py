"""Companies whose names begin with a word that says something else, too: an adjective, a word for a client or a partner."""

import pytest

from leadbot.model.message import Address
from leadbot.reading import read

from .builder import mail
from .test_address_orders import program_named

NAMES = [
    ("promise-generuj-leady", "Nowy Dom Sp. z o.o. (NIP 9569184131) chce 20 x M365 E3", "Nowy Dom Sp. z o.o."),
    ("promise-generuj-leady", "Zgłaszam klienta Partner Finanse S.A., NIP 9569184131, 20 x M365 E3", "Partner Finanse S.A."),
    ("promise-generuj-leady", "Nowy Klient Bolt Sp. z o.o., NIP 9569184131, 20 x M365 E3", "Bolt Sp. z o.o."),
    ("also-waas", "Nieuwe Oogst B.V. wil 14 WaaS notebooks, 24 maanden", "Nieuwe Oogst B.V."),
    ("also-waas", "Onze klant Klant Vastgoed B.V. wil 14 WaaS notebooks, 24 maanden", "Klant Vastgoed B.V."),
    ("also-waas", "Klant Vastgoed B.V. wil 14 WaaS notebooks, 24 maanden", "Vastgoed B.V."),
    ("infomaniak-partner", "Nuestro cliente Socio Legal S.L. necesita un VPS", "Socio Legal S.L."),
    ("infor-referral", "Opportunité chez Nouveau Monde Textile SAS : Infor M3", "Nouveau Monde Textile SAS"),
    ("ibas-ontrack", "Asiakkaamme Uusi Aalto Oy tarvitsee tietojen palautusta", "Uusi Aalto Oy"),
]


@pytest.mark.parametrize(("program", "text", "name"), NAMES, ids=[text for _, text, _ in NAMES])
def test_a_clients_name_keeps_its_first_word(program: str, text: str, name: str) -> None:
    (lead,) = read(mail(text, subject="x"), program_named(program)).leads
    assert [f.value for f in lead.fields if f.id == "client.name"] == [name]


@pytest.mark.parametrize(
    ("domain", "name"), [("jalleenmyyja-virtanen.example", "Jälleenmyyjä Virtanen Oy"), ("virtanen.example", "Virtanen Oy")]
)
def test_the_senders_domain_tells_whether_a_word_is_part_of_its_name(domain: str, name: str) -> None:
    text = "Haluamme partneriksi.\n\nJälleenmyyjä Virtanen Oy\nY-tunnus 3638570-7"
    sender = Address(name="Mika Virtanen", email=f"mika@{domain}")
    (lead,) = read(mail(text, subject="Hakemus", sender=sender), program_named("ibas-ontrack")).leads
    assert [f.value for f in lead.fields if f.id == "partner.name"] == [name]


def test_a_partners_number_in_brackets_does_not_make_the_next_company_the_partner() -> None:
    text = "Os paso un cliente nuestro para nuestra cuenta (partner IK-P-0014): Sonrisas S.L.P., info@sonrisas.example. Necesitan un VPS."
    (lead,) = read(mail(text, subject="x"), program_named("infomaniak-partner")).leads
    assert [f.value for f in lead.fields if f.id in ("client.name", "client.contact.email")] == ["Sonrisas S.L.P.", "info@sonrisas.example"]


def test_a_hint_at_a_customer_is_a_lead_though_its_words_may_begin_a_question() -> None:
    text = "Vi vill tipsa om en kund: Sjöbergs Åkeri Ab. De behöver dataräddning. Kerstin Sjöberg, kerstin@sjobergs-akeri.example."
    assert read(mail(text, subject="x"), program_named("ibas-ontrack")).kind.value == "lead"
