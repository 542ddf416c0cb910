"""`--format markdown`."""

import pytest
from markdown_it import MarkdownIt

from mooring import Problem
from mooring.reporters.markdown import render

COMMENT = 65_536


def to_html(markdown):
    """What becomes of it where HTML is allowed, as on GitHub, which then removes the unsafe elements."""
    return MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table").render(markdown)


def test_table(report, expected):
    assert render(report, False) == expected("report.md")


def test_nothing_but_the_summary(clean):
    assert render(clean, False) == "### Mooring\n\n1 file read, 1 reference&#58; no findings\n"


def test_how_it_reads(report):
    html = to_html(render(report, False))
    assert html.count("<tr>") == 5
    assert "<td><code>nginx</code> has no tag: “latest” &amp; more</td>" in html
    assert "<td>`a|b`&lt;i&gt;,�[31m:%0A${X}` is [no](http://x) @\u200breference,���not</td>" in html
    assert "<li><code>bad, file.yaml:3</code>: invalid <code>YAML</code>: found ']'</li>" in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>x</script>",
        "</code><img src=x>",
        "a|b|c",
        "a\n\n# heading\n",
        "`</code><b>`",
        "**a** __b__ _c_ ~~d~~",
        "[a](http://b) ![c](d)",
        "&lt;b&gt; &#124;",
        "\\| \\` \\<b>",
        "- a\r\n1. b",
        "    code",
        "---",
        "\t\x1b[31m\x00",
    ],
)
def test_a_file_s_text_is_only_text(hostile, text):
    html = to_html(render(hostile(text), False))
    assert html.count("<td>") == 4
    for element in ("script", "img", "b", "strong", "em", "s", "a", "h1", "ul", "ol", "pre", "hr"):
        assert f"<{element}>" not in html
        assert f"<{element} " not in html


def test_nobody_is_called(hostile):
    html = to_html(render(hostile("a", message="`x`@somebody #12"), False))
    assert "@somebody" not in html
    assert "#12" not in html


def test_it_fits_into_a_comment(many, hostile):
    for report, left in ((many(3000), "findings"), (many(3000, path="<" * 600 + "{}"), "findings")):
        text = render(report.replace(problems=[Problem("x" * 400, 1, "y|" * 400)] * 200), False)
        assert len(text) < COMMENT
        assert f"more {left}\n" in text
        assert "more problems\n" in text
        assert text.endswith("200 problems\n")
    assert len(render(hostile("|" * 100_000), False)) < COMMENT
