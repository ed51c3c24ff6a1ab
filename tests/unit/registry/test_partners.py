"""Partner numbers are given once; what senders said of themselves is kept by address and company."""

from datetime import timedelta

import pytest
from sqlalchemy import exc

from leadbot.model.errors import NotPossible
from leadbot.model.facts import ListEntry
from leadbot.model.lead import Reference
from leadbot.model.partner import Partner, Remembered
from leadbot.model.submission import Evidence, FieldValue
from leadbot.registry import SqlUnitOfWork

NAME = FieldValue(id="partner.name", value="Acme Oy", evidence=Evidence(source="body", quote="Acme Oy"))


@pytest.fixture
def company(uow: SqlUnitOfWork, make):
    """An applicant with its application in the registry."""

    def do(reference: str = "DM-2026-00001", **changes: object) -> Partner:
        make.stored_lead(uow, reference, kind="application", keys=make.keys("", ""))
        plain = {
            "program": "demo",
            "number": "",
            "application": Reference(reference),
            "name": "Acme Oy",
            "folded_name": "acme",
            "tax_id": "1",
            "address": "anna@acme.example",
            "email_domain": "acme.example",
            "contact_email": "",
            "fields": (NAME,),
            "since": make.noon,
        }
        return Partner(**plain | changes)  # type: ignore[arg-type]

    return do


class TestAPartner:
    def test_gets_the_next_number_of_the_program(self, uow: SqlUnitOfWork, make, company) -> None:
        first = uow.partners.admit(make.program(), company())
        second = uow.partners.admit(make.program(), company("DM-2026-00002", tax_id="2"))

        assert (first.number, second.number) == ("DM-P-0001", "DM-P-0002")
        assert uow.partners.all() == [first, second]
        assert uow.partners.of_application(Reference("DM-2026-00002")) == second

    def test_gets_no_number_that_an_imported_list_has(self, uow: SqlUnitOfWork, make, company) -> None:
        uow.lists.replace("demo", "partners", [ListEntry(number="DM-P-0001")], fold=str.lower)

        assert uow.partners.admit(make.program(), company()).number == "DM-P-0002"

    def test_keeps_its_number_and_its_first_day_when_it_is_admitted_again(self, uow: SqlUnitOfWork, make, company) -> None:
        first = uow.partners.admit(make.program(), company())
        uow.partners.end(first.application, make.noon)

        again = uow.partners.admit(make.program(), company("DM-2026-00003", application=first.application, since=make.noon + timedelta(9)))

        assert again == first

    def test_is_one_however_often_its_company_applies(self, uow: SqlUnitOfWork, make, company) -> None:
        uow.partners.admit(make.program(), company())

        with pytest.raises(NotPossible, match="DM-P-0001 already, on application DM-2026-00001"):
            uow.partners.admit(make.program(), company("DM-2026-00002"))

    def test_without_a_tax_id_says_nothing_of_being_another(self, uow: SqlUnitOfWork, make, company) -> None:
        uow.partners.admit(make.program(), company(tax_id=""))

        assert uow.partners.admit(make.program(), company("DM-2026-00002", tax_id="")).number == "DM-P-0002"

    @pytest.mark.parametrize("change", ["UPDATE partner SET number = 'DM-P-0009'", "DELETE FROM partner"])
    def test_number_is_neither_changed_nor_given_again(self, uow: SqlUnitOfWork, make, company, change: str) -> None:
        uow.partners.admit(make.program(), company())

        with pytest.raises((exc.IntegrityError, Exception), match="partner number is never"):
            uow.connection.exec_driver_sql(change)

    @pytest.mark.parametrize(
        "by",
        [
            {"tax_id": "1"},
            {"number": "DM-P-0001"},
            {"folded_name": "acme"},
            {"email_domain": "acme.example"},
            {"address": "anna@acme.example"},
        ],
    )
    def test_is_found_by_each_of_its_signs_while_it_is_one(self, uow: SqlUnitOfWork, make, company, by: dict[str, str]) -> None:
        partner = uow.partners.admit(make.program(), company())
        assert uow.partners.matching("demo", **by) == [partner]
        assert uow.partners.matching("other", **by) == []
        assert uow.partners.matching("demo", **dict.fromkeys(by, "another")) == []

        uow.partners.end(partner.application, make.noon)

        assert uow.partners.matching("demo", **by) == []

    def test_empty_signs_find_nobody(self, uow: SqlUnitOfWork, make, company) -> None:
        uow.partners.admit(make.program(), company(tax_id="", email_domain=""))

        assert uow.partners.matching("demo", tax_id="", number="", folded_name="", email_domain="", address="") == []


class TestWhatASenderSaid:
    def told(self, address: str = "anna@acme.example", **changes: object) -> Remembered:
        domain = address.partition("@")[2]
        plain = {"address": address, "domain": domain, "tax_id": "1", "folded_name": "acme", "fields": (NAME,)}
        return Remembered(**plain | {"reference": Reference("DM-2026-00001")} | changes)  # type: ignore[arg-type]

    def test_is_found_by_address_and_domain_the_newest_first(self, uow: SqlUnitOfWork, make, company) -> None:
        company()
        old, new = self.told(), self.told("ben@acme.example")
        uow.partners.remember("demo", new, make.noon + timedelta(1))
        uow.partners.remember("demo", old, make.noon)

        assert uow.partners.remembered("demo", "anna@acme.example", "acme.example") == [new, old]
        assert uow.partners.remembered("demo", "anna@acme.example", "") == [old]
        assert uow.partners.remembered("other", "anna@acme.example", "acme.example") == []

    def test_of_one_company_is_its_last_word(self, uow: SqlUnitOfWork, make, company) -> None:
        company()
        uow.partners.remember("demo", self.told(), make.noon)
        uow.partners.remember("demo", self.told(fields=()), make.noon)

        assert uow.partners.remembered("demo", "anna@acme.example", "") == [self.told(fields=())]

    def test_of_two_companies_is_kept_apart(self, uow: SqlUnitOfWork, make, company) -> None:
        company()
        uow.partners.remember("demo", self.told(), make.noon)
        uow.partners.remember("demo", self.told(tax_id="2"), make.noon)

        assert len(uow.partners.remembered("demo", "anna@acme.example", "")) == 2
