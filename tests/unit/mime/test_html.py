import pytest

from leadbot.mime.html import DEPTH_LIMIT, html_text
from leadbot.model.message import CELL, CELL_BREAK


def shown(html: str) -> list[str]:
    return [line.text for line in html_text(html).lines]


def depths(html: str) -> list[tuple[int, str]]:
    return [(line.depth, line.text) for line in html_text(html).lines if line.text]


def row(*cells: str) -> str:
    return CELL.join(cells)


def test_a_data_table_keeps_its_rows() -> None:
    html = "<table><tr><th>Klient</th><th>NIP</th></tr><tr><td>Bolt</td><td>9482145678</td></tr></table>"
    assert shown(html) == [row("Klient", "NIP"), row("Bolt", "9482145678")]
    assert html_text(html).data_tables == 1


def test_breaks_and_paragraphs_inside_a_cell_are_cell_breaks() -> None:
    html = "<table><tr><td>Plan</td><td>A<br>B<p>C</p></td></tr><tr><td>x</td><td>y</td></tr></table>"
    assert shown(html)[0] == row("Plan", CELL_BREAK.join("ABC"))


def test_a_cell_that_covers_rows_is_repeated_and_one_that_covers_columns_is_padded() -> None:
    html = (
        "<table><tr><td rowspan=2>Bolt</td><td>A</td><td>1</td></tr><tr><td>B</td><td>2</td></tr>"
        "<tr><td colspan=2>razem</td><td>3</td></tr></table>"
    )
    assert shown(html) == [row("Bolt", "A", "1"), row("Bolt", "B", "2"), row("razem", "", "3")]


def test_absurd_spans_cost_nothing() -> None:
    assert shown('<table><tr><td rowspan="99999" colspan="-3">a</td><td colspan="1e9">b</td></tr></table>') == [row("a", "b")]


def test_a_table_around_another_is_layout() -> None:
    html = "<table><tr><td>Lewa</td><td><table><tr><td>NIP</td><td>1</td></tr></table></td></tr></table>"
    assert shown(html) == ["Lewa", row("NIP", "1")]


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>Jan Lis<br>Handlowiec</td></tr></table>",
        "<table><tr><td><img src=cid:logo></td><td>Jan Lis<br>Handlowiec</td></tr></table>",
        "<table><tr><td>Jan Lis</td></tr><tr><td>Handlowiec</td></tr></table>",
    ],
)
def test_a_table_with_one_column_of_text_is_plain_lines(html: str) -> None:
    assert shown(html) == ["Jan Lis", "Handlowiec"]
    assert html_text(html).data_tables == 0


def test_struck_out_text_is_not_said() -> None:
    html = "<p>Licencje: <s>5</s> <del>6</del> <strike>7</strike> <span style='text-decoration: line-through'>8</span> 9</p>"
    assert [line for line in shown(html) if line] == ["Licencje: 9"]
    assert html_text(html).struck


@pytest.mark.failure("F28")
@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display: none">x</div>',
        "<span hidden>x</span>",
        '<span style="visibility:hidden">x</span>',
        '<span style="font-size:0px">x</span>',
        '<span style="mso-hide:all">x</span>',
        '<div style="height:0;overflow:hidden">x</div>',
        '<div style="max-height:0px">x</div>',
        '<span style="opacity:0">x</span>',
        '<span style="color:#FFFFFF">x</span>',
        "<font color=white>x</font>",
        "<style>x</style><script>x</script><title>x</title><!-- x --><template>x</template>",
        "<!--[if gte mso 9]><xml>x</xml><![endif]-->",
    ],
)
def test_hidden_text_is_not_seen(hidden: str) -> None:
    assert shown(f"<p>NIP</p>{hidden}<div>1</div>") == ["NIP", "", "1"]


@pytest.mark.parametrize(
    "html",
    [
        '<div style="font-size:0"><span style="font-size:14px">NIP</span></div>',
        '<table bgcolor="#003366"><tr><td><font color="#ffffff">NIP</font></td></tr></table>',
        '<div style="background-color:#036"><span style="color:white">NIP</span></div>',
        '<div style="visibility:hidden"><b style="visibility:visible">NIP</b></div>',
    ],
)
def test_text_that_only_seems_hidden_is_seen(html: str) -> None:
    assert "NIP" in "".join(shown(html))


def test_lines_break_where_a_reader_sees_them_break() -> None:
    assert shown("Dzień<br>dobry<div>a</div><div>b <b>c</b>\n d</div>e") == ["Dzień", "dobry", "a", "b c d", "e"]


def test_outlooks_empty_paragraphs_are_empty_lines() -> None:
    html = "<p class=MsoNormal>a</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>b</p><p class=MsoNormal>c</p>"
    assert shown(html) == ["a", "", "b", "c"]


def test_list_items_keep_their_numbers() -> None:
    assert shown("<ol start=2><li>a<li>b</ol><ul><li>c</ul>") == ["2. a", "3. b", "- c"]


def test_preformatted_lines_stay_lines() -> None:
    assert [line for line in shown("<pre>a\n  b\n\nc</pre>") if line] == ["a", "b", "c"]


def test_an_address_behind_a_name_is_told_once() -> None:
    html = '<p><a href="mailto:jan@lis.pl?subject=x">Jan Lis</a>, <a href="mailto:b@c.pl">b@c.pl</a></p>'
    assert shown(html)[0] == "Jan Lis <jan@lis.pl>, b@c.pl"


def test_blockquotes_are_quoted_and_indents_are_not() -> None:
    html = 'a<blockquote type="cite">b<blockquote>c</blockquote></blockquote><blockquote style="border:none">d</blockquote>'
    assert depths(html) == [(0, "a"), (1, "b"), (2, "c"), (0, "d")]


def test_gmails_quote_counts_with_its_wrote_line() -> None:
    html = '<div>a</div><div class="gmail_quote"><div>Jan:</div><blockquote class="gmail_quote">b</blockquote></div><div>c</div>'
    assert depths(html) == [(0, "a"), (1, "Jan:"), (2, "b"), (0, "c")]


@pytest.mark.parametrize(
    "mark",
    [
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p>Od: x</p></div>",
        '<div id="appendonsend"></div><hr><div>Od: x</div>',
        '<hr><div id="divRplyFwdMsg" dir="ltr">Od: x</div>',
    ],
)
def test_outlooks_marks_start_an_older_mail(mark: str) -> None:
    assert [line.text for line in html_text(f"<div>a</div>{mark}").lines if line.cut] == ["Od: x"]


def test_deep_nesting_survives() -> None:
    assert "NIP" in shown("<div>" * 5000 + "NIP" + "</div>" * 5000)
    deeper = html_text("<div>" * (DEPTH_LIMIT + 1) + "NIP &amp; REGON<script>x</script>")
    assert deeper.cut
    assert deeper.lines[0].text == "NIP & REGON"


def test_cells_of_the_mail_can_not_forge_rows() -> None:
    html = "<table><tr><td>a\x1fb\tc</td><td>d</td></tr></table>"
    assert shown(html) == [row("ab c", "d")]


@pytest.mark.failure("F28")
@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="background:#f3f3f3"><span style="color:#F3F3F3">NIP 1</span></div>',
        '<span style="font-size:1px">NIP 1</span>',
        '<div class="preheader">NIP 1</div>',
        '<div aria-hidden="true" class="email-preview">NIP 1</div>',
        '<span style="color:#fefefe">NIP 1</span>',
    ],
)
def test_what_stands_in_the_colour_of_its_ground_or_in_no_size_is_not_seen(hidden: str) -> None:
    assert [line.text for line in html_text(f"<p>Klient</p>{hidden}").lines if line.text] == ["Klient"]
