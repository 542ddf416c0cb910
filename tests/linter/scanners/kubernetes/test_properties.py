"""What holds for every manifest and kustomization, however it looks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring import Mention, Problem, Source
from mooring.scanners import kubernetes, kustomize
from mooring.text import splice

DIGEST = "sha256:" + "0123456789abcdef" * 4
SCALARS = st.sampled_from(
    [
        "nginx:1.25",
        "'redis'",
        '"q.io/org/app:1"',
        "${IMAGE}",
        "${IMAGE:-a:1}",
        "b:${TAG:-1}",
        "$(params.image)",
        "'{{inputs.parameters.image}}'",
        "image",
        "1.10",
        "null",
        "''",
        "&a c:1",
        "*a",
        '"\\x41"',
        "é:1",
        f"d@{DIGEST}",
        "DockerImage",
        "oci://q.io/e",
        ">-\n f",
        "'apiVersion: v1\n\n  kind: Pod\n\n  image: x'",
        '"[{op: add, path: /spec/containers/0/image, value: g}]"',
        "x=h:1",
    ]
)
KEYS = st.sampled_from(
    [
        "containers",
        "initContainers",
        "volumes",
        "image",
        "reference",
        "env",
        "name",
        "value",
        "args",
        "params",
        "default",
        "steps",
        "taskRef",
        "bundle",
        "tag",
        "images",
        "newName",
        "newTag",
        "digest",
        "patches",
        "patch",
        "spec",
        "from",
        "to",
        "kind",
        "kustomize",
        "helm",
        "parameters",
        "values",
        "url",
        "ref",
        "repository",
        "apiVersion",
        "metadata",
        "namespace",
        "<<",
    ]
)
HEADS = st.sampled_from(
    [
        "apiVersion: v1\nkind: Pod",
        "apiVersion: tekton.dev/v1\nkind: Task",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application",
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease",
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization",
        "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository",
        "apiVersion: v1\nkind: ConfigMap",
        "# é",
    ]
)


def nested(children):
    mapping = st.lists(st.tuples(KEYS, children), max_size=4).map(
        lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
    )
    return mapping | st.lists(children, max_size=3).map(lambda items: "[" + ", ".join(items) + "]")


VALUES = st.recursive(SCALARS, nested, max_leaves=12)
FILES = st.builds(
    lambda head, pairs, line_end: (
        "\n".join([head, *(f"{key}: {value}" for key, value in pairs)]).replace("\n", line_end).encode()
    ),
    HEADS,
    st.lists(st.tuples(KEYS, VALUES), max_size=5),
    st.sampled_from(["\n", "\r\n"]),
)
SCANS = pytest.mark.parametrize(
    ("scan", "path"),
    [(kubernetes.scan, "m.yaml"), (kustomize.scan, "kustomization.yaml")],
    ids=["kubernetes", "kustomize"],
)


def mentions(scan, path, data):
    found = {}
    for one in scan(Source(path, data)):
        if isinstance(one, Mention):
            found.setdefault((one.span.start, one.span.end, one.resolved, one.role), one)
    return sorted(found.values(), key=lambda one: (one.span, one.where))


@SCANS
@given(FILES)
@settings(max_examples=100, deadline=None)
def test_every_mention_lies_in_the_file_and_can_be_rewritten_alone(scan, path, data):
    found = mentions(scan, path, data)
    for one in found:
        assert 0 <= one.span.start <= one.span.end <= len(data)
        if one.reference is None or not one.rewritable:
            continue
        edits = one.rewrite(one.reference.written(digest=DIGEST))
        places = set(one.parts.values())
        assert {edit.span for edit in edits} <= places
        again = mentions(scan, path, splice(data, edits))
        changed = [
            (old, new)
            for old, new in zip(found, again, strict=False)
            if old.resolved != new.resolved and old is not one
        ]
        assert not changed or len(again) != len(found)


@SCANS
@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_no_bytes_make_it_crash(scan, path, data):
    kubernetes.recognises(data)
    kustomize.recognises(data)
    for head in (b"", b"apiVersion: v1\nkind: Pod\nspec: {containers: [{image: ", b"images:\n- name: "):
        for found in scan(Source(path, head + data)):
            assert isinstance(found, Mention | Problem)


HEAD = "apiVersion: v1\nkind: Pod\n"
HOSTILE = {
    "aliases that laugh": HEAD
    + "x0: &x0 {containers: [{image: a}]}\n"
    + "".join(f"x{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 9)}]\n" for i in range(1, 25))
    + "spec: {containers: *x24, volumes: *x24, patches: *x24}\n",
    "everything in itself": HEAD + "spec: &a\n  containers: &c [*a, *c]\n  volumes: *c\n  <<: *a\n",
    "a large mapping that is merged often": HEAD
    + "x: &x\n"
    + "".join(f"  k{i}: v\n" for i in range(2000))
    + "spec:\n  containers:\n"
    + "  - {<<: *x, image: a}\n" * 2000,
    "objects in objects": HEAD + "spec: " + "{apiVersion: v1, kind: List, items: [" * 150 + "]}" * 150,
    "texts in texts": "apiVersion: v1\nkind: ConfigMap\ndata:\n"
    + "".join(
        f"{'  ' * i}  a: |\n{'  ' * i}    apiVersion: v1\n{'  ' * i}    kind: ConfigMap\n"
        f"{'  ' * i}    image: x\n{'  ' * i}    data:\n"
        for i in range(0, 200, 2)
    ),
    "long arguments": HEAD + f"spec: {{containers: [{{args: ['--{'image' * 100_000}']}}]}}\n",
    "a long key": HEAD + f"spec: {{{'image' * 20_000}: a:1, {'_' * 100_000}: b}}\n",
    "many parameters": "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  params:\n"
    + "".join(f"  - {{name: p{i}, default: '$(params.p{i + 1})$(params.p{i + 1})'}}\n" for i in range(2000))
    + "  steps:\n"
    + "  - image: $(params.p0)\n" * 2000,
    "many open brackets of templates": HEAD + "spec: {containers: [{image: '" + "${{$(<" * 20_000 + "'}]}\n",
}


@SCANS
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_read(scan, path, text):
    kubernetes.recognises(text.encode())
    kustomize.recognises(text.encode())
    list(scan(Source(path, text.encode())))
