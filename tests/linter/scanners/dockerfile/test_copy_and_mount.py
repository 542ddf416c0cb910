"""COPY --from and RUN --mount: each case is a file and what is found in it."""

import pytest

CASES = [
    ("FROM nginx:1\nCOPY --from=busybox:1.36 /bin/sh /sh\n", ["FROM nginx:1", "COPY --from busybox:1.36"]),
    ("FROM nginx:1\ncopy --from=busybox:1.36 /bin/sh /sh\n", ["FROM nginx:1", "COPY --from busybox:1.36"]),
    (
        "FROM nginx:1\nCOPY --chown=1:1 --link --from=busybox:1.36 --chmod=755 /bin/sh /sh\n",
        ["FROM nginx:1", "COPY --from busybox:1.36"],
    ),
    ('FROM nginx:1\nCOPY --from="busybox:1.36" /bin/sh /sh\n', ["FROM nginx:1", "COPY --from busybox:1.36"]),
    ('FROM nginx:1\nCOPY "--from=busybox:1.36" /bin/sh /sh\n', ["FROM nginx:1"]),
    ("FROM nginx:1\nCOPY --from='busybox:1.36' /bin/sh /sh\n", ["FROM nginx:1", "COPY --from busybox:1.36"]),
    (
        'FROM nginx:1\nCOPY --from=busy"box":1.36 /bin/sh /sh\n',
        ["FROM nginx:1", 'COPY --from busy"box":1.36 = busybox:1.36 | the reference has quotes or escapes inside it'],
    ),
    ('FROM nginx:1\nCOPY --from=busybox:1.36 ["/bin/sh", "/sh"]\n', ["FROM nginx:1", "COPY --from busybox:1.36"]),
    ("FROM nginx:1\nCOPY \\\n  --from=busybox:1.36 \\\n  /bin/sh /sh\n", ["FROM nginx:1", "COPY --from busybox:1.36"]),
    (
        "FROM nginx:1\nCOPY --from=busy\\\nbox:1.36 /bin/sh /sh\n",
        ["FROM nginx:1", "COPY --from busy\\\nbox:1.36 = busybox:1.36 | the reference is split over several lines"],
    ),
    ("FROM nginx:1\nCOPY --from= /bin/sh /sh\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nCOPY -- --from=busybox:1.36 /sh\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nCOPY a --from=busybox:1.36 /sh/\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nCOPY --from=scratch / /\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nCOPY --from=Busybox / /\n", ["FROM nginx:1", "COPY --from Busybox"]),
    ("FROM nginx:1\nCOPY --from=busybox --exclude=*.o --parents a/b c/\n", ["FROM nginx:1", "COPY --from busybox"]),
    ("FROM nginx:1\nRUN --mount=from=busybox:1.36,target=/b ls\n", ["FROM nginx:1", "RUN --mount busybox:1.36"]),
    (
        "FROM nginx:1\nRUN --mount=type=bind,from=busybox:1.36,source=/bin,target=/b ls\n",
        ["FROM nginx:1", "RUN --mount busybox:1.36"],
    ),
    (
        "FROM nginx:1\nRUN --mount=target=/b,FROM=busybox:1.36,Type=bind ls\n",
        ["FROM nginx:1", "RUN --mount busybox:1.36"],
    ),
    (
        "FROM nginx:1\nRUN --mount=type=cache,from=busybox:1.36,target=/b ls\n",
        ["FROM nginx:1", "RUN --mount busybox:1.36"],
    ),
    (
        (
            "FROM nginx:1\n"
            "RUN --mount=from=busybox:1.36,target=/a --mount=type=cache,target=/c --mount=from=redis:7,target=/b ls\n"
        ),
        ["FROM nginx:1", "RUN --mount busybox:1.36", "RUN --mount redis:7"],
    ),
    (
        ("FROM nginx:1\nRUN --mount=from=busybox:1.36,target=/a \\\n    --mount=from=redis:7,target=/b \\\n    ls\n"),
        ["FROM nginx:1", "RUN --mount busybox:1.36", "RUN --mount redis:7"],
    ),
    ('FROM nginx:1\nRUN --mount="from=busybox:1.36,target=/a" ls\n', ["FROM nginx:1", "RUN --mount busybox:1.36"]),
    ('FROM nginx:1\nRUN "--mount=from=busybox:1.36,target=/a" ls\n', ["FROM nginx:1"]),
    (
        'FROM nginx:1\nRUN --mount=type=bind,\\"from=busybox:1.36\\",target=/a ls\n',
        ["FROM nginx:1", "RUN --mount busybox:1.36"],
    ),
    ("FROM nginx:1\nRUN '--mount=type=bind,\"from=busybox:1.36\",target=/a' ls\n", ["FROM nginx:1"]),
    (
        "FROM nginx:1\nRUN --mount=from=busybox:1.36,from=redis:7,target=/a ls\n",
        ["FROM nginx:1", "RUN --mount redis:7"],
    ),
    ("FROM nginx:1\nRUN --mount=from=,target=/a ls\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nRUN --mount=from=scratch,target=/a ls\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nRUN --mount=type=tmpfs,target=/a ls\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nRUN --mount=from=0,target=/a ls\n", ["FROM nginx:1", "RUN --mount 0"]),
    (
        "FROM nginx:1\nRUN --network=none --mount=from=busybox:1.36,target=/a --security=sandbox ls\n",
        ["FROM nginx:1", "RUN --mount busybox:1.36"],
    ),
    ("FROM nginx:1\nRUN ls --mount=from=busybox:1.36,target=/a\n", ["FROM nginx:1"]),
    (
        'FROM nginx:1\nRUN --mount=from=busybox:1.36,target=/a ["ls", "/a"]\n',
        ["FROM nginx:1", "RUN --mount busybox:1.36"],
    ),
    (
        "FROM nginx:1\nRUN --mount=from=busybox:1.36,target=/a <<EOF\nls /a\nEOF\n",
        ["FROM nginx:1", "RUN --mount busybox:1.36"],
    ),
    (
        "FROM nginx:1\nRUN --mount=from=bu\\\nsybox,target=/a ls\n",
        ["FROM nginx:1", "RUN --mount bu\\\nsybox = busybox | the reference is split over several lines"],
    ),
    ("FROM nginx:1\nRUN --mount=target=. --mount=type=secret,id=from=x,target=/s ls\n", ["FROM nginx:1"]),
    (
        "FROM nginx:1\nONBUILD COPY --from=busybox:1.36 /bin/sh /sh\n",
        ["FROM nginx:1", "ONBUILD COPY --from busybox:1.36"],
    ),
    (
        "FROM nginx:1\nONBUILD RUN --mount=from=busybox:1.36,target=/a ls\n",
        ["FROM nginx:1", "ONBUILD RUN --mount busybox:1.36"],
    ),
    (
        "FROM nginx:1\nonbuild copy --from=busybox:1.36 /bin/sh /sh\n",
        ["FROM nginx:1", "ONBUILD COPY --from busybox:1.36"],
    ),
    (
        'FROM nginx:1\nONBUILD \\\n  COPY --from="busybox:1.36" /bin/sh /sh\n',
        ["FROM nginx:1", "ONBUILD COPY --from busybox:1.36"],
    ),
    ("FROM nginx:1\nONBUILD COPY --from=1 /a /b\n", ["FROM nginx:1", "ONBUILD COPY --from 1 (stage)"]),
    (
        "FROM nginx:1\nONBUILD ADD --chown=1 a b\nONBUILD ARG IMAGE=redis:7\nONBUILD ENV FROM=redis:7\n",
        ["FROM nginx:1"],
    ),
    ("FROM nginx:1\nONBUILD RUN <<EOF\nFROM redis:7\nEOF\nRUN ls\n", ["FROM nginx:1"]),
    ("FROM nginx:1\nONBUILD FOO redis:7\n", ["FROM nginx:1"]),
]


@pytest.mark.parametrize(("content", "expected"), CASES)
def test_reads(read, pin_each, content, expected):
    assert read(content) == expected
    pin_each(content.encode())
