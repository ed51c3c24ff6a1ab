"""What tells whether two leads are about one client."""

from dataclasses import replace

import pytest
from tests.unit.judging.samples import draft, program

from leadbot.judging import client_keys, named_in
from leadbot.model.submission import Standing


def test_the_key_is_the_tax_id_else_the_registry_id_else_none() -> None:
    both = draft(client__registry_id="12345678")
    assert client_keys(both, program()).key == "tax:6797280418"
    assert client_keys(draft(without=("client.tax_id",), client__registry_id="12345678"), program()).key == "registry:12345678"
    assert client_keys(draft(without=("client.tax_id",)), program()).key == ""


@pytest.mark.parametrize("standing", [Standing.INVALID, Standing.FOREIGN])
def test_an_id_that_cannot_be_right_is_no_key(standing: Standing) -> None:
    assert client_keys(draft(standing={"client.tax_id": standing}), program()).key == ""


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("Stolarnia „Dębowa” Sp. z o.o.", "STOLARNIA DEBOWA SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ"),
        ("Łąka-Łan sp. z o. o. sp. k.", "laka lan"),
        ("Kowalski sp zoo", "Kowalski Sp.z o.o."),
        ("Oy Metsä", "Metsä Oy"),
        ("Fabryka Okien S.A.", "Fabryka  Okien SA"),
        ("Groß Metallbau GmbH", "Gross Metallbau"),
        ("Fabryka Okien S.A. Oddział w Rybniku", "Fabryka Okien SA"),
        ("Fabryka Okien S.A., filia Gdańsk", "FABRYKA OKIEN"),
    ],
)
def test_names_are_alike_without_legal_form_diacritics_case_and_punctuation(one: str, another: str) -> None:
    names = {client_keys(draft(client__name=name), program()).folded_name for name in (one, another)}
    assert len(names) == 1
    assert names != {""}


@pytest.mark.parametrize("name", ["Sa", "Sp. z o.o.", "Oy Oy"])
def test_a_name_that_is_only_a_legal_form_is_still_a_name(name: str) -> None:
    assert client_keys(draft(client__name=name), program()).folded_name


def test_letters_inside_a_name_are_no_legal_form() -> None:
    assert client_keys(draft(client__name="Sasanka Kwiaciarnia"), program()).folded_name == "sasanka kwiaciarnia"


def test_the_clients_contact_is_a_key_where_it_is_valid() -> None:
    lead = draft(
        client__contact__email="Jan@Klient.example", client__contact__phone="12", standing={"client.contact.phone": Standing.INVALID}
    )
    keys = client_keys(lead, program())
    assert (keys.contact_email, keys.contact_phone) == ("jan@klient.example", "")


def test_without_lexicons_names_keep_their_legal_forms() -> None:
    assert client_keys(draft(client__name="Amper S.A."), replace(program(), lexicons={})).folded_name == "amper s a"


@pytest.mark.parametrize(
    "words", ["dla firmy Hurtownia AMPER sp. z o.o., proszę", "klient o NIP 679-728-04-18", "Hurtownia Amper rezygnuje", "PL 6797280418"]
)
def test_words_name_a_client_by_its_number_or_its_whole_name(words: str) -> None:
    assert named_in(words, client_keys(draft(), program()))


@pytest.mark.parametrize("words", ["Hurtownia Amperex rezygnuje", "NIP 679-728-04-17", "", "klient rezygnuje"])
def test_other_words_name_nobody(words: str) -> None:
    assert not named_in(words, client_keys(draft(), program()))
    assert not named_in(words, client_keys(draft(without=("client.tax_id", "client.name")), program()))
