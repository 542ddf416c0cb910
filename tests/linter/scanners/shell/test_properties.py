"""What holds for any shell text whatever."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring import Mention, Scanner, Source
from mooring.engine import Scanned, rewrite
from mooring.formats import Scanners
from mooring.scanners.shell import read, scan

DIGEST = "sha256:" + "f" * 64
TOKENS = [
    "docker run ",
    "docker pull ",
    "docker build -t ",
    "nginx:1",
    "$I",
    "${I:-a:1}",
    "I=b:1",
    "I=(",
    "$(",
    "`",
    "'",
    '"',
    "${",
    "${{",
    "}}",
    "}",
    "{",
    "(",
    ")",
    "((",
    "))",
    "<<EOF\n",
    "\nEOF\n",
    "\n",
    "\\",
    ";",
    "&&",
    "|",
    "||",
    " for i in ",
    "do ",
    "done",
    "if ",
    "then ",
    "fi",
    "case x in ",
    "esac",
    "[[",
    "]]",
    "<",
    ">",
    "#",
    "bash -c ",
    "{{",
    "eval ",
    "ssh h ",
    "sudo ",
    "-it ",
    "--name ",
    "é",
]
SHELL = Scanner("shell", ["*.sh"], scan)
TEXTS = st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)


def scanned(text):
    run = Scanned(Scanners([SHELL]))
    run.add(Source("x.sh", text.encode()))
    return run


def mentions(source):
    return [each for each in scan(source) if isinstance(each, Mention)]


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_every_place_lies_in_the_text_and_every_fix_is_the_reference(text):
    source = Source("x.sh", text.encode())
    for mention in mentions(source):
        places = [mention.span, mention.parts["whole"]]
        assert all(0 <= place.start <= place.end <= len(source.data) for place in places)
        if mention.rewritable:
            assert source.read(mention.parts["whole"]) == mention.resolved


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_a_fix_changes_that_reference_only_or_is_refused(text):
    for index, mention in enumerate(scanned(text).mentions()):
        if mention.rewritable and mention.reference and mention.reference.digest is None:
            run = scanned(text)
            before = run.mentions()
            pinned = f"{mention.resolved}@{DIGEST}"
            fixed = rewrite(run, lambda each, old=before[index], new=pinned: new if each is old else None)
            expected = [each.resolved for each in before]
            if fixed.mended:
                expected[index] = pinned
            assert [each.resolved for each in run.mentions()] == expected
            assert (run.files[0].source.data == text.encode()) == bool(fixed.refused)


@given(st.binary(max_size=200), st.sampled_from(["sh", "pwsh", "cmd"]))
@settings(max_examples=200, deadline=None)
def test_no_input_fails(data, dialect):
    list(read(Source("x", b"docker " + data), {"A": "${{ env.A }}"}, dialect))


@pytest.mark.parametrize(
    "text",
    [
        "docker $(" * 5000,
        "docker `" * 5000,
        "docker ${" * 5000,
        "docker ${{" * 5000,
        "docker ${{'" * 5000,
        'docker "$(' * 5000,
        "docker <<A " * 2000 + "\n",
        "docker <<A\n$(cat <<A\n" * 1000,
        "docker (" * 5000,
        "docker case x in " * 2000,
        "sudo " * 5000 + "docker run x",
        "docker run " + "$OPTS " * 2000,
        "".join(f'A{n}="$A{n - 1}$A{n - 1}$A{n - 1}"\n' for n in range(1, 60)) + "docker run $A59",
        "if x; then A=x; fi\n" * 500 + "docker run $A\n" * 500,
        "for i in " + "a " * 5000 + "; do docker pull $i; done",
    ],
    ids=lambda text: text[:20],
)
def test_hostile_texts_are_read_in_reasonable_time(text):
    list(scan(Source("x.sh", text.encode())))
