"""Regular expressions match in linear time, and what is none is refused with a remedy."""

import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring.regexes import Regex


@pytest.mark.parametrize(
    ("pattern", "matched", "others"),
    [
        (r"v?\d+\.\d+", ["1.2", "v1.2"], ["1", "1.2.3", "x1.2", "1.2\n"]),
        ("a|ab", ["a", "ab"], ["abc", ""]),
        ("(?P<tag>rel-[0-9]+)", ["rel-1"], ["rel-", "Rel-1"]),
        ("(?i)rel", ["REL"], ["re"]),
        ("", [""], ["a"]),
        ("é+", ["éé"], ["e"]),
        (".", ["x", "\ud800"], ["\n"]),
    ],
)
def test_the_whole_text_is_matched(pattern, matched, others):
    regex = Regex.read(pattern)
    assert [text for text in matched if not regex.fullmatch(text)] == []
    assert [text for text in others if regex.fullmatch(text)] == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("(?=b)c", "look-ahead and look-behind are not supported; write out what may stand there"),
        ("(?!b)c", "look-ahead and look-behind are not supported"),
        ("(?<=b)c", "look-ahead and look-behind are not supported"),
        ("(?<!b)c", "look-ahead and look-behind are not supported"),
        (r"(a)\1", "back-references are not supported; write out what may be repeated"),
        ("(?P<x>a)(?P=x)", "back-references are not supported"),
        ("(?>a)", "there are no atomic groups; write `(?:`"),
        ("a++", "there are no possessive repetitions; write `+`"),
        ("(?(1)a)", "conditions are not supported; write the alternatives out, `a|b`"),
        ("(?#why)a", "comments are not supported; leave it out"),
        ("(?x) a", "the flag `x` is not supported; leave the white space out"),
        (r"a\Z", r"the end of the text is `\z`"),
        ("a{1001}", "invalid repetition size: {1001}; see https://github.com/google/re2/wiki/Syntax"),
        ("[a", "missing ]: [a; see"),
        ("(" * 5000, "…; see"),
        ("a" * 1_000_000, "it needs more than 1 MiB; write a shorter one"),
        ("\ud800", r"'\ud800' is no regular expression: it holds half of a character"),
        (12, "a regular expression is a text; put `12` in quotes"),
        (["a"], "a regular expression is a text"),
    ],
)
def test_what_is_none_is_refused_with_a_remedy(value, said):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        Regex.read(value)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 300


@given(st.text(max_size=12))
def test_any_text_is_an_expression_or_refused(text):
    try:
        Regex.read(text)
    except ValueError as refused:
        assert str(refused)


def test_nothing_is_said_on_standard_error_and_no_expression_takes_long():
    code = (
        "from mooring.regexes import Regex\n"
        "for pattern in ('(x+x+)+y', '(?:a?){100}a{100}', '(.*)(.*)(.*)(.*)(.*)[ab]{200}c', '(a|aa)+$b'):\n"
        "    assert not Regex(pattern).fullmatch('xa' * 100_000)\n"
        "try:\n"
        "    Regex('(?=')\n"
        "except ValueError:\n"
        "    pass\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert (ended.stdout, ended.stderr) == ("", "")


def test_it_is_plain_data():
    regex = pickle.loads(pickle.dumps(Regex("a+")))
    assert regex == Regex("a+")
    assert regex.fullmatch("aa")
    assert hash(regex) == hash(Regex("a+"))
    assert regex != Regex("a")
