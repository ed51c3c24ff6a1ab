"""Applications as partners in Spain, Switzerland, France and Latin America write them."""

import pytest
from tests.unit.reading.builder import forwarded, quoted, signature
from tests.unit.reading.spanish import ASKS, applicant, submission, told

from leadbot.model.message import Address

FREE = Address(name="Ramón Ortiz", email="ramon.ortiz@correo.example")


def at(name: str, email: str) -> Address:
    return Address(name=name, email=email)


def test_a_form_of_labels() -> None:
    form = (
        "Nombre de la empresa: Serra Cloud, S.Coop.\nNIF/CIF: F-60234562\nDirección: C/ Aribau, 145, 2º 1ª, 08036 Barcelona\n"
        "Página web: serracloud.example\nNombre y apellidos: Joaquim Serra Puig\nCargo: Administrador\n"
        "Teléfono de contacto: +34 93 452 11 08\nE-mail de contacto: quim@serracloud.example"
    )
    assert told("Solicitud de alta como partner:\n" + form, sender=at("Quim Serra", "quim@serracloud.example")) == {
        "partner.name": "Serra Cloud, S.Coop.",
        "partner.tax_id": "F60234562",
        "partner.address": "C/ Aribau, 145, 2º 1ª, 08036 Barcelona",
        "partner.website": "serracloud.example",
        "contact.name": "Joaquim Serra Puig",
        "contact.phone": "+34934521108",
        "contact.email": "quim@serracloud.example",
    }


def test_numbered_questions_with_answers_below() -> None:
    text = (
        "Formulario de alta de socio\n\n1) Nombre de la empresa\nTorres Web Services, S.L.\n\n2) NIF / número de registro\nB41123456\n\n"
        "3) Sitio web\nwww.torresweb.example\n\n4) Persona de contacto\nIsabel Torres Lara\n\n"
        "5) Correo electrónico\nisabel@torresweb.example"
    )
    found = told(text, sender=at("Isabel Torres", "isabel@torresweb.example"))
    assert (found["partner.name"], found["partner.tax_id"], found["contact.name"]) == (
        "Torres Web Services, S.L.",
        "B41123456",
        "Isabel Torres Lara",
    )


def test_formal_prose() -> None:
    text = (
        "En nombre y representación de MARÍN DIGITAL, S.A.U., con domicilio social en Avenida de la Constitución, nº 23, 3º B, "
        "41001 Sevilla, y NIF A41123456, solicito la adhesión de la misma al Programa Asociado de Infomaniak. "
        "El sitio web de la sociedad es "
        "https://marindigital.example y la persona de contacto es D.ª Dolores Marín Soto (dmarin@marin.example, teléfono 954 00 11 22)."
    )
    assert told(text, sender=at("Dolores Marín", "dmarin@marin.example")) == {
        "partner.name": "MARÍN DIGITAL, S.A.U.",
        "partner.tax_id": "A41123456",
        "partner.address": "Avenida de la Constitución, nº 23, 3º B, 41001 Sevilla",
        "partner.website": "https://marindigital.example",
        "contact.name": "Dolores Marín Soto",
        "contact.phone": "+34954001122",
        "contact.email": "dmarin@marin.example",
    }


def test_a_line_typed_on_the_phone() -> None:
    text = "hola, quiero ser socio. empresa vidal studio sl, cif b08123457, web vidalstudio.example, soy marc vidal, tel 611223344. gracias"
    found = told(text, sender=at("Marc Vidal", "marc@vidalstudio.example"))
    assert (found["partner.name"], found["partner.tax_id"], found["contact.phone"]) == ("vidal studio sl", "B08123457", "+34611223344")


def test_all_capitals_between_dashes() -> None:
    text = "QUEREMOS SER PARTNERS.\nLAGO SOFT S.L. - CIF B36123453 - WWW.LAGOSOFT.EXAMPLE - CONTACTO: FERNANDO LAGO - 986 112 233"
    found = told(text, sender=at("Fernando Lago", "flago@lagosoft.example"))
    assert (found["partner.name"], found["partner.tax_id"], found["contact.phone"]) == ("LAGO SOFT S.L.", "B36123453", "+34986112233")


def test_what_we_wrote_ourselves_is_not_the_applicants() -> None:
    old = quoted("Estimada Lucía: por ejemplo, Empresa Ejemplo S.L., NIF B12345674, www.ejemplo.example")
    found = told(ASKS + "Nube Clara S.L., NIF B97842579", signature("Un saludo,\nLucía Navarro"), old)
    assert (found["partner.name"], found["partner.tax_id"]) == ("Nube Clara S.L.", "B97842579")
    assert "partner.website" not in found


def test_the_full_name_counts_where_the_short_one_came_first() -> None:
    text = "Hola, somos Mas Web, una agencia de Girona. Queremos ser partners: Mas Web Disseny SL, NIF B17123456."
    assert told(text, sender=at("Andreu Mas", "andreu@masweb.example"))["partner.name"] == "Mas Web Disseny SL"


def test_a_trader_on_his_own_gives_his_personal_number() -> None:
    text = "Tengo una tienda como autónomo (NIF 00000014Z) y quería darme de alta como socio. Mi página es www.ortizpc.example."
    assert told(text, sender=FREE)["partner.tax_id"] == "00000014Z"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Nube Clara S.L., NIF B97842579, tel. 963 12 45 78", "+34963124578"),
        ("Alps Digital SA, CHE-253.651.929, tél. 022 310 20 30", "+41223102030"),
        ("Savoie Numérique SAS, SIRET 521 061 549 00015, tél. 04 79 33 10 25", "+33479331025"),
        ("Nube Clara, móvil 654201877", "+34654201877"),
        ("Rossi Digital, celular +54 9 11 5555 1234", "+5491155551234"),
        ("Atelier Pixel, tél. 022 342 18 60", "+41223421860"),
    ],
)
def test_a_number_without_country_code_is_of_the_country_that_the_mail_speaks_for(text: str, number: str) -> None:
    assert told(ASKS + text)["contact.phone"] == number


AFFILIATES = [
    (
        "Soy un particular y me gustaría recomendar vuestros productos y cobrar una comisión. ¿Puedo apuntarme como socia?",
        "affiliate-programme",
    ),
    ("No tengo empresa, pero quiero recomendaros en mi blog y ganar comisiones. ¿Cómo me hago socia?", "affiliate-programme"),
    (
        "Je suis une particulière et j'aimerais devenir partenaire pour recommander vos hébergements et toucher une commission.",
        "affiliate-programme",
    ),
    ("As a private individual I would like to become a partner, recommend Infomaniak and earn commissions.", "affiliate-programme"),
    ("Queremos darnos de alta como socios. Participamos en vuestro programa de afiliación desde 2021.", "affiliate-said"),
    ("Queremos ser partners. Somos afiliados vuestros desde hace años.", "affiliate-said"),
    ("Nous souhaitons devenir partenaires. Nous sommes déjà affiliés.", "affiliate-said"),
]


@pytest.mark.parametrize(("text", "rule"), AFFILIATES)
def test_who_recommends_or_is_an_affiliate_says_so(text: str, rule: str) -> None:
    assert [remark.rule for remark in applicant(text).remarks] == [rule]


SELF_EMPLOYED = [
    "Quiero ser socio. No tengo empresa, soy autónomo, y recomiendo vuestros productos. ¿Qué comisiones pagáis?",
    "Quiero ser socia y recomendar kSuite a mis clientes por una comisión. No tengo SL, soy autónoma desde 2019.",
    "No tengo empresa todavía; trabajo por cuenta propia como diseñador. Me gustaría ser socio y llevarme una comisión por cada cliente.",
    "Je souhaite devenir partenaire. Je n'ai pas de société, je suis indépendante, et je recommande vos hébergements contre commission.",
    "I would like to become a partner. I have no company, I am self-employed. I recommend your hosting; which commission do I get?",
]


@pytest.mark.parametrize("text", SELF_EMPLOYED)
def test_who_works_on_his_own_account_is_no_private_person_that_only_recommends(text: str) -> None:
    assert applicant(text).remarks == ()


@pytest.mark.parametrize(
    "text",
    [
        "Quiero ser socio. No tengo empresa ni soy autónomo, solo quiero recomendar vuestros productos por una comisión.",
        "Quiero ser socia. No tengo empresa, no soy autónoma. Recomiendo vuestros productos a mis seguidores.",
        "Quiero ser socio y ganar comisiones recomendando kDrive. Soy un particular. ¿Hace falta ser autónomo?",
        "I want to be a partner. I have no company and I am not self-employed, I just want to earn commissions.",
    ],
)
def test_work_on_ones_own_account_that_is_denied_or_asked_about_changes_nothing(text: str) -> None:
    assert [remark.rule for remark in applicant(text).remarks] == ["affiliate-programme"]


@pytest.mark.parametrize(
    "text",
    [
        "Queremos ser socios. No somos afiliados ni lo hemos sido nunca.",
        "Queremos ser socios. No soy un particular, tengo una empresa y recomiendo vuestros productos.",
        "Queremos ser socios y recomendar vuestros productos a nuestros clientes.",
        "Queremos ser socios. ¿Hay que ser afiliado?",
    ],
)
def test_what_is_denied_asked_or_half_said_is_not_said(text: str) -> None:
    assert applicant(text).remarks == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Queremos entrar en vuestro programa como socios. Empresa: Prats Web S.L.", "application"),
        ("Me gustaría saber qué requisitos hay que cumplir para ser socio.", "question"),
        ("¿Se puede ser socio y afiliado a la vez? Tengo cuenta de afiliado desde hace años.", "question"),
        ("¿Cuándo se abona el cashback del primer trimestre?", "question"),
        ("¿Cómo funcionan las convocatorias de licitación?", "question"),
        ("¿Hay novedades de nuestra solicitud de alta? No hemos tenido respuesta.", "status"),
        ("¿cuándo estará lo de mi alta? mandé los datos el lunes", "status"),
        ("Por favor, anulad nuestra solicitud de alta, no seguiremos adelante.", "withdrawal"),
        ("Somos una gestoría de Málaga y buscamos un socio de Infomaniak que nos migre el correo.", "tender"),
        (
            "Les agradeceríamos que hicieran llegar esta petición a sus socios. Las ofertas pueden presentarse hasta el 30 de abril.",
            "tender",
        ),
        ("Notre fondation cherche un partenaire Infomaniak pour la refonte de son site.", "tender"),
        ("Me dirijo a ustedes para presentar mi candidatura a un puesto de administrativa. Adjunto mi currículum.", "unrelated"),
        ("Soy estudiante y busco empresa para hacer prácticas este verano. Os dejo mi CV.", "unrelated"),
        ("Le ofrecemos bases de datos de empresas con un 40% de descuento. Haga clic aquí.", "unrelated"),
        ("En respuesta a la convocatoria adjunto nuestra oferta. Socio IK-P-0019", "question"),
    ],
)
def test_kinds_of_mail_told_apart(text: str, kind: str) -> None:
    assert submission(text, subject="Hola", sender=FREE).kind == kind


def test_a_colleagues_forwarded_application_is_ours() -> None:
    paula = at("Paula Sáez", "paula@saezdigital.example")
    text = "Hola, queremos ser partners de Infomaniak:\nSáez Digital S.L., CIF B03123452, www.saezdigital.example, contacto Paula Sáez"
    found = told("Reenvío la solicitud de alta como socio.", forwarded(text, paula), sender=at("Víctor Sáez", "victor@saezdigital.example"))
    assert (found["partner.name"], found["partner.tax_id"], found["partner.website"]) == (
        "Sáez Digital S.L.",
        "B03123452",
        "www.saezdigital.example",
    )
