"""Path patterns match as .gitignore's do, and soon."""

import re
import subprocess
import sys
from functools import cache
from itertools import product

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from mooring.globs import Globs, to_regex

CASES = [
    (["Dockerfile"], ["Dockerfile", "a/b/Dockerfile", "Dockerfile/x"], ["Dockerfile.dev", "xDockerfile"]),
    (["*.yml"], ["a.yml", "b/c.yml"], ["a.yaml", "ayml"]),
    (["vendor/"], ["vendor/a", "x/vendor/a/b"], ["vendored/a", "vendor"]),
    (["/vendor/**"], ["vendor/a", "vendor/a/b"], ["x/vendor/a", "vendor"]),
    (["a/*/c"], ["a/b/c", "a/b/c/d"], ["a/b/b/c", "x/a/b/c"]),
    (["a/**/c"], ["a/c", "a/b/c", "a/b/b/c"], ["a/bc", "b/c"]),
    (["**/prod/**"], ["prod/x", "a/prod/x/y"], ["prod", "a/product/x"]),
    (["?at"], ["cat", "x/bat"], ["at", "chat"]),
    (["[bc]at", "!bat"], ["cat"], ["bat", "rat"]),
    (["*.{yml,yaml}"], ["a.yml", "b/c.yaml"], ["a.yxml", "a.{yml,yaml}"]),
    (["a{,.b}c"], ["ac", "a.bc"], ["aXbc"]),
    (["[!bc]at"], ["rat"], ["bat"]),
    (["a[!b]c", "a[+-9]d"], ["axc", "a5d"], ["a/c", "abc", "a/d"]),
    (["[z-a]x", "[a-]y", "[!z-a]w"], ["ay", "-y", "zx", "qw"], ["ax", "by", "zw"]),
    (["[[&&~~||-]x"], ["[x", "&x", "-x"], ["ax"]),
    (["{*,b}c"], ["*c", "bc"], ["ac"]),
    (["*{abbbc,b}*c*d"], ["abbbcd"], ["abbbd"]),
    (["{a,ab}{c,bc}*e", "{}x"], ["abce", "abcde", "x"], ["abe"]),
    (["a**/b", "x/**y"], ["az/b", "az/z/b", "x/z/y", "x/y"], ["b", "ab"]),
    (["*", "!keep.txt"], ["a", "b/c"], ["keep.txt", "d/keep.txt"]),
    (["!a", "a"], ["a"], []),
    (["a.b+c(d)"], ["a.b+c(d)"], ["aXb+c(d)"]),
    ([], [], ["a"]),
]


@pytest.mark.parametrize(("patterns", "matched", "others"), CASES)
def test_matches(patterns, matched, others):
    globs = Globs(patterns)
    assert [path for path in matched if path not in globs] == []
    assert [path for path in others if path in globs] == []


def simple_match(pattern, path):
    """What `to_regex` has to agree with: every way to match, one after the other."""
    pieces = re.findall(r"(?<![^/])\*\*/|\*+|\?|\[!?\w+\]|\{[^{}/]*\}|.", pattern)

    @cache
    def match(piece, at):
        if piece == len(pieces):
            return at == len(path)
        return any(match(piece + 1, end) for end in ends(pieces[piece], at))

    def ends(piece, at):
        if piece == "*":
            return range(at, (path + "/").index("/", at) + 1)
        if piece == "**/":
            return [at, *(end + 1 for end in range(at, len(path)) if path[end] == "/")]
        if piece.startswith("*"):
            return range(at, len(path) + 1)
        if piece.startswith("{") and len(piece) > 1:
            return [at + len(word) for word in piece[1:-1].split(",") if path.startswith(word, at)]
        char = path[at : at + 1]
        is_set = piece.startswith("[") and len(piece) > 1
        if piece == "?" or is_set:
            hit = bool(char) and char != "/" and (not is_set or (char in piece[1:-1]) != (piece[1] == "!"))
        else:
            hit = char == piece
        return [at + 1] if hit else []

    return match(0, 0)


PIECES = ["a", "b", "/", "*", "**", "**/", "/**/", "?", "[ab]", "[!a]", "{a,b}", "{a,ab}", "{,b}", "{ab,b,aab}", "."]
PATTERNS = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
PATHS = st.text("aab/b.", max_size=12)


@given(PATTERNS, PATHS)
def test_nothing_is_lost_by_trying_no_place_twice(pattern, path):
    try:
        expression = to_regex(pattern)
    except ValueError:
        reject()
    assert (re.fullmatch(expression, path, re.DOTALL) is not None) == simple_match(pattern, path)


@given(st.text("ab-!^[]{},*?/\\.\n", max_size=10), st.text("ab-/", max_size=6))
def test_any_text_is_a_pattern(pattern, path):
    assert (path in Globs([pattern])) in (True, False)


@given(st.text("ab-!^[]{},*?/", max_size=8), st.text("ab-/", max_size=6))
def test_properties_a_path_without_its_words_is_not_matched(pattern, path):
    body = pattern.removeprefix("!").removesuffix("/").removeprefix("/")
    anywhere = "" if "/" in pattern.removeprefix("!").removesuffix("/") else "**/"
    below = "/.*" if pattern.endswith("/") else "(?:/.*)?"
    expected = not pattern.startswith("!") and re.fullmatch(to_regex(anywhere + body) + below, path, re.DOTALL)
    assert (path in Globs([pattern])) == bool(expected)


PATHS_FOR_GIT = [
    "/".join(parts) for depth in (1, 2, 3) for parts in product(("a", "b", "ab", "aab", "bb"), repeat=depth)
]


@pytest.fixture(scope="module")
def ignored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("git")
    subprocess.run(["git", "init", "-q", folder], check=True)

    def ask(pattern):
        (folder / ".gitignore").write_text(f"{pattern}\n")
        words = ["git", "-C", str(folder), "check-ignore", "--no-index", "--stdin"]
        ended = subprocess.run(words, input="\n".join(PATHS_FOR_GIT), capture_output=True, text=True, check=False)
        return ended.stdout.splitlines()

    return ask


@pytest.mark.parametrize(
    "pattern",
    [
        "a", "a*", "*a*b", "?b", "[!a]*", "[a-]b", "a/", "*/b", "/a", "a/b", "a/**", "**/b", "**/a/b", "a/**/b",
        "/**/a*/b", "**/[!b]/**", "*/*/a*b", "a*/**/*b", "**/**/bb", "[b-a]", "*/[ab]b/",
    ],
)  # fmt: skip
def test_git_agrees(ignored, pattern):
    globs = Globs([pattern])
    assert [path for path in PATHS_FOR_GIT if path in globs] == ignored(pattern)


HOSTILE = [
    "a*" * 200 + "b",
    "*a" * 200 + "*b",
    "**/a/" * 100 + "b",
    "**/*a*a*a*a*a*/" * 20 + "b",
    "**a" * 200 + "b",
    "**a*" * 100 + "b",
    "*[ab]?" * 60 + "b",
    "{a,a}" * 200 + "b",
    "{a,b}*" * 100 + "c",
    "*{a,aa}{a,aaa}{,a}{,aa}*" + "*a" * 20 + "b",
    "{a,aa}{a,aaa}{,a}{,aa}" + "a*" * 20 + "b",
]
LONG_PATHS = ["/".join(["a" * 250] * 8), "a/" * 1000 + "a", "aaaa/" * 400 + "c"]


def test_no_pattern_takes_long():
    code = (
        "from mooring.globs import Globs\n"
        f"for pattern in {HOSTILE}:\n"
        f"    assert not any(path in Globs([pattern]) for path in {LONG_PATHS}), pattern\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_too_many_alternatives_are_refused():
    assert to_regex("{a,bb}" * 4)
    assert to_regex("{a,b}" * 100)
    with pytest.raises(ValueError, match="has too many alternatives in its braces; write it as several patterns"):
        Globs(["{a,bb}" * 5]).checked()
    with pytest.raises(ValueError, match="is longer than any path; write at most 4096 characters"):
        Globs(["a*" * 2049]).checked()
