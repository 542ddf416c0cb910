"""What BuildKit takes, odd as it looks: each case is a file and what is found in it."""

import pytest

CASES = [
    ("", []),
    ("\n\n", []),
    ("# only a comment\n", []),
    ("FROM nginx:1\nRUN\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nCMD\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nCMD []\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nENTRYPOINT []\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nRUN [ -f x ] && y\n", ["FROM nginx:1"]),
    ('FROM nginx:1\nRUN ["a\n', ["FROM nginx:1"]),
    ("FROM nginx:1\nENV A 1 2\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nENV A=\"x y\" B='z' C=a\\ b\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nENV A=\\\n1 \\\n\n# c\n B=2\n", ["FROM nginx:1"]),
    ('FROM nginx:1\nLABEL "a b"=c\n', ["FROM nginx:1"]),
    ("FROM nginx:1\nSTOPSIGNAL --x 9\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nARG --x A\n", ["FROM nginx:1"]),
    ('FROM nginx:1\nSHELL ["bash", "-c"]\n', ["FROM nginx:1"]),
    ("FROM nginx:1\nHEALTHCHECK none\n", ["FROM nginx:1"]),
    ('FROM nginx:1\nHEALTHCHECK --interval=5s --retries=3 CMD ["a"]\n', ["FROM nginx:1"]),
    ("FROM nginx:1\nMAINTAINER a b <c@d>\n", ["FROM nginx:1"]),
    ('FROM nginx:1\nVOLUME ["/a", "/b"]\n', ["FROM nginx:1"]),
    ("FROM nginx:1\nADD --keep-git-dir=true --checksum=sha256:" + "0" * 64 + " https://x/y.git /z\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nCOPY --link=FALSE a b\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nONBUILD NOPE\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nONBUILD COPY a\n", ["FROM nginx:1"]),
    ('FROM nginx:1\nCOPY ["a b", "c"]\n', ["FROM nginx:1"]),
    ('FROM nginx:1\nENV A="unclosed\n', ["FROM nginx:1"]),
    ('FROM nginx:1\nRUN echo "unclosed\n', ["FROM nginx:1"]),
    ("FROM nginx:1\nWORKDIR /a b\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nUSER a b\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nRUN echo a \\\\\nRUN ls\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nRUN \\\n\n\n  ls\n", ["FROM nginx:1"]),
]


@pytest.mark.parametrize(("content", "expected"), CASES)
def test_reads(read, pin_each, content, expected):
    assert read(content) == expected
    pin_each(content.encode())
