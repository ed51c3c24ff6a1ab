from leadbot.mime.lines import plain_lines, undoubled


def lines(text: str, **options: bool) -> list[tuple[int, str]]:
    return [(line.depth, line.text) for line in plain_lines(text, **options)]


def test_quote_marks_give_the_depth() -> None:
    assert lines("a\n> b\n>> c\n> > d\n>e") == [(0, "a"), (1, "b"), (2, "c"), (2, "d"), (1, "e")]


def test_a_lone_more_than_sign_before_a_figure_is_no_quote() -> None:
    assert lines("licencje:\n>25 szt.\nPC: 30") == [(0, "licencje:"), (0, ">25 szt."), (0, "PC: 30")]


def test_flowed_paragraphs_are_put_together_again() -> None:
    assert lines("Office 365 E3, \n8 szt. \nrocznie\n x", flowed=True) == [(0, "Office 365 E3, 8 szt. rocznie"), (0, "x")]


def test_flowed_lines_of_different_depth_stay_apart() -> None:
    assert lines("> a \n> b \nc", flowed=True) == [(1, "a b"), (0, "c")]


def test_delsp_takes_the_joining_space_away() -> None:
    assert lines("Wydaw \nnictwo", flowed=True, delsp=True) == [(0, "Wydawnictwo")]


def test_the_signature_delimiter_joins_nothing() -> None:
    assert lines("a \n-- \nJan", flowed=True) == [(0, "a"), (0, "--"), (0, "Jan")]


def test_unflowed_lines_stay_as_they_are() -> None:
    assert lines("Office 365 E3, \n8 szt.") == [(0, "Office 365 E3,"), (0, "8 szt.")]


def test_links_written_twice_are_said_once() -> None:
    assert undoubled("jan@lis.pl<mailto:jan@lis.pl>, tel. 1") == "jan@lis.pl, tel. 1"
    assert undoubled("jan@lis.pl <mailto:jan@lis.pl>") == "jan@lis.pl"
    assert undoubled("www.lis.pl<http://www.lis.pl/>") == "www.lis.pl"
    assert undoubled("601 234 785<tel:601234785>") == "601 234 785"


def test_links_that_say_something_new_are_kept() -> None:
    assert undoubled("Jan Lis<mailto:jan@lis.pl>") == "Jan Lis <jan@lis.pl>"
    assert undoubled("nasza strona <https://lis.pl>") == "nasza strona <https://lis.pl>"


def test_a_link_wrapped_behind_what_it_doubles_is_taken_out_and_what_follows_stays_on_its_line() -> None:
    text = "Contacto: ana@bodega.example\n<mailto:ana@bodega.example> (Ana Gil)\nwww.bodega.example\n <http://www.bodega.example/>"

    assert [line.text for line in plain_lines(text)] == ["Contacto: ana@bodega.example (Ana Gil)", "www.bodega.example"]


def test_a_link_of_its_own_stays_on_its_own_line() -> None:
    assert [line.text for line in plain_lines("Ana\n<mailto:ana@bodega.example>")] == ["Ana", " <ana@bodega.example>"]
