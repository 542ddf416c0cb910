"""Other tools' ignore comments: what each excuses, as hadolint 2.15, zizmor 1.32 and checkov 3.3 themselves have it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring import Mention, Source
from mooring.config import Config
from mooring.config.keys import PEERS
from mooring.engine import excuse
from mooring.model import Finding, Severity
from mooring.plugins import Plugins
from mooring.policy import Policy
from mooring.suppress.peers import CHECKOV, HADOLINT, RATCHET, ZIZMOR, excuses_of
from mooring.testing import mentions

RULES = ("implicit-latest", "explicit-latest", "unpinned-digest", "registry-not-allowed", "unresolvable-reference")
LATEST = ("implicit-latest", "explicit-latest")


def findings_at(found, rules=RULES):
    return [Finding(rule, Severity.WARNING, "m", one.source, one.span, mention=one) for one in found for rule in rules]


def excused(path, text, peer, rules=RULES, found=None):
    """The lines and rules excused, where every rule has a finding at every mention."""
    findings = findings_at(mentions(path, text) if found is None else found, rules)
    kept = excuse(findings, [], [], Policy(Config(honour_ignores=[peer])), "2026-11-23")
    gone = [finding for finding in findings if finding not in kept]
    return [(finding.source.position(finding.span.start)[0], finding.rule) for finding in gone]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# hadolint ignore=DL3006\nFROM debian\n", [2]),
        ("#hadolint ignore=DL3006\nFROM debian\nFROM redis\n", [2]),
        ("  #  hadolint\tignore = DL3008 , DL3006\t\nFROM debian\n", [2]),
        ("# hadolint ignore=DL3006 # the newest is wanted\nFROM debian\n", [2]),
        ("# hadolint ignore=DL3006\r\nFROM debian\r\n", [2]),
        ("\ufeff# hadolint ignore=DL3006\nFROM debian\n", [2]),
        ("# hadolint ignore=DL3006\nFROM \\\n  # why\n  debian\n", [4]),
        ("# escape=`\n# hadolint ignore=DL3006\nFROM `\n  debian\n", [4]),
        ("FROM a\nRUN true \\\n\n # why\n && true\n# hadolint ignore=DL3006\nFROM b\n", [7]),
        ("FROM a\n# hadolint global ignore=DL3006 # why\nFROM b\n", [1, 3]),
    ],
)
def test_hadolint(text, lines):
    assert excused("Dockerfile", text, "hadolint") == [(line, "implicit-latest") for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "# hadolint ignore=DL3006\n# why\nFROM debian\n",
        "# hadolint ignore=DL3006\n\nFROM debian\n",
        "# hadolint ignore=DL3006\n# hadolint ignore=DL3008\nFROM debian\n",
        "# hadolint ignore=DL3006\nARG A\nFROM debian\n",
        "# hadolint ignore=DL3006 why\nFROM debian\n",
        "# hadolint ignore=DL3006,\nFROM debian\n",
        "# hadolint ignore=DL3006 DL3007\nFROM debian\n",
        "# hadolint ignore=DL3008 # a, DL3006\nFROM debian\n",
        "## hadolint ignore=DL3006\nFROM debian\n",
        "# Hadolint ignore=DL3006\nFROM debian\n",
        "# hadolint ignore=DL3008,DL3029,SC2046\nFROM debian\n",
        "FROM a\nRUN true \\\n# hadolint global ignore=DL3006\n && true\nFROM b\n",
        "# hadolint stage ignore=DL3006\nFROM a\nFROM b\n",
    ],
)
def test_what_hadolint_does_not_excuse(text):
    assert excused("Dockerfile", text, "hadolint") == []


def test_a_comment_for_the_file_stands_between_another_and_its_instruction():
    text = "# hadolint ignore=DL3006\n# hadolint global ignore=DL3007\nFROM debian\n"
    assert excused("Dockerfile", text, "hadolint") == [(3, "explicit-latest")]


def test_an_instruction_of_several_images():
    text = """\
FROM a
# hadolint ignore=DL3026
RUN --mount=type=bind,from=b,target=/b \\
    --mount=type=bind,from=c,target=/c \\
    true
COPY --from=d / /
"""
    assert excused("Dockerfile", text, "hadolint") == [(3, "registry-not-allowed"), (4, "registry-not-allowed")]


def test_a_comment_for_a_whole_dockerfile_does_not_mean_the_workflow_that_writes_it():
    text = """\
on: push
jobs:
  a:
    container: nginx
    runs-on: ubuntu-24.04
    steps:
      - run: |
          cat > Dockerfile <<EOF
          # hadolint global ignore=DL3006
          # checkov:skip=CKV_DOCKER_7
          EOF
"""
    assert [excused(".github/workflows/a.yml", text, peer) for peer in ("hadolint", "checkov")] == [[], []]


WORKFLOW = """\
on: push
jobs:
  a:
    runs-on: ubuntu-24.04
    container: {image}
    steps: []
"""


@pytest.mark.parametrize(
    "image",
    [
        "nginx # zizmor: ignore[unpinned-images]",
        "nginx # zizmor: ignore[unpinned-uses, unpinned-images] it is ours",
        "nginx ## zizmor: ignore[ unpinned-images ]\t",
        "nginx # why # zizmor: ignore[unpinned-images]",
        "nginx # zizmor: ignore[unpinned-images,,]\r",
    ],
)
def test_zizmor(image):
    text = WORKFLOW.format(image=image)
    meant = [rule for rule in RULES if rule != "registry-not-allowed"]
    assert excused(".github/workflows/a.yml", text, "zizmor") == [(5, rule) for rule in meant]


@pytest.mark.parametrize(
    "image",
    [
        "nginx #zizmor: ignore[unpinned-images]",
        "nginx # zizmor:ignore[unpinned-images]",
        "nginx # zizmor: ignore[unpinned-images]because",
        "nginx # zizmor: ignore[unpinned-images] as [upstream] says",
        "nginx # zizmor: ignore[unpinned-uses]",
        "nginx # zizmor: ignore[]",
        "nginx # zizmor: ignore[unpinned-images",
        "\n      # zizmor: ignore[unpinned-images]\n      image: nginx",
        " # zizmor: ignore[unpinned-images]\n      image: nginx",
    ],
)
def test_what_zizmor_does_not_excuse(image):
    assert excused(".github/workflows/a.yml", WORKFLOW.format(image=image), "zizmor") == []


def test_zizmor_reads_no_compose_files():
    text = "services:\n  a:\n    image: nginx # zizmor: ignore[unpinned-images]\n"
    assert excused("compose.yaml", text, "zizmor") == []


@pytest.mark.parametrize("comment", ["# ratchet:exclude", "#ratchet:exclude", "# ours, ratchet:exclude # so there"])
def test_ratchet(comment):
    text = f"services:\n  a:\n    image: nginx  {comment}\n  b:\n    {comment}\n    image: redis\n"
    assert excused("compose.yaml", text, "ratchet") == [(3, rule) for rule in RULES[:3]]


@pytest.mark.parametrize("comment", ["# ratchet: exclude", "# Ratchet:exclude", "# ratchet:nginx:1"])
def test_what_ratchet_does_not_exclude(comment):
    assert excused("compose.yaml", f"services:\n  a:\n    image: nginx  {comment}\n", "ratchet") == []


@pytest.mark.parametrize(
    "comment",
    [
        "# checkov:skip=CKV_DOCKER_7",
        "#checkov:skip=CKV_DOCKER_7: the newest is wanted",
        "  # see below checkov:skip= CKV_DOCKER_7 why",
        "# bridgecrew:skip=CKV_DOCKER_7",
        "# cortex:skip=CKV_DOCKER_7:x\r",
        "RUN true \\\n# checkov:skip=CKV_DOCKER_7\n && true",
    ],
)
def test_checkov_in_a_dockerfile(comment):
    text = f"FROM a\nFROM b\n{comment}\n"
    assert excused("Dockerfile", text, "checkov") == [(line, rule) for line in (1, 2) for rule in LATEST]


@pytest.mark.parametrize(
    "comment",
    [
        "# checkov:skip=CKV_DOCKER_7,CKV_DOCKER_2",
        "# checkov: skip=CKV_DOCKER_7",
        "# Checkov:skip=CKV_DOCKER_7",
        "# checkov:skip=CKV_DOCKER_77",
        "# checkov:skip=CKV_DOCKER_*",
        "# checkov:skip=CKV_DOCKER_2 checkov:skip=CKV_DOCKER_7",
        "# checkov:skip=CKV_K8S_14",
        "RUN echo checkov:skip=CKV_DOCKER_7",
    ],
)
def test_what_checkov_does_not_skip_in_a_dockerfile(comment):
    assert excused("Dockerfile", f"FROM a\n{comment}\n", "checkov") == []


MANIFEST = """\
apiVersion: v1
kind: Pod
metadata:
  name: a
  annotations:
    {annotation}
spec:
  containers:
    - image: nginx
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: b
spec:
  template:
    metadata:
      annotations:
        {annotation}
    spec:
      containers:
        - image: nginx  # checkov:skip=CKV_K8S_14
"""


def in_manifest(annotation):
    source = Source("pod.yaml", MANIFEST.format(annotation=annotation).encode())
    lines = [number for number in range(1, 23) if "image:" in source.line(number)]
    found = [Mention(source, source.line_span(line), "nginx", scanner="kubernetes", where="w") for line in lines]
    return excused("", "", "checkov", found=found)


@pytest.mark.parametrize(
    "annotation",
    [
        "checkov.io/skip1: CKV_K8S_14",
        "checkov.io/skip1: CKV_K8S_14=the newest is wanted",
        "checkov.io/skip1: 'CKV_K8S_14=the newest is wanted'",
        '"checkov.io/skip": "CKV_K8S_14"  # why\r',
        "acme-bridgecrew.io/skip-a: CKV_K8S_14",
        "a: b\n    cortex.io/skip22: CKV_K8S_14",
    ],
)
def test_checkov_in_a_manifest(annotation):
    assert in_manifest(annotation) == [(10 - ("\n" not in annotation), rule) for rule in LATEST]


def test_checkov_knows_digests_of_manifests():
    assert in_manifest("checkov.io/skip1: CKV_K8S_43=ours") == [(9, "unpinned-digest")]


@pytest.mark.parametrize(
    "annotation",
    [
        "checkov.io/skip1: CKV_K8S_15=why",
        "checkov.io/skip1: CKV_K8S_14 =why",
        "checkov.io/skip1: CKV_K8S_14,CKV_K8S_43",
        "# checkov.io/skip1: CKV_K8S_14",
        "checkov.io/skipped",
        "checkov.io: CKV_K8S_14",
    ],
)
def test_what_checkov_does_not_skip_in_a_manifest(annotation):
    assert in_manifest(annotation) == []


ALL = (
    "# hadolint global ignore=DL3006\n# checkov:skip=CKV_DOCKER_7\n# ratchet:exclude\n"
    "# zizmor: ignore[unpinned-images]\nmetadata:\n  checkov.io/skip: CKV_K8S_14\n"
)


def test_only_the_tools_named_are_honoured():
    source = Source("Dockerfile", ALL.encode())
    assert [len(list(excuses_of(source, [peer]))) for peer in (*sorted(PEERS), "other")] == [2, 1, 1, 1, 0]
    assert list(excuses_of(source, [])) == []


def test_the_tools_known_are_those_of_the_policy():
    source = Source("Dockerfile", ALL.encode())
    assert {peer for peer in PEERS if list(excuses_of(source, [peer]))} == set(PEERS)


def test_the_rules_meant_are_rules():
    known = {rule.id for rule in Plugins().rules()}
    meant = {rule for table in (HADOLINT, ZIZMOR, CHECKOV) for rules in table.values() for rule in rules}
    assert {*meant, *RATCHET} <= known


PIECES = st.sampled_from(
    [
        *["# hadolint ", "global ", "ignore=", "DL3006", ",", " # ", "# zizmor: ignore[", "unpinned-images", "]", "\n"],
        *["# ratchet:exclude", "# checkov:skip=", "CKV_DOCKER_7", "metadata:\n", "  checkov.io/skip1: ", "CKV_K8S_14"],
        *["=why", "FROM debian", "\\\n", "---\n", "\r\n", " ", "é", "\0"],
    ]
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=20))
def test_any_text(pieces):
    source = Source("Dockerfile", "".join(pieces).encode(errors="surrogatepass"))
    last = len(source.data.split(b"\n"))
    for found in excuses_of(source, PEERS):
        assert found.lines is None or all(1 <= line <= last for line in found.lines)


@given(st.binary(max_size=40))
def test_any_bytes(data):
    for needle in (
        b"# hadolint ",
        b"# zizmor: ignore[",
        b"# ratchet:exclude",
        b"# checkov:skip=",
        b"metadata:\n a.io/skip",
    ):
        list(excuses_of(Source("a", needle + data), PEERS))
