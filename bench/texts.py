"""Texts of files that name images, made by chance: as long, as commented and as mixed as those of public repositories.

Each function takes the chance to draw from and gives a whole text. A tenth of the texts is several times as long as
the median, and there are anchors, CRLF and unused corners, as there are in real files.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import random

WORDS = (
    "account", "agent", "batch", "cache", "client", "config", "data", "event", "file", "group", "handle", "index",
    "item", "job", "key", "label", "list", "log", "message", "name", "node", "order", "parse", "path", "payment",
    "queue", "read", "request", "result", "route", "scope", "send", "shard", "state", "store", "stream", "table",
    "task", "token", "trace", "update", "user", "value", "version", "view", "watch", "worker", "write", "zone",
)  # fmt: skip

IMAGES = (
    "nginx:1.29.3",
    "nginx",
    "postgres:18",
    "redis:8-alpine",
    "python:3.14-slim",
    "golang:1.25",
    "node:24",
    "docker.io/library/busybox:1.37",
    "ghcr.io/acme/api:v2.4.1",
    "quay.io/prometheus/node-exporter:v1.10.2",
    "registry.k8s.io/pause:3.10",
    "public.ecr.aws/docker/library/alpine:3.22",
    "gcr.io/distroless/static@sha256:" + "3f" * 32,
    "ghcr.io/acme/worker:v1@sha256:" + "a7" * 32,
)
ACTIONS = ("setup-python", "setup-node", "setup-go", "cache", "upload-artifact", "download-artifact")


def several(chance: random.Random, usual: int, least: int = 1) -> int:
    """A number of things: `usual` is the median, and one in ten is thrice that or more."""
    return max(least, min(round(chance.lognormvariate(0, 0.85) * usual), usual * 12))


def _names(chance: random.Random, count: int) -> list[str]:
    names = chance.sample(WORDS, min(count, len(WORDS)))
    return names + [f"{chance.choice(WORDS)}-{number}" for number in range(count - len(names))]


def _remark(chance: random.Random, indent: str = "") -> str:
    return (
        f"{indent}# The {' '.join(chance.sample(WORDS, 5))} has to be there first.\n" if chance.random() < 0.3 else ""
    )


def dockerfile(chance: random.Random) -> str:
    """A Dockerfile of a stage or more."""
    builder = chance.choice(IMAGES)
    text = f"# syntax=docker/dockerfile:1\n{_remark(chance)}ARG BASE={chance.choice(IMAGES)}\n"
    if chance.random() < 0.6:
        text += f"FROM {builder} AS build\nWORKDIR /src\nCOPY go.mod go.sum ./\n{_runs(chance)}COPY . .\n\n"
    text += f"FROM ${{BASE}}\nLABEL org.opencontainers.image.title={chance.choice(WORDS)}\n{_runs(chance)}"
    text += "".join(f"ENV {name.upper()}=/var/lib/{name}\n" for name in chance.sample(WORDS, 3))
    if "AS build" in text:
        text += "COPY --from=build /src/app /app\n"
    if chance.random() < 0.2:
        text += f"COPY --from={chance.choice(IMAGES)} /bin/sh /bin/sh\n"
    return f'{text}USER 1000\nEXPOSE 8080\nENTRYPOINT ["/app"]\n'


def _runs(chance: random.Random) -> str:
    text = ""
    for _ in range(several(chance, 1)):
        packages = "".join(f"    {name}-dev \\\n" for name in chance.sample(WORDS, several(chance, 4)))
        text += f"{_remark(chance)}RUN apt-get update && apt-get install -y --no-install-recommends \\\n{packages}"
        text += "  && rm -rf /var/lib/apt/lists/*\n"
    return text


def compose(chance: random.Random) -> str:
    """A Compose file of a few services, one in twenty with an anchor."""
    anchored = chance.random() < 0.05
    text = "x-usual: &usual\n  restart: unless-stopped\n  init: true\n\nservices:\n" if anchored else "services:\n"
    for name in _names(chance, several(chance, 2)):
        text += f"{_remark(chance, '  ')}  {name}:\n"
        text += "    <<: *usual\n" if anchored else "    restart: unless-stopped\n"
        image = chance.choice(IMAGES)
        text += f"    image: ${{{name.upper()}_IMAGE:-{image}}}\n" if chance.random() < 0.1 else f"    image: {image}\n"
        text += "    environment:\n" + "".join(
            f"      - {word.upper()}_URL=http://{word}:8080  # where the {word} is\n"
            for word in chance.sample(WORDS, several(chance, 2))
        )
        text += f"    volumes:\n      - {name}:/var/lib/{name}\n      - ./{name}.conf:/etc/{name}.conf:ro\n"
        text += "    ports:\n      - '8080:80'\n"
        if chance.random() < 0.4:
            text += f"    healthcheck:\n      test: [CMD, curl, -f, http://localhost/{name}]\n      interval: 30s\n"
            text += "      timeout: 5s\n      retries: 3\n"
    return f"{text}\nvolumes:\n  data: {{}}\n"


def workflow(chance: random.Random) -> str:
    """A workflow of GitHub Actions, some of whose jobs run in containers."""
    text = f"{_remark(chance)}name: {chance.choice(WORDS)}\non:\n  push:\n    branches: [main]\n  pull_request:\n"
    text += "    paths-ignore:\n      - 'docs/**'\npermissions:\n  contents: read\n"
    text += "concurrency:\n  group: ${{ github.workflow }}-${{ github.ref }}\n  cancel-in-progress: true\n"
    text += f"env:\n  LEVEL: '{chance.randint(1, 9)}'\njobs:\n"
    for name in _names(chance, several(chance, 2)):
        text += f"{_remark(chance, '  ')}  {name}:\n    runs-on: ${{{{ matrix.os }}}}\n    strategy:\n      matrix:\n"
        text += f"        os: [ubuntu-24.04, macos-15]\n        part: [{', '.join(chance.sample(WORDS, 3))}]\n"
        if chance.random() < 0.25:
            text += f"    container: {chance.choice(IMAGES)}\n"
        if chance.random() < 0.2:
            text += f"    services:\n      db:\n        image: {chance.choice(IMAGES)}\n        ports: ['5432:5432']\n"
        steps = "".join(_step(chance) for _ in range(several(chance, 3)))
        text += f"    steps:\n      - uses: actions/checkout@v5\n        with:\n          fetch-depth: 0\n{steps}"
    return text


def _step(chance: random.Random) -> str:
    first, second, third = chance.sample(WORDS, 3)
    lot = chance.random()
    if lot < 0.4:
        return (
            f"      - uses: actions/{chance.choice(ACTIONS)}@{chance.randbytes(20).hex()} # v{chance.randint(1, 6)}\n"
            f"        with:\n          {first}: ${{{{ matrix.part }}}}\n          {second}-{third}: ~/.cache/{second}\n"
        )
    text = f"      - name: Make the {first} of the {second}\n"
    if lot < 0.6:
        return f"{text}        run: make {first} LEVEL=$LEVEL\n"
    text += f"        env:\n          {second.upper()}: ${{{{ secrets.{third.upper()} }}}}\n        run: |\n"
    text += f'          if [ -n "${second.upper()}" ]; then\n            make {first} {third}\n          fi\n'
    return f"{text}          docker run --rm {chance.choice(IMAGES)} {first}\n" if lot > 0.9 else text


def manifest(chance: random.Random) -> str:
    """Kubernetes objects, some of them with containers, one in twenty with the line ends of Windows."""
    text = ""
    for name in _names(chance, several(chance, 1)):
        text += (
            f"{_remark(chance)}apiVersion: v1\nkind: Service\nmetadata:\n  name: {name}\n  labels:\n    app: {name}\n"
            f"spec:\n  selector:\n    app: {name}\n  ports:\n    - port: 80\n      targetPort: http\n---\n"
            f"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\nspec:\n"
            f"  replicas: {chance.randint(1, 9)}\n  selector:\n    matchLabels:\n      app: {name}\n  template:\n"
            f"    metadata:\n      labels:\n        app: {name}\n    spec:\n      containers:\n"
            f"{_container(chance, name)}      volumes:\n        - name: {name}\n          configMap:\n"
            f"            name: {name}\n---\n"
        )
    text = text.removesuffix("---\n")
    return text.replace("\n", "\r\n") if chance.random() < 0.05 else text


def _container(chance: random.Random, name: str) -> str:
    variables = "".join(
        f"            - name: {word.upper()}\n              value: '{chance.randrange(1000)}'\n"
        for word in chance.sample(WORDS, several(chance, 2))
    )
    return (
        f"        - name: {name}\n          image: {chance.choice(IMAGES)}\n          imagePullPolicy: IfNotPresent\n"
        f"          args: [--{chance.choice(WORDS)}, --{chance.choice(WORDS)}]\n          env:\n{variables}"
        "          ports:\n            - name: http\n              containerPort: 8080\n          resources:\n"
        "            requests:\n              cpu: 100m\n              memory: 128Mi\n            limits:\n"
        "              memory: 512Mi\n          livenessProbe:\n            httpGet:\n              path: /healthz\n"
        f"              port: http\n          volumeMounts:\n            - name: {name}\n"
        "              mountPath: /etc\n"
    )


def chart_values(chance: random.Random) -> str:
    """The values of a Helm chart."""
    repository, _, tag = chance.choice(IMAGES[:4]).partition(":")
    text = f"replicaCount: 1\n\nimage:\n  repository: {repository}\n  tag: {tag or 'latest'!r}\n"
    text += "  pullPolicy: IfNotPresent\n\nservice:\n  type: ClusterIP\n  port: 80\n"
    for name in chance.sample(WORDS, several(chance, 3)):
        text += (
            f"\n{_remark(chance)}{name}:\n  enabled: false\n  size: {chance.randrange(100)}Gi\n  annotations: {{}}\n"
        )
    return text


def chart_template(chance: random.Random) -> str:
    """A template of a Helm chart, which is no YAML."""
    name = chance.choice(WORDS)
    text = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}-NAME\n  labels:\n"
        '    {{- include "acme.labels" . | nindent 4 }}\nspec:\n'
        "{{- if .Values.replicaCount }}\n  replicas: {{ .Values.replicaCount }}\n{{- end }}\n"
        "  template:\n    spec:\n      {{- with .Values.tolerations }}\n      tolerations:\n"
        "        {{- toYaml . | nindent 8 }}\n      {{- end }}\n      containers:\n        - name: NAME\n"
        '          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"\n          env:\n'
    ).replace("NAME", name)
    return text + "".join(
        f"            {{{{- if .Values.{word}.enabled }}}}\n            - name: {word.upper()}\n"
        f"              value: {{{{ .Values.{word}.size | quote }}}}\n            {{{{- end }}}}\n"
        for word in chance.sample(WORDS, several(chance, 4))
    )


def gitlab(chance: random.Random) -> str:
    """A pipeline of GitLab."""
    text = f"{_remark(chance)}image: {chance.choice(IMAGES)}\n\nstages: [build, test, deploy]\n"
    for name in _names(chance, several(chance, 4)):
        text += f"\n{name}:\n  stage: test\n  variables:\n    {name.upper()}: '1'\n  script:\n    - make {name}\n"
        text += (
            "    - |\n      for part in a b; do\n        ./run $part\n      done\n  rules:\n    - if: $CI_COMMIT_TAG\n"
        )
        if chance.random() < 0.4:
            text += f"  services:\n    - name: {chance.choice(IMAGES)}\n      alias: db\n"
    return text


def script(chance: random.Random) -> str:
    """A shell script that runs a container."""
    text = "#!/bin/sh\nset -eu\n\n"
    for name in _names(chance, several(chance, 5)):
        text += (
            f'{_remark(chance)}{name}() {{\n  echo "{name}: $1" >&2\n  if [ ! -d "$HOME/{name}" ]; then\n'
            f'    mkdir -p "$HOME/{name}"\n  fi\n  for x in {" ".join(chance.sample(WORDS, 3))}; do\n'
            f'    grep -q "$x" "$1" || sed -i "s/$x/{name}/" "$1"\n  done\n}}\n\n'
        )
    return f'{text}docker run --rm -v "$PWD:/src" {chance.choice(IMAGES)} make\n'
