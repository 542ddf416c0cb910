"""An expression that is compiled when it is first used is used as any other."""

import re

import pytest

from mooring.scanners.patterns import lazily


def test_it_has_the_methods_and_attributes_of_the_compiled_one():
    pattern = lazily("(a)B", re.IGNORECASE)
    assert (pattern.pattern, pattern.groups, pattern.flags) == ("(a)B", 1, re.compile("(a)B", re.IGNORECASE).flags)
    assert pattern.fullmatch("Ab")[1] == "A"
    assert [match.start() for match in pattern.finditer("abxab", 1)] == [3]
    assert pattern.sub("-", "xaby") == "x-y"
    assert lazily(rb"\s").split(b"a b") == [b"a", b"b"]


def test_it_is_compiled_when_it_is_used_and_not_before():
    pattern = lazily("(")
    with pytest.raises(re.error, match="unterminated"):
        pattern.match("")
