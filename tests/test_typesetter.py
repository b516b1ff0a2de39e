"""What is changed of WeasyPrint changes no page."""

import inspect
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import pytest
from weasyprint import css, svg
from weasyprint.css.units import VIEWPORT_UNITS
from weasyprint.layout import percent
from weasyprint.text import fonts as font_texts
from weasyprint.text import line_break

from packbuilder.draw import drawer
from packbuilder.fill import fill
from packbuilder.fontconfig import FOUND
from packbuilder.fonts import static_files
from packbuilder.making import page_for
from packbuilder.options import Options
from packbuilder.places import cache_folder
from packbuilder.render import Look, render
from packbuilder.typeset import Folder, Typeset
from packbuilder.typesetter import layout, loading, shared
from packbuilder.typesetter import styles as quick
from packbuilder.typesetter.markup import Markup, is_special
from pdfs import text_of
from samples import EXAMPLES, parse_pack

RULES = """
p { margin-inline-start: 3mm; text-decoration: underline; color: red }
p.rtl { direction: rtl; margin-left: 1mm; padding-inline: 2mm 4mm; border-start-start-radius: 2mm }
div { float: left; border: 1pt solid; font-size: 150%; page: wide; width: calc(3mm + 2em) }
div > * { position: absolute; margin: inherit; color: initial; line-height: 2; display: inherit }
b::before { content: "B"; font-weight: inherit; text-decoration: overline }
:root { --far: 7mm; font-size: 9pt }
i { margin-left: var(--far); padding-top: var(--nowhere, 1mm); text-indent: 2em; block-size: 3mm }
"""


def document(body, *rules):
    head = "".join(f"<style>{each}</style>" for each in rules)
    return f'<html lang="en"><head><title>T</title>{head}</head><body>{body}</body></html>'


ODD = f"""<html lang="en"><head><title>T</title><style>{RULES}</style></head><body>
<p>One <b>two</b> <i>three</i></p><p class="rtl">four<span>five</span></p>
<div><p>six</p><b>seven</b><div><i>eight</i></div></div>
<table><tr><th>nine</th><td><i>ten</i></td></tr></table><ul><li>eleven</li></ul>
</body></html>"""


def example(name):
    """The student's pages of an example."""
    pack = parse_pack(EXAMPLES, (name,))
    (worksheet,) = pack.worksheets
    look, page = page_for(worksheet, Options())
    sheet = fill(drawer(worksheet, pack.title, page, Options().limits)("student", False), "student")
    return render(sheet, "student", look, Look())


@contextmanager
def nothing_shared():
    shared.share_nothing()
    try:
        yield
    finally:
        shared.share()


def styles(html):
    """Every property of every element and of the parts before and after it."""
    markup = Markup(html, "file:///x/", Folder(Path("/x")))
    computed = css.get_all_computed_styles(markup, markup.styles).get_computed_styles()
    return [(part, {name: style[name] for name in css.INITIAL_VALUES}) for (_, part), style in computed.items()]


PAGES = {"odd": lambda: ODD} | {
    name: lambda name=name: example(name) for name in ("chart", "arabic", "timeline", "source-analysis")
}


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES)
def test_properties_are_as_the_typesetter_computes_them(monkeypatch, html):
    found = styles(html())
    assert styles(html()) == found
    monkeypatch.setattr(css.ComputedStyle, "__missing__", quick._in_general)
    with nothing_shared():
        assert styles(html()) == found


def test_most_properties_are_found_quickly():
    """Otherwise another version of WeasyPrint may have others, and pages only take longer."""
    assert len(quick.INHERITED) + len(quick.INITIAL) > 0.8 * len(css.INITIAL_VALUES)


def test_what_is_loaded_later_does_what_it_stands_for():
    from fontTools.ttLib import TTFont  # noqa: PLC0415
    from weasyprint.pdf import fonts  # noqa: PLC0415

    code = f"import sys, packbuilder.typesetter; print(*({set(loading.LATER)} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"
    called = set(re.findall(r"\bsubset\.([A-Z]\w+)\(", inspect.getsource(fonts)))
    assert called == set(loading.LATER["fontTools.subset"])
    with TTFont(
        next(path for path in static_files(cache_folder() / "fonts") if "FiraSans-Regular" in path.name)
    ) as font:
        subsetter = fonts.subset.Subsetter(fonts.subset.Options())
        subsetter.populate(gids=[1, 2])
        subsetter.subset(font)
        assert len(font.getGlyphOrder()) < 10
        with pytest.raises(ValueError, match="fvar"):
            fonts.instantiateVariableFont(font, {"wght": 400})


def test_no_style_is_left_out_but_that_for_the_attributes_of_old_markup():
    code = (
        "from packbuilder.typesetter.loading import weasyprint\n"
        "print(*(len(getattr(weasyprint.html, each)) for each in ('UA', 'UA_FORM', 'PH')))\n"
    )
    read = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    whole = [len((files(css) / name).read_text("utf-8")) for name in ("html5_ua.css", "html5_ua_form.css")]
    assert list(map(int, read.split())) == [*whole, 0]


@pytest.fixture
def own_fonts(tmp_path, monkeypatch):
    """The folder in which fontconfig keeps what it finds, on a machine that has the fonts and hasn't looked yet."""
    own = tmp_path / cache_folder().name
    shutil.copytree(cache_folder() / "fonts", own / "fonts")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return own / FOUND


def kept_by_fontconfig(folder):
    """What a process of its own leaves there that sets a page, and when each file was written."""
    code = (
        "import packbuilder.typesetter.loading\n"
        "from weasyprint.text.fonts import FontConfiguration\n"
        "FontConfiguration()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*.cache-*")}


def test_fontconfig_looks_through_the_fonts_once_on_a_machine(own_fonts):
    first = kept_by_fontconfig(own_fonts)
    assert first
    assert kept_by_fontconfig(own_fonts) == first


def damage_a_file(folder):
    path = max(folder.rglob("*.cache-*"), key=lambda each: each.stat().st_size)
    state, data = path.stat(), path.read_bytes()
    path.write_bytes(data[:1000] + bytes(500) + data[1500:])
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def lose_the_seal(folder):
    next(folder.glob("*.seal")).unlink()


def damage_the_seal(folder):
    next(folder.glob("*.seal")).write_bytes(b"\xff\x00")


@pytest.mark.parametrize("damage", [damage_a_file, lose_the_seal, damage_the_seal])
def test_what_fontconfig_keeps_is_made_anew_where_it_is_damaged(damage, own_fonts):
    """It believes anything: damage prints wrong letters, or keeps it busy for ever."""
    first = kept_by_fontconfig(own_fonts)
    damage(own_fonts)
    second = kept_by_fontconfig(own_fonts)
    assert {path: data for path, (_, data) in second.items()} == {path: data for path, (_, data) in first.items()}
    assert all(second[path][0] > first[path][0] for path in first)
    assert kept_by_fontconfig(own_fonts) == second


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("path.unlink()", ".conf was changed while pages were made; start again"),
        ("path.write_text('<fontconfig/>')", ".conf was changed while pages were made; start again"),
        ("os.environ['FONTCONFIG_SYSROOT'] = '/elsewhere'", ".conf; install packbuilder again"),
    ],
)
@pytest.mark.usefixtures("own_fonts")
def test_pages_are_not_set_in_fonts_that_fontconfig_finds_by_itself(damage, said):
    code = f"""
import os, pathlib
from packbuilder.problems import SetupError
from packbuilder.typesetter import markup
path = pathlib.Path(os.environ["FONTCONFIG_FILE"])
{damage}
try:
    markup.fonts()
except SetupError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.endswith(f"{said}\n")


def test_lines_are_remembered_by_all_that_they_depend_on():
    about_lines = line_break, font_texts.get_font_description, font_texts.font_features
    read = set(re.findall(r"style\['(\w+)'\]", "".join(map(inspect.getsource, about_lines))))
    assert set(layout.WRITTEN) <= read
    # The height of a line of one letter, which the typesetter remembers itself.
    assert read - set(layout.WRITTEN) == {"line_height"}


TEXT = "Once upon a time there was a department that shared its worksheets, and nobody had to wait for any of them."
STYLES = (
    *("font-size: 9pt", "font-weight: bold", "text-decoration: underline line-through", "white-space: pre-wrap"),
    *("width: 9mm", "direction: rtl", "font-variant: small-caps", "font-feature-settings: 'onum'"),
)


@pytest.mark.parametrize("text", [TEXT, TEXT.replace(" ", "\n  "), "x" * 200, "\u5386\u53f2" * 60, TEXT * 20])
def test_a_line_that_is_remembered_is_the_one_that_would_be_broken(tmp_path, monkeypatch, text):
    body = "".join(f'<p style="{style}">{text}</p>' for style in STYLES)
    html = document(body, "@page { size: A4 }")
    first, again = Typeset(html, tmp_path).pdf(), Typeset(html, tmp_path).pdf()
    monkeypatch.setattr("weasyprint.layout.inline.split_first_line", line_break.split_first_line)
    monkeypatch.setattr("weasyprint.layout.preferred.split_first_line", line_break.split_first_line)
    assert Typeset(html, tmp_path).pdf() == first == again


def test_a_text_before_emphasis_is_not_broken_after_its_first_word(tmp_path):
    """A wider paragraph never takes more lines; it did where the text had room but for the space at its end."""
    widths = [40 + number / 2 for number in range(160)]
    text = "When did the water come, and who was warned? <b>(2 marks)</b>"
    body = "".join(f'<p data-chunk="{width}" style="width: {width}mm; line-height: 5mm">{text}</p>' for width in widths)
    found = Typeset(document(body, "@page { size: A4 }"), tmp_path).found("chunk")
    lines = [round(each.height / 5) for each in found]
    assert lines == sorted(lines, reverse=True)
    assert lines[0] > lines[-1]


def test_a_text_that_just_fills_its_line_is_broken_before_its_last_word(tmp_path):
    """With letters apart it is a little wider than Pango says; it was broken after its first word then."""
    look = "font-family: Lexend; letter-spacing: 0.3px; word-spacing: 2px"
    widths = [90 + number / 40 for number in range(800)]
    text = "The force of gravity on a body, W = m × g, in N."
    body = "".join(f'<p style="width: {width}mm; {look}">{text}</p>' for width in widths)
    lines = text_of(Typeset(document(body, "@page { size: A4 }"), tmp_path).pdf()).split("\r\n")
    assert {text, "N."} <= set(lines)
    assert "The" not in {line.strip() for line in lines}


DRAWING = """\
<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='10mm' viewBox='0 0 100 10' opacity='{opacity}'>
<g font-size='{size}'><rect x='10%' y='{size}' width='2em' height='1.5ex' fill='{colour}' stroke='#333'/>
<path d='M0 5H100' stroke='{colour}' stroke-width='{size}' fill='url(#none)'/>
<circle r='2' cx='1e1' cy='5'/></g></svg>"""
"""Sizes in all units; a percentage and an em are of another length in each."""
DRAWINGS = [
    DRAWING.format(width=width, opacity=opacity, size=size, colour=colour)
    for width, opacity, size, colour in (
        ("40mm", "1", "2", "#777"),
        ("60mm", "50%", "3", "red"),
        ("40mm", "0.5", "0.2em", "rgb(1 2 3 / 40%)"),
        ("50%", "1", "1mm", "nonsense"),
    )
]


def test_a_drawing_is_as_the_typesetter_would_draw_it(tmp_path, monkeypatch):
    body = "".join(f'<p><img alt="D" src="data:image/svg+xml,{quote(drawing)}"/></p>' for drawing in DRAWINGS)
    html = document(body, "@page { size: A4 }")
    first, again = Typeset(html, tmp_path).pdf(), Typeset(html, tmp_path).pdf()
    for reader in layout.READERS:
        remembered = getattr(svg, reader)
        assert remembered.cache_info().hits > 0
        monkeypatch.setattr(svg, reader, remembered.__wrapped__)
    assert Typeset(html, tmp_path).pdf() == first == again


LENGTHS = """
@page { size: 120mm 90mm; margin: 5% 7mm }
p { width: 40%; min-width: 3em; margin: 1% auto 2mm; padding: 2% 3mm 5px; border: 1pt solid }
div { box-sizing: border-box; padding: 3mm; max-width: 90%; height: 50% } div.tall { height: 30mm; min-height: 20% }
b { display: inline-block; width: calc(10% + 2em); box-sizing: padding-box; padding: 1mm }
table.c { border-collapse: collapse } td { border: 2pt solid; padding: 5% } .f { display: flex } .f > * { flex: 1 }
.g { display: grid; grid-template-columns: 1fr 2fr } .big { font-size: 150% } i { float: left; margin: -1mm }
"""
BODY = """<p>One <b>two</b></p><div class="tall"><p class="big">three <b>four</b></p><div><p>five</p></div></div>
<table class="c"><tr><td>six</td><td>seven</td></tr></table><table><tr><td>eight</td></tr></table>
<div class="f"><p>nine</p><p>ten <i>eleven</i></p></div><div class="g"><p>twelve</p><p>thirteen</p></div>"""
SIZED = document(BODY, LENGTHS)


def boxes(html, folder):
    """The sizes of all boxes on all pages, and where they stand."""
    stack = [page._page_box for page in Typeset(html, folder)._document.pages]
    found = []
    while stack:
        box = stack.pop()
        found.append([getattr(box, name, None) for name in ("position_x", "position_y", *layout.SIZES)])
        stack += [*box.all_children()] if hasattr(box, "all_children") else []
    return found


@pytest.mark.parametrize("html", (PAGES | {"sized": lambda: SIZED}).values(), ids=[*PAGES, "sized"])
def test_boxes_have_the_sizes_that_the_typesetter_would_give_them(tmp_path, html):
    layout._known_sizes.clear()
    first, again = boxes(html(), tmp_path), boxes(html(), tmp_path)
    layout.size_by(layout._resolve)
    try:
        assert boxes(html(), tmp_path) == first == again
    finally:
        layout.size_by(layout._resolved)


def test_every_module_that_sizes_boxes_is_known():
    """What another one imports by its name would be as slow as before."""
    folder = Path(percent.__file__).parent
    importing = {
        path.stem for path in folder.glob("*.py") if re.search(r"import .*\bresolve_percentages", path.read_text())
    }
    assert importing | {"percent"} == set(layout.SIZING)


def test_sizes_that_are_remembered_have_an_end(tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "BOXES", 3)
    layout._known_sizes.clear()
    boxes(SIZED, tmp_path)
    assert 0 < len(layout._known_sizes) <= 3


def test_what_is_only_measured_stands_where_it_would_be_drawn():
    html = example("diagram").replace("data-fixed", "data-blank")
    drawn = Typeset(html, EXAMPLES)
    measured = Typeset(html, EXAMPLES, drawn=False)
    again = Typeset(html, EXAMPLES)
    for mark in ("blank", "space", "chunk"):
        assert measured.found(mark) == drawn.found(mark) != []
    assert again.pdf() == drawn.pdf()
    with pytest.raises(AttributeError, match="background"):
        measured.pdf()


LINKS = '<p id="a">One <a href="#b">two</a></p><h1 id="b">Three</h1><p style="height: 9mm">four</p><p id="c">five</p>'
COUNTED = 'a::after { content: " on page " target-counter(attr(href), page) }'
NOTES = '<p>One <i>two</i> and <i>three</i></p><ul style="list-style: square"><li>four</li></ul>'
BEFORE = "p::before, p span { color: red }"
"""What stands before a paragraph is told as what stands in it is."""
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
OWN = [
    ('style="width: 30mm; color: red"', 'style="width: 60mm; color: blue"'),
    ('style="font-size: 30pt"', ""),
    ("", 'style="font-size: 30pt"'),
    ('style="margin-left: 9mm"', 'style="margin-left: 9mm"'),
]
"""What is declared for two elements by themselves."""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{}mm" height="20mm"><rect width="5mm" height="5mm"/></svg>'
GRADIENT = "background-image: linear-gradient(red 1em, blue 2em)"
WIDE = "p { width: 50vw; font-size: 2vh } div { padding-left: 10vmin; width: 30% }"
"""Lengths that are a part of the page's."""
ROWS = {
    "kinds": [example(name) for name in ("chart", "diagram", "timeline", "arabic", "chart", "cloze")],
    "odd": [ODD, SIZED, ODD],
    "sizes": [
        document("<p>One</p><div>two</div>", f"@page {{ size: {size} }}", WIDE) for size in ("A4", "A5", "A4 landscape")
    ],
    "overflow": [document("<p>One</p>" * 99, "body { overflow: hidden; height: 40mm }")] * 2,
    "overflow of the root": [document("<p>One</p>" * 99, "html { overflow: hidden; height: 40mm }")] * 2,
    "XHTML": [document("<p>One</p>" * 99, "* { overflow: hidden }").replace(" lang", f" {XHTML} lang")] * 2,
    "own": [document(f'<p lang="ar" {first}>One</p><p lang="ar" {other}>two</p>') for first, other in OWN],
    "drawings": [document(SVG.format(10) + SVG.format(90)), document(SVG.format(90) + SVG.format(10))],
    "gradients": [document(f'<p style="{GRADIENT}">One</p><h1 style="{GRADIENT}">two</h1>')] * 2,
    "links": [document(LINKS, COUNTED), document(LINKS.replace("One", "Other"), COUNTED), document(LINKS, COUNTED)],
    "footnotes": [document(NOTES, "i { float: footnote }")] * 2,
    "notes": [document(NOTES, "i { position: note(note) }")] * 2,
}
"""Documents one after the other that have styles in common, or seem to."""


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_styles_that_documents_share_are_those_that_each_would_have(tmp_path, row):
    shared._known_styles.clear()
    together = [(boxes(html, tmp_path), Typeset(html, tmp_path).pdf()) for html in row]
    with nothing_shared():
        assert [(boxes(html, tmp_path), Typeset(html, tmp_path).pdf()) for html in row] == together


def test_a_shared_style_knows_its_part_and_its_folder():
    for folder in ("x", "x", "y"):
        html = document("<p>One <span>two</span></p>", BEFORE)
        markup = Markup(html, f"file:///{folder}/", Folder(Path("/x")))
        style_for = css.get_all_computed_styles(markup, markup.styles)
        for (_, part), style in style_for.get_computed_styles().items():
            assert (style.pseudo_type, style.base_url) == (part, markup.base_url)


def test_what_looks_alike_is_computed_once(monkeypatch):
    computed = []
    compute = css.ComputedStyle.__init__
    monkeypatch.setattr(css.ComputedStyle, "__init__", lambda *given: computed.append(given) or compute(*given))
    shared._known_styles.clear()
    styles(example("chart"))
    first = len(computed)
    styles(example("chart"))
    assert len(computed) == first > 20
    styles(example("comparison"))
    assert len(computed) < 1.7 * first


def test_styles_that_are_shared_have_an_end(tmp_path, monkeypatch):
    monkeypatch.setattr(shared, "SHARED", 3)
    boxes(SIZED, tmp_path)
    assert 0 < len(shared._known_styles) <= 3


@pytest.mark.parametrize(("length", "kept"), [(shared.LONGEST - 100, 1), (shared.LONGEST, 0)])
def test_a_text_that_would_fill_the_memory_is_not_kept(length, kept):
    shared._known_values.cache_clear()
    styles(document(f"""<p style="content: '{"x" * length}'">One</p>""", "@page { @top-left { content: 'One' } }"))
    assert shared._known_values.cache_info().currsize == kept + 1  # the language


@pytest.mark.parametrize("unit", sorted(VIEWPORT_UNITS))
def test_lengths_that_are_a_part_of_the_page_make_a_document_special(unit):
    for text in (f"width: 5{unit}", f"width: .5{unit.upper()};", f"width: attr(w {unit})"):
        assert is_special(text.lower())


@pytest.mark.parametrize("name", [path.stem for path in sorted(EXAMPLES.glob("*.yaml"))])
def test_a_usual_document_is_not_special(name):
    assert not Markup(example(name), "file:///x/", Folder(EXAMPLES)).special
