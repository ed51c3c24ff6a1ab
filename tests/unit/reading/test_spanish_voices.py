"""How people in Spain and Latin America write to the programme: questions, calls for offers, forms, colleagues, phone mails."""

import pytest
from tests.unit.reading.builder import signature
from tests.unit.reading.spanish import ASKS, applicant, clients, submission, told

from leadbot.model.message import Address

FREE = Address(name="Jordi Puig", email="jordi.puig@correo.example")
FORM = Address(name="Formulario web", email="formularios@web.infomaniak.example")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Estamos pensando en solicitar el alta como socios, pero primero: ¿el mínimo se cuenta por cliente? NIF B65412389", "question"),
        ("Antes de mandaros la solicitud querríamos saber cómo se cobra el cashback. Rey S.L., CIF B46281945, www.rey.example", "question"),
        ("Queremos darnos de alta como socios. Rey S.L., CIF B46281945. Antes de mandar más datos me decís si vale.", "application"),
        ("Un ayuntamiento va a cambiar su correo. ¿Podrían enviar esta petición a empresas que trabajan con ustedes?", "tender"),
        ("Somos una clínica de Rosario. ¿Me pueden pasar con dos o tres de sus distribuidores para que nos coticen la web?", "tender"),
        ("¿Qué descuento hacéis a vuestros distribuidores?", "question"),
        (
            "He visto vuestra web. Somos expertos en posicionamiento y campañas de pago y podemos conseguir más clientes para vosotros. "
            "¿Tenéis 15 minutos para una llamada?",
            "unrelated",
        ),
        ("Al final no vamos a seguir adelante con la solicitud IK-2026-00077, podéis darla por anulada.", "withdrawal"),
        ("Soy autónoma y quisiera que me admitierais como distribuidora. NIE X2264761C", "application"),
    ],
)
def test_what_people_want_in_their_own_words(text: str, kind: str) -> None:
    assert submission(text, subject="Hola", sender=FREE).kind == kind


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("No tengo ningún negocio, soy enfermera. Sé que por cada amigo que contrate me dais un porcentaje.", ["affiliate-programme"]),
        ("No tengo empresa ninguna. Me dicen que podría llevarme yo una pequeña comisión.", ["affiliate-programme"]),
        ("Desde 2023 cobramos también comisiones de su programa de afiliación y queremos conservarlo.", ["affiliate-said"]),
        ("Lo recomendamos en el blog con nuestro código de afiliado.", ["affiliate-said"]),
        ("¿Participa en el programa de afiliación?: Sí", ["affiliate-said"]),
        ("¿Participa en el programa de afiliación?\nSí", ["affiliate-said"]),
        ("¿Participa en el programa de afiliación? No", []),
        ("Afiliado de Infomaniak: no", []),
        ("Fuimos afiliados hasta el año pasado, pero ya nos dimos de baja de ese programa.", []),
    ],
)
def test_what_applicants_say_of_affiliation(text: str, rules: list[str]) -> None:
    assert [remark.rule for remark in applicant(ASKS + text).remarks] == rules


def test_a_forms_yes_or_no_question_asks_us_nothing() -> None:
    form = "NIF: B98213407\nPágina web: datavall.example\n¿Participa en el programa de afiliación?: No\nEnviado desde la IP 203.0.113.77"
    found = submission(form, subject="Solicitud: Programa Asociado", sender=FORM)
    assert found.kind == "application"
    assert "contact.phone" not in {f.id for lead in found.leads for f in lead.fields}


def test_a_colleague_named_for_the_rest_is_the_contact() -> None:
    text = "A partir de ahora tratad todo esto con mi compañero Óscar Bastida, oscar@nubeclara.example, tel. +41 (0)22 555 01 74."
    found = told(ASKS + text)
    assert (found["contact.name"], found["contact.email"], found["contact.phone"]) == (
        "Óscar Bastida",
        "oscar@nubeclara.example",
        "+41225550174",
    )


def test_who_introduces_himself_is_the_sender() -> None:
    found = told(
        "buenas, soy enrique marin de pixelmar sl cif B59083014, queremos ser socios vuestros, la web es pixelmar.example y mi movil "
        "655 410 982",
        sender=Address(name="kike", email="kike@pixelmar.example"),
    )
    assert found == {
        "partner.name": "pixelmar sl",
        "partner.tax_id": "B59083014",
        "partner.website": "pixelmar.example",
        "contact.name": "enrique marin",
        "contact.phone": "+34655410982",
        "contact.email": "kike@pixelmar.example",
    }


def test_a_trade_name_is_known_by_its_site_where_the_mail_comes_from_a_mail_service() -> None:
    text = "Tengo un taller de ordenadores en Sant Celoni, Montseny Informàtica, y quiero ser partner.\nweb: montseny-informatica.example"
    assert told(text, sender=FREE)["partner.name"] == "Montseny Informàtica"


def test_whoever_handles_it_at_the_client_is_the_clients_person() -> None:
    text = "Añadid a nuestra cuenta a Panadería Obrador SL. Lo lleva la hija, Nerea Ruiz (nerea@obrador.example): alojamiento web."
    (found,) = clients(text, signature("Un abrazo,\nLucía Navarro"))
    assert (found["client.contact.name"], found["client.contact.email"]) == ("Nerea Ruiz", "nerea@obrador.example")
    assert found["contact.name"] == "Lucía Navarro"


def test_a_number_with_a_country_code_is_no_address() -> None:
    found = told("Queremos ser socios. Kern GmbH, VAT DE239564426", signature("Un saludo,\nLucía Navarro\nTel. +49 761 555 0123"))
    assert found["contact.phone"] == "+497615550123"
