"""What holds for every file, whatever is in it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring import Mention, Problem, Source
from mooring.scanners.dockerfile import recognises, scan

WORDS = st.sampled_from(
    re.findall(
        r"\S+",
        """FROM ARG COPY RUN ONBUILD ENV AS as nginx:1 redis base Base scratch --from= --from=base
        --mount=from=a,target=/x --platform=linux/amd64 A=nginx:1 A=1 A B=$A $A ${A} ${A:-b} ${A##*/} ${A//a/b}
        ${B:+$A} $TARGETARCH 'q' "q" " ' ` <<EOF EOF ["a"] {{x}} # \\""",
    )
)
GAPS = st.sampled_from([" "] * 6 + ["\n"] * 4 + [" \\\n", "\r\n", "\t", "", "\\\n", "\n# c\n", "\n\n"])
FILES = st.lists(st.tuples(WORDS, GAPS), max_size=30).map(lambda pairs: "".join(word + gap for word, gap in pairs))


@settings(deadline=None, max_examples=300)
@given(FILES)
def test_any_file_is_read(text):
    data = text.encode()
    items = list(scan(Source("Dockerfile", data)))
    mentions = [item for item in items if isinstance(item, Mention)]
    problems = [item for item in items if isinstance(item, Problem)]
    assert len(problems) <= 1
    assert [mention.span for mention in mentions] == sorted(mention.span for mention in mentions)
    for mention in mentions:
        assert mention.text
        if mention.rewritable:
            assert mention.source.read(mention.parts["whole"]) == mention.resolved
        assert mention.rewritable or mention.resolved is not None or mention.reason


@settings(deadline=None, max_examples=150)
@given(FILES)
def test_pinning_changes_one_mention_and_nothing_else(pin_each, text):
    pin_each(text.encode())


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=200))
def test_any_bytes_are_survived(data):
    list(scan(Source("Dockerfile", data)))
    recognises(data)


@pytest.mark.parametrize(
    "content",
    [
        "FROM " + "${A:-" * 20_000,
        "FROM " + "$A" * 30_000,
        "FROM nginx AS a\n" * 20_000,
        "FROM a\n" + "COPY --from=a b c\n" * 20_000,
        "ARG A=x\n" + "ARG A=$A$A\n" * 500 + "FROM $A\n",
        "ARG V=" + "a" * 2000 + "\nFROM ${V//*a*a*a*a*a*b/c}\n",
        "ARG V=" + "a" * 2000 + "\nFROM ${V%%*a*a*a*a*a*b}\n",
        "FROM a\nRUN " + "\\\n" * 50_000 + "x\n",
        "FROM a\nRUN " + "--mount=\\\nfrom=x " * 20_000 + "\n",
        "FROM a\nRUN " + "<<A " * 20_000 + "\n",
        "FROM a\nRUN " + "${A:-" * 20_000 + "<<A\n",
        "FROM a\nENV " + 'a="b\\\n" ' * 20_000 + "\n",
        "FROM a\nCMD " + "[" * 50_000 + "\n",
        "FROM a\nCMD [" + '"a",' * 30_000 + "\n",
        "ONBUILD " * 20_000 + "\n",
        "#syntax=" + " " * 60_000 + "x y\n",
        "FROM x AS a\n" + "".join(f"FROM b AS c{n}\nFROM a{n}$TARGETARCH\n" for n in range(4000)),
        "ARG A0=n\n" + "".join(f"ARG A{n + 1}=$A{n}\n" for n in range(5000)) + "FROM $A5000\n",
    ],
)
def test_a_hostile_file_takes_no_long_time(content):
    list(scan(Source("Dockerfile", content.encode())))
    recognises(content.encode())
