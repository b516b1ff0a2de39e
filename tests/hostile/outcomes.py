"""What becomes of each worksheet in worksheets/, by its name: what is told, or that it is printed."""

from packbuilder.kinds import kinds

ADDRESS = "is an address; nothing is fetched, so put the picture beside the worksheet"
KINDS = ", ".join(kinds())
CONTROL = "the control character U+{}; delete it, or write two backslashes if one is meant"
TAG = "2:8: a YAML tag; put the value between quotation marks"
NO_ACTIVITIES = 'activities: missing field; add "activities: …"'
NONE_OF_THEM = "3:1: activities: has 0 entries and needs 1 or more"
NO_SETTING = (
    "unknown field; the fields here are unit, subject, level, language, paper, layout, hand, binding, title, activities"
)

REFUSED = {
    "backslashes": ["5:13: a word of 2,999 characters; 1,000 are the most. Shorten it or put spaces into it"],
    "hyphens": ["5:13: a word of 2,000 characters; 1,000 are the most. Shorten it or put spaces into it"],
    "stars-only": ["5:13: a word of 3,000 characters; 1,000 are the most. Shorten it or put spaces into it"],
    "underscores": ["5:13: a word of 3,000 characters; 1,000 are the most. Shorten it or put spaces into it"],
    "binding-list": ["3:1: binding: needs a word, not a list; choose one of punched, none"],
    "date-huge": [
        (
            '6:15: activities[0].events[0].date: "999999999999-01-01" is no date; write 1922, 1922-04 or 1922-04-03, '
            'or any year and beside it "label: 999999999999-01-01"'
        ),
        '6:53: activities[0].events[1].date: "-1e9" is no date; write 1922, 1922-04 or 1922-04-03, or '
        'any year and beside it "label: -1e9"',
    ],
    "field-at": [
        (
            "4:44: activities[0].at: unknown field; the fields here are open, guidance, support, answer, "
            "kind, id, heading, prompt, marks, new_page, lines, starters, words, criteria (a text with a "
            "colon goes between quotation marks)"
        ),
        (
            "4:51: activities[0].drawing: unknown field; the fields here are open, guidance, support, "
            "answer, kind, id, heading, prompt, marks, new_page, lines, starters, words, criteria (a text "
            "with a colon goes between quotation marks)"
        ),
        '4:63: activities[0].ROOM: unknown field; did you mean "lines"?',
    ],
    "field-dunder": [
        (
            "3:1: __class__: unknown field; the fields here are unit, subject, level, language, paper, "
            "layout, hand, binding, title, activities"
        ),
        (
            "4:1: __init__: unknown field; the fields here are unit, subject, level, language, paper, "
            "layout, hand, binding, title, activities"
        ),
        (
            "5:1: model_config: unknown field; the fields here are unit, subject, level, language, paper, "
            "layout, hand, binding, title, activities"
        ),
        (
            "6:1: _at: unknown field; the fields here are unit, subject, level, language, paper, layout, "
            "hand, binding, title, activities"
        ),
        "7:1: activities: has 0 entries and needs 1 or more",
    ],
    "hand-dunder": ['3:1: hand: "__class__" isn\'t possible here; choose one of primary, lower-secondary, adult'],
    "id-markup": ['8:5: activities[0].id: ""><script>" doesn\'t fit; use small letters, digits and hyphens'],
    "id-newline": ['8:5: activities[0].id: "x\\ny" doesn\'t fit; use small letters, digits and hyphens'],
    "id-parents": ['8:5: activities[0].id: "../../x" doesn\'t fit; use small letters, digits and hyphens'],
    "image-absolute": [
        (
            '7:14: activities[0].source.image: "/etc/passwd" lies outside the worksheet\'s folder; put the '
            "picture beside the worksheet"
        )
    ],
    "image-backslashes": [
        ('7:14: activities[0].source.image: there is no file "..\\..\\..\\secret.png" beside the worksheet')
    ],
    "image-canary": [
        (
            '7:14: activities[0].source.image: "CANARY" lies outside the worksheet\'s folder; put the '
            "picture beside the worksheet"
        )
    ],
    "image-command": ['7:14: activities[0].source.image: there is no file "| cat /etc/passwd" beside the worksheet'],
    "image-data": [
        (
            '7:14: activities[0].source.image: there is no file "data:image/svg+xml,<svg '
            'xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>" beside the '
            "worksheet"
        )
    ],
    "image-device": [
        (
            '7:14: activities[0].source.image: "/dev/zero" lies outside the worksheet\'s folder; put the '
            "picture beside the worksheet"
        )
    ],
    "image-drive": [
        (
            '7:14: activities[0].source.image: "C:\\Windows\\win.ini" lies outside the worksheet\'s folder; '
            "put the picture beside the worksheet"
        )
    ],
    "image-file-url": ['7:14: activities[0].source.image: there is no file "file:///etc/passwd" beside the worksheet'],
    "image-ftp": [f'7:14: activities[0].source.image: "ftp://127.0.0.1:PORT/a.png" {ADDRESS}'],
    "image-glob": ['7:14: activities[0].source.image: there is no file "*" beside the worksheet'],
    "image-home": ['7:14: activities[0].source.image: there is no file "~/.ssh/id_rsa" beside the worksheet'],
    "image-http": [f'7:14: activities[0].source.image: "http://127.0.0.1:PORT/a.png" {ADDRESS}'],
    "image-https": [f'7:14: activities[0].source.image: "https://127.0.0.1:PORT/a.png" {ADDRESS}'],
    "image-itself": [
        (
            '7:14: activities[0].source.image: "image-itself.yaml" isn\'t a PNG or JPEG picture; save it '
            "again as one of these"
        )
    ],
    "image-of-a-card": [
        (
            '8:16: activities[0].cards[0].image: "../../../../../../etc/passwd" lies outside the '
            "worksheet's folder; put the picture beside the worksheet"
        )
    ],
    "image-parents": [
        (
            '7:14: activities[0].source.image: "../../../../../../../../../etc/passwd" lies outside the '
            "worksheet's folder; put the picture beside the worksheet"
        )
    ],
    "image-percent": [
        (
            '7:14: activities[0].source.image: there is no file "%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd" '
            "beside the worksheet"
        )
    ],
    "image-proc": [
        (
            '7:14: activities[0].source.image: "/proc/self/environ" lies outside the worksheet\'s folder; '
            "put the picture beside the worksheet"
        )
    ],
    "image-protocol-relative": [
        (
            '7:14: activities[0].source.image: "//127.0.0.1:PORT/a.png" lies outside the worksheet\'s '
            "folder; put the picture beside the worksheet"
        )
    ],
    "image-unc": [
        (
            '7:14: activities[0].source.image: "\\\\server\\share\\a.png" lies outside the worksheet\'s '
            "folder; put the picture beside the worksheet"
        )
    ],
    "image-unc-slashes": [
        (
            '7:14: activities[0].source.image: "//server/share/a.png" lies outside the worksheet\'s '
            "folder; put the picture beside the worksheet"
        )
    ],
    "image-zero": [f"7:14: {CONTROL.format('0000')}"],
    "kind-dunder": [f'4:12: activities[0].kind: there is no kind "__init__"; the kinds are {KINDS}'],
    "kind-module": [f'4:12: activities[0].kind: there is no kind "os"; the kinds are {KINDS}'],
    "kind-parents": [f'4:12: activities[0].kind: there is no kind "../../../tmp/evil"; the kinds are {KINDS}'],
    "language-attribute": [
        '3:11: language: "en-"><img src=//127.0.0.1:PORT>" is no language; write a tag such as en-GB'
    ],
    "language-behind": ['3:11: language: "en-../../../etc" is no language; write a tag such as en-GB'],
    "language-parents": ['3:11: language: "../../../../etc/passwd" is no language; write a tag such as en-GB'],
    "language-zero": [f"3:11: {CONTROL.format('0000')}"],
    "layout-absolute": ['3:1: layout: "/etc" doesn\'t fit; use small letters, digits and hyphens'],
    "layout-parents": ['3:1: layout: "../../etc" doesn\'t fit; use small letters, digits and hyphens'],
    "layout-unc": ['3:1: layout: "\\\\server\\share" doesn\'t fit; use small letters, digits and hyphens'],
    "number-exponent": [
        '4:44: activities[0].lines: needs a whole number, not "1e308"',
        '4:58: activities[0].marks: needs a whole number, not "0x7fffffffffffffff"',
    ],
    "number-infinite": [
        '4:44: activities[0].lines: needs a whole number, not ".inf"',
        '4:57: activities[0].marks: needs a whole number, not ".nan"',
    ],
    "number-lines": ["4:44: activities[0].lines: needs 60 or less"],
    "number-marks": ["4:44: activities[0].marks: needs 200 or less"],
    "paper-css": [
        (
            '3:1: paper: "A4; } @import url(file:///etc/passwd); @page {" is no paper; choose A4, A3, '
            'Letter, Tabloid, with "portrait" or "landscape" behind it'
        )
    ],
    "pattern": ["4:21: activities[0].id: is longer than 60 characters; shorten it or divide it"],
    "text-c1": [f"2:8: {CONTROL.format('009B')}"],
    "text-embedding": [
        ('2:8: no font has the character "\\u202b" (U+202B, RIGHT-TO-LEFT EMBEDDING); write it another way'),
        ('2:8: no font has the character "\\u202a" (U+202A, LEFT-TO-RIGHT EMBEDDING); write it another way'),
        ('2:8: no font has the character "\\u202d" (U+202D, LEFT-TO-RIGHT OVERRIDE); write it another way'),
    ],
    "text-escape": [f"2:8: {CONTROL.format(each)}" for each in ("001B", "0007")],
    "text-lines": [
        '2:8: no font has the character "\\u2028" (U+2028, LINE SEPARATOR); write it another way',
        '2:8: no font has the character "\\u2029" (U+2029, PARAGRAPH SEPARATOR); write it another way',
    ],
    "text-nonchar": [
        '2:8: no font has the character "\\ufffe" (U+FFFE, unnamed); write it another way',
        '3:7: no font has the character "\\U0001ffff" (U+1FFFF, unnamed); write it another way',
    ],
    "text-override": [
        ('2:8: no font has the character "\\u202e" (U+202E, RIGHT-TO-LEFT OVERRIDE); write it another way')
    ],
    "text-private": ['2:8: no font has the character "\\ue000" (U+E000, unnamed); write it another way'],
    "text-tags": [
        ('2:8: no font has the character "\\U000e0041" (U+E0041, TAG LATIN CAPITAL LETTER A); write it another way'),
        ('2:8: no font has the character "\\U000e0042" (U+E0042, TAG LATIN CAPITAL LETTER B); write it another way'),
    ],
    "yaml-binary": [TAG, NONE_OF_THEM],
    "yaml-deep": ["2:47: nested more than 40 levels deep; a worksheet never needs that"],
    "yaml-documents": ["3:1: a second document; delete this line, or put what follows into a file of its own"],
    "yaml-environment": [TAG, NONE_OF_THEM],
    "yaml-handle": [f"4:1: {NO_ACTIVITIES}", TAG.replace("2:8", "4:8")],
    "yaml-include": [TAG, NONE_OF_THEM],
    "yaml-itself": ['3:17: "*a" repeats another part of the file; write the text out'],
    "yaml-key": ["2:3: a field name that isn't text; put it between quotation marks"],
    "yaml-laughs": [
        f"2:1: {NO_ACTIVITIES}",
        f"2:1: a: {NO_SETTING}",
        f"3:1: b: {NO_SETTING}",
        '3:8: "*a" repeats another part of the file; write the text out',
        '3:12: "*a" repeats another part of the file; write the text out',
        '3:16: "*a" repeats another part of the file; write the text out',
        f"4:1: c: {NO_SETTING}",
        '4:8: "*b" repeats another part of the file; write the text out',
        '4:12: "*b" repeats another part of the file; write the text out',
        '4:16: "*b" repeats another part of the file; write the text out',
        f"5:1: d: {NO_SETTING}",
        '5:8: "*c" repeats another part of the file; write the text out',
        '5:12: "*c" repeats another part of the file; write the text out',
        '5:16: "*c" repeats another part of the file; write the text out',
    ],
    "yaml-merge": [
        f"2:1: {NO_ACTIVITIES}",
        f"2:1: a: {NO_SETTING}",
        f"3:1: b: {NO_SETTING}",
        '3:12: "*a" repeats another part of the file; write the text out',
        f"4:1: <<: {NO_SETTING}",
        '4:6: "*a" repeats another part of the file; write the text out',
        '4:10: "*b" repeats another part of the file; write the text out',
    ],
    "yaml-python": [TAG, NONE_OF_THEM],
    "yaml-python-name": [TAG, NONE_OF_THEM],
    "yaml-surrogate": [
        f"2:8: {CONTROL.format('D800')}",
        NONE_OF_THEM,
    ],
    "yaml-twice": [
        '3:1: "title" stands twice (first in line 2); keep one of them',
        NONE_OF_THEM.replace("3:1", "4:1"),
    ],
}
BUILDS = [
    "css-attachment",
    "css-escape",
    "css-string",
    "css-url",
    "format",
    "html-anchor-attachment",
    "html-attachment",
    "html-attribute",
    "html-base",
    "html-comment",
    "html-data",
    "html-doctype",
    "html-entity",
    "html-font",
    "html-form",
    "html-iframe",
    "html-import",
    "html-local-picture",
    "html-marks",
    "html-meta",
    "html-object",
    "html-picture",
    "html-script",
    "html-section",
    "html-stylesheet",
    "html-svg",
    "jinja-class",
    "jinja-comment",
    "jinja-config",
    "jinja-include",
    "jinja-loop",
    "jinja-raw",
    "markdown-address",
    "markdown-html",
    "markdown-link",
    "markdown-picture",
    "pdf-string",
    "picture-texts",
    "shell",
    "spreadsheet",
    "sql",
    "xmp",
    "text-byte-order",
    "zero-width",
    "isolates",
    "ellipses",
    "paragraphs",
    "quotes",
]
"""What is printed as the text it is."""
CHANGED = ["stars", "stars-nested"]
"""What is printed too, but for what emphasis makes of it."""
