"""The tools around a cluster: kind, k3d, Skaffold, ko, Okteto, DevSpace, Garden, Prow, catalogs of operators."""

import pytest

from mooring import Source
from mooring.scanners import devspace, garden, k3d, kind, ko, okteto, olm_catalog, prow, skaffold

DIGEST = "sha256:" + "0123456789abcdef" * 4
UNKNOWN = "its value is not known before the file is used"
COMPOSED = "it is put together from parts that stand elsewhere"
BUILT = "it names what is built"
CACHED = "it names a build cache"

KIND = "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n"
K3D = "apiVersion: k3d.io/v1alpha5\nkind: Simple\n"
SKAFFOLD = "apiVersion: skaffold/v4beta13\nkind: Config\n"

FILES = {
    "kind": (
        kind,
        KIND + "nodes:\n- role: control-plane\n  image: kindest/node:v1.29.2\n- {role: worker, image: kindest/node}\n"
        "- role: worker\nimage: no:1\nkubeadmConfigPatches:\n- |\n  kind: InitConfiguration\n  image: no:1\n",
        ["nodes[0].image: kindest/node:v1.29.2", "nodes[1].image: kindest/node"],
    ),
    "k3d": (
        k3d,
        K3D + "image: rancher/k3s:v1.29.1-k3s1\nregistries:\n  create: {name: r, image: 'registry:2'}\n"
        "  use: [k3d-registry:5000]\noptions: {k3d: {disableImageVolume: false}}\n",
        ["image: rancher/k3s:v1.29.1-k3s1", "registries.create.image: registry:2"],
    ),
    "k3d's channels": (k3d, K3D + "image: latest\n", []),
    "k3d's channels by name": (k3d, K3D + "image: +v1.29\n", []),
    "k3d's environment": (k3d, K3D + "image: rancher/k3s:${VERSION}\n", [f"image: ? | {UNKNOWN}"]),
    "what Skaffold builds": (
        skaffold,
        SKAFFOLD
        + """
build:
  artifacts:
  - image: gcr.io/org/app
    requires: [{image: base, alias: BASE}]
    docker:
      dockerfile: Dockerfile
      buildArgs: {BASE_IMAGE: 'golang:1.22', VERSION: '1', HOST: 'a:80'}
      cacheFrom: [gcr.io/org/app]
  - image: base
    buildpacks: {builder: 'gcr.io/buildpacks/builder:v1', runImage: 'gcr.io/run:1'}
  - image: java
    jib: {fromImage: 'gcr.io/distroless/java:debug'}
  - {image: go, ko: {fromImage: gcr.io/distroless/static}}
  - {image: k, kaniko: {image: 'gcr.io/kaniko-project/executor:v1', initImage: busybox}}
  googleCloudBuild: {dockerImage: gcr.io/cloud-builders/docker, projectId: p}
test:
- {image: gcr.io/org/app, custom: [{command: 'echo image: x:1'}]}
""",
        [
            f"build.artifacts[0].image: gcr.io/org/app (build-output) | {BUILT}",
            "build.artifacts[0].docker.buildArgs.BASE_IMAGE: golang:1.22",
            f"build.artifacts[0].docker.cacheFrom[0]: gcr.io/org/app (cache) | {CACHED}",
            f"build.artifacts[1].image: base (build-output) | {BUILT}",
            "build.artifacts[1].buildpacks.builder: gcr.io/buildpacks/builder:v1",
            "build.artifacts[1].buildpacks.runImage: gcr.io/run:1",
            f"build.artifacts[2].image: java (build-output) | {BUILT}",
            "build.artifacts[2].jib.fromImage: gcr.io/distroless/java:debug",
            f"build.artifacts[3].image: go (build-output) | {BUILT}",
            "build.artifacts[3].ko.fromImage: gcr.io/distroless/static",
            f"build.artifacts[4].image: k (build-output) | {BUILT}",
            "build.artifacts[4].kaniko.image: gcr.io/kaniko-project/executor:v1",
            "build.artifacts[4].kaniko.initImage: busybox",
            "build.googleCloudBuild.dockerImage: gcr.io/cloud-builders/docker",
        ],
    ),
    "what Skaffold gives to charts": (
        skaffold,
        SKAFFOLD
        + """
manifests:
  helm:
    releases:
    - name: a
      setValues: {image.repository: acme/a, image.tag: v1, replicas: 2, sidecar: {image: 'side:2', tag.x: y}}
      overrides: {web: {image: {registry: quay.io, repository: acme/b, tag: '1.10'}}}
      setValueTemplates: {image.repository: '{{.IMAGE_REPO}}', image.tag: '{{.IMAGE_TAG}}'}
profiles:
- {name: p, deploy: {helm: {releases: [{name: c, setValues: {image: 'c:1', logo.image: logo.png}}]}}}
""",
        [
            "manifests.helm.releases[0].setValues.image: acme/a:v1",
            "manifests.helm.releases[0].setValues.sidecar.image: side:2",
            "manifests.helm.releases[0].overrides.web.image: quay.io/acme/b:1.10",
            "profiles[0].deploy.helm.releases[0].setValues.image: c:1",
        ],
    ),
    "what Skaffold runs": (
        skaffold,
        SKAFFOLD
        + """
verify:
- {name: a, container: {name: a, image: 'alpine:3.19'}}
customActions:
- {name: b, containers: [{name: b, image: '{{.IMAGE}}'}]}
profiles:
- name: debug
  build: {artifacts: [{image: x, ko: {fromImage: 'debug:1'}}]}
  verify: [{container: {image: 'c:1'}}]
  test: [{image: x, custom: [{command: docker run t:1}]}]
  deploy: {kubectl: {hooks: {before: [{host: {command: [sh, -c, docker pull h:1]}}]}}}
  patches:
  - {op: replace, path: /build/artifacts/0/ko/fromImage, value: 'patched:1'}
  - {op: add, path: /build/artifacts/1/image, value: other}
  - {op: remove, path: /build/artifacts/2/ko/fromImage}
  - {op: replace, path: /deploy/kubectl, value: 'no:1'}
---
apiVersion: skaffold/v4beta13
kind: Config
build: {artifacts: [{image: "ko://example.org/cmd"}]}
deploy: {docker: {images: [db]}}
""",
        [
            "verify[0].container.image: alpine:3.19",
            f"customActions[0].containers[0].image: ? | {UNKNOWN}",
            f"profiles[0].build.artifacts[0].image: x (build-output) | {BUILT}",
            "profiles[0].build.artifacts[0].ko.fromImage: debug:1",
            "profiles[0].verify[0].container.image: c:1",
            "profiles[0].test[0].custom[0].command: t:1",
            "profiles[0].deploy.kubectl.hooks.before[0].host.command: h:1",
            "profiles[0].patches[0].value: patched:1",
            f"profiles[0].patches[1].value: other (build-output) | {BUILT}",
            "deploy.docker.images[0]: db",
        ],
    ),
    "ko": (
        ko,
        (
            "defaultBaseImage: cgr.dev/chainguard/static\nbaseImageOverrides:\n  example.com/cmd/a: golang:latest\n"
            "  'example.com/cmd/b': \"alpine:3\" # x\nbuilds: [{id: a, main: ./cmd/a, image: no}]\n"
        ),
        [
            "defaultBaseImage: cgr.dev/chainguard/static",
            "baseImageOverrides.example.com/cmd/a: golang:latest",
            "baseImageOverrides.example.com/cmd/b: alpine:3",
        ],
    ),
    "Okteto": (
        okteto,
        (
            "build:\n  api: {context: api, image: okteto.dev/api:1, args: {BASE_IMAGE: 'node:20', V: '1'}}\n"
            "deploy: {image: 'okteto/installer:1', commands: [helm upgrade]}\ndestroy: {image: $IMAGE}\n"
            "dev:\n  api: {image: 'okteto/node:20', initContainer: {image: 'busybox:1'}, command: bash}\n"
            "test:\n  unit: {image: 'golang:1.22', commands: [make test]}\n"
        ),
        [
            f"build.api.image: okteto.dev/api:1 (build-output) | {BUILT}",
            "build.api.args.BASE_IMAGE: node:20",
            "deploy.image: okteto/installer:1",
            f"destroy.image: ? | {UNKNOWN}",
            "dev.api.image: okteto/node:20",
            "dev.api.initContainer.image: busybox:1",
            "test.unit.image: golang:1.22",
        ],
    ),
    "Okteto, as it was": (
        okteto,
        "name: api\nimage: okteto/node:20\nservices: [{name: w, image: 'okteto/worker:1'}]\n",
        ["image: okteto/node:20", "services[0].image: okteto/worker:1"],
    ),
    "DevSpace": (
        devspace,
        """
version: v2beta1
vars:
  IMAGE: ghcr.io/org/app
  DEV: {default: 'node:20'}
  COMPUTED: $(git rev-parse HEAD)
images:
  app: {image: '${IMAGE}', dockerfile: ./Dockerfile, buildArgs: {BASE_IMAGE: 'golang:1'}, kaniko: {image: 'kaniko:1'}}
deployments:
  db: {helm: {values: {containers: [{image: 'mysql:8'}]}}}
  web:
    kubectl:
      inlineManifest: |-
        kind: Deployment
        apiVersion: apps/v1
        spec: {template: {spec: {containers: [{image: 'nginx:1'}]}}}
dev:
  app:
    imageSelector: ghcr.io/org/app
    devImage: ${DEV}
    containers: {side: {devImage: 'ghcr.io/a:${COMPUTED}'}}
localRegistry: {image: 'registry:2'}
""",
        [
            f"images.app.image: ghcr.io/org/app (build-output) | {BUILT}",
            "images.app.buildArgs.BASE_IMAGE: golang:1",
            "images.app.kaniko.image: kaniko:1",
            "deployments.db.helm.values.containers[0].image: mysql:8",
            "deployments.web.kubectl.inlineManifest: spec.template.spec.containers[0].image: nginx:1",
            "dev.app.devImage: node:20",
            f"dev.app.containers.side.devImage: ? | {UNKNOWN}",
            "localRegistry.image: registry:2",
        ],
    ),
    "DevSpace's variables in a list": (
        devspace,
        "vars: [{name: I, value: 'a:1'}]\ndev: {x: {devImage: '${I}'}}\n",
        ["dev.x.devImage: a:1"],
    ),
    "Garden": (
        garden,
        """
kind: Build
type: container
name: api
spec: {publishId: 'ghcr.io/org/api:${var.tag}', localId: api, buildArgs: {BASE_IMAGE: 'node:20'}}
---
kind: Deploy
type: container
spec: {image: 'redis:7'}
---
kind: Run
type: container
spec: {image: '${actions.build.api.outputs.deploymentImageId}'}
---
kind: Deploy
type: kubernetes
spec:
  manifests:
  - apiVersion: apps/v1
    kind: Deployment
    spec: {template: {spec: {containers: [{image: 'nginx:1'}]}}}
---
kind: Deploy
type: helm
spec: {chart: {name: postgresql}, values: {image: {repository: a/postgres, tag: '16'}}}
---
kind: Module
type: container
image: postgres:16
""",
        [
            f"spec.publishId: ? (build-output) | {BUILT}",
            f"spec.localId: api (build-output) | {BUILT}",
            "spec.buildArgs.BASE_IMAGE: node:20",
            "spec.image: redis:7",
            f"spec.image: ? | {UNKNOWN}",
            "spec.manifests[0].spec.template.spec.containers[0].image: nginx:1",
            "spec.values.image: a/postgres:16",
            "image: postgres:16",
        ],
    ),
    "Prow": (
        prow,
        """
presubmits:
  org/repo:
  - name: unit
    image: no
    spec: {containers: [{image: 'gcr.io/k8s-staging-test-infra/kubekins:v2', args: [make]}]}
periodics:
- name: nightly
  spec:
    initContainers: [{image: busybox}]
    containers: [{image: 'golang:1.22'}]
""",
        [
            "presubmits.org/repo[0].spec.containers[0].image: gcr.io/k8s-staging-test-infra/kubekins:v2",
            "periodics[0].spec.initContainers[0].image: busybox",
            "periodics[0].spec.containers[0].image: golang:1.22",
        ],
    ),
    "a catalog of operators": (
        olm_catalog,
        """
schema: olm.package
name: a
icon: {base64data: x}
---
schema: olm.bundle
name: a.v1
image: quay.io/org/a-bundle@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
relatedImages: [{name: '', image: 'quay.io/org/a:v1'}]
properties: [{type: olm.package, value: {image: 'no:1'}}]
""",
        [f"image: quay.io/org/a-bundle@{DIGEST}", "relatedImages[0].image: quay.io/org/a:v1"],
    ),
    "templates of catalogs": (
        olm_catalog,
        """
Schema: olm.semver
GenerateMajorChannels: true
Stable: {Bundles: [{Image: 'quay.io/org/a-bundle:v1'}]}
---
schema: olm.template.basic
entries: [{schema: olm.bundle, image: 'quay.io/org/b-bundle:v1'}]
""",
        ["Stable.Bundles[0].Image: quay.io/org/a-bundle:v1", "entries[0].image: quay.io/org/b-bundle:v1"],
    ),
}


@pytest.mark.parametrize(("module", "text", "expected"), FILES.values(), ids=FILES)
def test_what_is_read(module, text, expected, read):
    assert read(module.scan, text) == expected


@pytest.mark.parametrize(("module", "text", "expected"), FILES.values(), ids=FILES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_pin_changes_one_reference(module, text, expected, line_end, pin):
    text = ("# é\n" + text).replace("\n", line_end)
    pinned = pin(module.scan, text)
    changed = sum(" | " not in line and "@" not in line for line in expected)
    assert pinned.count(DIGEST) - text.count(DIGEST) == changed
    assert pinned.replace(f"@{DIGEST}", "") == text.replace(f"@{DIGEST}", "")


def test_the_name_of_a_module_with_a_dockerfile_is_what_it_builds(read):
    text = "kind: Module\ntype: container\nimage: org/app\n"
    found = read(garden.scan, text, "garden.yml", {"Dockerfile": b"FROM a\n"})
    assert found == [f"image: org/app (build-output) | {BUILT}"]


@pytest.mark.parametrize("module", [kind, k3d, skaffold, prow, olm_catalog])
def test_each_knows_its_own_files(module):
    own = [text for of, text, _ in FILES.values() if of is module]
    others = [text for of, text, _ in FILES.values() if of is not module]
    assert all(module.recognises(text.encode()) for text in own)
    assert not any(module.recognises(text.encode()) for text in others)
    assert not module.recognises(b"apiVersion: v1\nkind: Pod\n")
    assert not module.recognises(b"# " + own[0].encode().replace(b"\n", b"\n# "))


@pytest.mark.parametrize("module", [ko, okteto, devspace, garden])
def test_what_is_wrong_with_a_file_is_said(module):
    (problem,) = module.scan(Source("x.yaml", b"a: [\n"))
    assert "invalid YAML" in problem.message
