"""Who asks how its leads stand is understood in every language, with nothing else in the mail to tell it."""

from functools import cache

import pytest
from tests.unit.reading.builder import CONFIG, mail

from leadbot.model.program import Program
from leadbot.programs import load_lexicons, load_program
from leadbot.reading import read

ASKED = {
    "promise-generuj-leady": [
        "Jaki jest status naszych zgłoszeń?",
        "Czy coś już wiadomo w sprawie naszych leadów?",
        "Na jakim etapie są nasze zgłoszenia?",
        "Proszę o informację o stanie zgłoszenia GL-2026-00042.",
        "What is the status of our leads?",
    ],
    "also-waas": [
        "Wat is de status van onze aanmeldingen?",
        "Hoe staat het met onze aanmelding van vorige week?",
        "Kunt u mij een overzicht van onze aanmeldingen sturen?",
        "Could you give me an update on our registrations?",
        "How far are our submissions?",
    ],
    "ibas-ontrack": [
        "Mikä on ilmoitustemme tilanne?",
        "Missä vaiheessa ilmoituksemme on?",
        "Onko viitteestämme jo päätöstä?",
        "Vad är status för våra anmälningar?",
        "Finns det något nytt om vår hänvisning?",
    ],
    "infor-referral": [
        "Où en sont nos référencements ?",
        "Quel est le statut de notre opportunité ?",
        "Pourriez-vous nous dire où en est notre dossier ?",
    ],
    "infomaniak-partner": ["¿Cuál es el estado de nuestra solicitud?", "¿Hay novedades de nuestra solicitud?", "Où en est notre demande ?"],
}


@cache
def program(name: str) -> Program:
    return load_program(name, [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in ASKED.items() for text in texts])
def test_a_question_how_leads_stand_is_a_status_mail(name: str, text: str) -> None:
    assert read(mail(text, subject="?"), program(name)).kind == "status"


def test_news_of_products_ask_for_no_status() -> None:
    letter = "Newsletter: an update on our new products and services. Unsubscribe here."
    assert read(mail(letter, subject="News"), program("also-waas")).kind != "status"
