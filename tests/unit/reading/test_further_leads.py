"""A further lead that is told in prose keeps its product and phone to itself."""

import pytest
from tests.unit.reading.builder import CONFIG, NIP, mail

from leadbot.model.submission import LeadDraft
from leadbot.programs import load_lexicons, load_program
from leadbot.reading import read

TOLD = [
    (
        "promise-generuj-leady",
        f"Klient: Mebelux S.A., NIP {NIP}, 10 x M365 BS.",
        "Drugi temat: piekarnia Żytko, chcą 5 sztuk M365 BP, tel. 601 222 444.",
    ),
    (
        "also-waas",
        "Klant Bakkerij Brood B.V., Kerkstraat 1, 3571 KT Utrecht, KvK 61234567, wil 5 notebooks voor 36 maanden.",
        "Tweede aanvraag: Garage Van Dam wil 3 x O365 BP, contact Piet, 06 12345678.",
    ),
    (
        "infor-referral",
        "Notre client Transports Morel SAS (Mme Morel) souhaite Infor WMS.",
        "Seconde piste : la Laiterie du Nord veut M3, M. Blanc au 03 20 11 22 33.",
    ),
    (
        "infomaniak-partner",
        "Hola, nuestro cliente Panadería Sol S.L., CIF B65432114, quiere kSuite.",
        "Segundo cliente: Taller Luna, quiere un servidor cloud, tel. 612 345 678.",
    ),
    (
        "ibas-ontrack",
        "Hei, ohjaamme asiakkaan Hotelli Meri Oy, datan palautus, outi@hotellimeri.example.",
        "Toinen asiakas: Kahvila Kuu, tietojen tuhoaminen, puh. 040 123 4567.",
    ),
]


def leads(program: str, text: str) -> tuple[LeadDraft, ...]:
    loaded = load_program(program, [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))
    return read(mail(text, subject=""), loaded).leads


@pytest.mark.parametrize("between", ["\n\n", " "], ids=["paragraph", "same line"])
@pytest.mark.parametrize(("program", "first", "second"), TOLD, ids=[t[0] for t in TOLD])
def test_what_is_said_of_a_further_lead_is_not_the_first_ones(program: str, first: str, second: str, between: str) -> None:
    (alone,) = leads(program, first)
    told = leads(program, first + between + second)
    assert len(told) == 2
    assert {f.id: f.value for f in told[0].fields} == {f.id: f.value for f in alone.fields}
    assert told[1].text("client.contact.phone")
    assert told[1].text("client.name") != alone.text("client.name")


def test_a_heading_of_its_own_announces_a_lead() -> None:
    first, second = leads(
        "promise-generuj-leady",
        f"Klient: Mebelux S.A., NIP {NIP}, 10 x M365 BS.\n\nDrugi temat:\npiekarnia, 5 sztuk M365 BP, tel. 601 222 444",
    )
    assert [i.quantity for i in first.items()] == [10]
    assert [i.quantity for i in second.items()] == [5]
    assert not first.get("client.contact.phone")


@pytest.mark.parametrize("last", ["Drugi temat: nie", "Kolejny klient: nie", "Kolejny klient: brak."])
def test_a_form_s_label_with_a_short_answer_announces_no_lead(last: str) -> None:
    (lead,) = leads("promise-generuj-leady", f"Klient: Mebelux S.A.\nNIP: {NIP}\nPlan: M365 BS\nIlość: 10\n{last}")
    assert [i.quantity for i in lead.items()] == [10]
    assert lead.text("client.name") == "Mebelux S.A."


def test_a_bracket_that_says_what_an_item_goes_with_is_no_item() -> None:
    text = "Klant Bakkerij Brood B.V., KvK 61234567, wil 5x notebook pro, 36 maanden\n5x O365 BP (bij de notebooks)"
    (lead,) = leads("also-waas", text)
    assert [(i.product, i.quantity) for i in lead.items()] == [("waas-notebook-pro", 5), ("option-o365-business-premium", 5)]


YEARLY = [
    "Cantidad: 20\nPago: mensual\nCompromiso: anual",
    "Cantidad: 20\nfacturación mensual (compromiso de 12 meses)",
    "Quantité : 20\nengagement annuel, paiement mensuel",
    "Quantité : 20\npayé par mois, engagement d'un an",
    "Aantal: 20\njaarcontract, maandelijks betaald",
    "Aantal: 20\nmaandelijkse betaling, jaarverbintenis",
    "Määrä: 20\nvuosisopimus, maksu kuukausittain",
    "Määrä: 20\nkuukausilaskutus (12 kk sitoumus)",
    "Antal: 20\nBetalning: månadsvis\nBindningstid: 1 år",
    "Antal: 20\nårsavtal, månadsvis betalning",
]
HEADS = {"Cantidad": "Cliente", "Quantité": "Client", "Aantal": "Klant", "Määrä": "Asiakas", "Antal": "Kund"}


@pytest.mark.parametrize("said", YEARLY)
def test_a_yearly_commitment_paid_monthly_is_annual(said: str) -> None:
    head = HEADS[said.partition(":")[0].strip()]
    (lead,) = leads("promise-generuj-leady", f"{head}: Mebelux S.A., NIP {NIP}\nPlan: M365 Business Standard\n{said}")
    assert [(i.product, i.quantity, i.billing) for i in lead.items()] == [("m365-business-standard", 20, "annual")]


APPLICATIONS = [
    ("ibas-ontrack", "Hei\n\nPyydämme kumppaninumeroa. Korhonen IT Ky"),
    ("infomaniak-partner", "Hola, soy un particular y me gustaría recomendar Infomaniak a mis amigos."),
]


@pytest.mark.parametrize(("program", "text"), APPLICATIONS)
def test_who_asks_for_a_number_or_to_recommend_applies(program: str, text: str) -> None:
    loaded = load_program(program, [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))
    assert read(mail(text, subject=""), loaded).kind == "application"
