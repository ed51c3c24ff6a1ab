"""What staff say in a reply to their digest."""

import pytest

from leadbot.model.orders import Act, Order, Unclear, UnclearLine
from leadbot.programs import load_lexicons
from leadbot.reading.orders import OrderReader
from leadbot.resources import shipped


@pytest.fixture(scope="module")
def reader():
    return OrderReader(load_lexicons([shipped("config") / "lexicons"]).values())


def only(reader, text):
    (line,) = reader.read(text)
    return line


@pytest.mark.parametrize(
    ("text", "act", "cases", "reason"),
    [
        ("1 ok", Act.APPROVE, (1,), None),
        ("1. OK!", Act.APPROVE, (1,), None),
        ("#3 tak", Act.APPROVE, (3,), None),
        ("ok 1, 3", Act.APPROVE, (1, 3), None),
        ("1, 3 i 4 zatwierdzam", Act.APPROVE, (1, 3, 4), None),
        ("2-4 hyväksy", Act.APPROVE, (2, 3, 4), None),
        ("2 nie, duplikat", Act.REJECT, (2,), "duplicate"),
        ("2 nie bo duplikat", Act.REJECT, (2,), "duplicate"),
        ("2: odrzuć duplikat", Act.REJECT, (2,), "duplicate"),
        ("2 nie, zgłoszone wcześniej w Microsoft", Act.REJECT, (2,), "reported-elsewhere"),
        ("2 nie, zgłoszone wcześniej", Act.REJECT, (2,), "duplicate"),
        ("2 no, already registered with Microsoft", Act.REJECT, (2,), "reported-elsewhere"),
        ("2 nee, al geregistreerd bij Microsoft", Act.REJECT, (2,), "reported-elsewhere"),
        ("2 ei, nykyinen asiakas", Act.REJECT, (2,), "existing-client"),
        ("2 nee – krediet geweigerd", Act.REJECT, (2,), "credit-refused"),
        ("7 no, ya es cliente", Act.REJECT, (7,), "existing-client"),
        ("7 non, doublon", Act.REJECT, (7,), "duplicate"),
        ("7 nej, dubblett", Act.REJECT, (7,), "duplicate"),
        ("7 reject credit-refused", Act.REJECT, (7,), "credit-refused"),
        ("5 otwórz", Act.REOPEN, (5,), None),
        ("cofnij 2", Act.UNDO, (2,), None),
        ("2 undo", Act.UNDO, (2,), None),
    ],
)
def test_a_line_says_what_to_do_with_which_cases(reader, text, act, cases, reason):
    order = only(reader, text)
    assert isinstance(order, Order)
    assert (order.act, order.cases, order.reason, order.note) == (act, cases, reason, "")


def test_an_order_without_a_number_names_no_case(reader):
    assert only(reader, "ok") == Order(line="ok", act=Act.APPROVE)


def test_all_cases_can_be_meant(reader):
    order = only(reader, "wszystkie ok")
    assert (order.every, order.cases) == (True, ())


def test_a_lead_can_be_named_by_its_reference(reader):
    order = only(reader, "gl-2026-00042 nie, sektor publiczny")
    assert (order.references, order.act, order.reason) == (("GL-2026-00042",), Act.REJECT, "public-sector")


def test_several_orders_may_stand_in_one_line(reader):
    first, second, third = reader.read("1 ok, 2 nie, duplikat; 3 licencje=25")
    assert (first.act, first.cases) == (Act.APPROVE, (1,))
    assert (second.act, second.cases, second.reason) == (Act.REJECT, (2,), "duplicate")
    assert (third.act, third.cases, third.values) == (Act.CORRECT, (3,), (("items.quantity", "25"),))


def test_words_behind_a_refusal_are_its_note(reader):
    order = only(reader, "2 nie, klient jest w trakcie likwidacji")
    assert (order.reason, order.note) == (None, "klient jest w trakcie likwidacji")


def test_words_behind_a_reason_are_kept_with_it(reader):
    order = only(reader, "2 nie, duplikat (zgłosił to wczoraj inny oddział)")
    assert (order.reason, order.note) == ("duplicate", "duplikat (zgłosił to wczoraj inny oddział)")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("3 zapytaj o licencje", ("items",)),
        ("3 zapytaj o NIP klienta i liczbę PC", ("client.tax_id", "client.pc_count")),
        ("3 ask for the number of PCs, contact phone", ("client.pc_count", "contact.phone")),
        ("3 vraag naar de looptijd", ("items",)),
        ("3 demander la description du projet", ("deal.description",)),
    ],
)
def test_a_question_names_the_fields_to_ask_for(reader, text, fields):
    order = only(reader, text)
    assert (order.act, order.cases, order.fields) == (Act.ASK, (3,), fields)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("4 licencje=25", (("items.quantity", "25"),)),
        ("4 client.pc_count = 30; NIP klienta = 526-10-40-828", (("client.pc_count", "30"), ("client.tax_id", "526-10-40-828"))),
    ],
)
def test_a_correction_gives_fields_their_values(reader, text, values):
    order = only(reader, text)
    assert (order.act, order.cases, order.values) == (Act.CORRECT, (4,), values)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1 ok?", Unclear.CONDITION),
        ("1 ok, ale sprawdźcie jeszcze NIP", Unclear.CONDITION),
        ("1 ok nie", Unclear.CONDITION),
        ("1 ok once the client confirms", Unclear.CONDITION),
        ("1 ok, gdy klient potwierdzi", Unclear.CONDITION),
        ("1 ok kun asiakas on vahvistanut", Unclear.CONDITION),
        ("1 ok zodra de klant tekent", Unclear.CONDITION),
        ("1 ok dès que le client signe", Unclear.CONDITION),
        ("1 ok cuando firme el cliente", Unclear.CONDITION),
        ("1 ok så snart kunden skriver på", Unclear.CONDITION),
        ("1 ok - nie zatwierdzać jeszcze", Unclear.CONDITION),
        ("1 ok, all others no", Unclear.CONDITION),
        ("2 nie duplikat", Unclear.DENIED_REASON),
        ("2 no duplicate", Unclear.DENIED_REASON),
        ("3 zapytaj o humor", Unclear.UNKNOWN_FIELD),
        ("4 humor=dobry", Unclear.UNKNOWN_FIELD),
        ("1 sprawdzę jutro", Unclear.NO_ACT),
        ("Proszę odrzucić drugie zgłoszenie", Unclear.NO_ACT),
    ],
)
def test_a_line_that_may_mean_something_else_is_unclear(reader, text, why):
    line = only(reader, text)
    assert isinstance(line, UnclearLine)
    assert (line.line, line.why) == (text, why)


def test_only_the_first_lines_count(reader):
    orders = reader.read("Dzień dobry,\n\n1 ok\n2 nie, duplikat\n\n3 ok jutro zobaczymy\nPozdrawiam")
    assert [order.cases for order in orders] == [(1,), (2,)]


def test_a_mail_that_only_greets_orders_nothing(reader):
    assert reader.read("Dziękuję!\n") == ()


@pytest.mark.parametrize(
    "text",
    ["Thanks!", "Dziękuję bardzo", "Dzięki\nAnna", "Pozdrawiam\nAnna Nowak", "Kind regards,\nAnna"],
)
def test_thanks_and_leave_order_nothing(reader, text):
    assert reader.read(text) == ()


@pytest.mark.parametrize("text", ["1 ok\nThanks, Anna", "1 ok\nPozdrawiam\nAnna Nowak\nPromise S.A.", "Thanks!\n1 ok", "1 ok, thanks"])
def test_thanks_beside_an_order_are_none(reader, text):
    (order,) = reader.read(text)
    assert (order.act, order.cases, order.note) == (Act.APPROVE, (1,), "")


@pytest.mark.parametrize("text", ["ok thanks", "OK, dziękuję!"])
def test_an_ok_that_only_thanks_must_name_its_case(reader, text):
    (line,) = reader.read(text)
    assert (line.why, line.line) == (Unclear.NO_CASE, text)


@pytest.mark.parametrize(
    "text",
    [
        "all ok except 2",
        "all ok, apart from 2",
        "all ok other than 2",
        "1-3 ok besides 2",
        "1-3 ok but not 2",
        "all ok apart from the second",
        "ok all except 2",
        "ok 1-3, except 2",
        "alles ok, behalve 2",
        "alles akkoord m.u.v. 2",
        "alles ok op 2 na",
        "1-2 ok, behalve 2",
        "kaikki ok paitsi 1",
        "kaikki ok lukuun ottamatta 1",
        "kaikki ok ykköstä lukuun ottamatta",
        "todo ok excepto 2",
        "todo ok salvo 2",
        "todo ok, menos la 2",
        "1-3 ok excepté 2",
        "tout ok hormis le 2",
        "tout ok à part 2",
        "tout ok sauf le dernier",
        "wszystko ok oprócz 2",
        "1-3 ok, poza 2",
        "1-3 ok z wyjątkiem 2",
        "wszystko ok z wyj. 2",
        "allt ok utom 2",
        "alla ok förutom 2-3",
        "1 ok, 2 niet",
        "2 ok niet 3 ok",
        "1-3 ok, mar net 2",
        "1-3 ok, mar net de twadde",
        "1-4 ok\napart from 3",
        "1-4 ok apart\nfrom 3",
        "wszystko ok\noprócz GL-2026-00042",
        "GL-2026-00041 ok, not GL-2026-00042",
        "ok GL-2026-00041, GL-2026-00042 nie",
        "wszystko ok bez GL-2026-00042",
        "1-3 nee, behalve 2",
        "wszystkie nie, oprócz trzeciego",
        "1-3 undo, not 2",
        "1-3 licencje=25 oprócz drugiego",
    ],
)
def test_a_line_that_leaves_a_case_out_orders_nothing(reader, text):
    assert [type(line) for line in reader.read(text)] == [UnclearLine]


@pytest.mark.parametrize(
    "text", ["alles ok\n2 nee, duplicaat", "1-4 ok\n2 niet", "2 nee, duplicaat\n1-4 ok", "2 ok\n2 nee, duplicaat", "alles ok\n2 aantal=5"]
)
def test_an_approval_of_what_another_line_decides_otherwise_approves_nothing(reader, text):
    assert not any(isinstance(line, Order) and line.act is Act.APPROVE for line in reader.read(text))


@pytest.mark.parametrize(
    ("text", "cases", "note"),
    [
        ("1 ok, klant gebeld", (1,), "klant gebeld"),
        ("1 ok, until 31.12.2026", (1,), "until 31.12.2026"),
        ("1 ok, until 2026-12-31", (1,), "until 2026-12-31"),
        ("1-3 ok, alvast bedankt", (1, 2, 3), "alvast bedankt"),
        ("1, 2 zatwierdzam, bo to nasi klienci", (1, 2), "bo to nasi klienci"),
        ("1 ok\nAnna", (1,), ""),
    ],
)
def test_an_approval_may_have_a_note_that_takes_nothing_back(reader, text, cases, note):
    order = reader.read(text)[0]
    assert isinstance(order, Order)
    assert (order.act, order.cases, order.note) == (Act.APPROVE, cases, note)


def test_orders_joined_by_and_are_two_orders_without_a_note(reader):
    first, second = reader.read("1 ok en 2 nee, duplicaat")
    assert (first.act, first.cases, first.note) == (Act.APPROVE, (1,), "")
    assert (second.act, second.cases) == (Act.REJECT, (2,))


def test_a_lead_that_a_reason_speaks_of_is_not_refused(reader):
    order = only(reader, "2 nee, zie AW-2026-00004")
    assert (order.act, order.cases, order.references) == (Act.REJECT, (2,), ())
