"""`mooring.lock`: what is written is read again, is TOML, merges line by line, and mistakes have their line."""

import subprocess
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.lock import Entry, Lock, LockError, by_name, name_of, parse, render
from mooring.model import Mention, Role
from mooring.reference import Reference
from mooring.text import Source, Span

DIGEST = "sha256:" + "0123456789abcdef" * 4
OTHER = "sha512:" + "fedcba9876543210" * 8
TIME = "2026-01-02T03:04:05Z"
REDIS = Entry(
    "docker.io/library/redis:8.2.3", DIGEST, ["linux/arm64/v8", "linux/amd64"], TIME, "docker.io/library/redis"
)
WRITTEN = f"""\
# Written by `mooring lock`. After a conflict keep the blocks of either side and run it again.
version = 1

[image."docker.io/library/redis:8.2.3"]
digest = "{DIGEST}"
platforms = ["linux/amd64", "linux/arm64/v8"]
resolved = "2026-01-02T03:04:05Z"
from = "docker.io/library/redis"
"""
BLOCK = WRITTEN.partition("\n\n")[2]


def read(content):
    return parse(Source("mooring.lock", content if isinstance(content, bytes) else content.encode()))


def entry(name, digest=DIGEST):
    return Entry(name, digest, ["linux/amd64"], TIME, name.rpartition(":")[0])


def test_what_is_written():
    assert render(Lock([REDIS])) == WRITTEN
    assert render(Lock()) == WRITTEN.partition("\n\n")[0] + "\n"


def test_entries_are_in_the_order_of_their_names():
    entries = [entry(name) for name in ("b.example/a:1", "a.example/b:2", "a.example/b:10")]
    assert render(Lock(entries)) == render(Lock(entries[::-1]))
    assert list(tomllib.loads(render(Lock(entries)))["image"]) == ["a.example/b:10", "a.example/b:2", "b.example/a:1"]


@pytest.mark.parametrize(
    "content",
    [
        WRITTEN,
        WRITTEN.replace("\n", "\r\n"),
        "\N{BYTE ORDER MARK}" + WRITTEN,
        WRITTEN.replace(" = ", "="),
        WRITTEN.replace("digest =", "# café 😀\n\t digest  = "),
        WRITTEN.replace('"linux/amd64", "linux/arm64/v8"', '"linux/arm64/v8",   "linux/amd64"'),
        WRITTEN.rstrip("\n"),
    ],
)
def test_what_is_read(content):
    lock = read(content)
    assert lock.entries == {REDIS.name: REDIS}
    place = lock.find(Reference.parse("redis:8.2.3"))
    assert place.text == DIGEST
    assert place.reference.digest == DIGEST
    assert not place.rewritable


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("redis:8.2.3", REDIS.name),
        (f"docker.io/redis:8.2.3@{OTHER}", REDIS.name),
        ("redis", "docker.io/library/redis:latest"),
        ("ghcr.io/a/b:1", "ghcr.io/a/b:1"),
        (f"redis@{DIGEST}", None),
    ],
)
def test_the_name_of_a_reference(reference, name):
    lock = read(WRITTEN)
    parsed = Reference.parse(reference)
    assert name_of(parsed) == name
    assert lock.digest(parsed) == (DIGEST if name == REDIS.name else None)
    assert (lock.find(parsed) is not None) == (name == REDIS.name)


def test_which_mentions_a_lock_can_hold():
    source = Source("f", b"x")

    def mention(text, **fields):
        return Mention(source, Span(0, 1), text, scanner="s", where="w", **fields)

    held = [mention("redis:8"), mention(f"docker.io/redis:8@{DIGEST}")]
    others = [
        mention(None),
        mention("Redis"),
        mention(f"redis@{DIGEST}"),
        mention("a/b", all_tags=True),
        mention("c/d:1", role=Role.BUILD_OUTPUT),
    ]
    assert by_name([*others, *held]) == {"docker.io/library/redis:8": held}


MEND = "mend the line, or take the block out and run `mooring lock`"
FIELDS = BLOCK.splitlines()[1:]


def block(*fields, name=REDIS.name):
    return "\n".join(["version = 1", f'[image."{name}"]', *fields, ""])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", ":1: the first line, `version = 1`, is missing; write it, or delete it and run `mooring lock`"),
        (BLOCK, ":1: the first line, `version = 1`, is missing"),
        (b"version = 1\n\xff", ": the file is not UTF-8; delete it and run `mooring lock`"),
        ("version = 2\n", ":1: this Mooring reads version 1 of the lock file, not 2; use the Mooring that wrote it"),
        ('version = "1"\n', ':1: this Mooring reads version 1 of the lock file, not "1"'),
        ("version = true\n", ":1: this Mooring reads version 1 of the lock file, not true"),
        ("version = 1\nversion = 1\n", ":2: `version` stands before the first block, where only `version = 1` does"),
        ("digest = 1\n", ":1: `digest` stands before the first block"),
        (f"{WRITTEN}\n{BLOCK}", f":10: `{REDIS.name}` has a block on line 4 already; {MEND}"),
        (block(*FIELDS, FIELDS[0]), f":7: `digest` stands twice in this block; {MEND}"),
        (block(*FIELDS[1:]), f":2: `{REDIS.name}` has no `digest`; {MEND}"),
        (block(*FIELDS[:1]), f":2: `{REDIS.name}` has no `platforms`"),
        (block(*FIELDS, "digst = 1"), ":7: unknown field `digst` (known: digest, platforms, resolved, from)"),
        (block(*FIELDS, "what is this"), ':7: neither a block\'s head, such as `[image."NAME:TAG"]`, nor a field'),
        (block(*FIELDS, "\x1b[31m"), ":7: a control character stands in it"),
        (block(*FIELDS, "[image.redis]"), ":7: neither a block's head"),
        (block("digest = 'sha256:00'"), ":3: the value of `digest` cannot be read; texts stand in double quotes"),
        (block("platforms = " + "[" * 100_000), ":3: the value of `platforms` cannot be read"),
        (block('digest = "sha256:00"'), ":3: `digest` must be a digest, such as `sha256:` and 64 hex digits"),
        (block(f'digest = "{DIGEST.upper()}"'), ":3: `digest` must be a digest"),
        (block("digest = 1"), ":3: `digest` must be a text in double quotes"),
        (block('platforms = "linux/amd64"'), ':3: `platforms` must be a list of platforms, such as `["linux/amd64"]`'),
        (block('platforms = ["amd64"]'), ":3: `platforms` must be a list"),
        (block("platforms = [1]"), ":3: `platforms` must be a list"),
        (block('resolved = "yesterday"'), ":3: `resolved` must be a time in UTC, such as `2026-01-02T03:04:05Z`"),
        (block('from = ""'), ":3: `from` must be the name of a repository"),
        (block('from = "\\u001b[31m"'), ":3: `from` must be the name of a repository"),
        (block(name="redis:8"), ":2: `redis:8` is not a name in full, `REGISTRY/REPOSITORY:TAG`"),
        (block(name="docker.io/library/redis"), ":2: `docker.io/library/redis` is not a name in full"),
        (block(name=f"{REDIS.name}@{DIGEST}"), "is not a name in full"),
        (block(name="Redis"), ":2: `Redis` is not a name in full"),
        (block(name=""), ":2: `` is not a name in full"),
    ],
)
def test_mistakes_have_their_line_and_remedy(content, said):
    with pytest.raises(LockError) as error:
        read(content)
    assert str(error.value).startswith("mooring.lock:")
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def merged(tmp_path, base, ours, theirs):
    """What git makes of two branches: the content, and whether there was no conflict."""
    paths = []
    for name, lock in (("ours", ours), ("base", base), ("theirs", theirs)):
        (tmp_path / name).write_text(render(Lock(lock)))
        paths.append(str(tmp_path / name))
    git = subprocess.run(["git", "merge-file", "-p", *paths], capture_output=True, check=False)
    return git.stdout.decode(), git.returncode == 0


NAMES = [f"ghcr.io/acme/{letter}:1" for letter in "abcdef"]


def test_branches_that_add_different_references_merge(tmp_path):
    base = [entry(name) for name in NAMES[1:5]]
    first, last, middle = entry(NAMES[0]), entry(NAMES[5]), entry("ghcr.io/acme/cc:1")
    for ours, theirs in (([first], [last]), ([first], [middle]), ([middle], [last]), ([first, last], [middle])):
        text, is_clean = merged(tmp_path, base, [*base, *ours], [*base, *theirs])
        assert is_clean
        assert text == render(Lock([*base, *ours, *theirs]))


def test_branches_that_change_drop_and_add_merge(tmp_path):
    base = [entry(name) for name in NAMES]
    ours = [entry(NAMES[0], OTHER), *base[1:]]
    theirs = [*base[:2], *base[3:5], entry(NAMES[5], OTHER), entry("ghcr.io/acme/g:1")]
    text, is_clean = merged(tmp_path, base, ours, theirs)
    assert is_clean
    assert text == render(Lock([ours[0], *theirs[1:]]))


def test_both_branches_add_the_same(tmp_path):
    base = [entry(name) for name in NAMES[1:]]
    both = [entry(NAMES[0]), *base]
    assert merged(tmp_path, base, both, both) == (render(Lock(both)), True)


@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_the_mark_of_a_conflict_is_named_with_its_line(tmp_path, style):
    base = [entry(NAMES[0])]
    text, is_clean = merged(tmp_path, base, [*base, entry(NAMES[2])], [*base, entry(NAMES[3])])
    assert not is_clean
    if style == "diff3":
        text = text.replace("=======\n", "||||||| base\n=======\n", 1)
    with pytest.raises(LockError, match="a merge left the mark of a conflict; keep the blocks of either side") as error:
        read(text)
    line = int(str(error.value).split(":")[1])
    assert text.splitlines()[line - 1].startswith("<<<<<<<")
    either = "".join(line for line in text.splitlines(keepends=True) if line[:7] not in {"<" * 7, ">" * 7, "|" * 7})
    with pytest.raises(LockError, match=f":{either.splitlines().index('=' * 7) + 1}: a merge left the mark"):
        read(either)


HOSTS = st.sampled_from(["docker.io", "ghcr.io", "localhost:5000", "[::1]:5000", "Registry.example:443"])
PATHS = st.from_regex(r"[a-z0-9]{1,8}(?:[._-][a-z0-9]{1,4})?(?:/[a-z0-9]{1,8})?", fullmatch=True)
TAGS = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,10}", fullmatch=True)
REFERENCES = st.builds("{}/{}:{}".format, HOSTS, PATHS, TAGS).map(Reference.parse).map(name_of)
ENTRIES = st.builds(
    Entry,
    REFERENCES,
    st.sampled_from([DIGEST, OTHER]),
    st.lists(st.sampled_from(["linux/amd64", "linux/arm64/v8", "windows/amd64", "linux/\U0001d43186_64"]), max_size=4),
    st.datetimes().map(lambda time: time.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")),
    REFERENCES,
)


@settings(deadline=None, max_examples=60)
@given(st.lists(ENTRIES, max_size=6))
def test_what_is_written_is_read_again(entries):
    lock = Lock(entries)
    text = render(lock)
    again = read(text)
    assert again.entries == lock.entries
    assert render(again) == text
    images = tomllib.loads(text).get("image", {})
    assert images == {
        one.name: {
            "digest": one.digest,
            "platforms": list(one.platforms),
            "resolved": one.resolved,
            "from": one.place,
        }
        for one in lock.entries.values()
    }
    for name, one in lock.entries.items():
        assert again.find(Reference.parse(name)).text == one.digest


LINES = st.one_of(
    st.sampled_from([*WRITTEN.splitlines(), "<<<<<<< a", "=======", ">>>>>>> b", ""]), st.text(max_size=30)
)


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.binary(max_size=80), st.lists(LINES, max_size=12).map("\n".join)))
def test_no_content_crashes(content):
    data = content if isinstance(content, bytes) else content.encode(errors="surrogatepass")
    try:
        lock = read(data)
    except LockError as error:
        assert "\n" not in str(error)
        assert str(error).isprintable()
    else:
        assert read(render(lock)).entries == lock.entries
