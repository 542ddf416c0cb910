"""Path patterns match as .gitignore's do."""

import pytest

from mooring.globs import Globs

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
