"""Manifests: the places of pods in every kind of object, and what is no image."""

import pytest

from mooring import Mention, Source
from mooring.scanners.kubernetes import recognises, scan

DIGEST = "sha256:" + "0123456789abcdef" * 4
UNKNOWN = "its value is not known before the file is used"
COMPOSED = "it is put together from parts that stand elsewhere"
ESCAPED = "the text is escaped or folded in the file"
BUILT = "it names what is built"

POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n"
WORKLOADS = {
    "Deployment": ("apps/v1", "spec.template.spec"),
    "StatefulSet": ("apps/v1", "spec.template.spec"),
    "DaemonSet": ("apps/v1", "spec.template.spec"),
    "ReplicaSet": ("apps/v1", "spec.template.spec"),
    "ReplicationController": ("v1", "spec.template.spec"),
    "Job": ("batch/v1", "spec.template.spec"),
    "CronJob": ("batch/v1", "spec.jobTemplate.spec.template.spec"),
    "PodTemplate": ("v1", "template.spec"),
    "Pod": ("v1", "spec"),
    "Rollout": ("argoproj.io/v1alpha1", "spec.template.spec"),
    "Service": ("serving.knative.dev/v1", "spec.template.spec"),
    "LeaderWorkerSet": ("leaderworkerset.x-k8s.io/v1", "spec.leaderWorkerTemplate.workerTemplate.spec"),
    "Anything": ("example.com/v1", "spec.deeply.nested[0].podTemplate.spec"),
}


def nest(place, body):
    """A flow mapping with a body at a place."""
    keys = place.replace("[0]", "").split(".")
    lists = [key for key in place.split(".") if key.endswith("[0]")]
    text = body
    for key in reversed(keys):
        text = f"{{{key}: [{text}]}}" if f"{key}[0]" in lists else f"{{{key}: {text}}}"
    return text[1:-1]


@pytest.mark.parametrize("kind", WORKLOADS)
def test_every_workload(kind, read):
    version, place = WORKLOADS[kind]
    body = (
        "{initContainers: [{name: i, image: 'busybox:1.36'}], containers: [{name: a, image: nginx}, {name: b, image: "
        "'q.io/a/b:2'}], ephemeralContainers: [{name: e, image: 'debug:3'}], "
        "volumes: [{name: v, image: {reference: 'q.io/models/m:4', pullPolicy: Always}}]}"
    )
    assert read(scan, f"apiVersion: {version}\nkind: {kind}\n{nest(place, body)}\n") == [
        f"{place}.initContainers[0].image: busybox:1.36",
        f"{place}.containers[0].image: nginx",
        f"{place}.containers[1].image: q.io/a/b:2",
        f"{place}.ephemeralContainers[0].image: debug:3",
        f"{place}.volumes[0].image.reference: q.io/models/m:4",
    ]


IMAGE = "spec.containers[0].image"
CONTAINER = POD + "  containers:\n  - name: web\n    image: {}\n"

WRITTEN = [
    ("nginx:1.25", "nginx:1.25"),
    ("'nginx:1.25'", "nginx:1.25"),
    ('"nginx:1.25"', "nginx:1.25"),
    ("nginx:1.25 # the server", "nginx:1.25"),
    ("\n      nginx:1.25", "nginx:1.25"),
    (">-\n      nginx:1.25", "nginx:1.25"),
    ("|\n      nginx:1.25", "nginx:1.25"),
    ("!!str nginx:1.25", "nginx:1.25"),
    ("&image nginx:1.25", "nginx:1.25"),
    ('"nginx\\x3A1.25"', f"nginx:1.25 | {ESCAPED}"),
    ("Nginx:1.25", "Nginx:1.25"),
    ("nginx@sha256:abc", "nginx@sha256:abc"),
    ("$IMAGE", f"? | {UNKNOWN}"),
    ("nginx:${TAG}", f"? | {UNKNOWN}"),
    ("nginx:${TAG:-1.25}", f"nginx:1.25 | {COMPOSED}"),
    ("${IMAGE:-nginx:1.25}", "nginx:1.25"),
    ("'${IMAGE:=nginx:1.25}'", "nginx:1.25"),
    ("nginx:$(TAG)", f"? | {UNKNOWN}"),
    ("'{{ image }}'", f"? | {UNKNOWN}"),
    ("'nginx:{{ .Values.tag }}'", f"? | {UNKNOWN}"),
    ("'<%= image %>'", f"? | {UNKNOWN}"),
    ("'<your-image>'", f"? | {UNKNOWN}"),
    ("'#{IMAGE}#'", f"? | {UNKNOWN}"),
    ("registry.example/app:%VERSION%", f"? | {UNKNOWN}"),
    ("registry.example/app:__VERSION__", f"? | {UNKNOWN}"),
]


@pytest.mark.parametrize(("written", "meant"), WRITTEN)
def test_how_an_image_is_written(written, meant, read):
    assert read(scan, CONTAINER.format(written)) == [f"{IMAGE}: {meant}"]


@pytest.mark.parametrize(
    "written", ["", "''", "null", "~", "' '", "[nginx]", "{a: b}", "auto", "ko://example.com/cmd/web", "'*:latest'"]
)
def test_what_names_no_image_in_a_container(written, read):
    assert read(scan, CONTAINER.format(written)) == []


def test_several_documents_and_lists(read):
    text = (
        "# first\n---\n"
        + CONTAINER.format("a:1")
        + "---\n---\n"
        + "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  spec: {containers: [{image: 'b:2'}]}\n"
        + "- apiVersion: v1\n  kind: PodList\n"
        + "  items: [{apiVersion: v1, kind: Pod, spec: {containers: [{image: c}]}}]\n"
        + "...\n---\n"
        + CONTAINER.format("d:4")
    )
    assert read(scan, text) == [
        f"{IMAGE}: a:1",
        "items[0].spec.containers[0].image: b:2",
        "items[1].items[0].spec.containers[0].image: c",
        f"{IMAGE}: d:4",
    ]


def test_the_items_of_a_typed_list_are_objects_of_its_kind():
    text = (
        "apiVersion: v1\nkind: PodList\nitems:\n"
        "- metadata: {namespace: staging}\n  spec: {containers: [{image: a:1}]}\n"
        "  status: {containerStatuses: [{image: 'docker.io/library/a:1'}]}\n"
        "---\napiVersion: v1\nkind: ConfigMapList\nitems:\n- data: {image: b:2}\n"
        "---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinitionList\nitems:\n- spec: {image: c:3}\n"
    )
    assert [(one.resolved, one.hints) for one in scan(Source("m.yaml", text.encode()))] == [("a:1", ("staging",))]


def test_a_list_of_objects_at_the_top(read):
    assert read(scan, "- apiVersion: v1\n  kind: Pod\n  spec:\n    containers:\n    - image: a:1\n") == [
        "[0].spec.containers[0].image: a:1"
    ]


@pytest.mark.parametrize(
    "text",
    [
        '{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "a", "image": "nginx:1.25"}]}}',
        '{\n\t"kind": "Pod",\n\t"apiVersion": "v1",\n\t"spec": {\n\t\t"containers": [{"image": "nginx:1.25"}]\n\t}}\n',
        '{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"nginx:1.25"}]}}',
    ],
)
@pytest.mark.parametrize("path", ["pod.json", "pod.yaml"])
def test_json(text, path, read, pin):
    assert recognises(text.encode())
    assert read(scan, text, path) == [f"{IMAGE}: nginx:1.25"]
    assert pin(scan, text, path) == text.replace("nginx:1.25", f"nginx:1.25@{DIGEST}")


def test_an_escaped_slash_in_json(read):
    text = '{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"image": "q.io\\/a:1"}]}}'
    assert read(scan, text, "pod.json") == [f"{IMAGE}: q.io/a:1 | {ESCAPED}"]


def test_an_alias_is_one_image_at_its_anchor(read, pin):
    text = (
        POD
        + "  containers:\n  - {name: a, image: &i nginx:1}\n  - {name: b, image: *i}\n  - {name: c, image: redis:7}\n"
    )
    assert read(scan, text) == [f"{IMAGE}: nginx:1", "spec.containers[2].image: redis:7"]
    assert pin(scan, text) == text.replace("nginx:1", f"nginx:1@{DIGEST}").replace("redis:7", f"redis:7@{DIGEST}")


def test_merged_containers(read):
    text = (
        "x-web: &web\n  name: web\n  image: nginx\n"
        "apiVersion: v1\nkind: Pod\nspec:\n"
        "  containers:\n  - *web\n  - {<<: *web, name: b}\n  - {<<: *web, image: c:1}\n"
    )
    assert read(scan, text) == [f"{IMAGE}: nginx", "spec.containers[2].image: c:1"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("before", ["", "\ufeff", "# naïve → 日本語 🐳\n"])
def test_bytes_around_a_pin_stay(before, line_end, pin):
    text = (
        before
        + 'apiVersion: "apps/v1"\nkind: Deployment\nmetadata:\n  annotations: {note: "für 🐳"}\nspec:\n  template:\n'
        "    spec:\n      containers:\n        - image: nginx:1.25   # été\n          name: x\n"
        "        - {name: y, image: 'q.io/a/b'}\n        - image: >-\n            c:1\n        # last"
    ).replace("\n", line_end)
    pinned = pin(scan, text)
    assert pinned == (
        text.replace("nginx:1.25", f"nginx:1.25@{DIGEST}")
        .replace("q.io/a/b", f"q.io/a/b@{DIGEST}")
        .replace("c:1", f"c:1@{DIGEST}")
    )


def test_a_pin_takes_the_place_of_another(pin):
    old = "sha256:" + "f" * 64
    assert pin(scan, CONTAINER.format(f'"nginx:1@{old}"')) == CONTAINER.format(f'"nginx:1@{DIGEST}"')


def test_a_default_is_pinned_in_its_place(pin):
    text = CONTAINER.format("${IMAGE:-nginx:1}")
    assert pin(scan, text) == text.replace("nginx:1", f"nginx:1@{DIGEST}")


@pytest.mark.parametrize("line", ["image: nginx:${TAG:-1}", 'image: "nginx\\x3A1"', "image: '{{ x }}'"])
def test_what_is_not_pinned(line, pin):
    text = POD + f"  containers:\n  - {line}\n"
    assert pin(scan, text) == text


ENVIRONMENT = [
    ("{name: RELATED_IMAGE_OPERAND, value: 'q.io/a/b:1'}", ["q.io/a/b:1"]),
    ("{name: RELATED_IMAGE_OPERAND, value: busybox}", ["busybox"]),
    ("{name: RELATED_IMAGE_OPERAND, value: '${OPERAND}'}", [f"? | {UNKNOWN}"]),
    ("{name: RELATED_IMAGE_OPERAND, value: ''}", []),
    ("{name: RELATED_IMAGE_OPERAND, valueFrom: {configMapKeyRef: {name: a, key: b}}}", []),
    ("{name: RUNNER_IMAGE, value: 'runner:2'}", ["runner:2"]),
    ("{name: IMAGE, value: 'q.io/a/b'}", ["q.io/a/b"]),
    ("{name: sidecarImage, value: 'q.io/a/b:1'}", ["q.io/a/b:1"]),
    ("{name: OUTPUT_IMAGE, value: 'q.io/a/b:1'}", [f"q.io/a/b:1 (build-output) | {BUILT}"]),
    ("{name: IMAGE_TAG, value: 'v1:2'}", []),
    ("{name: IMAGE_PULL_POLICY, value: Always}", []),
    ("{name: LOGO_IMAGE, value: 'q.io/a/logo.png'}", []),
    ("{name: RUNNER_IMAGE, value: alpine}", []),
    ("{name: ADDRESS, value: 'redis:6379'}", []),
]


@pytest.mark.parametrize(("variable", "meant"), ENVIRONMENT)
def test_environment_variables(variable, meant, read):
    text = POD + f"  containers:\n  - env:\n    - {variable}\n"
    assert read(scan, text) == [f"spec.containers[0].env[0].value: {one}" for one in meant]


ARGUMENTS = [
    ("['--image=nginx:1']", ["args[0]: nginx:1"]),
    ("[--v=2, '--acme-http01-solver-image=quay.io/jetstack/solver:v1']", ["args[1]: quay.io/jetstack/solver:v1"]),
    ("['--prometheus-config-reloader=q.io/p/reloader:v1']", ["args[0]: q.io/p/reloader:v1"]),
    ("[--executor-image, 'argoproj/argoexec:v3', --loglevel, debug]", ["args[1]: argoproj/argoexec:v3"]),
    ("['--image=nginx']", []),
    ("['--image-pull-policy=Always']", []),
    ("['--images-dir=/var/images']", []),
    ("['--image=$(IMAGE)']", []),
    ("['--listen=redis:6379']", []),
    ("[--image-dir, 'a:1']", []),
]


@pytest.mark.parametrize(("arguments", "meant"), ARGUMENTS)
def test_arguments(arguments, meant, read):
    text = POD + f"  containers:\n  - args: {arguments}\n"
    assert read(scan, text) == [f"spec.containers[0].{one}" for one in meant]


def test_objects_below_other_keys(read, pin):
    text = (
        "- k8sOperation: create\n  unstructuredObj:\n    apiVersion: apps/v1\n    kind: Deployment\n    spec:\n"
        "      template:\n        spec:\n          containers:\n          - image: nginx:1\n"
    )
    assert recognises(text.encode())
    assert read(scan, text) == ["[0].unstructuredObj.spec.template.spec.containers[0].image: nginx:1"]
    assert pin(scan, text) == text.replace("nginx:1", f"nginx:1@{DIGEST}")


COMMANDS = [
    ("command: [sh, -c, 'docker run --rm alpine:3 true']", ["command: alpine:3"]),
    ("command: [/bin/bash, -ec]\n    args: ['docker pull alpine:3']", ["command: alpine:3"]),
    (
        "command: [sh, -c]\n    args:\n    - |\n      docker pull a:1\n      docker pull b:1",
        ["command: a:1", "command: b:1"],
    ),
    ("args: [sh, -c, 'docker pull alpine:3']", ["args: alpine:3"]),
    ("command: [crane, digest, 'alpine:3']", ["command: alpine:3"]),
    ("command: [echo, 'docker pull alpine:3']", []),
    ("command: [python, -c, 'docker pull alpine:3']", []),
    ("args: ['docker', '{']", []),
]


@pytest.mark.parametrize(("commands", "meant"), COMMANDS)
def test_commands_of_a_container(commands, meant, read, pin):
    text = POD + f"  containers:\n  - name: a\n    {commands}\n"
    assert read(scan, text) == [f"spec.containers[0].{one}" for one in meant]
    pinned = text
    for one in meant:
        image = one.partition(": ")[2]
        pinned = pinned.replace(image, f"{image}@{DIGEST}")
    assert pin(scan, text) == pinned


def test_an_argument_is_pinned_behind_its_option(pin):
    text = POD + "  containers:\n  - args: ['--image=nginx:1', --x]\n"
    assert pin(scan, text) == text.replace("nginx:1", f"nginx:1@{DIGEST}")


CUSTOM = "apiVersion: monitoring.example.com/v1\nkind: Thing\nmetadata: {name: x}\nspec:\n"
GUESSED = [
    ("image: quay.io/prometheus/prometheus:v2.48.0", ["image: quay.io/prometheus/prometheus:v2.48.0"]),
    ("image: 'postgres:16'", ["image: postgres:16"]),
    ("imageName: ghcr.io/cloudnative-pg/postgresql:16", ["imageName: ghcr.io/cloudnative-pg/postgresql:16"]),
    ("cephVersion: {image: 'quay.io/ceph/ceph:v18'}", ["cephVersion.image: quay.io/ceph/ceph:v18"]),
    ("runnerImage: q.io/a/runner", ["runnerImage: q.io/a/runner"]),
    ("RUNNER_IMAGE: q.io/a/runner:1", ["RUNNER_IMAGE: q.io/a/runner:1"]),
    ("osImageURL: q.io/a/os:1", ["osImageURL: q.io/a/os:1"]),
    ("image: q.io/a/b@sha256:abc", ["image: q.io/a/b@sha256:abc"]),
    ("image: q.io/a/b\n  tag: '2'", ["image: q.io/a/b:2"]),
    ("runnerImage: q.io/a/b\n  runnerImageTag: '2'", ["runnerImage: q.io/a/b:2"]),
    ("runnerImage: q.io/a/b\n  runnerTag: '2'", ["runnerImage: q.io/a/b:2"]),
    ("image: q.io/argoproj/argocd\n  version: v2.9", [f"image: ? | {UNKNOWN}"]),
    ("image: q.io/a/b:1\n  version: v2.9", ["image: q.io/a/b:1"]),
    ("image: {repository: nginx, tag: '1.25'}", ["image: nginx:1.25"]),
    ("image: {registry: q.io, repository: a/b, tag: v1}", ["image: q.io/a/b:v1"]),
    ("image: {name: agent, tag: '7'}", ["image: agent:7"]),
    ("image: {name: 'gcr.io/a/agent:7', pullPolicy: Always}", ["image.name: gcr.io/a/agent:7"]),
    ("image: {repository: q.io/a/b}", [f"image.repository: ? | {UNKNOWN}"]),
    ("output: {image: 'q.io/a/b:1'}", [f"output.image: q.io/a/b:1 (build-output) | {BUILT}"]),
    ("destinationImage: q.io/a/b:1", [f"destinationImage: q.io/a/b:1 (build-output) | {BUILT}"]),
    ("container: {image: 'nginx:1'}", ["container.image: nginx:1"]),
]


@pytest.mark.parametrize(("spec", "meant"), GUESSED)
def test_images_of_custom_resources(spec, meant, read):
    assert read(scan, CUSTOM + f"  {spec}\n") == [f"spec.{one}" for one in meant]


NO_IMAGES = [
    "image: nginx",
    "image: ubuntu-22.04",
    "image: true",
    "image: 1.25",
    "image: projects/debian-cloud/global/images/debian-12",
    "image: debian-cloud/debian-12",
    "image: ami-0123456789abcdef0",
    "image: logo.png",
    "image: example.com/static/logo.png",
    "image: 'https://example.com/logo.png'",
    "image: images/disk.qcow2",
    "image: 'localhost:5000'",
    "image: '10.0.0.1:80'",
    "image: 'sha256:0123'",
    "image: '{{ .Values.image }}'",
    "image: '*:latest'",
    "imageUrl: cdn.example.com/pictures/abc",
    "imagePullPolicy: Always",
    "imagePullSecrets: [{name: 'a:1'}]",
    "imageTag: a:1",
    "imageRepository: registry.k8s.io/a:1",
    "damages: a:1",
    "image: {size: 10Gi, format: raw}",
    "image: {repository: {url: a}, tag: b}",
    "description: 'image: nginx:1'",
    "url: ghcr.io/a/b:1",
]


@pytest.mark.parametrize("spec", NO_IMAGES)
def test_what_is_no_image_in_a_custom_resource(spec, read):
    assert read(scan, CUSTOM + f"  {spec}\n") == []


SILENT = {
    "a definition of a resource": """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {annotations: {image: q.io/a/b:1}}
        spec:
          versions:
          - schema:
              openAPIV3Schema:
                properties:
                  containers:
                    items: {properties: {image: {default: 'q.io/a/b:1', description: 'image: nginx:1'}}}
                  image: {type: string, example: 'nginx:1'}
        """,
    "Crossplane's definition": """
        apiVersion: apiextensions.crossplane.io/v1
        kind: CompositeResourceDefinition
        spec: {versions: [{schema: {openAPIV3Schema: {default: {image: 'q.io/a/b:1'}}}}]}
        """,
    "Kyverno": """
        apiVersion: kyverno.io/v1
        kind: ClusterPolicy
        spec:
          rules:
          - validate: {pattern: {spec: {containers: [{image: '*:*'}]}}}
          - mutate: {patchStrategicMerge: {spec: {containers: [{name: a, image: 'q.io/a/b:1'}]}}}
          - generate: {data: {apiVersion: v1, kind: Pod, spec: {containers: [{image: 'nginx:1'}]}}}
        """,
    "Gatekeeper": """
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sAllowedRepos
        spec: {parameters: {exemptImages: ['q.io/a/b:1'], image: 'q.io/a/b:1'}}
        """,
    "Gatekeeper's templates": """
        apiVersion: templates.gatekeeper.sh/v1
        kind: ConstraintTemplate
        spec: {targets: [{rego: 'image: nginx:1', image: 'q.io/a/b:1'}]}
        """,
    "Sigstore's policy": """
        apiVersion: policy.sigstore.dev/v1beta1
        kind: ClusterImagePolicy
        spec: {images: [{glob: 'q.io/**'}], image: 'q.io/a/b:1'}
        """,
    "OpenShift's mirrors": """
        apiVersion: config.openshift.io/v1
        kind: ImageDigestMirrorSet
        spec: {imageDigestMirrors: [{source: q.io/a/b, mirrors: [m.io/a/b]}], image: 'q.io/a/b:1'}
        """,
    "Flux's image automation": """
        apiVersion: image.toolkit.fluxcd.io/v1beta2
        kind: ImageRepository
        spec: {image: ghcr.io/a/b, interval: 5m}
        """,
    "kOps' machine images": """
        apiVersion: kops.k8s.io/v1alpha2
        kind: InstanceGroup
        spec: {image: kope.io/k8s-1.17-debian, machineType: t3.large}
        """,
    "the status": """
        apiVersion: v1
        kind: Pod
        status: {containerStatuses: [{image: 'nginx:1', imageID: 'docker.io/library/nginx@sha256:abc'}]}
        """,
    "managed fields": """
        apiVersion: v1
        kind: Pod
        metadata: {managedFields: [{fieldsV1: {image: 'q.io/a/b:1'}}]}
        """,
    "texts of a ConfigMap": """
        apiVersion: v1
        kind: ConfigMap
        data:
          image: nginx:1.25
          RELATED_IMAGE_A: q.io/a/b:1
          config.yaml: |
            image: redis:7
            containers: [{image: 'nginx:1'}]
          notes: "apiVersion and kind: image nginx:1"
        """,
    "texts of a Secret": """
        apiVersion: v1
        kind: Secret
        stringData: {image: 'nginx:1.25'}
        data: {image: bmdpbng6MQ==}
        """,
    "volumes of other kinds": """
        apiVersion: v1
        kind: Pod
        spec: {volumes: [{rbd: {image: foo, pool: p}}, {persistentVolumeClaim: {claimName: a}}]}
        """,
    "no manifest": """
        version: 2
        containers: [{name: a}]
        """,
}


@pytest.mark.parametrize("text", SILENT.values(), ids=SILENT)
def test_what_is_silent(text, read):
    assert read(scan, text) == []


EMBEDDED = """\
apiVersion: v1
kind: ConfigMap
metadata: {namespace: prod}
data:
  note: image nginx:1
  pod.yaml: |
    apiVersion: v1
    kind: Pod
    spec:
      containers:
      - name: a
        image: nginx:1.25
"""


def test_a_manifest_in_a_config_map(read, pin):
    assert read(scan, EMBEDDED) == ["data.pod.yaml: spec.containers[0].image: nginx:1.25"]
    assert pin(scan, EMBEDDED) == EMBEDDED.replace("nginx:1.25", f"nginx:1.25@{DIGEST}")
    secret = EMBEDDED.replace("ConfigMap", "Secret").replace("data:", "stringData:")
    assert read(scan, secret) == ["stringData.pod.yaml: spec.containers[0].image: nginx:1.25"]


PIECES = """\
apiVersion: v1
kind: ConfigMap
data:
  plugins: |
    - name: s3
      image: ghcr.io/a/driver:v1
    - name: plain
      image: background
  sidecar: |
    policy: on
    templates:
      proxy: |
        {{- if .Values.probe }}
        metadata: {labels: {a: {{ .A }}}}
        {{- end }}
        spec:
          initContainers:
          - name: init
            image: busybox:1.28
          containers:
          - name: proxy
            image: "{{ .Image }}"
          - name: own
            image: "q.io/a/{{ .Name }}:1"
"""


def test_pieces_of_manifests_in_a_config_map(read, pin):
    assert read(scan, PIECES) == [
        "data.plugins: [0].image: ghcr.io/a/driver:v1",
        "data.sidecar: templates.proxy: spec.initContainers[0].image: busybox:1.28",
        "data.sidecar: templates.proxy: spec.containers[1].image: ? | a template fills it in",
    ]
    pinned = PIECES.replace("driver:v1", f"driver:v1@{DIGEST}").replace("busybox:1.28", f"busybox:1.28@{DIGEST}")
    assert pin(scan, PIECES) == pinned


HINTS = [
    ("metadata: {namespace: Prod}", "production"),
    ("metadata: {namespace: shop-staging}", "staging"),
    ("metadata: {namespace: dev}", "development"),
    ("metadata: {labels: {environment: production}}", "production"),
    ("metadata: {labels: {env: stg}}", "staging"),
]


@pytest.mark.parametrize(("metadata", "hint"), HINTS)
def test_the_namespace_is_a_hint(metadata, hint):
    text = f"apiVersion: v1\nkind: Pod\n{metadata}\nspec: {{containers: [{{image: a}}]}}\n"
    (mention,) = scan(Source("m.yaml", text.encode()))
    assert hint in mention.hints


def test_what_stands_in_an_object_without_a_namespace_has_the_outer_ones():
    text = "apiVersion: v1\nkind: List\nmetadata: {namespace: prod}\nitems:\n" + "".join(
        f"- apiVersion: v1\n  kind: Pod\n  metadata: {{{metadata}}}\n  spec: {{containers: [{{image: {image}}}]}}\n"
        for image, metadata in [("a", ""), ("b", "namespace: qa")]
    )
    assert [one.hints for one in scan(Source("m.yaml", text.encode()))] == [("prod", "production"), ("qa",)]


def test_a_broken_file_is_read_as_far_as_it_can_be(read):
    text = CONTAINER.format("a:1") + "---\n" + POD + "  containers: [{image: b:1}\n x\n"
    assert read(scan, text) == [f"{IMAGE}: a:1"]


@pytest.mark.parametrize("broken", ["    command: [a\n", "    x: 'y\n", "  x: y\n z: [\n", "\tx: y\n"])
def test_what_stands_before_an_error_is_read(broken, read, pin):
    text = CONTAINER.format("a:1") + broken
    assert read(scan, text) == [f"{IMAGE}: a:1"]
    assert pin(scan, text) == text.replace("a:1", f"a:1@{DIGEST}")


def test_a_template_is_read_as_what_it_makes(read):
    text = CONTAINER.format("a:1") + "  {{ if .X }}\n  - name: b\n    image: q.io/b:{{ .Tag }}\n  {{ end }}\n"
    assert read(scan, text) == [f"{IMAGE}: a:1", "spec.containers[1].image: ? | a template fills it in"]


@pytest.mark.parametrize(
    "text",
    [
        POD + "  image: a",
        "---\n\nkind: Pod\napiVersion: v1\nimage: a",
        "\ufeffapiVersion: v1\nkind: Pod\nimage: a",
        "apiVersion: v1\r\nkind: Pod\r\nspec: {image: a}\r\n",
        '"apiVersion": "v1"\n"kind": "Pod"\nimage: a',
        "- apiVersion: v1\n  kind: Pod\n  image: a",
        "x:\n  apiVersion: v1\n  kind: Pod\n  image: a",
        "- x: create\n  y:\n    kind: Deployment\r\n    apiVersion: apps/v1\r\n    image: a",
        'x:\n - "apiVersion": "v1"\n   "kind": "Pod"\n   image: a',
        "{apiVersion: v1, kind: Pod, image: a}",
        '{"kind": "Pod", "apiVersion": "v1", "image": "a"}',
        "apiVersion: pkg.crossplane.io/v1\nkind: Provider\nspec: {package: a}",
        "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nspec: {url: 'oci://a'}",
    ],
)
def test_what_looks_like_a_manifest(text):
    assert recognises(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "image: nginx:1",
        "apiVersion: v2\nname: chart\nimage: a",
        "# apiVersion: v1\n# kind: Pod\nimage: a",
        "x:\n  apiVersion: v1\n  image: a\n  kind: Pod\n",
        "x:\n  apiVersion: 1.2\n  kind: Pod\n  image: a\n",
        "x:\n  kind: pod\n  apiVersion: v1\n  image: a\n",
        "apiVersion: v1\nkind: Service\nspec: {ports: []}",
        "services:\n  web: {image: nginx}",
    ],
)
def test_what_does_not(text):
    assert not recognises(text.encode())


def test_mentions_know_their_scanner():
    (mention,) = scan(Source("m.yaml", CONTAINER.format("a").encode()))
    assert isinstance(mention, Mention)
    assert mention.scanner == "kubernetes"
