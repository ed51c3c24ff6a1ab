"""Clients that a partner adds to its account, in Spanish and French."""

import pytest
from tests.unit.reading.builder import forwarded, item, signature
from tests.unit.reading.spanish import clients, submission

from leadbot.model.message import Address

PARTNER = signature("Un saludo,\nLucía Navarro\nNube Clara S.L.\nNº de socio: IK-P-0022")


def test_a_form_with_everyday_words_for_products() -> None:
    form = (
        "Dad de alta a este cliente en nuestra cuenta:\n\nCliente: Panadería La Espiga, S.L.\nPersona de contacto: Rosa Martín\n"
        "Correo: rosa@laespiga.example\nTeléfono: 912 34 56 78\nProductos: dominio, correo y kDrive\nAcceso: restringido"
    )
    (found,) = clients(form, PARTNER)
    assert found == {
        "client.name": "Panadería La Espiga, S.L.",
        "client.contact.name": "Rosa Martín",
        "client.contact.phone": "+34912345678",
        "client.contact.email": "rosa@laespiga.example",
        "items": (item("domain"), item("mail-service"), item("kdrive")),
        "partner.name": "Nube Clara S.L.",
        "partner.number": "IK-P-0022",
        "contact.name": "Lucía Navarro",
        "contact.email": "lucia@nubeclara.example",
    }


def test_prose_about_a_client_without_a_legal_form() -> None:
    text = (
        "Quisiéramos vincular un cliente a nuestra cuenta de socio: la Asociación Cultural Tramuntana. Necesitan alojamiento web y cinco "
        "buzones de correo. Tendremos acceso completo. Su responsable es Montserrat Coll (info@tramuntana.example)."
    )
    (found,) = clients(text, PARTNER)
    assert (found["client.name"], found["client.contact.email"]) == ("Asociación Cultural Tramuntana", "info@tramuntana.example")
    assert found["items"] == (item("web-hosting"), item("mail-service", 5))
    assert found["contact.name"] == "Lucía Navarro"


def test_two_clients_in_a_list() -> None:
    text = (
        "Necesito dar de alta 2 clientes:\n\n"
        "1. Talleres Mendoza - contacto: Julio Mendoza, julio@mendoza.example - quieren dominio + correo\n"
        "2. Hotel Playa Azul - contacto: Carla Ríos, carla@playaazul.example, 956 77 88 99 - Swiss Backup y un VPS"
    )
    one, other = clients(text, PARTNER)
    assert (one["client.name"], one["client.contact.email"], one["items"]) == (
        "Talleres Mendoza",
        "julio@mendoza.example",
        (item("domain"), item("mail-service")),
    )
    assert (other["client.name"], other["client.contact.phone"], other["items"]) == (
        "Hotel Playa Azul",
        "+34956778899",
        (item("swiss-backup"), item("vps")),
    )


def test_a_forwarded_request_of_the_client() -> None:
    paco = Address(name="Paco Llorens", email="paco@opticalevante.example")
    request = forwarded("Al final nos quedamos con el VPS y con kDrive.", paco)
    tail = signature("Paco Llorens\nÓptica Levante S.L.", depth=1, writer=paco)
    (found,) = clients("Os reenvío la petición del cliente. ¿Lo añadís a nuestra cuenta (IK-P-0014)?", request, tail)
    assert (found["client.name"], found["client.contact.name"], found["client.contact.email"]) == (
        "Óptica Levante S.L.",
        "Paco Llorens",
        "paco@opticalevante.example",
    )
    assert found["items"] == (item("vps"), item("kdrive"))


@pytest.mark.parametrize(
    ("line", "quantity"),
    [
        ("Contratarán kSuite para treinta y cinco usuarios.", 35),
        ("Contratarán kSuite para 12 usuarios.", 12),
        ("Contratarán kSuite (veintidós usuarios).", 22),
        ("Contratarán un kSuite.", None),
    ],
)
def test_a_quantity_is_read_where_it_is_stated_and_an_article_is_none(line: str, quantity: int | None) -> None:
    text = f"Añadid a nuestra cuenta a Construcciones Vega SL. El responsable es Tomás Vega, tomas@hvega.example. {line}"
    (found,) = clients(text, PARTNER)
    assert found["items"] == (item("ksuite", quantity),)


def test_a_french_partner_adds_a_swiss_client() -> None:
    text = (
        "Merci d'ajouter ce client à notre compte partenaire IK-P-0040 :\n\nClient : Garage du Lac Sàrl\n"
        "Contact : Bernard Dufour, bernard@garagedulac.example, 021 801 22 33\nProduits : hébergement web, nom de domaine et kDrive"
    )
    (found,) = clients(text, sender=Address(name="Sophie Meyer", email="sophie@meyerit.example"))
    assert (found["client.name"], found["client.contact.phone"]) == ("Garage du Lac Sàrl", "+41218012233")
    assert found["items"] == (item("web-hosting"), item("domain"), item("kdrive"))


@pytest.mark.parametrize(
    "line", ["El responsable es Domingo Ruiz, correo druiz@ruiz.example.", "Con domicilio en Murcia. Llamad el domingo."]
)
def test_words_of_the_language_are_no_misspelled_products(line: str) -> None:
    (found,) = clients(f"Añadid a nuestra cuenta a Talleres Ruiz S.L., necesitan un VPS. {line}", PARTNER)
    assert found["items"] == (item("vps"),)


def test_an_answer_gives_the_clients_mail_and_what_it_wants_besides() -> None:
    found = submission(
        "El correo del responsable es compras@playaazul.example y el cliente quiere además kSuite.", subject="Re: [IK-2026-00051] Alta"
    )
    assert (found.kind, found.reference) == ("follow_up", "IK-2026-00051")
    assert found.leads[0].text("client.contact.email") == "compras@playaazul.example"
    assert found.leads[0].items() == (item("ksuite"),)
