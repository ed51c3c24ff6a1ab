"""A customer's call for offers goes to partners once staff release it; offers are gathered, passed on, and the choice comes back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import IntegrityError

from leadbot.app import program_by_name
from leadbot.judging import folded_name
from leadbot.model.errors import NotPossible
from leadbot.model.lead import Reference
from leadbot.model.message import Disposition, Kind
from leadbot.model.outgoing import OutboxState
from leadbot.model.partner import Partner
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.model.tenders import Tender, TenderState
from leadbot.service.cases import open_cases
from leadbot.service.desk import Mode
from leadbot.service.digest import send_digests
from leadbot.service.forget import forget, purge
from leadbot.service.tenders import choose, close_tender, decide_offer, pass_on, pass_on_due, release
from support.office import Office, moment

PROGRAM = program_by_name("infomaniak-partner")
CALL = Reference("IK-T-0001")
CUSTOMER = "Amparo Segarra <asegarra@ceramicaspenalba.example>"
WANTED = """Buenos días:

Somos Cerámicas Peñalba, S.A. y publicamos una convocatoria entre sus socios:

- Migración de 60 buzones de correo a kSuite

Las ofertas se recibirán hasta el 15 de diciembre de 2026. Mi teléfono: 964 60 22 15.

Atentamente,
Amparo Segarra
Cerámicas Peñalba, S.A.
"""
ANA, LUC, EVA = "Ana Ruiz <ana@nubeverde.example>", "Luc Morel <luc@lemanweb.example>", "Eva Gil <eva@gilred.example>"
PARTNERS = {
    "IK-P-0001": ("Nube Verde S.L.", ANA, "es"),
    "IK-P-0002": ("Léman Web Sàrl", LUC, "fr"),
    "IK-P-0003": ("Gil Redes S.L.", EVA, "es"),
}
"""Number, name, person, language of the application."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """With three partners, two of whom applied in Spanish, and a call of 1 December 2026."""
    office = Office(tmp_path, program=PROGRAM)
    for name, person, language in PARTNERS.values():
        _admit(office, name, person, language)
    office.take(WANTED, at="2026-12-01 09:00", sender=CUSTOMER, subject="Convocatoria: migración de correo")
    yield office
    office.close()


def _admit(office: Office, name: str, person: str, language: str) -> None:
    address = person.partition("<")[2].rstrip(">")
    text = {"es": "Queremos ser socios de su programa.", "fr": "Nous voulons devenir partenaires de votre programme."}[language]
    message = office.take(f"{text}\n\nEmpresa: {name}", at="2026-11-17 09:00", sender=person, subject="Socio")
    with office.registry.begin() as uow:
        application = uow.leads.get(message.references[0])
        uow.leads.put(replace(application, language=language), uow.leads.keys(application.reference), ())
        company = Partner(
            program=PROGRAM.id,
            number="",
            application=application.reference,
            name=name,
            folded_name=folded_name(name, PROGRAM),
            tax_id="",
            address=address,
            email_domain=address.partition("@")[2],
            contact_email=address,
            fields=(),
            since=moment("2026-11-18 09:00"),
        )
        uow.partners.admit(PROGRAM, company)


def known(office: Office) -> Tender:
    with office.registry.begin() as uow:
        return uow.tenders.get(CALL)


def released(office: Office, at: str = "2026-12-02 09:00", **choices: object) -> Tender:
    office.now = max(office.now, moment(at))
    with office.registry.begin() as uow:
        return release(uow, office.desk, CALL, by="anna", now=moment(at), **choices)  # type: ignore[arg-type]


def sent(office: Office, event: str) -> OutboxRow:
    (row,) = [row for row in office.outbox() if row.key == f"notice:{CALL}:{event}"]
    return row


def keys(office: Office) -> list[str]:
    return [row.key.removeprefix(f"notice:{CALL}:") for row in office.outbox() if row.key.startswith(f"notice:{CALL}:")]


def offers(office: Office, number: str, text: str, at: str = "2026-12-05 09:00") -> StoredMessage:
    return office.take(text, at=at, sender=PARTNERS[number][1], answers=sent(office, f"call-{number}"))


OFFER = "Adjuntamos nuestra oferta: migración a kSuite por 4.500 euros."


def passed_on(office: Office, at: str = "2026-12-16 08:00") -> int:
    office.now = moment(at)
    return pass_on_due(office.registry, office.desk, moment(at))


def test_staff_see_the_text_that_would_go_out_and_nobody_hears_before(office: Office) -> None:
    with office.registry.begin() as uow:
        (case,) = [case for case in open_cases(uow, office.desk, office.now) if case.kind == "tender"]

    assert keys(office) == []
    assert "Migración de 60 buzones de correo a kSuite" in case.withheld
    for named in ("Peñalba", "Amparo", "964"):
        assert named not in case.withheld
    assert "15 de diciembre de 2026" in case.note
    assert "2" in case.note
    assert case.commands == (f"leadbot tender {CALL} release", f"leadbot tender {CALL} close")


def test_staff_hear_how_many_sentences_were_left_out_and_how_to_give_their_own(office: Office) -> None:
    with office.registry.begin() as uow:
        (case,) = [case for case in open_cases(uow, office.desk, office.now) if case.kind == "tender"]

    assert "llevan a él: 1." in case.note
    assert "release --text" in case.note


def test_staff_read_the_whole_text_that_goes_out(office: Office) -> None:
    things = [f"Punto {number}." for number in range(1, 61)]
    wanted = "\n\n".join(["Convocatoria entre sus socios:", *things, "Ofertas hasta el 15 de diciembre de 2026."])
    office.take(wanted, at="2026-12-01 10:00", sender="Elena Mora <elena@zapmora.example>", subject="Convocatoria")

    office.now = moment("2026-12-02 10:00")
    send_digests(office.registry, office.desk, office.now)
    told = office.text_of(office.outbox()[-1])
    assert [thing for thing in things if thing not in told] == []


def test_released_it_goes_to_matching_partners_without_what_names_the_customer(office: Office) -> None:
    released(office)

    assert keys(office) == ["call-IK-P-0001", "call-IK-P-0003", "released"]
    row = sent(office, "call-IK-P-0001")
    text = " ".join(office.text_of(row).split())
    assert row.to == "ana@nubeverde.example"
    assert row.subject == f"Convocatoria {CALL}: ofertas hasta el 15 de diciembre de 2026"
    assert "Migración de 60 buzones" in text
    assert "exclusivamente los productos de Infomaniak" in text
    with office.registry.begin() as uow:
        raw = uow.outbox.envelope(row.id)[2].decode()
    for named in ("penalba", "Peñalba", "Amparo", "Segarra"):
        assert named not in raw
    assert "(2)" in office.text_of(sent(office, "released"))
    assert known(office).state is TenderState.RELEASED


def test_it_is_released_once(office: Office) -> None:
    released(office)

    with pytest.raises(NotPossible, match="released"):
        released(office)


def test_staff_may_name_the_partners_and_another_text_and_day(office: Office) -> None:
    released(office, partners=["IK-P-0002"], text="Migrer 60 boîtes", until=date(2026, 12, 20))

    assert keys(office) == ["call-IK-P-0002", "released"]
    text = office.text_of(sent(office, "call-IK-P-0002"))
    assert "Migrer 60 boîtes" in text
    assert "20 décembre 2026" in text


def test_an_offer_is_kept_and_its_partner_told(office: Office) -> None:
    released(office)
    message = offers(office, "IK-P-0001", OFFER)
    reply = office.reply_to(message)

    assert message.disposition is Disposition.ANSWERED
    assert reply is not None
    assert "15 de diciembre de 2026" in office.text_of(reply)
    assert [offer.number for offer in known(office).offers] == ["IK-P-0001"]


def test_a_question_or_a_stranger_makes_no_offer(office: Office) -> None:
    released(office)

    assert offers(office, "IK-P-0001", "¿Cuántos dominios son?").disposition is Disposition.WITH_STAFF
    stranger = office.take(OFFER, at="2026-12-05 10:00", sender=LUC, subject=f"Oferta {CALL}")
    assert (stranger.disposition, stranger.reason) == (Disposition.WITH_STAFF, "not-their-reference")
    assert known(office).offers == ()


def test_whom_a_form_names_has_no_say_in_a_call(office: Office) -> None:
    released(office)
    applies = "Queremos ser socios de su programa.\nEmpresa: Web Malva S.L.\nCIF: B12345674\nSitio web: https://malva.example"
    words = f"Adjuntamos nuestra oferta para {CALL}: 4.500 euros.\n\n{applies}\nContacto: Ana Ruiz, ana@nubeverde.example"
    message = office.take(words, at="2026-12-05 09:00", sender="Formulario <formulario@socios.example>", subject="Solicitud")

    assert message.kind is Kind.APPLICATION
    assert message.references
    assert known(office).offers == ()


def test_offers_go_to_the_customer_in_one_mail_when_their_time_is_over(office: Office) -> None:
    released(office)
    offers(office, "IK-P-0003", "Nuestra oferta: 3.900 euros.")
    offers(office, "IK-P-0001", OFFER, at="2026-12-05 10:00")

    assert passed_on(office, "2026-12-15 20:00") == 0
    assert passed_on(office) == 1
    assert passed_on(office, "2026-12-16 09:00") == 0
    text = " ".join(office.text_of(sent(office, "offers")).split())
    assert sent(office, "offers").to == "asegarra@ceramicaspenalba.example"
    assert text.index("1. Gil Redes S.L.") < text.index("3.900 euros") < text.index("2. Nube Verde S.L.") < text.index("4.500 euros")


def test_staff_may_pass_them_on_earlier_and_later_ones_are_staffs(office: Office) -> None:
    released(office)
    offers(office, "IK-P-0001", OFFER)
    with office.registry.begin() as uow:
        pass_on(uow, office.desk, CALL, by="anna", now=moment("2026-12-06 09:00"))

    late = offers(office, "IK-P-0003", OFFER, at="2026-12-07 09:00")
    assert (late.disposition, late.reason) == (Disposition.WITH_STAFF, "offer-late")


def test_files_of_an_offer_come_along(office: Office) -> None:
    released(office)
    row = sent(office, "call-IK-P-0001")
    raw = (
        f"From: {ANA}\nTo: csp@promise.pl\nSubject: Re: {row.subject}\nMessage-ID: <o@nubeverde.example>\nIn-Reply-To: {row.message_id}\n"
        'Date: Sat, 05 Dec 2026 09:00:00 +0100\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{OFFER}\n"
        '--b\nContent-Type: text/csv; name="oferta.csv"\nContent-Disposition: attachment; filename="oferta.csv"\n\nbuzones;60\n--b--\n'
    )
    office.take_raw(raw.replace("\n", "\r\n").encode(), at="2026-12-05 09:00")
    passed_on(office)

    row = sent(office, "offers")
    with office.registry.begin() as uow:
        mail = message_from_bytes(uow.outbox.envelope(row.id)[2], policy=default)
    (file,) = mail.iter_attachments()  # type: ignore[attr-defined]
    assert file.get_filename() == "1-oferta.csv"
    assert "buzones;60" in file.get_content()
    assert "4.500 euros" in mail.get_body(("plain",)).get_content()  # type: ignore[attr-defined,union-attr]


def test_an_offer_that_names_others_products_waits_for_staff(office: Office) -> None:
    released(office)
    offers(office, "IK-P-0001", "Nuestra propuesta: Google Workspace por 5.000 euros.")
    with office.registry.begin() as uow:
        (case,) = [case for case in open_cases(uow, office.desk, office.now) if case.kind == "tender-offer"]
    assert "Google Workspace" in case.note
    assert case.due_at is not None
    assert case.due_at.date() == date(2026, 12, 15)
    assert passed_on(office) == 0

    with office.registry.begin() as uow:
        decide_offer(uow, office.desk, CALL, "IK-P-0001", allowed=False, by="anna", now=moment("2026-12-16 09:00"))
    assert passed_on(office, "2026-12-16 10:00") == 1
    assert any(key.startswith("excluded-") for key in keys(office))
    assert known(office).state is TenderState.CLOSED


def test_the_partner_of_an_offer_that_waits_is_not_told_that_it_is_passed_on(office: Office) -> None:
    released(office)
    reply = office.reply_to(offers(office, "IK-P-0001", "Nuestra propuesta: Google Workspace por 5.000 euros."))

    assert reply is not None
    text = " ".join(office.text_of(reply).split())
    assert "Como menciona Google Workspace, nuestro equipo la revisará antes de trasladarla" in text


def test_a_call_without_offers_ends_and_its_customer_hears_so(office: Office) -> None:
    released(office)
    passed_on(office)

    assert "no ha llegado ninguna" in " ".join(office.text_of(sent(office, "offers")).split())
    assert known(office).state is TenderState.CLOSED


@pytest.fixture
def gathered(office: Office) -> Office:
    released(office)
    offers(office, "IK-P-0001", OFFER)
    offers(office, "IK-P-0003", "Nuestra oferta: 3.900 euros.")
    passed_on(office)
    return office


def answers(office: Office, text: str) -> StoredMessage:
    return office.take(text, at="2026-12-17 09:00", sender=CUSTOMER, answers=sent(office, "offers"))


@pytest.mark.parametrize("text", ["Elegimos la oferta 2.", "Nos quedamos con Gil Redes.", "Aceptamos la oferta de IK-P-0003, gracias."])
def test_the_customers_choice_gives_that_partner_the_contact_and_the_others_a_no(gathered: Office, text: str) -> None:
    message = answers(gathered, text)

    assert message.disposition is Disposition.ANSWERED
    chosen = sent(gathered, "chosen")
    assert chosen.to == "eva@gilred.example"
    assert "asegarra@ceramicaspenalba.example" in gathered.text_of(chosen)
    other = sent(gathered, "not-chosen-IK-P-0001")
    assert other.to == "ana@nubeverde.example"
    assert "penalba" not in gathered.text_of(other)
    assert (known(gathered).state, known(gathered).chosen.number) == (TenderState.CHOSEN, "IK-P-0003")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text", ["¿La oferta 2 incluye soporte?", "Elegimos la oferta 1 o la 2.", "No elegimos ninguna.", "Gracias, lo pensamos."]
)
def test_what_is_no_clear_choice_is_for_staff(gathered: Office, text: str) -> None:
    assert answers(gathered, text).disposition is Disposition.WITH_STAFF
    assert known(gathered).state is TenderState.PASSED_ON

    with gathered.registry.begin() as uow:
        choose(uow, gathered.desk, CALL, "IK-P-0001", by="anna", now=moment("2026-12-18 09:00"))
    assert sent(gathered, "chosen").to == "ana@nubeverde.example"


def test_staff_may_refuse_it(office: Office) -> None:
    with office.registry.begin() as uow:
        close_tender(uow, office.desk, CALL, by="anna", now=moment("2026-12-02 09:00"), note="Fuera del programa")

    text = office.text_of(sent(office, "closed"))
    assert "no podemos trasladarla" in " ".join(text.split())
    assert "Fuera del programa" in text


def test_in_mode_shadow_all_of_it_waits(office: Office) -> None:
    office.desk = replace(office.desk, mode=Mode.SHADOW)
    released(office)

    assert {row.state for row in office.outbox() if CALL in row.key} == {OutboxState.HELD}


def test_who_is_forgotten_stands_no_more_in_a_call_that_is_over(office: Office) -> None:
    released(office)
    offers(office, "IK-P-0001", f"{OFFER} Escríbame a ana@nubeverde.example.")
    passed_on(office)
    office.deliver("2026-12-16 09:00")
    customer = "asegarra@ceramicaspenalba.example"
    with office.registry.begin() as uow:
        done = forget(uow, office.desk, customer, "anna", office.now)
        assert [kept.ids for kept in done.kept if kept.what == "calls for offers"] == [(CALL,)]
        close_tender(uow, office.desk, CALL, by="anna", now=office.now)
    office.deliver("2026-12-17 09:00")
    with office.registry.begin() as uow:
        forget(uow, office.desk, customer, "anna", office.now)
        forget(uow, office.desk, "ana@nubeverde.example", "anna", office.now)
        assert uow.erasing.traces(customer) == []
        assert "tender_fact.content" not in dict(uow.erasing.traces("ana@nubeverde.example"))
        assert uow.erasing.traces("4.500 euros") == []
    assert known(office).state is TenderState.CLOSED


def test_a_fact_of_a_call_is_never_falsified(office: Office) -> None:
    with pytest.raises(IntegrityError, match="never"), office.registry.begin() as uow:
        uow.connection.execute(sql("UPDATE tender_fact SET content = '{}'"))


def test_a_call_that_is_long_over_loses_its_people_by_itself(office: Office) -> None:
    released(office)
    offers(office, "IK-P-0001", OFFER)
    passed_on(office)
    with office.registry.begin() as uow:
        close_tender(uow, office.desk, CALL, by="anna", now=office.now)
    office.deliver()
    program = office.desk.program
    for later, left in ((timedelta(days=1820), True), (timedelta(days=1830), False)):
        purge(office.registry, program, office.now + later)
        with office.registry.begin() as uow:
            assert bool(uow.erasing.traces("4.500 euros")) is left
    assert dict(purge(office.registry, program, office.now + timedelta(days=1831)).counts) == {}
