"""Chart.yaml and helmfiles: what they say of images."""

import pytest

from mooring.scanners.helm import recognises
from mooring.scanners.helm.images import TAG_UNKNOWN
from mooring.scanners.templates.filling import FILLED_IN

CHARTS = [
    (
        "annotations:\n  artifacthub.io/images: |\n    - name: web\n      image: nginx:1.25\n    - image: q.io/a:1\n",
        [
            ("annotations.artifacthub.io/images[0].image", "nginx:1.25", None),
            ("annotations.artifacthub.io/images[1].image", "q.io/a:1", None),
        ],
    ),
    (
        "annotations:\n  images: |\n    - name: a\n      image: a/b:1\n",
        [("annotations.images[0].image", "a/b:1", None)],
    ),
    ("annotations:\n  images: '- {image: a/b:1}'\n", [("annotations.images[0].image", "a/b:1", None)]),
    ("dependencies:\n- name: a\n  repository: oci://r.io/charts\n  version: 1\n# image\n", []),
    ("icon: https://example.com/image.png\nsources: [https://github.com/a/image]\n", []),
    ("annotations:\n  artifacthub.io/images: none\n", []),
    ("annotations: [image\n", ["2: invalid YAML: did not find expected ',' or ']'; nothing after it was read"]),
    (
        "name: {{ name }}\nannotations:\n  images: |\n    - image: a/b:1\n",
        [("annotations.images[0].image", "a/b:1", None)],
    ),
]

HELMFILES = [
    (
        "releases:\n- name: web\n  chart: a/b\n  values:\n  - image: {repository: nginx, tag: 1}\n  - prod.yaml\n",
        [("releases[0].values[0].image", "nginx:1", None)],
    ),
    (
        "releases:\n- set:\n  - {name: image.repository, value: nginx}\n  - {name: image.tag, value: '1'}\n",
        [("releases[0].set.image", "nginx:1", None)],
    ),
    (
        "releases:\n- set:\n  - {name: image.repository, value: nginx}\n",
        [("releases[0].set.image", None, TAG_UNKNOWN)],
    ),
    ("releases:\n- set:\n  - {name: image.tag, value: '1'}\n", []),
    (
        "releases:\n- setString:\n  - {name: image.repository, value: nginx}\n  - {name: image.tag, value: '1'}\n",
        [("releases[0].setString.image", "nginx:1", None)],
    ),
    ("environments:\n  prod:\n    values:\n    - image: a:1\n", [("environments.prod.values[0].image", "a:1", None)]),
    (
        "templates:\n  x: &x\n    values: [{image: a:1}]\nreleases:\n- <<: *x\n",
        [("releases[0].values[0].image", "a:1", None)],
    ),
    (
        "releases:\n{{ if .x }}\n- values:\n  - image: {repository: a, tag: '{{ .y }}'}\n  - image: b:1\n{{ end }}\n",
        [("releases[0].values[0].image", None, FILLED_IN), ("releases[0].values[1].image", "b:1", None)],
    ),
    ("repositories:\n- name: image\n  url: https://a.io\nreleases:\n- chart: image/a\n  version: 1\n", []),
]


@pytest.mark.parametrize(("content", "expected"), CHARTS)
def test_a_chart(read, content, expected):
    assert read(content, "chart/Chart.yaml") == expected


def test_what_a_chart_lists_is_pinned(pin):
    content = "annotations:\n  artifacthub.io/images: |\r\n    - image: 'a:1' # é\r\n"
    assert pin(content, "Chart.yaml") == content.replace("a:1", "a:1@DIGEST")


@pytest.mark.parametrize(("content", "expected"), HELMFILES)
def test_a_helmfile(read, content, expected):
    assert read(content, "helmfile.yaml") == expected


def test_values_that_are_set_are_pinned(pin):
    content = "releases:\n- set:\n  - name: image.repository\n    value: a\n  - name: image.tag\n    value: 1\n"
    assert pin(content, "helmfile.d/web.yaml") == content.replace("value: 1", 'value: "1@DIGEST"')


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"image:\n  repository: a\n", True),
        (b"web:\n  image: a\n", True),
        (b"sidecarImage: a\n", True),
        (b"apiVersion: v1\nkind: Pod\nspec: {}\nimage: a\n", False),
        (b"a: b\n", False),
        (b"imagePullPolicy: Always\n", False),
        (b"build:\n  stage: build\n  image: a:1\n  script: [make]\n", False),
        (b"resources:\n- type: registry-image\n  source:\n    repository: a\n", False),
        (b"", False),
    ],
)
def test_recognises(data, expected):
    assert recognises(data) is expected
