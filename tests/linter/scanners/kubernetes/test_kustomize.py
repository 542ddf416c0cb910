"""Kustomizations, components, patches and the configurations of transformers."""

import pytest

from mooring.scanners.kustomize import recognises, scan

DIGEST = "sha256:" + "0123456789abcdef" * 4
OLD = "sha256:" + "f" * 64
UNKNOWN = "its value is not known before the file is used"
SHARED = "two references share the variable that it comes from"
TAG_ELSEWHERE = "its tag is the one of the image that it takes the place of"

PATH = "overlays/prod/kustomization.yaml"

IMAGES = [
    ("{name: nginx, newTag: '1.25'}", ["images[0]: nginx:1.25"]),
    ("{name: nginx, newTag: 1.10}", ["images[0]: nginx:1.10"]),
    ("{name: controller, newName: ghcr.io/org/controller, newTag: v1}", ["images[0]: ghcr.io/org/controller:v1"]),
    (f"{{name: nginx, digest: '{DIGEST}'}}", [f"images[0]: nginx@{DIGEST}"]),
    (f"{{name: a, newName: q.io/a, digest: '{DIGEST}'}}", [f"images[0]: q.io/a@{DIGEST}"]),
    (f"{{name: nginx, newTag: '1.25', digest: '{DIGEST}'}}", [f"images[0]: nginx:1.25@{DIGEST}"]),
    (f"{{name: nginx, newTag: '1.25@{DIGEST}'}}", [f"images[0]: nginx:1.25@{DIGEST}"]),
    ("{name: a, newName: q.io/a}", [f"images[0].newName: ? | {TAG_ELSEWHERE}"]),
    ("{name: a, newName: 'q.io/a:1'}", ["images[0].newName: q.io/a:1"]),
    ("{name: a, newTag: ''}", []),
    ("{name: a}", []),
    ("{name: a, newName: ''}", []),
    ("{newTag: '1'}", []),
    ("{name: a, newTag: '${TAG}'}", [f"images[0]: ? | {UNKNOWN}"]),
    ("{name: a, newName: '${REGISTRY}/a', newTag: '1'}", [f"images[0]: ? | {UNKNOWN}"]),
    ("{name: a, newTag: '{{ tag }}'}", [f"images[0]: ? | {UNKNOWN}"]),
    ("nginx:1.25", []),
    ("[a]", []),
]


@pytest.mark.parametrize(("entry", "expected"), IMAGES)
def test_images(entry, expected, read):
    assert read(scan, f"images:\n- {entry}\n", PATH) == expected
    head = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
    assert read(scan, f"{head}images:\n- {entry}\n", PATH) == expected


PINS = [
    ("- name: nginx\n  newTag: 1.25\n", [("newTag: 1.25", f'newTag: "1.25@{DIGEST}"')]),
    ("- name: nginx\n  newTag: '1.25' # x\n", [("newTag: '1.25'", f"newTag: '1.25@{DIGEST}'")]),
    ('- name: nginx\n  newTag: "1.25"\n  newName: q.io/n\n', [('"1.25"', f'"1.25@{DIGEST}"')]),
    ("- name: nginx\n  newTag: '1'\n  digest: ''\n", [("digest: ''", f"digest: '{DIGEST}'")]),
    ("- name: nginx\n  newTag: '1'\n  digest:\n", [("digest:", f"digest: {DIGEST}")]),
    (f"- name: nginx\n  digest: {OLD}\n", [(OLD, DIGEST)]),
    (f"- name: nginx\n  digest: {OLD}\n  newTag: v2\n", [(OLD, DIGEST)]),
    (f"- name: nginx\n  newTag: v2@{OLD}\n", [(OLD, DIGEST)]),
    ("- newTag: v2\n  name: ünïcode-no\n", []),
    ("- name: a\n  newName: q.io/b\n", []),
    ("- name: a\n  newName: q.io/b:1\n", [("q.io/b:1", f"q.io/b:1@{DIGEST}")]),
    (
        "- {name: a, newTag: 'v1'}\n- {name: b, newTag: 'v2'}\n",
        [("'v1'", f"'v1@{DIGEST}'"), ("'v2'", f"'v2@{DIGEST}'")],
    ),
]


@pytest.mark.parametrize(("images", "changes"), PINS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("before", ["", "\ufeff", "# é\n"])
def test_pins(images, changes, line_end, before, pin):
    text = f"{before}namespace: prod\nimages:\n{images}# end".replace("\n", line_end)
    pinned = pin(scan, text, PATH)
    for old, new in changes:
        text = text.replace(old, new)
    assert pinned == text


def test_a_tag_that_two_share_is_left_alone(read, pin):
    text = "images:\n- {name: a, newTag: &t v1}\n- {name: b, newTag: *t}\n- {name: c, newTag: v1}\n"
    assert read(scan, text, PATH) == [f"images[0]: a:v1 | {SHARED}", f"images[1]: b:v1 | {SHARED}", "images[2]: c:v1"]
    assert pin(scan, text, PATH) == text.replace("c, newTag: v1", f"c, newTag: v1@{DIGEST}")


FIELDS = {
    "a tag's suffix": ("images: [{name: a, tagSuffix: -dev}]", []),
    "the old name of images": ("imageTags: [{name: a, newTag: v1}]", ["imageTags[0]: a:v1"]),
    "a strategic merge patch": (
        """
        patchesStrategicMerge:
        - other.yaml
        - |-
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: web}
          spec: {template: {spec: {containers: [{name: a, image: 'nginx:1'}]}}}
        """,
        ["patchesStrategicMerge[1]: spec.template.spec.containers[0].image: nginx:1"],
    ),
    "a patch without a kind": (
        """
        patches:
        - target: {kind: Deployment}
          patch: |-
            spec: {template: {spec: {initContainers: [{name: a, image: 'nginx:1'}]}}}
        """,
        ["patches[0].patch: spec.template.spec.initContainers[0].image: nginx:1"],
    ),
    "JSON Patch": (
        """
        patches:
        - patch: |-
            - op: replace
              path: /spec/template/spec/containers/0/image
              value: nginx:1
            - op: add
              path: /spec/template/spec/containers/-
              value: {name: b, image: b}
            - op: add
              path: /spec/template/spec/initContainers
              value: [{name: c, image: 'c:3'}]
            - op: add
              path: /spec/template/spec/containers/0/env/-
              value: {name: RELATED_IMAGE_X, value: 'd:4'}
            - op: test
              path: /spec/template/spec/containers/1/image
              value: old:1
            - op: remove
              path: /spec/template/spec/containers/2/image
            - op: replace
              path: /spec/replicas
              value: 3
            - op: add
              path: /spec/template/spec/volumes/0/image/reference
              value: e:5
            - op: add
              path: /spec/template/spec/containers/0/args/-
              value: --sidecar-image=f:6
            - op: replace
              path: /spec/template/spec/containers/0/args
              value: [--v=2, '--sidecar-image=g:7', --image, 'h:8']
            - op: add
              path: /spec/runnerImage
              value: i:9
            - op: replace
              path: /logo/image
              value: logo
        """,
        [
            "patches[0].patch: [0].value: nginx:1",
            "patches[0].patch: [1].value.image: b",
            "patches[0].patch: [2].value[0].image: c:3",
            "patches[0].patch: [3].value.value: d:4",
            "patches[0].patch: [7].value: e:5",
            "patches[0].patch: [8].value: f:6",
            "patches[0].patch: [9].value[1]: g:7",
            "patches[0].patch: [9].value[3]: h:8",
            "patches[0].patch: [10].value: i:9",
        ],
    ),
    "JSON Patch in JSON": (
        """
        patchesJson6902:
        - target: {kind: Deployment, name: a}
          patch: '[{"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "nginx:1"}]'
        """,
        ["patchesJson6902[0].patch: [0].value: nginx:1"],
    ),
    "a patch in another file": ("patches: [{path: patch.yaml}]", []),
    "values of charts": (
        """
        helmCharts:
        - name: x
          repo: oci://q.io/charts
          version: 1.2.3
          valuesInline: {image: {repository: q.io/a/b, tag: v1}}
        """,
        ["helmCharts[0].valuesInline.image: q.io/a/b:v1"],
    ),
    "entries of a ConfigMap": (
        """
        configMapGenerator:
        - name: x
          literals: [RUNNER_IMAGE=q.io/a/b:1, image=redis:7, IMAGE_TAG=v1, host=redis:6379, DEBUG=1, 'X_IMAGE="c:1"']
        secretGenerator:
        - name: x
          literals: ["X_IMAGE='d:1'", "Y_IMAGE='d", Z_IMAGE=]
        """,
        [
            "configMapGenerator[0].literals[0]: q.io/a/b:1",
            "configMapGenerator[0].literals[1]: redis:7",
            "configMapGenerator[0].literals[5]: c:1",
            "secretGenerator[0].literals[0]: d:1",
        ],
    ),
    "a value that takes the place of others": (
        """
        replacements:
        - sourceValue: q.io/a:1
          targets: [{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.0.image']}]
        - sourceValue: '8080'
          targets: [{select: {kind: Service}, fieldPaths: [spec.ports.0.port]}]
        """,
        ["replacements[0].sourceValue: q.io/a:1"],
    ),
    "a validator in a text": (
        """
        validators:
        - |-
          apiVersion: x/v1
          kind: F
          metadata: {annotations: {config.kubernetes.io/function: "container: {image: 'f:1'}"}}
        """,
        ["validators[0]: metadata.annotations.config.kubernetes.io/function: container.image: f:1"],
    ),
    "a transformer in a text": (
        """
        transformers:
        - a.yaml
        - |-
          apiVersion: builtin
          kind: ImageTagTransformer
          metadata: {name: x}
          imageTag: {name: nginx, newTag: '2'}
        """,
        ["transformers[1]: imageTag: nginx:2"],
    ),
    "a transformer": (
        """
        apiVersion: builtin
        kind: ImageTagTransformer
        metadata: {name: x}
        imageTag: {name: nginx, newName: q.io/nginx, newTag: '2'}
        """,
        ["imageTag: q.io/nginx:2"],
    ),
    "Flux's kind under the same name": (
        """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: apps}
        images: [{name: no, newTag: '1'}]
        spec: {images: [{name: a, newTag: '2'}]}
        """,
        ["spec.images[0]: a:2"],
    ),
    "resources": ("resources: ['https://example.com/a?ref=v1', ../base]\ncomponents: [../c]\nnamePrefix: x-", []),
    "nothing": ("", []),
    "a list": ("- a", []),
}


@pytest.mark.parametrize(("text", "expected"), FIELDS.values(), ids=FIELDS)
def test_fields(text, expected, read):
    assert read(scan, text, PATH) == expected


def test_a_patch_in_a_text_is_pinned(pin):
    text = (
        "patches:\n- patch: |-\n    - op: replace\n      path: /spec/template/spec/containers/0/image\n"
        "      value: nginx:1 # é\n    - op: replace\n      path: /spec/x\n      value: 2\n"
    )
    assert pin(scan, text, PATH) == text.replace("nginx:1", f"nginx:1@{DIGEST}")


def test_the_namespace_is_a_hint():
    from mooring import Source

    (mention,) = scan(Source(PATH, b"namespace: shop-prod\nimages: [{name: a, newTag: v1}]\n"))
    assert "production" in mention.hints
    assert mention.scanner == "kustomize"


def test_what_is_wrong_with_a_kustomization_is_said(read):
    (problem,) = read(scan, "images:\n- name: a\n  newTag: [\n", PATH)
    assert problem.startswith("line ")
    assert "invalid YAML" in problem


PATCH = "- op: replace\n  path: /spec/template/spec/containers/0/image\n  value: nginx:1\n"


def test_a_file_of_operations(read, pin):
    assert recognises(PATCH.encode())
    assert read(scan, PATCH, "patch.yaml") == ["[0].value: nginx:1"]
    assert pin(scan, PATCH, "patch.yaml") == PATCH.replace("nginx:1", f"nginx:1@{DIGEST}")
    text = '[{"op": "add", "path": "/spec/containers/-", "value": {"image": "a:1"}}]'
    assert recognises(text.encode())
    assert read(scan, text, "patch.json") == ["[0].value.image: a:1"]


@pytest.mark.parametrize(
    "text",
    [
        "- op: replace\n  path: /spec/template\n  value: {spec: {containers: [{image: 'a:1'}]}}\n",
        "- op: add\n  path: /spec/template/spec/containers/0/args/-\n  value: --sidecar-image=a:1\n",
        "- path: /spec/containers/0/image\n  op: replace\n  value: a:1\n",
    ],
)
def test_what_is_a_file_of_operations(text):
    assert recognises(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "- op: replace\n  path: /spec/replicas\n  value: 1\n",
        "- name: replace\n  image: nginx:1\n",
        "op: replace\npath: /spec/containers/0/image\n",
        "- op: test\n  path: /spec/containers/0/image\n  value: a\n",
        "",
    ],
)
def test_what_is_no_file_of_operations(text):
    assert not recognises(text.encode())
