"""Typesetting: nothing is fetched from elsewhere, marks are measured in millimetres, bytes repeat."""

import hashlib
import os
import re
import subprocess
import sys
from contextlib import closing
from io import BytesIO
from pathlib import Path
from textwrap import dedent

import pikepdf
import pytest
from PIL import Image
from weasyprint.urls import URLFetcher

from packbuilder.digests import digest_of
from packbuilder.pdf.tree import elements
from packbuilder.typeset import EPSILON, Folder, Markup, Typeset, UnreadError, loaded_libraries
from packbuilder.typesetter.markup import Fetcher
from samples import ROOT

STYLE = "@page { size: 100mm 80mm; margin: 10mm } html { font: 10pt/5mm 'Fira Sans' } body, p, table { margin: 0 }"


def typeset(body, folder):
    return Typeset(f"<html lang='en'><head><title>T</title><style>{STYLE}</style></head><body>{body}", folder)


@pytest.fixture
def folder(tmp_path):
    """A worksheet's folder with a picture, and things beside it that are none of its business."""
    (tmp_path / "sheets" / "deep").mkdir(parents=True)
    for place in ("sheets/here.png", "sheets/deep/here.png", "outside.png", "sheets-too.png"):
        Image.new("RGB", (4, 4), "red").save(tmp_path / place)
    (tmp_path / "sheets" / "link.png").symlink_to(tmp_path / "outside.png")
    (tmp_path / "sheets" / "with space.png").write_bytes((tmp_path / "outside.png").read_bytes())
    return tmp_path / "sheets"


@pytest.mark.parametrize(
    "url", ["{folder}/here.png", "{folder}/deep/here.png", "{folder}/deep/../here.png", "{folder}/with%20space.png"]
)
def test_files_of_the_folder_are_fetched(url, folder):
    answer = Folder(folder).fetch(url.format(folder=folder.as_uri()))
    assert answer.read().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("url", "body", "kind"),
    [
        ("data:text/plain,hello", b"hello", "text/plain"),
        ("data:image/svg+xml;base64,PHN2Zy8%2B", b"<svg/>", "image/svg+xml"),
        ("data:image/svg+xml,%3Csvg/%3E", b"<svg/>", "image/svg+xml"),
        ("DATA:,\u00e9%20#1", "\u00e9 #1".encode(), "text/plain"),
    ],
)
@pytest.mark.parametrize("fetcher", [Folder(ROOT), Fetcher()])
def test_data_urls_are_read(fetcher, url, body, kind):
    """As the typesetter's own fetcher reads them."""
    for each in (fetcher, URLFetcher()):
        with closing(each.fetch(url)) as answer:
            assert (answer.read(), answer.content_type) == (body, kind)


def test_a_stylesheet_is_read_by_a_fetcher_that_opens_no_file(folder):
    with pytest.raises(ValueError, match="isn't data"):
        Fetcher().fetch((folder / "here.png").as_uri())


def test_no_fetcher_can_reach_the_network(monkeypatch, folder):
    def reach(*_):
        raise AssertionError("a handler was made")

    monkeypatch.setattr("urllib.request.OpenerDirector.add_handler", reach)
    html = "<html><head><title>T</title><style>p { color: #123457 }</style></head><body><p>P</p></body></html>"
    assert Typeset(html, folder).pages == 1


@pytest.mark.parametrize(
    "url",
    [
        "{folder}/../outside.png",
        "{folder}/%2e%2e/outside.png",
        "{folder}/link.png",
        "{folder}-too.png",
        "file:///etc/passwd",
        "http://localhost/here.png",
        "https://example.org/here.png",
        "ftp://example.org/here.png",
        "//example.org/here.png",
        "file://example.org{folder.path}/here.png",
        "file://localhost{folder.path}/here.png",
        "here.png",
    ],
)
def test_nothing_else_is(url, folder):
    with pytest.raises(ValueError, match=r"lies outside|isn't a file of the worksheet's folder"):
        Folder(folder).fetch(url.replace("{folder.path}", str(folder)).format(folder=folder.as_uri()))


def test_a_file_that_is_another_than_was_known_is_not_fetched(folder):
    here, deep = folder / "here.png", folder / "deep" / "here.png"
    fetcher = Folder(folder, {str(here): digest_of(here), str(deep): digest_of(deep)})
    deep.write_bytes(b"another")
    assert fetcher.fetch(here.as_uri()).read() == here.read_bytes()
    with pytest.raises(ValueError, match=r"deep/here.png was saved while the worksheet was made"):
        fetcher.fetch(deep.as_uri())
    with pytest.raises(ValueError, match=r"deep/here.png isn't a picture of the worksheet"):
        Folder(folder, {str(here): digest_of(here)}).fetch(deep.as_uri())


def test_what_is_no_ordinary_file_or_a_huge_one_is_not_opened(folder):
    os.mkfifo(folder / "pipe.png")
    with (folder / "huge.png").open("wb") as file:
        file.truncate(10**12)
    for name in ("pipe.png", "huge.png", "deep", "gone.png"):
        with pytest.raises(ValueError, match="isn't a file of at most 50,000,000 bytes"):
            Folder(folder).fetch((folder / name).as_uri())


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("<img src='../outside.png' alt='x'>", "outside.png"),
        ("<p style='background: url(http://localhost:9/x.png)'>x</p>", "http://localhost:9/x.png"),
        ("<style>@import url(file:///etc/passwd);</style><p>x</p>", "/etc/passwd"),
    ],
    ids=["picture", "background", "style"],
)
def test_pages_that_need_what_is_refused_are_not_made(body, named, folder, loud):
    with pytest.raises(UnreadError, match=re.escape(named)):
        typeset(body, folder)
    assert loud
    loud.clear()
    assert typeset("<p>x</p>", folder).pages == 1


@pytest.mark.parametrize("reading", ["PIL.Image.open", "packbuilder.typeset.read_ordinary"])
def test_memory_that_is_at_its_end_is_no_fault_of_a_picture(reading, folder, monkeypatch, loud):
    def full(*_, **__):
        raise MemoryError

    monkeypatch.setattr(reading, full)
    with pytest.raises(MemoryError):
        typeset("<img src='here.png' alt='x'>", folder)
    assert loud
    loud.clear()


def test_a_picture_that_was_whole_and_can_no_more_be_decoded_is_not_printed_as_nothing(folder, loud):
    """Only want of memory does that, and libjpeg says the same of a picture without its tables."""
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("L", (40, 30), 200).save(folder / "turned.jpg", exif=exif)
    data = (folder / "turned.jpg").read_bytes()
    (folder / "turned.jpg").write_bytes(data[: data.index(b"\xff\xdb")] + data[data.index(b"\xff\xc0") :])
    with pytest.raises(MemoryError):
        typeset("<img src='turned.jpg' alt='x'>", folder)
    assert loud
    loud.clear()


@pytest.mark.parametrize(
    "body",
    [
        "<link rel='attachment' href='file:///etc/passwd'><p>x</p>",
        "<style>@font-face { font-family: F; src: url(file:///etc/passwd) } p { font-family: F }</style><p>x</p>",
    ],
    ids=["attachment", "font"],
)
def test_what_is_refused_leaves_nothing_in_the_pdf_but_a_warning(body, folder, loud, tmp_path):
    path = tmp_path / "out.pdf"
    path.write_bytes(typeset(body, folder).pdf())
    with pikepdf.open(path) as pdf:
        assert len(pdf.attachments) == 0
        assert [name for page in pdf.pages for name in page.get_images()] == []
        assert b"root:" not in b"".join(item.read_bytes() for item in pdf.objects if isinstance(item, pikepdf.Stream))
    assert loud
    loud.clear()


def test_a_picture_is_read_once(folder):
    """What was looked at and measured is what is printed, whatever lies there by then."""
    before = typeset("<img src='here.png' alt='red'>", folder).pdf()
    pages = typeset("<img src='here.png' alt='red'>", folder)
    (folder / "here.png").unlink()
    assert pages.pdf() == before


def streams_of(pdf):
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [each.read_raw_bytes() for each in opened.objects if isinstance(each, pikepdf.Stream)]


@pytest.mark.parametrize("orientation", [1, 6])
def test_nothing_of_a_jpeg_but_its_image_is_in_the_pdf(folder, orientation):
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "Miss Other", orientation
    picture = Image.effect_noise((40, 30), 60)
    picture.save(folder / "plain.jpg")
    picture.save(folder / "more.jpg", comment="Miss Other", exif=exif, icc_profile=b"Miss Other")
    with (folder / "more.jpg").open("ab") as file:
        file.write(b"Miss Other")
    found = streams_of(typeset("<img src='more.jpg' alt='x'>", folder).pdf())
    assert not any(b"Miss Other" in each for each in found)
    # What lies as it is shown isn't coded anew.
    assert ((folder / "plain.jpg").read_bytes() in found) == (orientation == 1)


def test_what_is_rubbed_out_of_a_png_is_not_in_the_pdf(folder):
    picture = Image.new("RGBA", (40, 30), (255, 0, 0, 255))
    picture.paste((0, 99, 0, 0), (5, 5, 20, 20))
    picture.paste((0, 0, 99, 0), (10, 10, 15, 15))
    picture.save(folder / "rubbed.png")
    with pikepdf.open(BytesIO(typeset("<img src='rubbed.png' alt='x'>", folder).pdf())) as pdf:
        (image,) = [each for page in pdf.pages for each in page.get_images().values()]
        assert pikepdf.PdfImage(image).as_pil_image().convert("RGB").getcolors() == [
            (225, (255, 255, 255)),
            (975, (255, 0, 0)),
        ]


def test_a_picture_of_the_folder_is_printed_without_a_warning(folder, tmp_path):
    path = tmp_path / "out.pdf"
    path.write_bytes(typeset("<img src='here.png' alt='red'>", folder).pdf())
    with pikepdf.open(path) as pdf:
        assert [name for page in pdf.pages for name in page.get_images()] != []


LARGE = "<style>p { font-size: 30pt }</style>"


@pytest.mark.parametrize(
    ("head", "body", "size"),
    [
        (f"{LARGE}</head>", "<p data-instruction='a'>x</p></body></html>", 30),
        (LARGE, "<p data-instruction=a>x", 30),  # not well-formed
        (f"{LARGE}<style>p {{ font-size: 20pt }}</style></head>", "<p data-instruction='a'>x</p></body></html>", 20),
        (f"{LARGE}</head>", "<p data-instruction='a' style='font-size: 10pt'>x</p></body></html>", 10),
        (f"<style>@counter-style own {{ symbols: x }}</style>{LARGE}</head>", "<p data-instruction='a'>x", 30),
    ],
    ids=["read once", "not well-formed", "the later one", "the nearer one", "of this document"],
)
def test_styles_mean_the_same_wherever_they_are_read(head, body, size, tmp_path):
    assert Typeset(f"<html><head>{head}<body>{body}", tmp_path).smallest("instruction") == {"a": size}


@pytest.mark.parametrize(
    "body",
    [
        "<ol><li>one</li><li>two</li></ol><ul><li>three</li></ul>",
        "<p style='display: list-item; margin: 5mm'>one</p>",
        "<p>one<span style='float: footnote'>two</span></p>",
        "<p>one<span style='position: note(n)'>two</span></p>",
        "<p>one<br/>two <q>three</q></p>",
    ],
    ids=["list", "list of paragraphs", "footnote", "note", "other parts"],
)
def test_parts_of_elements_look_as_the_typesetter_has_them(body, folder, monkeypatch):
    pages = typeset(body, folder).pdf()
    monkeypatch.delattr(Markup, "_ua_stylesheets")
    assert pages == typeset(body, folder).pdf()


def test_a_table_without_a_body_gets_one(tmp_path):
    table = "<table><tr><th scope='col'>A</th></tr><tr><td>1</td></tr></table>"
    with pikepdf.open(BytesIO(typeset(f"<h1>T</h1>{table}</body></html>", tmp_path).pdf())) as pdf:
        kinds = [str(each.S) for each in elements(pdf.Root.StructTreeRoot.K[0])]
    assert kinds[kinds.index("/Table") :][:3] == ["/Table", "/TBody", "/TR"]


def test_the_same_bytes_come_out_whatever_was_typeset_before(tmp_path):
    def pages(text, font):
        return Typeset(f"<html lang='en'><head><title>T</title><style>{STYLE} p {{ font-family: '{font}' }}</style>"
                       f"</head><body><p>{text}</p></body></html>", tmp_path).pdf()  # fmt: skip

    first = pages("one", "Fira Sans")
    pages("two", "Kalam")
    assert pages("one", "Fira Sans") == first


# --- what is found on the pages ---------------------------------------------------------------------------


def test_the_same_bytes_come_out_wherever_the_folder_lies(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    noise = Image.effect_noise((40, 30), 60)
    pdfs = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        noise.save(folder / "turned.jpg", exif=exif)
        noise.save(folder / "plain.png")
        noise.convert("RGBA").save(folder / "clear.png")
        Image.new("RGB", (9, 9), "red").save(folder / "other.png")
        pictures = ("turned.jpg", "plain.png", "clear.png", "other.png", f"../{name}/plain.png")
        body = "".join(f"<img src='{each}' alt='{number}'>" for number, each in enumerate(pictures))
        pdfs.append(typeset(body, folder).pdf())
    assert pdfs[0] == pdfs[1]
    with pikepdf.open(BytesIO(pdfs[0])) as opened:
        images = [each for each in opened.objects if isinstance(each, pikepdf.Stream) and "/Width" in each]
    assert len(images) == 5  # the clear one has a mask


def test_an_element_is_found_where_it_stands(tmp_path):
    (part,) = typeset(
        "<p>above</p><div data-blank='w/a/f' data-x='y' style='margin: 3mm 0 0 5mm; width: 40mm; height: 20mm'></div>",
        tmp_path,
    ).found("blank")
    assert (part.page, part.marks) == (0, {"blank": "w/a/f", "x": "y"})
    box = (part.x, part.y, part.width, part.height)
    assert box == pytest.approx((15, 18, 40, 20), abs=0.01)
    assert (part.above, part.carry, part.excess) == (pytest.approx(3), 0, 0)


def test_elements_are_found_in_reading_order_on_their_pages(tmp_path):
    body = "".join(
        f"<div data-chunk='{number}' style='height: 25mm'><i data-chunk='{number}i'>x</i></div>" for number in range(5)
    )
    pages = typeset(body, tmp_path)
    assert pages.pages == 3
    found = [(part.marks["chunk"], part.page) for part in pages.found("chunk")]
    assert found == [(f"{number}{suffix}", number // 2) for number in range(5) for suffix in ("", "i")]


def test_other_marks_are_not_found(tmp_path):
    assert typeset("<p data-chunk='a'>x</p>", tmp_path).found("blank") == []


@pytest.mark.parametrize(
    ("content", "excess"),
    [
        ("", 0),
        ("<p>one line</p>", 0),
        ("<p>1</p><p>2</p><p>3</p>", 0),
        ("<p>1</p><p>2</p><p>3</p><p>4</p>", 5),
        ("<p>1</p><p>2</p><p>3</p><p>4</p><p>5</p>", 10),
    ],
)
def test_excess_is_how_far_text_reaches_beyond_its_box(content, excess, tmp_path):
    (part,) = typeset(f"<div data-blank='b' style='height: 15mm; width: 30mm'>{content}</div>", tmp_path).found("blank")
    assert part.excess == pytest.approx(excess, abs=EPSILON)


def test_a_word_too_long_for_its_box_is_excess_too(tmp_path):
    (part,) = typeset(f"<div data-blank='b' style='width: 20mm'>{'m' * 20}</div>", tmp_path).found("blank")
    assert part.excess > 20


def test_a_tables_heading_is_carried_over_to_each_row(tmp_path):
    body = "<table><thead><tr><th style='height: 7mm; padding: 0'>H</th></tr></thead><tbody>"
    body += "".join(f"<tr data-chunk='{number}'><td>x</td></tr>" for number in range(2)) + "</tbody></table>"
    body += "<p data-chunk='behind'>x</p>"
    parts = typeset(body, tmp_path).found("chunk")
    assert [part.carry for part in parts] == [pytest.approx(7, abs=0.1), pytest.approx(7, abs=0.1), 0]


# --- the same bytes ---------------------------------------------------------------------------------------

PRINT = dedent(
    """
    import hashlib
    from pathlib import Path
    from packbuilder.typeset import Typeset
    body = "<h1>T</h1><table><tr><th>a</th><td>b</td></tr></table><a href='#x'>c</a><p id='x'>d</p>"
    print(hashlib.sha256(Typeset(f"<html lang='en'><title>T</title>{body}", Path()).pdf()).hexdigest())
    """
)


def test_two_processes_give_the_same_bytes(tmp_path):
    sums = set()
    for seed in ("1", "2"):
        environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
        run = subprocess.run(
            [sys.executable, "-c", PRINT],
            cwd=tmp_path,
            env=environment | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        sums.add(run.stdout)
    assert len(sums) == 1
    assert len(sums.pop().strip()) == len(hashlib.sha256().hexdigest())


def test_the_libraries_of_the_typesetter_are_known():
    names = " ".join(path.name for path in loaded_libraries())
    if Path("/proc/self/maps").exists():
        assert "pango" in names
        assert "harfbuzz" in names
