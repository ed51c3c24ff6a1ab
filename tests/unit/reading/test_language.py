"""The language of a mail is that of its writer's own words."""

import pytest

from leadbot.model.program import Program
from leadbot.reading import language as language_module
from leadbot.reading import read
from leadbot.reading.fold import fold
from leadbot.reading.phrases import tokens_of

from .builder import disclaimer, forwarded, infor, mail, promise, quoted, signature
from .nordic import ibas


def language(*segments: object, subject: str = "", program: Program | None = None) -> str | None:
    return read(mail(*segments, subject=subject), program or promise()).language  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dzień dobry, zgłaszam klienta.", "pl"),
        ("dzien dobry, zglaszam klienta", "pl"),
        ("Hello, please register this customer.", "en"),
        ("Bonjour, je vous adresse un prospect.", "fr"),
        ("bonjour, voici une opportunite pour notre client", "fr"),
        ("D'accord, merci !", "fr"),
        ("Ok, dziękuję", "pl"),
        ("Ok, thank you", "en"),
        ("Client : Forges Martin\nProduit : Infor LN\nBesoin : GPAO", "fr"),
        ("Klient: Bolt\nLiczba komputerów: 30", "pl"),
        ("Customer: Bolt Ltd\nNumber of computers: 30", "en"),
    ],
)
def test_a_few_own_words_tell(text: str, expected: str) -> None:
    assert language(text) == expected


def test_quoted_and_forwarded_words_and_clauses_do_not_count() -> None:
    english = "Dear partner, please send us the number of computers of your customer, and we will register the lead for you."
    assert language("Bonjour, voici la réponse de notre client.", quoted(english)) == "fr"
    assert language("Bonjour, voir le message ci-dessous, merci.", forwarded(english)) == "fr"
    assert (
        language("Bonjour, voici notre prospect.", disclaimer("This message is confidential and intended for the person to whom it is."))
        == "fr"
    )


def test_where_own_words_are_silent_subject_signature_and_quotes_are_looked_at_in_turn() -> None:
    assert language("M3", subject="Opportunité pour notre client") == "fr"
    assert language("OK", signature("Bien cordialement\nPaul Martin")) == "fr"
    assert language("OK", quoted("Prosimy o podanie liczby komputerów klienta")) == "pl"
    assert language("123") is None


def test_names_of_products_and_addresses_are_of_no_language() -> None:
    assert language("25 x Microsoft 365 Apps for Business, klient Bolt, biuro@the-best-company.example") == "pl"


def test_words_of_a_language_that_the_program_does_not_answer_in_mean_nothing_in_other_mails() -> None:
    text = "Opiekun: Jan Kos, tel. 601 222 333. NIP ma być 9569184131."
    assert language(text) == "pl"
    assert language("Notre client est Forges Martin SAS, ma société est Conseil Exemple SARL.", program=infor()) == "fr"


def test_an_elided_article_is_a_word_of_its_own() -> None:
    assert [t.text for t in tokens_of(fold("l'EAM d’un client qu'il n'a pas"))] == [
        "l",
        "eam",
        "d",
        "un",
        "client",
        "qu'il",
        "n",
        "a",
        "pas",
    ]
    assert [t.text for t in tokens_of(fold("aujourd'hui, the client's don't"))] == ["aujourd'hui", "the", "client's", "don't"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Haluamme partneriksi.\n\nVirtanen Oy\nY-tunnus 3638570-7", "fi"),
        ("Haemme kumppaniksi. Virtanen Oy, 3638570-7", "fi"),
        ("Yritys Virtanen Oy hakee kumppaniksi", "fi"),
        ("Y-tunnus: 3638570-7", "fi"),
        ("Vi vill bli partner. Lund Ab, FO-nummer 3638570-7", "sv"),
        ("Ansökan\nLund Ab 3638570-7", "sv"),
        ("Application\nLund Ltd 3638570-7", "en"),
    ],
)
def test_a_mail_of_few_words_is_told_by_the_words_of_the_trade(text: str, expected: str) -> None:
    assert language(text, program=ibas()) == expected


def test_what_words_say_for_languages_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Ok"
    first = language(text)
    monkeypatch.setattr(language_module, "_weights", forbidden)
    monkeypatch.setattr(language_module, "_trade_weights", forbidden)

    assert language(text) == first


def forbidden(_: object) -> dict[str, float]:
    raise AssertionError("worked out anew")
