"""Addresses of France, Switzerland and Belgium: the house number first or last, post boxes, Cedex."""

import pytest

from .french import fields

FRENCH = [
    "12 rue de la République, 69002 Lyon",
    "12 bis, avenue du Général-Leclerc, 75014 Paris",
    "3, place de l'Église, 67000 Strasbourg",
    "145 bd Haussmann 75008 Paris",
    "ZI de la Gare, 38500 Voiron",
    "8 rue des Alpes, BP 45, 74000 Annecy",
    "27 quai Perrache, CS 40012, 69286 Lyon Cedex 02",
    "Rue du Seyon 12, 2000 Neuchâtel",
    "Avenue de la Gare 4b, 1003 Lausanne",
    "Rue de la Loi 16, 1000 Bruxelles",
    "1-3 chemin des Prés, 01000 Bourg-en-Bresse",
]


@pytest.mark.parametrize("address", FRENCH)
def test_an_address_is_read_whole(address: str) -> None:
    found = fields(f"Client : Laiterie du Vercors SAS, {address}\nProduit : Infor M3\nBesoin : traçabilité des lots de fromage")
    assert (found["client.name"], found["client.address"]) == ("Laiterie du Vercors SAS", address)


@pytest.mark.parametrize("address", FRENCH)
def test_a_labelled_address_is_read_whole(address: str) -> None:
    found = fields(f"Client : Laiterie du Vercors SAS\nAdresse : {address}\nProduit : Infor M3\nBesoin : traçabilité des lots")
    assert (found["client.name"], found["client.address"]) == ("Laiterie du Vercors SAS", address)


def test_a_street_without_a_postcode_is_one_with_its_town() -> None:
    found = fields("Client : Laiterie du Vercors SAS, 12 rue du Bac, Grenoble\nProduit : Infor M3")
    assert found["client.address"] == "12 rue du Bac, Grenoble"


def test_years_and_counts_are_no_postcodes() -> None:
    found = fields("Client : Laiterie du Vercors SAS\nProduit : Infor M3\nBesoin : depuis 2019 ils gèrent 3500 références sur tableur")
    assert "client.address" not in found
