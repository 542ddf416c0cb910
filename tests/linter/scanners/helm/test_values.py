"""The images of values: each case is a file and what is found in it, what is not, and what a pin makes of it."""

import pytest

from mooring import Source
from mooring.scanners import helm
from mooring.scanners.helm.images import APP_VERSION, GLOBAL_UNKNOWN, LENT, NAME_UNKNOWN, TAG_UNKNOWN
from mooring.scanners.tables import COMPOSED, SHARED
from mooring.scanners.templates.filling import DEFAULT_IN_PART, FILLED_IN
from mooring.text import splice

HEX = "ab" * 32

HITS = [
    ("image: nginx:1.25\n", [("image", "nginx:1.25", None)]),
    ("image: 'nginx:1.25' # the web\n", [("image", "nginx:1.25", None)]),
    ("sidecar:\n  image: busybox\n", [("sidecar.image", "busybox", None)]),
    ("image:\n  repository: nginx\n  tag: 1.10\n", [("image", "nginx:1.10", None)]),
    ('image: {repository: "a/b", "tag": "1"}\n', [("image", "a/b:1", None)]),
    ("image:\n  registry: quay.io\n  repository: a/b\n  tag: v1\n", [("image", "quay.io/a/b:v1", None)]),
    ("image:\n  registry: quay.io/org\n  name: b\n  version: 2.14\n", [("image", "quay.io/org/b:2.14", None)]),
    ("image:\n  name: a/b\n  tag: 1\n", [("image", "a/b:1", None)]),
    ("image:\n  repo: a/b\n  tag: 1\n", [("image", "a/b:1", None)]),
    ("image:\n  registry: r.io\n  image: a/b\n  tag: 1\n", [("image", "r.io/a/b:1", None)]),
    ("server:\n  repository: a/b\n  tag: 1\n", [("server.repository", "a/b:1", None)]),
    ("repository: mysql\ntag: 5.7\n", [("repository", "mysql:5.7", None)]),
    ("image: a/b\nimageTag: 1\n", [("image", "a/b:1", None)]),
    ("image: a/b\ntag: 1\n", [("image", "a/b:1", None)]),
    ("imageName: a/b\nimageTag: 1\n", [("imageName", "a/b:1", None)]),
    ("image_name: a/b\nimage_tag: 1\n", [("image_name", "a/b:1", None)]),
    ("imageRegistry: r.io\nimageRepository: a\nimageTag: 1\n", [("imageRepository", "r.io/a:1", None)]),
    ("controllerImage: r.io/a\ncontrollerImageVersion: 1\n", [("controllerImage", "r.io/a:1", None)]),
    (
        "image: a\nimageTag: 1\ntestImage: b\ntestImageTag: 2\n",
        [("image", "a:1", None), ("testImage", "b:2", None)],
    ),
    ("Image: a\nImageTag: 1\n", [("Image", "a:1", None)]),
    ("containerRegistry: r.io/org\nimageName: a\nimageTag: 1\n", [("imageName", "r.io/org/a:1", None)]),
    ("pauseImage: registry.k8s.io/pause:3.2\n", [("pauseImage", "registry.k8s.io/pause:3.2", None)]),
    ("global:\n  imageK8S: a/b:1\n", [("global.imageK8S", "a/b:1", None)]),
    ("hub: docker.io/istio\nimage: pilot\ntag: 1.20\n", [("image", "docker.io/istio/pilot:1.20", None)]),
    (
        "global: {hub: r.io/i, tag: 1.2, proxy: {image: proxyv2}}\npilot: {image: pilot, hub: '', tag: ''}\n",
        [("global.proxy.image", "r.io/i/proxyv2:1.2", COMPOSED), ("pilot.image", "r.io/i/pilot:1.2", COMPOSED)],
    ),
    (
        "global: {hub: r.io/i, tag: 1.2}\nproxy: {image: q.io/mine:3}\n",
        [("proxy.image", "q.io/mine:3", None)],
    ),
    (
        "extraContainers:\n- name: a\n  image: a:1\nextraInitContainers: [{name: b, image: b}]\n",
        [("extraContainers[0].image", "a:1", None), ("extraInitContainers[0].image", "b", None)],
    ),
    (
        "extraContainers: |\n  - name: a\n    image: a:1\n",
        [("extraContainers[0].image", "a:1", None)],
    ),
    ("images: [a:1, r.io/b, plain]\n", [("images[0]", "a:1", None), ("images[1]", "r.io/b", None)]),
    ("images: {web: a:1, tag: x, pullPolicy: Always}\n", [("images.web", "a:1", None)]),
    ("images:\n  web: {repository: a, tag: 1}\n", [("images.web", "a:1", None)]),
    ("images:\n- {name: web, repository: a, tag: 1}\n", [("images[0]", "a:1", None)]),
    (
        "image:\n  longhorn:\n    engine: {repository: l/e, tag: v1}\n",
        [("image.longhorn.engine.repository", "l/e:v1", None)],
    ),
    (
        "image: {registry: r.io, web: {repository: a/b, tag: 1}, x: {engine: {repository: c, tag: 2}}}\n",
        [("image.web.repository", "r.io/a/b:1", None), ("image.x.engine.repository", "r.io/c:2", None)],
    ),
    (
        "images: {registry: r.io, tag: v1, web: {repository: a}, api: {image: b}, own: {registry: q.io, name: c}}\n",
        [
            ("images.web", "r.io/a:v1", COMPOSED),
            ("images.api", "r.io/b:v1", COMPOSED),
            ("images.own", "q.io/c:v1", COMPOSED),
        ],
    ),
    (
        "images: {registry: r.io, web: 'a:1', api: {image: 'b:1'}, own: 'q.io/c:1'}\n",
        [("images.web", "r.io/a:1", COMPOSED), ("images.own", "q.io/c:1", None), ("images.api", "r.io/b:1", COMPOSED)],
    ),
    (
        "images: {registry: r.io, web: {repository: q.io/a, tag: 1}}\n",
        [("images.web", None, NAME_UNKNOWN)],
    ),
    (
        "image: {registry: r.io, repository: a, tag: 1, side: {repository: b, tag: 2}}\n",
        [("image", "r.io/a:1", None), ("image.side.repository", None, NAME_UNKNOWN)],
    ),
    (
        "global: {imageRegistry: q.io}\nimage: {registry: r.io, web: {repository: a, tag: 1}}\n",
        [("image.web.repository", "q.io/a:1", None)],
    ),
    ("env:\n- name: SIDECAR_IMAGE\n  value: a/b:1\n", [("env[0].value", "a/b:1", None)]),
    ("env: {RELATED_IMAGE_A: a/b:1}\n", [("env.RELATED_IMAGE_A", "a/b:1", None)]),
    ("image: {repository: a, tag: 1, digest: ''}\n", [("image", "a:1", None)]),
    (f"image: {{repository: a, tag: 1, digest: 'sha256:{HEX}'}}\n", [("image", f"a:1@sha256:{HEX}", None)]),
    (f"image: {{repository: a, digest: 'sha256:{HEX}'}}\n", [("image", f"a@sha256:{HEX}", None)]),
    (f"image: {{repository: a, tag: 1, sha: {HEX}}}\n", [("image", f"a:1@sha256:{HEX}", None)]),
    (f"image: {{repository: a, tag: 1, sha: 'sha256:{HEX}'}}\n", [("image", f"a:1@sha256:{HEX}", None)]),
    (f"image: {{repository: a, tag: 1, digest: {HEX}}}\n", [("image", f"a:1@sha256:{HEX}", None)]),
    (f"image: {{repository: a, tag: '1@sha256:{HEX}'}}\n", [("image", f"a:1@sha256:{HEX}", None)]),
    (f"image: a@sha256\nimageTag: {HEX}\n", [("image", f"a@sha256:{HEX}", None)]),
    ("image: {repository: 'a:1', tag: ''}\n", [("image", "a:1", None)]),
    ("image: {repository: a}\n", [("image", None, TAG_UNKNOWN)]),
    ("image: {repository: a, tag: ''}\n", [("image", None, TAG_UNKNOWN)]),
    ("image: {repository: a, tag: ~}\n", [("image", None, TAG_UNKNOWN)]),
    ("image: {repository: q.io/o, name: a, tag: 1}\n", [("image", None, NAME_UNKNOWN)]),
    ("image: {repository: '', name: a, tag: 1}\n", [("image", None, NAME_UNKNOWN)]),
    ("image: {registry: q.io, organization: o, name: a, tag: 1}\n", [("image", None, NAME_UNKNOWN)]),
    ("image: {registry: q.io, namespace: o, repository: a, tag: 1}\n", [("image", None, NAME_UNKNOWN)]),
    ("image: {registry: q.io, namespace: '', repository: a, tag: v1}\n", [("image", "q.io/a:v1", None)]),
    ("image: {ref: q.io/a:1}\nother: {ref: q.io/a:1}\n", [("image.ref", "q.io/a:1", None)]),
    ("image: {full: main}\nimages: {web: {reference: a:1}}\n", [("images.web.reference", "a:1", None)]),
    ("images: {tags: {web: q.io/a:1, x: y}}\n", [("images.tags.web", "q.io/a:1", None)]),
    (
        "extraDeploy:\n- |\n  kind: Pod\n  spec: {containers: [{image: 'a:1'}]}\n  image: b:1\n- plain\n",
        [("extraDeploy[0].image", "b:1", None), ("extraDeploy[0].spec.containers[0].image", "a:1", None)],
    ),
    ("image: {repository: o/a, name: a, tag: 1}\n", [("image", "o/a:1", None)]),
    ("image: {repository: a, tag: 1, tagSuffix: -jmx}\n", [("image", None, NAME_UNKNOWN)]),
    ("image: {registry: ~, defaultRegistry: r.io, repository: a, tag: 1}\n", [("image", "r.io/a:1", None)]),
    (
        "global: {imageRegistry: my.io}\nimage: {registry: docker.io, repository: a, tag: 1}\n",
        [("image", "my.io/a:1", None)],
    ),
    ("global: {imageRegistry: my.io}\nimage: {repository: a, tag: 1}\n", [("image", "my.io/a:1", None)]),
    ("global: {imageRegistry: my.io}\nimage: {repository: q.io/a, tag: 1}\n", [("image", "q.io/a:1", None)]),
    ("global: {imageRegistry: ''}\nimage: {registry: q.io, repository: a, tag: 1}\n", [("image", "q.io/a:1", None)]),
    ("global: {image: {registry: my.io}}\nimage: {image: a, tag: 1}\n", [("image", "my.io/a:1", None)]),
    (
        "global: {image: {registry: my.io}}\nimage: {registry: q.io, repository: a, tag: 1}\n",
        [("image", None, GLOBAL_UNKNOWN)],
    ),
    ("a: &a {repository: nginx, tag: 1}\nweb: {image: *a}\n", [("a.repository", "nginx:1", None)]),
    (
        "a: &a {repository: nginx, tag: 1}\nweb: {image: {<<: *a, tag: 2}}\n",
        [("a.repository", "nginx:1", None), ("web.image", "nginx:2", None)],
    ),
    (
        "a: {image: {repository: a, tag: &t 1}}\nb: {image: {repository: b, tag: *t}}\n",
        [("a.image", "a:1", SHARED), ("b.image", "b:1", SHARED)],
    ),
    ("image: &i nginx:1\nother: {image: *i}\n", [("image", "nginx:1", None)]),
    ("---\nimage: a:1\n---\nimage: b:1\n", [("image", "a:1", None), ("image", "b:1", None)]),
    ("image: '{{ .Values.x }}'\n", []),
    ("image: '{{ .Values.x }}/nginx:1'\n", [("image", None, FILLED_IN)]),
    ('image:\n  repository: nginx\n  tag: {{ .x | default "v1" }}\n', [("image", "nginx:v1", DEFAULT_IN_PART)]),
    (
        'image:\n  repository: {{ .y | default "nginx" }}\n  tag: "{{ .x | default "v1" }}"\n',
        [("image", "nginx:v1", DEFAULT_IN_PART)],
    ),
    ('image:\n  repository: {{ .y }}\n  tag: {{ .x | default "v1" }}\n', []),
    ("image: {repository: nginx, tag: '{{ .Chart.AppVersion }}'}\n", [("image", None, FILLED_IN)]),
    ("x: |\n  {{- if .y }}\n  a: b\n  {{- end }}\nimage: nginx:1\n", [("image", "nginx:1", None)]),
    ("image: Nginx:1\n", [("image", "Nginx:1", None)]),
    ("image: {repository: 'a:1'}\nglobal: {registry: r.io}\n", [("image", "r.io/a:1", COMPOSED)]),
    ("# é\nimage: nginx:1 # ü\n", [("image", "nginx:1", None)]),
    ("\ufeffimage: nginx:1\n", [("image", "nginx:1", None)]),
    ("image:\r\n  repository: nginx\r\n  tag: 1\r\n", [("image", "nginx:1", None)]),
    (
        "image: {repository: a/b, tag: 1}\nweb:\n  image: q.io/a:1\n x: y\n",
        [
            "4: invalid YAML: did not find expected key; nothing after it was read",
            ("image", "a/b:1", None),
            ("web.image", "q.io/a:1", None),
        ],
    ),
    ("kubeVersion: 1\nimage: [x\n", ["3: invalid YAML: did not find expected ',' or ']'; nothing after it was read"]),
    (
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: nginx:1\n",
        [("spec.containers[0].image", "nginx:1", None)],
    ),
]

NO_OPS = [
    "",
    "imagePullPolicy: Always\nimagePullSecrets: [{name: a}]\n",
    "image: {}\n",
    "image: ''\n",
    "image:\n",
    "image: ~\n",
    "image: true\n",
    "image: 7\n",
    "image: []\n",
    "image: {repository: '', tag: 1}\n",
    "image: {tag: 1, pullPolicy: Always}\n",
    "image: {repository: nginx, tag: []}\n",
    "image: logo.png\n",
    "image: https://example.com/logo\n",
    "image: /img/logo\n",
    "image: ./logo\n",
    "image: a picture of it\n",
    "theme: {image: header}\n",
    "backgroundImage: header\n",
    "osImage: ubuntu\n",
    "ami: {image: ami-0abc}\n",
    "useImage: false\nalwaysPullImage: true\n",
    "imageTags: {a: 1}\n",
    "repository: https://charts.example.com\ntag: 1\n",
    "repository: oci://r.io/charts/x\ntag: 1\n",
    "image: {repository: 'https://github.com/a/b', tag: 1}\n",
    "git: {repository: 'git@github.com:a/b', tag: 1}\n",
    "git: {repository: a/b, tag: 1}\n",
    "source: {repository: github.com/a/b, tag: 1}\n",
    "source: {repository: a/b.git, tag: 1}\n",
    "chart: {repository: bitnami, version: 1}\n",
    "chart: {name: nginx, version: 1, repository: bitnami}\n",
    "package: {name: nginx, version: 1}\n",
    "snapshot: {repository: default}\n",
    "service: {name: web, tag: 1}\n",
    "images: [{repository: image.repository, tag: image.tag}]\n",
    "affinity: {topologyKey: kubernetes.io/hostname}\n",
    "endpoint: minio:9000\nserver: localhost:8080\n",
    "# image: nginx:1\n",
    "description: 'image: nginx:1'\n",
    "script: |\n  echo image nginx:1\n",
]

FIXES = [
    ("image: {repository: a, tag: v1, digest: ~}\n", "image: {repository: a, tag: v1, digest: DIGEST}\n"),
    (
        "image:\n  repository: a\n  tag: '1'\n  sha: null # x\n",
        "image:\n  repository: a\n  tag: '1'\n  sha: HEX # x\n",
    ),
    ("image: nginx:1.25 # x\n", "image: nginx:1.25@DIGEST # x\n"),
    ("image: nginx\n", "image: nginx@DIGEST\n"),
    ('image: "nginx:1.25"\n', 'image: "nginx:1.25@DIGEST"\n'),
    (
        "image:\n  repository: nginx # r\n  tag: 1.10 # t\n",
        'image:\n  repository: nginx # r\n  tag: "1.10@DIGEST" # t\n',
    ),
    ('image: {repository: nginx, tag: "1.10"}\n', 'image: {repository: nginx, tag: "1.10@DIGEST"}\n'),
    ("image: {repository: a, tag: '1', digest: ''}\n", "image: {repository: a, tag: '1', digest: 'DIGEST'}\n"),
    ("image:\n  repository: a\n  tag: 1\n  digest:\n", "image:\n  repository: a\n  tag: 1\n  digest: DIGEST\n"),
    ("image:\n  repository: a\n  tag: 1\n  digest: # x\n", "image:\n  repository: a\n  tag: 1\n  digest: DIGEST # x\n"),
    ('image: {repository: a, tag: "1", sha: ""}\n', 'image: {repository: a, tag: "1", sha: "HEX"}\n'),
    ("image:\n  repository: a\n  tag: 1\n  sha256:\n", "image:\n  repository: a\n  tag: 1\n  sha256: HEX\n"),
    ("image: a/b\nimageTag: 1\nimageDigest: ''\n", "image: a/b\nimageTag: 1\nimageDigest: 'DIGEST'\n"),
    ("image: {registry: q.io, repository: a, tag: v1}\n", "image: {registry: q.io, repository: a, tag: v1@DIGEST}\n"),
    ("image: {repository: 'a:1'}\n", "image: {repository: 'a:1@DIGEST'}\n"),
    ("image: {repository: a, version: '1'}\n", "image: {repository: a, version: '1@DIGEST'}\n"),
    ("image:\r\n  repository: é/a\r\n", "image:\r\n  repository: é/a\r\n"),
    ("# é\r\nimage:\r\n  repository: a\r\n  tag: 1\r\n", '# é\r\nimage:\r\n  repository: a\r\n  tag: "1@DIGEST"\r\n'),
    ("\ufeffimage: a:1", "\ufeffimage: a:1@DIGEST"),
    ("x: |\n  - image: 'a:1'\n", "x: |\n  - image: 'a:1@DIGEST'\n"),
    ("a: &a {repository: n, tag: 1}\nb: {image: *a}\n", 'a: &a {repository: n, tag: "1@DIGEST"}\nb: {image: *a}\n'),
    (
        "a: &a {repository: n, tag: 1}\nb: {image: {<<: *a, tag: 2}}\n",
        'a: &a {repository: n, tag: "1@DIGEST"}\nb: {image: {<<: *a, tag: "2@DIGEST"}}\n',
    ),
    (
        "global: {imageRegistry: my.io}\nimage: {registry: q.io, repository: a, tag: '1', digest: ''}\n",
        "global: {imageRegistry: my.io}\nimage: {registry: q.io, repository: a, tag: '1', digest: 'DIGEST'}\n",
    ),
    (
        "image:\n  image: &a x/y\n  digest:\n  image: &a x/y\n  <<: {repository: a, tag: 1}\n",
        "image:\n  image: &a x/y\n  digest: DIGEST\n  image: &a x/y\n  <<: {repository: a, tag: 1}\n",
    ),
    (
        "image:\n  image: &a x/y\n  image: &a x/y\n  digest: ''\n  <<: {repository: a, tag: 1}\n",
        "image:\n  image: &a x/y\n  image: &a x/y\n  digest: 'DIGEST'\n  <<: {repository: a, tag: 1}\n",
    ),
    ("image: {repository: a, tag: ''}\n", "image: {repository: a, tag: ''}\n"),
    ("image:\n  repository: a\n  tag: 1e3\n", 'image:\n  repository: a\n  tag: "1e3@DIGEST"\n'),
    ("image:\n  repository: a\n  tag: 0x1\n", 'image:\n  repository: a\n  tag: "0x1@DIGEST"\n'),
    ("image:\n  repository: a\n  tag: 2024-01-02\n", 'image:\n  repository: a\n  tag: "2024-01-02@DIGEST"\n'),
    ("image:\n  repository: a\n  tag: 1_000 # x\n", 'image:\n  repository: a\n  tag: "1_000@DIGEST" # x\n'),
    (
        "image: {repository: 'nginx:1.25'}\nglobal: {registry: r.io}\n",
        "image: {repository: 'nginx:1.25'}\nglobal: {registry: r.io}\n",
    ),
    ("image: {repository: '{{ .x }}/a', tag: '1'}\n", "image: {repository: '{{ .x }}/a', tag: '1'}\n"),
]

CHART = "name: web\nversion: 1.0.0\nappVersion: '1.25'\ndependencies: [{name: redis, alias: cache}]\n"
IN_CHARTS = [
    ("image: {repository: nginx, tag: ''}\n", {}, [("image", "nginx:1.25", APP_VERSION)]),
    ("image: {repository: nginx}\n", {}, [("image", "nginx:1.25", APP_VERSION)]),
    ("image: {repository: nginx, tag: '1'}\n", {}, [("image", "nginx:1", None)]),
    ("cache: {image: {repository: redis}}\n", {}, [("cache.image", None, TAG_UNKNOWN)]),
    (
        "image: {repository: nginx}\n",
        {"templates/deployment.yaml": 'image: "x:{{ default (printf "v%s" .Chart.AppVersion) .Values.image.tag }}"'},
        [("image", "nginx:v1.25", APP_VERSION)],
    ),
    ("image: {repository: nginx}\n", {"Chart.yaml": "name: web\n"}, [("image", None, TAG_UNKNOWN)]),
    (
        "db: {image: {repository: x}}\n",
        {"requirements.yaml": "dependencies: [{name: db}]\n"},
        [("db.image", None, TAG_UNKNOWN)],
    ),
]

BASE = "image: {registry: q.io, repository: a, tag: '1'}\nside: {image: b, imageTag: 2}\n"
LAID_OVER = [
    ("image: {tag: '2'}\n", BASE, [("image", "q.io/a:2", None)]),
    ("image: {repository: c}\n", BASE, [("image", "q.io/c:1", LENT)]),
    ("side: {imageTag: 3}\n", BASE, [("side.imageTag", "b:3", None)]),
    (
        "image: {tag: '2'}\n",
        f"image: {{repository: a, tag: '1', digest: 'sha256:{HEX}'}}\n",
        [("image", f"a:2@sha256:{HEX}", LENT)],
    ),
    ("image: {tag: '2'}\n", "other: 1\n", []),
    ("image: {pullPolicy: Always}\n", BASE, []),
    ("image: {repository: r.io/c, registry: '', tag: x}\n", BASE, [("image", "r.io/c:x", None)]),
]


@pytest.mark.parametrize(("content", "expected"), HITS)
def test_finds(read, content, expected):
    assert read(content) == expected


@pytest.mark.parametrize("content", NO_OPS)
def test_is_silent_about(read, content):
    assert read(content) == []


@pytest.mark.parametrize(("content", "expected"), FIXES)
def test_pins(pin, content, expected):
    assert pin(content) == expected


@pytest.mark.parametrize(("content", "files", "expected"), IN_CHARTS)
def test_a_tag_that_is_not_there_is_the_charts(read, pin, content, files, expected):
    files = {"Chart.yaml": CHART, **files}
    assert read(content, files=files) == expected
    if expected[0][2]:
        assert pin(content, files=files) == content


@pytest.mark.parametrize(("content", "base", "expected"), LAID_OVER)
def test_values_are_laid_over_the_charts_own(read, content, base, expected):
    assert read(content, "values-prod.yaml", {"Chart.yaml": CHART, "values.yaml": base}) == expected


def test_digits_behind_a_name_that_ends_in_their_algorithm_are_updated():
    source = Source("values.yaml", f"image:\n  repository: a/b@sha256\n  tag: {'cd' * 32}\n".encode())
    (mention,) = helm.scan(source)
    expected = f"image:\n  repository: a/b@sha256\n  tag: {HEX}\n"
    assert splice(source.data, mention.rewrite(f"a/b@sha256:{HEX}")).decode() == expected


def test_the_values_that_a_chart_is_tested_with_belong_to_it(read):
    files = {"../Chart.yaml": CHART, "../values.yaml": BASE}
    for name in ("values.yaml", "prod-values.yaml"):
        assert read("image: {registry: ~, repository: nginx, tag: ''}\n", f"web/ci/{name}", files) == [
            ("image", "q.io/nginx:1.25", APP_VERSION)
        ]
        assert read("image: {tag: '2'}\n", f"web/ci/{name}", files) == [("image", "q.io/a:2", None)]


def test_a_tag_alone_is_pinned_where_it_stands(pin):
    files = {"Chart.yaml": CHART, "values.yaml": BASE}
    assert pin("image:\n  tag: 1.2\n", "values-prod.yaml", files) == 'image:\n  tag: "1.2@DIGEST"\n'


@pytest.mark.parametrize(
    ("content", "reference", "expected"),
    [
        ("image: {repository: a, tag: 1.9}\n", "a:1.10", 'image: {repository: a, tag: "1.10"}\n'),
        ("image: {repository: a, tag: '1.9'}\n", "a:1.10", "image: {repository: a, tag: '1.10'}\n"),
        (
            "image: {registry: q.io, repository: a, tag: x}\n",
            "r.io/b/c:x",
            "image: {registry: r.io, repository: b/c, tag: x}\n",
        ),
        ("image: {repository: a, tag: x}\n", "r.io/b:x", "image: {repository: r.io/b, tag: x}\n"),
        ("global: {imageRegistry: my.io}\nimage: {repository: a, tag: x}\n", "r.io/b:x", None),
    ],
)
def test_another_reference_is_written(content, reference, expected):
    source = Source("values.yaml", content.encode())
    (mention,) = helm.scan(source)
    assert splice(source.data, mention.rewrite(reference)).decode() == (expected or content)
