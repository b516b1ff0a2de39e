"""Plain text with emphasis; whatever else stands in it stays text, down to the finished HTML."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinycss2 import parse_component_value_list

from packbuilder.draw import draw
from packbuilder.emphasis import around_gaps, inline, lines_of, paragraphs, plain, verses
from packbuilder.fill import fill
from packbuilder.kinds import kinds
from packbuilder.layouts import find_layout, resource
from packbuilder.papers import parse_paper
from packbuilder.parse import parse_worksheet
from packbuilder.render import Look, render
from packbuilder.sheet import map_values

QUOTES = "“”‘’"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "plain"),
        ("*italic*", "<em>italic</em>"),
        ("**bold**", "<strong>bold</strong>"),
        ("***both***", "<em><strong>both</strong></em>"),
        ("*a **b** c*", "<em>a <strong>b</strong> c</em>"),
        ("\\*stars\\* that are *meant*", "*stars* that are <em>meant</em>"),
        ('"quoted"', "“quoted”"),
        ("'quoted'", "‘quoted’"),
        ("\"a 'b' c\"", "“a ‘b’ c”"),
        ("it's the 1920s'", "it’s the 1920s’"),
        ('*"both"*', "<em>“both”</em>"),
        ("the '90s, rock 'n' roll", "the ’90s, rock ’n’ roll"),
        ("'Tis mine, and 'twas; 'gainst 'em", "’Tis mine, and ’twas; ’gainst ’em"),
        ("'tis' or 'emu'", "‘tis’ or ‘emu’"),
        ("'Tis but thy name.' So", "‘Tis but thy name.’ So"),
        ("the 'em dash', give 'em more", "the ‘em dash’, give ’em more"),
        (" two\n lines\t here ", " two lines here "),
        ("L’eau\u00a0: 5\u202f%, a\u00a0 b\u00a0\u00a0c", "L’eau\u00a0: 5\u202f%, a b c"),
        # A long word can be broken where emphasis begins and ends within it; a short one can't.
        ("x" * 18 + "-*a*", "x" * 18 + "-\u200b<em>a</em>"),
        ("a-***b***-" + "x" * 18, "a-\u200b<em><strong>b\u200b</strong></em>-" + "x" * 18),
        ("**" + "x" * 18 + "**!", "<strong>" + "x" * 18 + "\u200b</strong>!"),
        ("x" * 9 + "-*a*", "x" * 9 + "-<em>a</em>"),
        ("a *" + "x" * 30 + "* b", "a <em>" + "x" * 30 + "</em> b"),
    ],
)
def test_emphasis_and_quotation_marks_are_read(text, html):
    assert inline(text, QUOTES) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("at 6 °C, not 8 K", "at 6~°C, not 8~K"),
        ("0.8 m/s, 1,200 m³/s, 3 t/year", "0.8~m/+s, 1,200~m³/+s, 3~t/+year"),
        ("805 m³ s⁻¹ (m³ s⁻¹), 3,600 s h⁻¹, 9.81 m s⁻²", "805~m³~s⁻¹ (m³~s⁻¹), 3,600~s~h⁻¹, 9.81~m~s⁻²"),
        ("4 J kg⁻¹ K⁻¹, 2 mol dm⁻³, 12 N m of", "4~J~kg⁻¹~K⁻¹, 2~mol~dm⁻³, 12~N~m of"),
        # Where both are long, a line may end between a figure and its unit.
        ("4,200 J kg⁻¹ K⁻¹, 0.000 003 m s⁻¹", "4,200 J~kg⁻¹~K⁻¹, 0.000~003 m~s⁻¹"),
        ("x⁻¹ y⁻² z⁻³ a⁻¹, 1.250 300 450 600 750", "x⁻¹ y⁻² z⁻³ a⁻¹, 1.250 300 450 600 750"),
        ("8.314 462, 5 m and 6 s, 150 000 000 km", "8.314~462, 5~m and 6~s, 150~000~000~km"),
        ("5 %, 20 $, 400–700 nm, 2½ h", "5~%, 20~$, 400–700~nm, 2½~h"),
        ("*6 mm* or **7 kg**", "<em>6~mm</em> or <strong>7~kg</strong>"),
        ("6 CO₂ + 6 H₂O, 3 men, in 1990 a man, 7 a's", "6 CO₂ + 6 H₂O, 3 men, in 1990 a man, 7 a’s"),
        ("1.2 × 10⁹ W, 2 × 10⁻⁵ m³/s, 9.0 × 10¹³ J", "1.2~×~10⁹~W, 2~×~10⁻⁵~m³/+s, 9.0~×~10¹³~J"),
        ("1 250 € or 12 345 678, £ 5, in 1939 100 men", "1~250~€ or 12~345~678, £~5, in 1939 100 men"),
        ("1 250 000 000 000 people", "1~250~000~000~000 people"),
        ("101 110 111 010 001 100, 345 543 453 534 435", "101 110 111 010 001 100, 345 543 453 534 435"),
        ("W = m × g, a = Δv/Δt (E = mc²)", "W~=~m~×~g, a~=~Δv/+Δt (E~=~mc²)"),
        ("1 N = 1 kg × 1 m/s² of a force", "1~N =~1~kg ×~1~m/+s² of a force"),
        ("5 N − 2 N, *a = b*, x ≤ a limit, 2 x = 4", "5~N~−~2~N, <em>a~=~b</em>, x~≤~a limit, 2 x =~4"),
        ("« oui », (« *non* »); sagte »ja« und", "«~oui~», («~<em>non</em>~»); sagte »ja« und"),
        ("and/or, 1/2, North/South, km/*h*, a_/b", "and/+or, 1/2, North/South, km/<em>h</em>, a_/b"),
    ],
)
def test_a_figure_keeps_its_unit(text, html):
    assert inline(text, QUOTES) == html.replace("~", "\u00a0").replace("+", "\u2060").replace(" \u2060 ", " + ")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("*open", "*open"),
        ("a ** b", "a ** b"),
        ("a_b_c", "a_b_c"),
        ("___", "___"),
        ("_so_ and __so__", "_so_ and __so__"),
        ("su*per*b, 2*3*4", "su*per*b, 2*3*4"),
        ("\\_so\\_", "_so_"),
        ("C:\\temp", "C:\\temp"),
        ("# heading", "# heading"),
        ("1. item", "1. item"),
        ("- item", "- item"),
        ("`code`", "`code`"),
        ("~~struck~~", "~~struck~~"),
        ("[text](https://example.org)", "[text](https://example.org)"),
        ("![text](x.png)", "![text](x.png)"),
        ("https://example.org", "https://example.org"),
        ("<https://example.org>", "&lt;https://example.org&gt;"),
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("&lt;b&gt; &amp; &#65;", "&amp;lt;b&amp;gt; &amp;amp; &amp;#65;"),
        ("<!-- note -->", "&lt;!-- note --&gt;"),
        ("{{ 7 * 7 }} {% raw %}", "{{ 7 * 7 }} {% raw %}"),
        ("-- ... (c)", "-- ... (c)"),
    ],
)
def test_everything_else_stays_as_it_is(text, html):
    assert inline(text, QUOTES) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo", "one<br>\ntwo"),
        (" one \t\n  two  *th\nree* ", " one<br>\n\u00a0\u00a0two <em>th<br>\nree</em> "),
        ("one\n" + " " * 99 + "two", "one<br>\n" + "\u00a0" * 40 + "two"),
        ("\nand", "<br>\nand"),
        ("  one\ntwo", "\u00a0\u00a0one<br>\ntwo"),
        ('"A\nB"', "“A<br>\nB”"),
        ("- a\n- b\n<br>", "- a<br>\n- b<br>\n&lt;br&gt;"),
        ("6\nm", "6<br>\nm"),
        ("a \\\nb\\", "a \\<br>\nb\\"),
    ],
)
def test_lines_stay_where_they_are_meant(text, html):
    assert inline(text, QUOTES, lines=True) == html
    assert "<br" not in inline(text, QUOTES)
    assert inline("one\ntwo", QUOTES) == "one two"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one", ["one"]),
        ('He said "No\nand *never*"', ["He said “No", "and <em>never</em>”"]),
        (
            "**a *b\nc\nd* e**",
            ["<strong>a <em>b</em></strong>", "<strong><em>c</em></strong>", "<strong><em>d</em> e</strong>"],
        ),
        ("  a\n b", ["\u00a0\u00a0a", "\u00a0b"]),
        ("*a\nb*\n*c*", ["<em>a</em>", "<em>b</em>", "<em>c</em>"]),
    ],
)
def test_each_line_of_a_verse_is_whole(text, lines):
    assert [*verses(text, QUOTES)] == lines
    assert [*verses("نهر\nx = 2", QUOTES, rtl=True)] == ["نهر", '<bdi dir="ltr">x\xa0=\xa02</bdi>']


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("no gap", ["no gap"]),
        ("The **river ___ erodes** its", ["The <strong>river </strong>", "<strong> erodes</strong> its"]),
        ('"The ____ is *deep*"', ["“The ", " is <em>deep</em>”"]),
        ("\"___\", said '___'.", ["“", "”, said ‘", "’."]),
        ("**___** and *___*", ["<strong></strong>", "<strong></strong> and <em></em>", "<em></em>"]),
        ("*a ___\n  b* ___", ["<em>a </em>", "<em></em><br>\n<em>\u00a0\u00a0b</em> ", ""]),
        ("a___b 6 m", ["a", "b 6\u00a0m"]),
        ("a_b ___ __c__", ["a_b ", " __c__"]),
        ("2*___ = 6 and 3*___*4", ["2*", " =\u00a06 and 3*", "*4"]),
        ("**Year**___ and *river*___", ["<strong>Year</strong>", " and <em>river</em>", ""]),
        ("**A**___**B**, ___*ed*", ["<strong>A</strong>", "<strong>B</strong>, ", "<em>ed</em>"]),
        # A formula with gaps isn't held together: each of them is as wide as many letters.
        ("___ × ___ = ___", ["", " × ", " = ", ""]),
        ("a = ___", ["a = ", ""]),
    ],
)
def test_emphasis_and_quotations_go_over_gaps(text, pieces):
    assert around_gaps(text, QUOTES) == pieces


def test_what_stands_around_the_gaps_of_some_lines_goes_on_from_those_before():
    assert around_gaps('"*a ___\nb* ___\nc"', QUOTES, lines=slice(1, 3)) == ["<em>b</em> ", "<br>\nc”"]
    assert around_gaps("نهر ___ x = 2", QUOTES, rtl=True) == ["نهر ", '<bdi dir="ltr"> x\xa0=\xa02</bdi>']


FRENCH = ("«\u202f", "\u202f»", "“", "”")


@pytest.mark.parametrize(
    ("text", "quotes", "html"),
    [
        ('"so"', "„“‚‘", "„so“"),
        ('"so"', "«»‹›", "«so»"),
        ('"so"', "””’’", "”so”"),
        ('"so"', FRENCH, "«\u202fso\u202f»"),
        ("\"il dit 'so' et 'si'\", puis \"ça\"", FRENCH, "«\u202fil dit “so” et “si”\u202f», puis «\u202fça\u202f»"),
        ('*"so"* et "l\'eau"', FRENCH, "<em>«\u202fso\u202f»</em> et «\u202fl’eau\u202f»"),
        ('צה"ל', "””’’", "צה&quot;ל"),
    ],
)
def test_quotation_marks_are_those_of_the_language(text, quotes, html):
    assert inline(text, quotes) == html


SUM = "6 CO₂ + 6 H₂O → C₆H₁₂O₆ + 6 O₂"
LEFT_TO_RIGHT = f'<bdi dir="ltr">{SUM}</bdi>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (SUM, LEFT_TO_RIGHT),
        (f"معادلة {SUM}.", f"معادلة {LEFT_TO_RIGHT}."),
        (f"{SUM} نهر و x = 2", f'{LEFT_TO_RIGHT} نهر و <bdi dir="ltr">x\xa0=\xa02</bdi>'),
        ("*What?*", '<bdi dir="ltr"><em>What?</em></bdi>'),
        ("1929–1933", "1929–1933"),
        ("2 + 3 = 5 و 5", "2 + 3\xa0=\xa05 و 5"),
        ("سنة 1929 The Crash", "سنة 1929 The Crash"),
        ("نهر", "نهر"),
        ("a < b و c > d", "a &lt; b و c &gt; d"),
    ],
)
def test_what_is_written_from_left_to_right_is_so_on_a_page_that_is_not(text, html):
    assert inline(text, QUOTES, rtl=True) == html
    assert 'dir="ltr"' not in inline(text, QUOTES)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("31 يناير 1953", '<bdi dir="rtl">31 يناير 1953</bdi>'),
        ("*2* و 3!", '<bdi dir="rtl"><em>2</em> و 3!</bdi>'),
        ("نهر و نهر", "نهر و نهر"),
        ("*نهر* & نهر", "<em>نهر</em> &amp; نهر"),
        ("نهر 7 x", "نهر 7 x"),
        ("Слово «שלום» – 3.", "Слово «שלום» – 3."),
        ("阿拉伯语的 سلام 是“和平”。", "阿拉伯语的 سلام 是“和平”。"),
        ("é 3 שלום", "é 3 שלום"),
        (SUM, SUM),
    ],
)
def test_what_is_written_from_right_to_left_is_so_on_a_page_that_is_not(text, html):
    assert inline(text, QUOTES) == html
    assert verses(text, QUOTES) == (html,)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one", ["one"]),
        ("one\ntwo", ["one\ntwo"]),
        ("one\n\ntwo", ["one", "two"]),
        ("\n  one\ntwo \n", ["  one\ntwo"]),
        ("\n\none\n \t\n\n\ntwo\n\n", ["one", "two"]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_blank_lines_part_paragraphs(text, parts):
    assert paragraphs(text) == parts


@pytest.mark.parametrize(
    ("text", "lines"), [("one", ["one"]), ("one\ntwo\n \n\nthree\n", ["one", "two", "three"]), (" \n", [])]
)
def test_lines_are_those_with_something_in_them(text, lines):
    assert lines_of(text) == lines


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ambition in *Macbeth*", "Ambition in Macbeth"),
        ('**Bold** and "quoted"', "Bold and “quoted”"),
        ("2 * 3 < 7", "2 * 3 < 7"),
        ("two\nlines", "two lines"),
        ("", ""),
    ],
)
def test_plain_is_what_is_read_aloud(text, read):
    assert plain(text) == read


class Html(HTMLParser):
    """The tags of a page with their attributes' names, and its text and styles."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.text, self.styles, self.inside = [], "", "", ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, *sorted(name for name, _ in attrs)))
        self.inside = tag

    def handle_endtag(self, tag):
        self.tags.append((f"/{tag}",))
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "style":
            self.styles += data
        else:
            self.text += data

    def handle_comment(self, data):
        self.tags.append(("comment", data))

    def tags_but_emphasis(self):
        return [tag for tag in self.tags if tag[0] not in ("em", "/em", "strong", "/strong")]


# Signs that mean something to Markdown or HTML, at the price of fewer of the others.
signs = st.text(st.sampled_from("ab *_\"'<>&;/[]()`~\\#!{}%\n")) | st.text()


@given(signs)
def test_no_text_makes_any_tag_but_emphasis(text):
    html = inline(text, QUOTES)
    assert {tag for tag, *_ in Html(html).tags} <= {"em", "/em", "strong", "/strong"}


@given(signs)
def test_plain_is_the_html_without_its_tags(text):
    html = inline(text, QUOTES)
    for tag in ("em", "strong"):
        html = html.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert unescape(re.sub("[\r\u200b]", "", html)) == plain(text).replace("\u200b", "")


EVIL = (
    " <script>alert(1)</script><img src=x onerror=alert(1)></style></title><!-- ' \" onload=alert(1) "
    "{{ 7 * 7 }}{% include 'page.html' %}{# #} \\\"; } @import url(https://example.org); /* */ url(file:///etc/passwd)"
)
EVIL_AS_READ = (  # its quotation marks are set as such
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)></style></title><!-- ",
    "{{ 7 * 7 }}{% include",
    "@import url(https://example.org); /* */ url(file:///etc/passwd)",
)


def poison(value):
    """A text of more than one word, with everything that could do harm behind it; ids and the like stay."""
    return value + EVIL if isinstance(value, str) and " " in value else value


@pytest.mark.parametrize("edition", ["student", "key", "support"])
@pytest.mark.parametrize("kind", kinds())
def test_html_css_and_templates_in_any_text_stay_text(kind, edition):
    layout = find_layout("classroom")
    worksheet = parse_worksheet(resource("examples") / f"{kind}.yaml")
    sheet = draw(worksheet, "A pack", layout.page(parse_paper("A3 landscape")))
    sheet = replace(sheet, unit="Unit 1", subject="The subject", level="The level", language="en-GB")
    clean = Html(render(fill(sheet, edition), edition, layout, Look()))
    dirty = Html(render(fill(map_values(sheet, poison), edition), edition, layout, Look()))
    emphasis = {"em", "/em", "strong", "/strong"}
    assert [tag for tag in dirty.tags if tag[0] not in emphasis] == [
        tag for tag in clean.tags if tag[0] not in emphasis
    ]
    assert all(part in dirty.text for part in EVIL_AS_READ)
    assert shape(parse_component_value_list(dirty.styles)) == shape(parse_component_value_list(clean.styles))


def shape(tokens):
    """The kinds of a style sheet's tokens, at every depth: a text in it may only change what its strings say."""
    return [(token.type, shape(inside)) for token in tokens for inside in [getattr(token, "content", None) or []]]
