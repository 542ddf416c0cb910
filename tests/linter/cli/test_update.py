"""`mooring update` against a real registry."""

import datetime as dt
import itertools

import pytest

from kit.images import build

BOM = b"\xef\xbb\xbf"
NUMBERS = itertools.count()


@pytest.fixture
def host(registry):
    return registry.host


@pytest.fixture
def app(registry):
    """`app(tag=days, …)` fills a repository of its own with images made so many days ago, and gives its name.

    A tag may come again with other content: `app.digests` maps each tag to the digest it has now.
    """

    class App:
        def __init__(self):
            self.repository = f"update/app{next(NUMBERS)}"
            self.name = f"{registry.host}/{self.repository}"
            self.digests = {}

        def push(self, *tags, days=100, content=""):
            made = dt.datetime.now(dt.UTC) - dt.timedelta(days=days, hours=1)
            for tag in tags:
                image = build(f"{tag} {content}", ["linux/amd64"], created=made.isoformat())
                self.digests[tag] = registry.push_image(self.repository, image, [tag])
            return self

        def pinned(self, tag):
            return f"{self.name}:{tag}@{self.digests[tag]}"

    return App()


def test_digests_are_refreshed_and_the_second_time_nothing_is_left_to_do(mooring, repository, app):
    old = app.push("1", "2").pinned("1")
    here = repository({"Dockerfile": f"FROM {old} AS a\nFROM {app.pinned('2')} AS b\nFROM {app.name}:1 AS c\n"})
    new = app.push("1", content="newer").pinned("1")
    outcome = mooring("update")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == f"Dockerfile:1:6: {old} -> {new}\n1 updated, 1 up to date, 0 not\n"
    assert (here / "Dockerfile").read_text() == (
        f"FROM {new} AS a\nFROM {app.pinned('2')} AS b\nFROM {app.name}:1 AS c\n"
    )
    again = mooring("update")
    assert (again.code, again.out, again.err) == (0, "0 updated, 2 up to date, 0 not\n", "")


@pytest.mark.parametrize("bom", [b"", BOM])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [b"", b"\n"])
def test_no_other_byte_changes(mooring, repository, app, bom, end, last):
    old = app.push("1.2.3").pinned("1.2.3")
    new = app.push("1.2.4").pinned("1.2.4")
    files = {
        "Dockerfile": [b"# caf\xc3\xa9 \xf0\x9f\x98\x80", b"ARG X=%s", b"FROM  ${X}\t AS  x ", b"COPY --from=%s a b"],
        "compose.yaml": [b"# \xc3\xa9", b"services:", b"  a:   {image: '%s',  x: 1}   # y", b'  b: {image: "%s"}'],
        ".github/workflows/w.yml": [b"jobs:", b"  a:", b"    container:   %s   # \xc3\xa9", b"    steps: []"],
    }

    def joined(lines, reference):
        return (bom + end.join(lines) + last).replace(b"%s", reference.encode())

    here = repository({path: joined(lines, old) for path, lines in files.items()})
    outcome = mooring("update", "--tags", "patch")
    assert (outcome.code, outcome.err) == (0, "")
    assert {path: (here / path).read_bytes() for path in files} == {
        path: joined(lines, new) for path, lines in files.items()
    }
    assert mooring("update", "--tags", "patch").out == "0 updated, 5 up to date, 0 not\n"


TAGS = [
    "latest", "1", "2", "1.27", "1.28", "2.0", "1.27.3", "1.27.5", "1.28.0", "2.0.1", "2.1.0-rc1", "2.1.0-rc2",
    "20260101", "1.27.3-alpine", "1.27.4-alpine", "1.28.0-slim", "1.27.9-0123abc", "v1.27.9", "2026.1.0",
    "1.27-alpine3.20", "1.28-alpine3.21",
]  # fmt: skip


@pytest.mark.parametrize(
    ("level", "moves"),
    [
        ("patch", {"1.27.3": "1.27.5", "1.27.3-alpine": "1.27.4-alpine", "2.1.0-rc1": "2.1.0-rc2"}),
        (
            "minor",
            {
                "1.27": "1.28",
                "1.27.3": "1.28.0",
                "1.27.5": "1.28.0",
                "1.27.3-alpine": "1.27.4-alpine",
                "2.1.0-rc1": "2.1.0-rc2",
            },
        ),
        (
            "major",
            {
                "1": "2",
                "1.27": "2.0",
                "1.28": "2.0",
                "1.27.3": "2.0.1",
                "1.27.5": "2.0.1",
                "1.28.0": "2.0.1",
                "1.27.3-alpine": "1.27.4-alpine",
                "2.1.0-rc1": "2.1.0-rc2",
            },
        ),
    ],
)
def test_tags_move_within_their_flavour(mooring, repository, app, level, moves):
    app.push(*TAGS)

    def text(moves):
        lines = [f"FROM {app.name}:{moves.get(tag, tag)} AS a{place}\n" for place, tag in enumerate(TAGS)]
        lines += [f"FROM {app.pinned(moves.get(tag, tag))} AS b{place}\n" for place, tag in enumerate(TAGS)]
        return "".join(lines)

    here = repository({"Dockerfile": text({})})
    outcome = mooring("update", "--tags", level)
    assert outcome.code == 0
    assert (here / "Dockerfile").read_text() == text(moves)
    assert outcome.out.endswith(f"\n{2 * len(moves)} updated, {2 * len(TAGS) - 2 * len(moves) - 3} up to date, 3 not\n")
    stays = [line for line in outcome.err.splitlines() if "is not a version that could move on" in line]
    assert [line.partition(":")[2].partition(":")[0] for line in stays] == ["1", "13", "17"]


def test_what_stays_is_said_with_the_reason(mooring, repository, app):
    app.push("1")
    gone = app.pinned("1").replace(":1@", ":gone@")
    repository(
        {
            "Dockerfile": f"ARG A={app.digests['1']}\nFROM {app.name}@{app.digests['1']} AS a\nFROM {gone} AS b\n"
            f"FROM {app.name}:1@${{A}}\nFROM scratch\nFROM $UNKNOWN\nFROM Bad\n",
        }
    )
    outcome = mooring("update")
    assert outcome.code == 1
    assert outcome.out == "0 updated, 0 up to date, 3 not\n"
    first, second, third = outcome.err.splitlines()
    assert first.startswith(
        f"Dockerfile:2:6: `{app.name}@{app.digests['1']}` not updated: it has no tag that would say"
    )
    assert second.startswith(f"Dockerfile:3:6: `{gone}` not updated: ")
    assert third.startswith(f"Dockerfile:4:6: `{app.name}:1@${{A}}` not updated: ")


def test_an_unanswered_registry_keeps_nothing_else_from_being_updated(mooring, repository, app):
    old = app.push("1.0.0").pinned("1.0.0")
    new = app.push("1.0.1").pinned("1.0.1")
    away = f"127.0.0.1:1/a/b:1.0@{app.digests['1.0.0']}"
    here = repository({"Dockerfile": f"FROM {away} AS a\nFROM {old} AS b\n"})
    outcome = mooring("update", "--tags", "patch")
    assert outcome.code == 1
    assert (here / "Dockerfile").read_text() == f"FROM {away} AS a\nFROM {new} AS b\n"
    assert outcome.out.endswith("1 updated, 0 up to date, 1 not\n")
    assert f"Dockerfile:1:6: `{away}` not updated: " in outcome.err


def test_a_diff_is_shown_and_nothing_written(mooring, repository, app):
    old, new = app.push("1.0").pinned("1.0"), app.push("1.1").pinned("1.1")
    here = repository({"Dockerfile": f"FROM {old}\n"})
    outcome = mooring("update", "--tags", "minor", "--diff")
    assert outcome.code == 0
    assert outcome.out == f"--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1 +1 @@\n-FROM {old}\n+FROM {new}\n"
    assert (here / "Dockerfile").read_text() == f"FROM {old}\n"


@pytest.mark.parametrize(
    ("words", "updated"),
    [
        (["--image", "*"], []),
        (["--image", "{host}/update/*"], [1, 2, 3]),
        (["--image", "{host}/**"], [1, 2, 3]),
        (["--image", "{name}"], [1, 2, 3]),
        (["--image", "docker.io/library/*"], []),
        (["--path", "a/"], [1]),
        (["--path", "a/", "--path", "c/**"], [1, 3]),
        (["--path", "Dockerfile", "--path", "!b/"], [1, 3]),
        (["--image", "{name}", "--path", "c/*"], [3]),
    ],
)
def test_images_and_paths_are_chosen(mooring, repository, app, host, words, updated):
    old = app.push("1").pinned("1")
    here = repository({f"{folder}/Dockerfile": f"FROM {old}\n" for folder in "abc"})
    new = app.push("1", content="newer").pinned("1")
    assert mooring("update", *(word.format(host=host, name=app.name) for word in words)).code == 0
    found = [(here / folder / "Dockerfile").read_text() for folder in "abc"]
    assert found == [f"FROM {new if place in updated else old}\n" for place in (1, 2, 3)]


COOLDOWN = "rules: {too-fresh: {severity: warning, days: 7}}\n"


def test_the_newest_that_is_old_enough_is_taken(mooring, repository, app):
    app.push("1.0.0", days=90).push("1.0.1", days=30).push("1.0.2", days=3).push("1.0.3", days=1)
    old, new = app.pinned("1.0.0"), app.pinned("1.0.1")
    here = repository({".mooring.yaml": COOLDOWN, "Dockerfile": f"FROM {old} AS a\nFROM {app.name}:1.0.0 AS b\n"})
    outcome = mooring("update", "--tags", "patch")
    assert outcome.code == 0
    assert (here / "Dockerfile").read_text() == f"FROM {new} AS a\nFROM {app.name}:1.0.1 AS b\n"
    reason = f"`{app.pinned('1.0.3')}` was made 1 day ago; the policy waits for 7 days"
    assert outcome.err.splitlines() == [
        f"Dockerfile:1:6: `{old}` not updated further: {reason}",
        f"Dockerfile:2:6: `{app.name}:1.0.0` not updated further: {reason}",
    ]
    assert outcome.out.endswith("\n2 updated, 0 up to date, 0 not\n")
    assert mooring("update", "--tags", "patch").out == "0 updated, 0 up to date, 2 not\n"


def test_without_the_rule_there_is_no_cooldown(mooring, repository, app):
    old, new = app.push("1.0.0").pinned("1.0.0"), app.push("1.0.1", days=0).pinned("1.0.1")
    here = repository({"Dockerfile": f"FROM {old}\n"})
    mooring("update", "--tags", "patch")
    assert (here / "Dockerfile").read_text() == f"FROM {new}\n"


def test_a_fresh_digest_is_not_taken_where_the_policy_waits(mooring, repository, app):
    old = app.push("1").pinned("1")
    new = app.push("1", days=2, content="newer").pinned("1")
    here = repository(
        {
            ".mooring.yaml": "rules: {too-fresh: {severity: {production: error, default: off}}}\n",
            "prod/Dockerfile": f"FROM {old}\n",
            "dev/Dockerfile": f"FROM {old}\n",
        }
    )
    outcome = mooring("update")
    assert outcome.code == 0
    assert (here / "prod/Dockerfile").read_text() == f"FROM {old}\n"
    assert (here / "dev/Dockerfile").read_text() == f"FROM {new}\n"
    assert outcome.err == (
        f"prod/Dockerfile:1:6: `{old}` not updated: `{new}` was made 2 days ago; the policy waits for 7 days\n"
    )
    assert outcome.out.endswith("1 updated, 0 up to date, 1 not\n")


def test_the_number_of_tags_tried_is_bounded(mooring, repository, app):
    old = app.push("1.0.0").pinned("1.0.0")
    app.push("1.0.1", days=90).push(*(f"1.0.{patch}" for patch in range(2, 20)), days=1)
    new = app.push("1.0.0", content="newer").pinned("1.0.0")
    here = repository({".mooring.yaml": COOLDOWN, "Dockerfile": f"FROM {old}\n"})
    outcome = mooring("update", "--tags", "patch")
    assert outcome.code == 0
    assert outcome.err.count("was made") == 1
    assert (here / "Dockerfile").read_text() == f"FROM {new}\n"


def test_a_tag_that_is_listed_and_gone_is_passed_over(mooring, repository, app, registry):
    old, new = app.push("1.0.0").pinned("1.0.0"), app.push("1.0.1").pinned("1.0.1")
    app.push("1.0.2")
    registry.delete(app.repository, app.digests["1.0.2"])
    here = repository({"Dockerfile": f"FROM {old}\n"})
    outcome = mooring("update", "--tags", "patch")
    assert (outcome.code, outcome.err) == (0, "")
    assert (here / "Dockerfile").read_text() == f"FROM {new}\n"


def test_a_digest_alone_is_written_where_the_policy_says_so(mooring, repository, app):
    old = app.push("1").pinned("1")
    here = repository(
        {
            ".mooring.yaml": "overrides:\n- {paths: [bare/], pin-style: digest-only}\n"
            "- {paths: [bare/both/], pin-style: tag-and-digest}\n",
            "bare/Dockerfile": f"FROM {app.name}:1 AS a\nFROM {app.name} AS b\nFROM {old} AS c\n",
            "bare/both/Dockerfile": f"FROM {app.name}:1\n",
        }
    )
    app.push("latest")
    assert mooring("pin").out == "3 pinned, 0 not\n"
    bare = f"{app.name}@{app.digests['1']}"
    assert (here / "bare/Dockerfile").read_text() == (
        f"FROM {bare} AS a\nFROM {app.name}@{app.digests['latest']} AS b\nFROM {old} AS c\n"
    )
    assert (here / "bare/both/Dockerfile").read_text() == f"FROM {app.pinned('1')}\n"
    app.push("1", content="newer")
    outcome = mooring("update", "--refresh")
    assert outcome.out.splitlines()[-1] == "2 updated, 0 up to date, 2 not"
    assert outcome.err.count("not updated: it has no tag") == 2
    assert (here / "bare/Dockerfile").read_text().splitlines()[2] == f"FROM {app.name}@{app.digests['1']} AS c"


def test_check_writes_pins_in_the_policy_s_style_too(mooring, repository, app):
    app.push("1")
    here = repository(
        {
            ".mooring.yaml": "overrides: [{paths: ['*.prod'], pin-style: digest-only}]\n",
            "Dockerfile.prod": f"FROM {app.name}:1\n",
        }
    )
    assert mooring("check", "--fix").code == 0
    assert (here / "Dockerfile.prod").read_text() == f"FROM {app.name}@{app.digests['1']}\n"
    assert mooring("check", "--fix").code == 0
