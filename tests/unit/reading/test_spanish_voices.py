"""How people in Spain and Latin America write to the programme: questions, calls for offers, forms, colleagues, phone mails."""

import pytest
from tests.unit.reading.builder import signature
from tests.unit.reading.spanish import ASKS, LUCIA, applicant, clients, infomaniak, submission, told

from leadbot.mime import parse
from leadbot.model.message import Address, SegmentKind
from leadbot.model.submission import Item

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


def test_a_small_word_before_an_id_is_no_countrys_prefix() -> None:
    found = told(ASKS + "Somos Lémanica Cloud Sàrl. Tenemos un NIF, el W0123456F; en el registro de aquí figuramos con el CHE-107.787.502")
    assert found["partner.tax_id"] == "CHE107787502"


@pytest.mark.parametrize(
    "line",
    [
        "La web: hasta marzo era nube-vieja.example, que ya no responde; ahora es https://nubeclara.example",
        "web https://nubeclara.example (antes www.nube-vieja.example)",
    ],
)
def test_the_site_of_today_counts(line: str) -> None:
    assert told(ASKS + line)["partner.website"] == "https://nubeclara.example"


def test_the_telephone_that_a_writer_would_rather_be_called_on_counts() -> None:
    assert told(ASKS + "tel 972 20 11 00, mejor el móvil 633 20 11 00")["contact.phone"] == "+34633201100"


def test_a_form_asks_for_names_in_two_fields_and_for_the_directory() -> None:
    form = (
        "Nombre de la empresa: Ondara Sistemas SLL\nCIF/NIF: B-96030820\nTeléfono: 965 76 01 22\nNombre: Vicent\nApellidos: Ferrer Blasco\n"
        "¿Desea aparecer en el directorio de socios?: Sí\nComentarios: trabajamos ya con Pinturas Dénia SA (A18190934)"
    )
    found = told("Solicitud de alta como socio\n\n" + form, sender=FORM)
    assert found["partner.name"] == "Ondara Sistemas SLL"
    assert (found["contact.name"], found["contact.phone"], found["partner.directory"]) == ("Vicent Ferrer Blasco", "+34965760122", "yes")


def test_an_applicants_first_client_keeps_its_person() -> None:
    text = "Y traemos ya el primer cliente: Gestoría Pardo SL, la persona es Luisa Pardo, luisa@pardo.example, que quiere kSuite."
    found = told(ASKS + "Nube Clara S.L., CIF B97842579\n\n" + text)
    assert (found["client.contact.name"], found["client.contact.email"], found["contact.email"]) == (
        "Luisa Pardo",
        "luisa@pardo.example",
        LUCIA.email,
    )


@pytest.mark.parametrize(
    ("wish", "items"),
    [
        ("doce licencias de ksuit y tres dominios", {("ksuite", 12), ("domain", 3)}),
        ("un VPS y quince cuentas de correo", {("vps", None), ("mail-service", 15)}),
        ("requieren hospedaje web y 25 cuentas de correo corporativo", {("web-hosting", None), ("mail-service", 25)}),
        ("solo el dominio", {("domain", None)}),
        ("alojamiento web y nada más, el kDrive lo dejamos para otro año", {("web-hosting", None)}),
    ],
)
def test_what_clients_want_told_in_passing(wish: str, items: set[tuple[str, int | None]]) -> None:
    (found,) = clients(f"Añadid a nuestra cuenta a Hotel Bahía SL (Carles Mas, carles@bahia.example): {wish}.")
    assert isinstance(found["items"], tuple)
    assert {(item.product, item.quantity) for item in found["items"] if isinstance(item, Item)} == items


def test_a_mail_sent_on_by_outlook_is_forwarded() -> None:
    raw = (
        "From: Sergio Baena <sergio@baenatic.example>\r\nTo: socios@infomaniak.example\r\nSubject: RV: cambio\r\n\r\n"
        "Os lo paso para nuestra cuenta IK-P-0031.\r\n\r\nDe: Lourdes Amores <lourdes@catering.example>\r\n"
        "Enviado: martes, 12 de mayo de 2026 9:02\r\nPara: Sergio Baena <sergio@baenatic.example>\r\nAsunto: cambio\r\n\r\n"
        "Queremos la kSuite.\r\n"
    )
    kinds = {segment.kind for segment in parse(raw.encode(), infomaniak().mail_words).segments}
    assert SegmentKind.FORWARDED in kinds


def test_a_mail_without_a_word_is_read_too() -> None:
    assert submission(subject="", sender=None).kind == "unrelated"
