import io
import struct
import zlib

import pytest
import typst
from PIL import Image
from pypdf import PdfReader, PdfWriter

from app.booking.pictures import clean_picture
from app.booking.pictures.styles import clean_sheet, is_plain
from app.booking.rules.pictures import LONGEST_SIDE, MEGABYTE, Dropped, PictureRefusal
from app.core.errors import Refused

HEAD = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside="", size='viewBox="0 0 1200 700"', more=""):
    return f"<svg {HEAD} {size} {more}>{inside}</svg>".encode()


def drawn(inside="", **options):
    cleaned = clean_picture(svg(inside, **options))
    return cleaned.content.decode(), cleaned.dropped


def refused(content):
    with pytest.raises(Refused) as caught:
        clean_picture(content)
    (code,) = caught.value.codes
    return code


def painted(size, kind="PNG", mode="RGB", **more):
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, kind, **more)
    return out.getvalue()


def opened(cleaned):
    return Image.open(io.BytesIO(cleaned.content))


def page(width="200mm", height="100mm", text="Sala 0A"):
    source = f"#set page(width: {width}, height: {height})\n= {text}\n#pagebreak()\nTwo"
    return typst.compile(source.encode())


def written(document):
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def test_shapes_and_words_go_over():
    text, dropped = drawn(
        '<g id="walls" transform="translate(2 3)"><path d="M0 0h9" stroke="#333"/></g>'
        '<text x="4">Sala <tspan>0A</tspan> grande</text>'
    )
    assert 'id="walls"' in text
    assert "Sala <tspan>0A</tspan> grande" in text
    assert dropped == ()


@pytest.mark.parametrize(
    ("inside", "bad", "kind"),
    [
        ("<script>alert(1)</script>", "alert", Dropped.SCRIPTS),
        ('<rect onclick="alert(1)"/>', "alert", Dropped.SCRIPTS),
        ('<rect ONLOAD="alert(1)"/>', "alert", Dropped.SCRIPTS),
        ('<g xmlns:h="http://www.w3.org/1999/xhtml"><h:script>alert(1)</h:script></g>', "alert",
         Dropped.SCRIPTS),
        ('<a xlink:href="javascript:alert(1)"><rect/></a>', "javascript", Dropped.LINKS),
        ('<a href="https://evil.example"><rect/></a>', "evil", Dropped.LINKS),
        ('<use href="https://evil.example/x.svg#a"/>', "evil", Dropped.LINKS),
        ('<use xlink:href="data:image/svg+xml;base64,PHN2Zz4="/>', "data:", Dropped.LINKS),
        ('<image href="https://evil.example/x.png"/>', "evil", Dropped.EMBEDDED),
        ("<foreignObject><p>hello</p></foreignObject>", "hello", Dropped.EMBEDDED),
        ('<rect style="fill:url(https://evil.example)"/>', "evil", Dropped.STYLES),
        ('<rect fill="url(//evil.example/a#b)"/>', "evil", Dropped.STYLES),
        ('<rect fill="u\\72l(//evil.example)"/>', "evil", Dropped.STYLES),
        ("<style>@import url(https://evil.example);</style>", "evil", Dropped.STYLES),
        ("<style>rect{fill:url(#p)}</style>", "url", Dropped.STYLES),
        ('<style>a[href^="x"]{background:url(//evil.example)}</style>', "evil", Dropped.STYLES),
        ('<animate attributeName="href" to="javascript:alert(1)"/>', "alert", Dropped.EFFECTS),
        ('<set attributeName="onload" to="alert(1)"/>', "alert", Dropped.EFFECTS),
        ("<filter><feFlood/></filter>", "filter", Dropped.EFFECTS),
    ],
)  # fmt: skip
def test_what_is_not_a_shape_stays_behind_and_is_told(inside, bad, kind):
    text, dropped = drawn(inside)
    assert bad not in text
    assert dropped == (kind,)


def test_what_runs_when_the_drawing_opens_stays_behind():
    text, dropped = drawn(more='onload="alert(1)"')
    assert "onload" not in text
    assert dropped == (Dropped.SCRIPTS,)


def test_the_shapes_of_a_link_stay_without_it():
    text, _dropped = drawn('<a href="https://evil.example"><rect width="4"/></a>')
    assert '<g><rect width="4" /></g>' in text


def test_what_programs_note_for_themselves_goes_without_a_word():
    text, dropped = drawn(
        '<metadata>me</metadata><!-- note --><i:x xmlns:i="http://inkscape"/>'
        '<rect style="-inkscape-stroke:none;fill:red" i:label="x" xmlns:i="http://inkscape"'
        ' data-name="x" id="a b"/>'
    )
    assert '<rect style="fill:red" />' in text
    assert "note" not in text
    assert "inkscape" not in text
    assert dropped == ()


def test_a_style_sheet_of_plain_rules_goes_over():
    text, dropped = drawn(
        '<style>/* a */ .wall, rect{fill:none;stroke:#333 !important}</style><rect class="wall"/>'
    )
    assert ".wall, rect{fill:none;stroke:#333}" in text
    assert 'class="wall"' in text
    assert dropped == ()


def test_a_pattern_and_a_symbol_of_the_drawing_itself_go_over():
    text, dropped = drawn(
        '<defs><pattern id="p" width="4" height="4"><rect/></pattern>'
        '<symbol id="desk"><rect/></symbol></defs>'
        '<rect fill="url(#p)"/><use xlink:href="#desk" x="4"/><use href="#gone"/>'
    )
    assert 'fill="url(#p)"' in text
    assert 'href="#desk"' in text
    assert dropped == ()


@pytest.mark.parametrize(
    "value", ["url(//evil)", "expression(1)", "a\\b", "x;y", "@import", "url (x)", "var(--x)"]
)
def test_a_value_that_asks_for_something_is_not_plain(value):
    assert not is_plain(value)


def test_a_style_that_ends_in_the_middle_is_left_out():
    assert clean_sheet(".a{fill:red} .b") == (".a{fill:red}", True)
    assert clean_sheet("") == ("", False)


def test_a_document_type_goes_but_words_of_its_own_are_refused():
    doctype = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://evil.example/svg.dtd">'
    assert b"DOCTYPE" not in clean_picture(doctype + svg()).content
    bomb = b'<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    assert refused(bomb + svg("<text>&b;</text>")) is PictureRefusal.HAS_ENTITIES
    outside = b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert refused(outside + svg("<text>&x;</text>")) is PictureRefusal.HAS_ENTITIES


def test_a_drawing_that_unfolds_without_end_is_refused():
    bomb = '<g id="a0"><rect/></g>' + "".join(
        f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 9)
    )
    assert refused(svg(bomb)) is PictureRefusal.TOO_COMPLEX
    tiles = "".join(
        f'<pattern id="p{n}">' + f'<rect fill="url(#p{n - 1})"/>' * 10 + "</pattern>"
        for n in range(1, 9)
    )
    assert refused(svg(f'<pattern id="p0"><rect/></pattern>{tiles}')) is PictureRefusal.TOO_COMPLEX


def test_a_drawing_that_draws_itself_is_refused():
    assert refused(svg('<g id="a"><use href="#a"/></g>')) is PictureRefusal.TOO_COMPLEX


def test_a_drawing_too_deep_or_too_large_is_refused():
    assert refused(svg("<g>" * 5000 + "</g>" * 5000)) is PictureRefusal.TOO_COMPLEX
    assert refused(svg("<g/>" * 30_001)) is PictureRefusal.TOO_COMPLEX
    assert refused(svg(f"<!--{'x' * 4 * MEGABYTE}-->")) is PictureRefusal.DRAWING_TOO_LARGE


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ('viewBox="0 0 1e300 1e300"', PictureRefusal.NO_SIZE),
        ('viewBox="0 0 inf 5"', PictureRefusal.NO_SIZE),
        ('viewBox="0 0 nan 5"', PictureRefusal.NO_SIZE),
        ('viewBox="0 0 0 5"', PictureRefusal.NO_SIZE),
        ('viewBox="a b c d"', PictureRefusal.NO_SIZE),
        ("", PictureRefusal.NO_SIZE),
        ('width="100%" height="100%"', PictureRefusal.NO_SIZE),
        ('viewBox="0 0 1000 1"', PictureRefusal.TOO_OBLONG),
    ],
)
def test_a_drawing_says_how_large_it_is(size, expected):
    assert refused(svg(size=size)) is expected


def test_a_size_in_centimetres_is_enough():
    cleaned = clean_picture(svg(size='width="24cm" height="12cm" x="1" y="1"'))
    assert (cleaned.width, cleaned.height) == (2400, 1200)
    assert cleaned.media_type == "image/svg+xml"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", PictureRefusal.EMPTY),
        (b" \n", PictureRefusal.EMPTY),
        (b"hello", PictureRefusal.UNKNOWN_KIND),
        (b"GIF89a...", PictureRefusal.UNKNOWN_KIND),
        (b"<html></html>", PictureRefusal.UNKNOWN_KIND),
        (b"<svg", PictureRefusal.BROKEN),
        (b'<?xml version="1.0" encoding="klingon"?><svg/>', PictureRefusal.BROKEN),
        (b"\x89PNG\r\n\x1a\nrest", PictureRefusal.BROKEN),
        (b"\xff\xd8\xffrest", PictureRefusal.BROKEN),
        (b"%PDF-1.7 rest", PictureRefusal.BROKEN),
        (b"x" * (10 * MEGABYTE + 1), PictureRefusal.TOO_LARGE),
    ],
)
def test_a_file_that_is_no_plan_is_refused(content, expected):
    assert refused(content) is expected


def test_a_picture_is_painted_anew_without_what_it_told_of_itself():
    exif = Image.Exif()
    exif[0x010E] = "Taken at home"
    exif[0x0112] = 6
    content = painted((400, 200), "JPEG", exif=exif)
    assert b"Taken at home" in content
    cleaned = clean_picture(content)
    # Upright, as the camera was held.
    assert (cleaned.width, cleaned.height) == (200, 400)
    assert cleaned.media_type == "image/jpeg"
    assert b"Taken at home" not in cleaned.content
    assert not opened(cleaned).getexif()


def test_a_large_picture_is_made_smaller_and_one_on_glass_is_put_on_white():
    cleaned = clean_picture(painted((4000, 2000)))
    assert (cleaned.width, cleaned.height) == (LONGEST_SIDE, LONGEST_SIDE // 2)
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(clean_picture(out.getvalue())).getpixel((5, 5)) == (255, 255, 255)


def heading(width, height):
    """The head of a PNG that says how large it would be."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    ending = struct.pack(">I", zlib.crc32(body))
    data = zlib.compress(b"")
    rest = b"IDAT" + data
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + ending
        + struct.pack(">I", len(data)) + rest + struct.pack(">I", zlib.crc32(rest))
    )  # fmt: skip


@pytest.mark.parametrize("size", [(60_000, 60_000), (12_000, 12_000)])
def test_a_picture_that_would_unpack_to_too_much_is_refused_before_it_is(size):
    assert refused(heading(*size)) in {PictureRefusal.TOO_MANY_PIXELS, PictureRefusal.BROKEN}


def test_a_picture_with_too_many_pixels_is_told_so():
    assert refused(heading(9000, 9000)) is PictureRefusal.TOO_MANY_PIXELS
    assert refused(painted((2000, 20))) is PictureRefusal.TOO_OBLONG


def test_the_first_page_of_a_document_is_a_picture():
    cleaned = clean_picture(page())
    assert (cleaned.width, cleaned.height) == (2400, 1200)
    assert cleaned.media_type == "image/png"
    assert opened(cleaned).convert("L").getextrema()[0] < 100


def test_a_page_that_is_a_strip_or_larger_than_a_hall_is_refused():
    assert refused(page("2000mm", "20mm")) is PictureRefusal.TOO_OBLONG
    assert refused(page("5000mm", "5000mm")) is PictureRefusal.TOO_MANY_PIXELS


def test_a_document_behind_a_password_is_told_so():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page())))
    writer.encrypt("secret", algorithm="RC4-128")
    assert refused(written(writer)) is PictureRefusal.LOCKED


def test_a_document_whose_page_is_a_dot_is_refused():
    writer = PdfWriter()
    writer.add_blank_page(0.5, 0.5)
    assert refused(written(writer)) is PictureRefusal.NO_SIZE
