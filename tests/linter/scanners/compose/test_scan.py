"""Compose files and the mentions that the scanner finds in them, as compose-go reads the same files."""

import textwrap

import pytest

from mooring import Mention, Problem, Role, Source
from mooring.scanners.compose import scan
from mooring.text import splice

DIGEST = "sha256:" + "0123456789abcdef" * 4
BUILT = "it names what is built"
CACHED = "it names a build cache"
PART = "a variable holds a part of the reference"


def unknown(name):
    return f"the value of `{name}` is not known before Compose runs"


def from_env(name):
    return f"the value of `{name}` comes from the .env file"


class Expected:
    """A mention: where it stands, its text, what it resolves to, and the text that a fix would replace."""

    def __init__(self, where, text, resolved=..., *, role=Role.PULL, fix=..., reason=None, platform=None, hints=()):
        self.where = where
        self.text = text
        self.resolved = text if resolved is ... else resolved
        self.role = role
        self.fix = (text if fix is ... else fix) if reason is None else None
        self.reason = reason
        self.platform = platform
        self.hints = hints

    def key(self):
        return (
            self.where,
            self.text,
            self.resolved,
            self.role.value,
            self.fix,
            self.reason,
            self.platform,
            self.hints,
        )


def image(name, text, resolved=..., **options):
    return Expected(f"services.{name}.image", text, resolved, **options)


def built(where, text, resolved=..., reason=BUILT, **options):
    return Expected(where, text, resolved, role=Role.BUILD_OUTPUT, reason=reason, **options)


def cache(where, text, resolved=..., **options):
    return Expected(where, text, resolved, role=Role.CACHE, reason=CACHED, **options)


def web(line):
    """A file of one service, `web`, that has one more line."""
    return f"services:\n  web:\n    {line}\n"


class Case:
    def __init__(self, id, text, *expected, path="compose.yaml", **beside):
        self.id = id
        text = textwrap.dedent(text).lstrip("\n") if isinstance(text, str) else text
        self.data = text if isinstance(text, bytes) else text.encode()
        self.expected = expected
        self.path = path
        self.beside = {name.replace("__", "."): content for name, content in beside.items()}

    def source(self, data=None):
        files = {name: textwrap.dedent(content).lstrip("\n").encode() for name, content in self.beside.items()}
        return Source(self.path, self.data if data is None else data, files.get)


PLACES = [
    Case("image", web("image: nginx:1.25"), image("web", "nginx:1.25")),
    Case("image-without-tag", web("image: nginx"), image("web", "nginx")),
    Case("image-with-digest", web(f"image: nginx@{DIGEST}"), image("web", f"nginx@{DIGEST}")),
    Case("image-with-tag-and-digest", web(f"image: nginx:1@{DIGEST}"), image("web", f"nginx:1@{DIGEST}")),
    Case("image-in-registry", web("image: ghcr.io/org/app:v1"), image("web", "ghcr.io/org/app:v1")),
    Case("image-with-port", web("image: localhost:5000/app"), image("web", "localhost:5000/app")),
    Case("image-malformed", web("image: Nginx//x"), image("web", "Nginx//x")),
    Case("image-with-space", web('image: "nginx:1 "'), image("web", "nginx:1 ")),
    Case(
        "several-services",
        """
        services:
          web:
            image: nginx:1.25
          db:
            image: postgres:16
        volumes:
          data:
        """,
        image("web", "nginx:1.25"),
        image("db", "postgres:16"),
    ),
    Case(
        "platform",
        """
        services:
          web:
            image: nginx:1.25
            platform: linux/arm64
        """,
        image("web", "nginx:1.25", platform="linux/arm64"),
    ),
    Case(
        "platform-interpolated",
        """
        services:
          web:
            image: nginx:1.25
            platform: ${PLATFORM:-linux/amd64}
        """,
        image("web", "nginx:1.25", platform="linux/amd64"),
    ),
    Case(
        "platform-unknown",
        """
        services:
          web:
            image: nginx:1.25
            platform: $PLATFORM
        """,
        image("web", "nginx:1.25"),
    ),
    Case(
        "volume-of-type-image",
        """
        services:
          web:
            image: nginx:1.25
            volumes:
              - ./conf:/etc/nginx
              - type: image
                source: alpine:3.20
                target: /data
                image:
                  subpath: /etc
              - type: volume
                source: data
                target: /x
        """,
        image("web", "nginx:1.25"),
        Expected("services.web.volumes[1].source", "alpine:3.20"),
    ),
    Case(
        "volume-of-type-image-names-a-service",
        """
        services:
          web:
            image: nginx:1.25
            volumes:
              - {type: image, source: assets, target: /data}
          assets:
            build: .
        """,
        image("web", "nginx:1.25"),
    ),
    Case(
        "volume-of-type-image-names-what-is-built",
        """
        services:
          web:
            image: nginx:1.25
            volumes:
              - {type: image, source: org/assets, target: /data}
          assets:
            build: .
            image: org/assets
        """,
        image("web", "nginx:1.25"),
        built("services.web.volumes[0].source", "org/assets"),
        built("services.assets.image", "org/assets"),
    ),
    Case(
        "pre-start-hook",
        """
        services:
          web:
            image: nginx:1.25
            platform: linux/amd64
            pre_start:
              - command: ["./migrate"]
              - image: busybox:1.36
                command: sh -c 'chown 1000 /data'
        """,
        image("web", "nginx:1.25", platform="linux/amd64"),
        Expected("services.web.pre_start[1].image", "busybox:1.36", platform="linux/amd64"),
    ),
    Case(
        "post-start-hook",
        """
        services:
          web:
            image: nginx:1.25
            post_start:
              - command: echo image
                user: root
              - command: echo
                image: busybox:1.36
        """,
        image("web", "nginx:1.25"),
        Expected("services.web.post_start[1].image", "busybox:1.36"),
    ),
    Case(
        "additional-contexts-map",
        """
        services:
          web:
            build:
              context: .
              additional_contexts:
                resources: /path/to/resources
                app: docker-image://my-app:latest
                source: https://github.com/myuser/project.git
                base: service:base
                none: docker-image://scratch
                layout: oci-layout:///store@sha256:abc
                empty: docker-image://
          base:
            build: ./base
        """,
        Expected("services.web.build.additional_contexts.app", "my-app:latest"),
    ),
    Case(
        "additional-contexts-list",
        """
        services:
          web:
            build:
              context: .
              additional_contexts:
                - resources=/path/to/resources
                - app=docker-image://my-app:1.2
                - "base=docker-image://alpine:3.20"
        """,
        Expected("services.web.build.additional_contexts[1]", "my-app:1.2"),
        Expected("services.web.build.additional_contexts[2]", "alpine:3.20"),
    ),
    Case(
        "additional-contexts-other-spellings",
        """
        services:
          web:
            build:
              context: .
              additional_contexts:
                a: docker-image:alpine
                b: Docker-Image://alpine
                c: ./docker-image://alpine
        """,
    ),
    Case(
        "cache",
        """
        services:
          web:
            build:
              context: .
              cache_from:
                - alpine:latest
                - type=local,src=path/to/cache
                - type=gha
                - type=registry,ref=org/app:cache
              cache_to:
                - user/app:cache
                - type=local,dest=path/to/cache
                - type=registry,mode=max,ref=ghcr.io/org/app:cache,compression=zstd
                - TYPE=registry,REF=org/app:upper
                - ref=org/app:untyped
                - '"type=registry","ref=org/app:quoted"'
        """,
        cache("services.web.build.cache_from[0]", "alpine:latest"),
        cache("services.web.build.cache_from[3]", "org/app:cache"),
        cache("services.web.build.cache_to[0]", "user/app:cache"),
        cache("services.web.build.cache_to[2]", "ghcr.io/org/app:cache"),
        cache("services.web.build.cache_to[3]", "org/app:upper"),
        cache("services.web.build.cache_to[5]", "org/app:quoted"),
    ),
    Case(
        "x-bake",
        """
        services:
          web:
            image: org/app:1
            build:
              context: .
              x-bake:
                tags:
                  - org/app:2
                  - org/app:${TAG:-3}
                cache-from: [org/app:cache, "type=registry,ref=org/app:more", type=gha]
                cache-to: type=registry,ref=org/app:max,mode=max
                contexts:
                  alpine: docker-image://alpine:3.20
                  sources: ./src
                platforms: [linux/arm64]
                secret: [id=image]
                image: not/an:image
          other:
            image: org/other:1
            build:
              x-bake:
                tags: org/other:2
        """,
        built("services.web.image", "org/app:1"),
        built("services.web.build.x-bake.tags[0]", "org/app:2"),
        built(
            "services.web.build.x-bake.tags[1]",
            "org/app:${TAG:-3}",
            "org/app:3",
        ),
        cache("services.web.build.x-bake.cache-from[0]", "org/app:cache"),
        cache("services.web.build.x-bake.cache-from[1]", "org/app:more"),
        cache("services.web.build.x-bake.cache-to", "org/app:max"),
        Expected("services.web.build.x-bake.contexts.alpine", "alpine:3.20"),
        built("services.other.image", "org/other:1"),
        built("services.other.build.x-bake.tags", "org/other:2"),
    ),
    Case(
        "cache-several-in-one",
        """
        services:
          web:
            build:
              context: .
              cache_from:
                - org/app:a,org/app:b
        """,
        cache("services.web.build.cache_from[0]", "org/app:a"),
        cache("services.web.build.cache_from[0]", "org/app:b"),
    ),
    Case(
        "tags",
        """
        services:
          web:
            image: org/app:1
            build:
              context: .
              tags:
                - org/app:latest
                - registry.example.com/org/app:${VERSION:-dev}
        """,
        built("services.web.image", "org/app:1"),
        built("services.web.build.tags[0]", "org/app:latest"),
        built(
            "services.web.build.tags[1]",
            "registry.example.com/org/app:${VERSION:-dev}",
            "registry.example.com/org/app:dev",
        ),
    ),
    Case(
        "sbom-generator",
        """
        services:
          web:
            build:
              context: .
              sbom: generator=docker/scout-sbom-indexer:latest
          db:
            build:
              context: .
              sbom: true
        """,
        Expected("services.web.build.sbom", "docker/scout-sbom-indexer:latest"),
    ),
    Case(
        "models",
        """
        services:
          app:
            image: org/app:1
            models:
              - llm
        models:
          llm:
            model: ai/smollm2:360M-Q4_K_M
            context_size: 1024
          other:
            model: hf.co/Org/Model-GGUF
        """,
        image("app", "org/app:1"),
        Expected("models.llm.model", "ai/smollm2:360M-Q4_K_M", reason="it names a model, not an image"),
    ),
    Case(
        "include-oci",
        """
        include:
          - oci://registry.example.com/org/stack:1.2
          - ./other/compose.yaml
          - path: oci://docker.io/org/single:1
          - path:
              - ../commons/compose.yaml
              - oci://docker.io/org/listed:1
            project_directory: ..
        services:
          web:
            image: nginx:1.25
        """,
        *(
            Expected(where, text, reason="it names a Compose application, not an image")
            for where, text in [
                ("include[0]", "registry.example.com/org/stack:1.2"),
                ("include[2].path", "docker.io/org/single:1"),
                ("include[3].path[1]", "docker.io/org/listed:1"),
            ]
        ),
        image("web", "nginx:1.25"),
    ),
    Case(
        "extends-oci",
        """
        services:
          web:
            extends:
              file: oci://docker.io/org/stack:1
              service: web
        """,
        Expected(
            "services.web.extends.file",
            "docker.io/org/stack:1",
            reason="it names a Compose application, not an image",
        ),
    ),
]

BUILD = [
    Case(
        "build-context-string",
        """
        services:
          web:
            build: ./web
            image: org/web:1
        """,
        built("services.web.image", "org/web:1"),
    ),
    Case(
        "build-mapping",
        """
        services:
          web:
            image: org/web
            build:
              dockerfile: web.Dockerfile
        """,
        built("services.web.image", "org/web"),
    ),
    Case(
        "build-null",
        """
        services:
          web:
            image: org/web
            build:
        """,
        image("web", "org/web"),
    ),
    Case(
        "build-reset",
        """
        services:
          web:
            image: org/web
            build: !reset null
        """,
        image("web", "org/web"),
    ),
    Case("build-only", web("build: ./web")),
    *(
        Case(
            f"build-pulled-{policy}",
            f"""
            services:
              web:
                build: ./web
                image: org/web:1
                pull_policy: {policy}
            """,
            image("web", "org/web:1", reason=BUILT),
        )
        for policy in [
            "always",
            "missing",
            "if_not_present",
            "daily",
            "weekly",
            "every_12h",
            "every_1w2d",
            "refresh",
            "${POLICY:-always}",
        ]
    ),
    *(
        Case(
            f"build-not-pulled-{policy}",
            f"""
            services:
              web:
                build: ./web
                image: org/web:1
                pull_policy: {policy}
            """,
            built("services.web.image", "org/web:1"),
        )
        for policy in ["build", "never", "$POLICY"]
    ),
    Case(
        "never-pulled",
        """
        services:
          web:
            image: org/web:1
            pull_policy: never
        """,
        image("web", "org/web:1", reason="`pull_policy` says that it is never pulled"),
    ),
    Case(
        "pulled-always",
        """
        services:
          web:
            image: org/web:1
            pull_policy: always
        """,
        image("web", "org/web:1"),
    ),
    Case(
        "image-that-another-service-builds",
        """
        services:
          web:
            build: .
            image: org/app:dev
          worker:
            image: org/app:dev
            command: work
          db:
            image: postgres:16
        """,
        built("services.web.image", "org/app:dev"),
        built("services.worker.image", "org/app:dev"),
        image("db", "postgres:16"),
    ),
    Case(
        "image-that-another-service-builds-and-this-pulls",
        """
        services:
          web:
            build: .
            image: org/app:dev
          worker:
            image: org/app:dev
            pull_policy: always
        """,
        built("services.web.image", "org/app:dev"),
        image("worker", "org/app:dev"),
    ),
    Case(
        "hook-with-what-is-built",
        """
        services:
          web:
            build: .
            image: org/app:dev
            pre_start:
              - image: org/app:dev
                command: migrate
        """,
        built("services.web.image", "org/app:dev"),
        built("services.web.pre_start[0].image", "org/app:dev"),
    ),
    Case(
        "image-shared-through-an-alias-by-what-builds-it",
        """
        x-app: &app
          image: org/app:dev
        services:
          worker:
            <<: *app
          web:
            <<: *app
            build: .
        """,
        built("services.worker.image", "org/app:dev"),
    ),
    Case(
        "build-inherited",
        """
        services:
          base:
            build: .
          web:
            extends: base
            image: org/web:1
          other:
            extends: {service: base}
            image: org/other:1
        """,
        built("services.web.image", "org/web:1"),
        built("services.other.image", "org/other:1"),
    ),
    Case(
        "image-inherited-by-what-builds-it",
        """
        services:
          base:
            image: org/web:1
          web:
            extends:
              service: base
            build: .
        """,
        built("services.base.image", "org/web:1"),
    ),
    Case(
        "build-inherited-from-another-file",
        """
        services:
          web:
            extends:
              file: ./common.yml
              service: base
            image: org/web:1
          other:
            extends:
              file: common.yml
              service: pulled
            image: org/other:1
        """,
        built("services.web.image", "org/web:1"),
        image("other", "org/other:1"),
        common__yml="services:\n  base:\n    build: .\n  pulled:\n    image: x\n",
    ),
    Case(
        "built-in-another-document",
        """
        services:
          web:
            image: org/web:1
        ---
        services:
          web:
            build: .
        """,
        built("services.web.image", "org/web:1"),
    ),
    Case(
        "extends-a-file-that-is-not-there",
        """
        services:
          web:
            extends: {file: common.yml, service: base}
            image: org/web:1
        """,
        image("web", "org/web:1"),
    ),
    Case(
        "extends-in-a-circle",
        """
        services:
          a: {extends: b, image: org/a}
          b: {extends: a, image: org/b}
        """,
        image("a", "org/a"),
        image("b", "org/b"),
    ),
]

MERGING = [
    Case(
        "override-of-what-is-built",
        web("image: org/web:dev"),
        built("services.web.image", "org/web:dev", reason="compose.yaml builds the service"),
        path="compose.override.yaml",
        compose__yaml="services:\n  web:\n    build: .\n",
    ),
    Case(
        "override-of-what-is-pulled",
        web("image: org/web:dev"),
        image("web", "org/web:dev"),
        path="app/docker-compose.override.yml",
        **{"docker-compose__yml": "services:\n  web:\n    image: org/web:1\n"},
    ),
    Case("override-alone", web("image: org/web:dev"), image("web", "org/web:dev"), path="compose.override.yml"),
    Case(
        "overridden-by-a-build",
        """
        services:
          web:
            image: ghcr.io/org/web:1
          db:
            image: postgres:16
        """,
        image("web", "ghcr.io/org/web:1", reason="docker-compose.override.yml builds the service"),
        image("db", "postgres:16"),
        path="docker-compose.yml",
        **{"docker-compose__override__yml": "services:\n  web:\n    build: .\n"},
    ),
    Case(
        "file-of-an-environment",
        """
        services:
          web:
            image: ghcr.io/org/web:1
          db:
            image: postgres:16
        """,
        image("web", "ghcr.io/org/web:1", reason="compose.yml builds the service", hints=("production",)),
        image("db", "postgres:16", hints=("production",)),
        path="deploy/compose.prod.yml",
        compose__yml="services:\n  web:\n    build: .\n  db:\n    image: postgres\n",
    ),
    Case(
        "overridden-by-what-cannot-be-read",
        web("image: org/web:dev"),
        image("web", "org/web:dev"),
        compose__override__yml="services: [\n",
    ),
]

HINTS = [
    Case(f"hint-{path}", web("image: nginx:1"), image("web", "nginx:1", hints=hints), path=path)
    for path, hints in [
        ("compose.yaml", ()),
        ("compose.prod.yaml", ("production",)),
        ("compose-production.yml", ("production",)),
        ("docker-compose.production.yml", ("production",)),
        ("docker-compose-prod.yml", ("production",)),
        ("docker-compose.staging.yml", ("staging",)),
        ("docker-compose_stag.yml", ("staging",)),
        ("deploy/docker-compose.dev.yml", ("development",)),
        ("docker-compose.development.yaml", ("development",)),
        ("docker-compose.test.yml", ("test",)),
        ("docker-compose.CI.yml", ("test",)),
        ("production/compose.yaml", ()),
        ("compose.products.yaml", ()),
        ("docker-compose.prod.eu.yml", ("production",)),
    ]
]

INTERPOLATION = [
    Case("plain-variable", web("image: $IMAGE"), image("web", "$IMAGE", None, reason=unknown("IMAGE"))),
    Case("braced-variable", web("image: ${IMAGE}"), image("web", "${IMAGE}", None, reason=unknown("IMAGE"))),
    Case(
        "default",
        web("image: ${IMAGE:-nginx:1.25}"),
        image("web", "${IMAGE:-nginx:1.25}", "nginx:1.25", fix="nginx:1.25"),
    ),
    Case(
        "default-if-unset",
        web("image: ${IMAGE-nginx:1.25}"),
        image("web", "${IMAGE-nginx:1.25}", "nginx:1.25", fix="nginx:1.25"),
    ),
    Case(
        "default-in-quotes",
        web('image: "${IMAGE:-nginx:1.25}"'),
        image("web", "${IMAGE:-nginx:1.25}", "nginx:1.25", fix="nginx:1.25"),
    ),
    Case(
        "default-with-dashes",
        web("image: ${IMAGE:-ghcr.io/my-org/my-app:1.2-rc1}"),
        image(
            "web",
            "${IMAGE:-ghcr.io/my-org/my-app:1.2-rc1}",
            "ghcr.io/my-org/my-app:1.2-rc1",
            fix="ghcr.io/my-org/my-app:1.2-rc1",
        ),
    ),
    Case(
        "default-nested",
        web("image: ${A:-${B:-nginx:1}}"),
        image("web", "${A:-${B:-nginx:1}}", "nginx:1", fix="nginx:1"),
    ),
    Case(
        "default-nested-mixed",
        web("image: ${A-${B:-${C-nginx:1}}}"),
        image("web", "${A-${B:-${C-nginx:1}}}", "nginx:1", fix="nginx:1"),
    ),
    Case("default-is-a-variable", web("image: ${A:-$B}"), image("web", "${A:-$B}", None, reason=unknown("B"))),
    Case("default-is-empty", web("image: ${A:-}")),
    Case(
        "tag-default", web("image: nginx:${TAG:-1.25}"), image("web", "nginx:${TAG:-1.25}", "nginx:1.25", reason=PART)
    ),
    Case("tag-variable", web("image: nginx:$TAG"), image("web", "nginx:$TAG", None, reason=unknown("TAG"))),
    Case("tag-variable-braced", web("image: nginx:${TAG}"), image("web", "nginx:${TAG}", None, reason=unknown("TAG"))),
    Case(
        "registry-default",
        web("image: ${REGISTRY:-docker.io}/nginx:1.25"),
        image("web", "${REGISTRY:-docker.io}/nginx:1.25", "docker.io/nginx:1.25", reason=PART),
    ),
    Case(
        "registry-prefix",
        web("image: ${REGISTRY}nginx:1.25"),
        image("web", "${REGISTRY}nginx:1.25", None, reason=unknown("REGISTRY")),
    ),
    Case(
        "registry-prefix-default-empty",
        web("image: ${REGISTRY:-}nginx:1.25"),
        image("web", "${REGISTRY:-}nginx:1.25", "nginx:1.25", reason=PART),
    ),
    Case(
        "suffix-default-empty",
        web("image: nginx:1.25${SUFFIX-}"),
        image("web", "nginx:1.25${SUFFIX-}", "nginx:1.25", reason=PART),
    ),
    Case(
        "several-variables",
        web("image: ${REGISTRY:-ghcr.io}/${ORG:-org}/app:${TAG:-v1}"),
        image("web", "${REGISTRY:-ghcr.io}/${ORG:-org}/app:${TAG:-v1}", "ghcr.io/org/app:v1", reason=PART),
    ),
    Case(
        "known-and-unknown",
        web("image: ${REGISTRY:-ghcr.io}/app:${TAG}"),
        image("web", "${REGISTRY:-ghcr.io}/app:${TAG}", None, reason=unknown("TAG")),
    ),
    Case(
        "required", web("image: ${IMAGE:?no image}"), image("web", "${IMAGE:?no image}", None, reason=unknown("IMAGE"))
    ),
    Case(
        "required-if-unset",
        web("image: ${IMAGE?no image}"),
        image("web", "${IMAGE?no image}", None, reason=unknown("IMAGE")),
    ),
    Case(
        "required-in-a-part", web("image: nginx:${TAG:?}"), image("web", "nginx:${TAG:?}", None, reason=unknown("TAG"))
    ),
    Case(
        "alternative-unset",
        web("image: nginx${VARIANT:+:$VARIANT}"),
        image("web", "nginx${VARIANT:+:$VARIANT}", "nginx", reason=PART),
    ),
    Case(
        "alternative-unset-hard",
        web("image: nginx${VARIANT+-alpine}"),
        image("web", "nginx${VARIANT+-alpine}", "nginx", reason=PART),
    ),
    Case("alternative-is-all", web("image: ${DEBUG:+nginx:debug}")),
    Case("escaped", web("image: $$IMAGE"), image("web", "$$IMAGE", "$IMAGE", reason="it holds an escaped `$`")),
    Case(
        "escaped-braced",
        web("image: $${IMAGE}"),
        image("web", "$${IMAGE}", "${IMAGE}", reason="it holds an escaped `$`"),
    ),
    Case("dollar-alone", web("image: nginx:1$"), image("web", "nginx:1$")),
    Case("dollar-and-digit", web("image: nginx:$1"), image("web", "nginx:$1")),
    Case(
        "substitution-is-none-of-compose",
        web("image: nginx:${TAG/a/b}"),
        image("web", "nginx:${TAG/a/b}", None, reason=unknown("TAG")),
    ),
    Case("braces-not-closed", web("image: nginx:${TAG"), image("web", "nginx:${TAG", None, reason=unknown("TAG"))),
    Case(
        "braces-empty",
        web("image: nginx:${}"),
        image("web", "nginx:${}", None, reason="the value of a variable is not known before Compose runs"),
    ),
    Case(
        "lower-case-name", web("image: ${image:-nginx:1}"), image("web", "${image:-nginx:1}", "nginx:1", fix="nginx:1")
    ),
    Case(
        "project-name",
        web("image: ${COMPOSE_PROJECT_NAME:-x}-web"),
        image("web", "${COMPOSE_PROJECT_NAME:-x}-web", None, reason=unknown("COMPOSE_PROJECT_NAME")),
    ),
    Case(
        "project-name-in-file",
        "name: shop\n" + web("image: ${COMPOSE_PROJECT_NAME}-web"),
        image("web", "${COMPOSE_PROJECT_NAME}-web", "shop-web", reason=PART),
    ),
    Case(
        "default-in-a-context",
        """
        services:
          web:
            build:
              context: .
              additional_contexts:
                a: docker-image://${IMAGE:-alpine:3}
                b: docker-image://alpine:${TAG:-3}
                c: ${CONTEXT:-docker-image://alpine:3}
                d: docker-image://$IMAGE
                e: $CONTEXT
        """,
        Expected("services.web.build.additional_contexts.a", "${IMAGE:-alpine:3}", "alpine:3", fix="alpine:3"),
        Expected("services.web.build.additional_contexts.b", "alpine:${TAG:-3}", "alpine:3", reason=PART),
        Expected(
            "services.web.build.additional_contexts.c",
            "${CONTEXT:-docker-image://alpine:3}",
            "alpine:3",
            fix="alpine:3",
        ),
        Expected("services.web.build.additional_contexts.d", "$IMAGE", None, reason=unknown("IMAGE")),
    ),
    Case(
        "keys-are-not-interpolated",
        """
        services:
          ${NAME:-web}:
            image: nginx:1
        """,
        Expected("services.${NAME:-web}.image", "nginx:1"),
    ),
]

ENVIRONMENT_FILE = [
    Case(
        "env-whole",
        web("image: $IMAGE"),
        image("web", "$IMAGE", "nginx:1.25", reason=from_env("IMAGE")),
        __env="IMAGE=nginx:1.25\n",
    ),
    Case(
        "env-tag",
        web("image: nginx:${TAG}"),
        image("web", "nginx:${TAG}", "nginx:1.25", reason=PART),
        __env="TAG=1.25\n",
    ),
    Case(
        "env-beats-default",
        web("image: ${IMAGE:-nginx:1}"),
        image("web", "${IMAGE:-nginx:1}", "nginx:2", reason=from_env("IMAGE")),
        __env="IMAGE=nginx:2\n",
    ),
    Case(
        "env-empty-soft-default",
        web("image: ${IMAGE:-nginx:1}"),
        image("web", "${IMAGE:-nginx:1}", "nginx:1", fix="nginx:1"),
        __env="IMAGE=\n",
    ),
    Case("env-empty-hard-default", web("image: ${IMAGE-nginx:1}"), __env="IMAGE=\n"),
    Case(
        "env-required",
        web("image: nginx:${TAG:?no tag}"),
        image("web", "nginx:${TAG:?no tag}", "nginx:3", reason=PART),
        __env="TAG=3\n",
    ),
    Case(
        "env-required-but-empty",
        web("image: nginx:${TAG:?no tag}"),
        image("web", "nginx:${TAG:?no tag}", None, reason=unknown("TAG")),
        __env="TAG=\n",
    ),
    Case(
        "env-alternative",
        web("image: ${DEBUG:+nginx:debug}"),
        image("web", "${DEBUG:+nginx:debug}", "nginx:debug", fix="nginx:debug"),
        __env="DEBUG=1\n",
    ),
    Case(
        "env-alternative-part",
        web("image: nginx${V:+:$V}"),
        image("web", "nginx${V:+:$V}", "nginx:9", reason=PART),
        __env="V=9\n",
    ),
    Case(
        "env-nested",
        web("image: ${A:-${B:-nginx:1}}"),
        image("web", "${A:-${B:-nginx:1}}", "nginx:7", reason=from_env("B")),
        __env="B=nginx:7\n",
    ),
    Case(
        "env-of-another-variable",
        web("image: ${IMAGE:-nginx:1}"),
        image("web", "${IMAGE:-nginx:1}", "nginx:1", fix="nginx:1"),
        __env="OTHER=x\n",
    ),
    Case(
        "env-quoted",
        web("image: $IMAGE"),
        image("web", "$IMAGE", "nginx:1.25", reason=from_env("IMAGE")),
        __env='export IMAGE="nginx:1.25" # pinned\n',
    ),
    Case(
        "env-built-on-env",
        web("image: $IMAGE"),
        image("web", "$IMAGE", "nginx:1.25", reason=from_env("IMAGE")),
        __env="TAG=1.25\nIMAGE=nginx:${TAG}\n",
    ),
    Case(
        "env-built-on-the-unknown",
        web("image: ${IMAGE:-x}"),
        image("web", "${IMAGE:-x}", None, reason=unknown("IMAGE")),
        __env="IMAGE=nginx:${TAG}\n",
    ),
    Case(
        "env-is-case-sensitive",
        web("image: ${IMAGE:-nginx:1}"),
        image("web", "${IMAGE:-nginx:1}", "nginx:1", fix="nginx:1"),
        __env="image=x\n",
    ),
    Case(
        "env-project-name",
        web("image: ${COMPOSE_PROJECT_NAME}-web"),
        image("web", "${COMPOSE_PROJECT_NAME}-web", "shop-web", reason=PART),
        __env="COMPOSE_PROJECT_NAME=shop\n",
    ),
    Case(
        "env-project-name-that-is-empty-is-none",
        "name: shop\n" + web("image: ${COMPOSE_PROJECT_NAME}-web"),
        image("web", "${COMPOSE_PROJECT_NAME}-web", "shop-web", reason=PART),
        __env="COMPOSE_PROJECT_NAME=\n",
    ),
    Case(
        "env-values-are-not-interpolated-again",
        web("image: $IMAGE"),
        image("web", "$IMAGE", "$X", reason=from_env("IMAGE")),
        __env="IMAGE='$X'\n",
    ),
]

SCALARS = [
    Case("single-quoted", web("image: 'nginx:1.25'"), image("web", "nginx:1.25")),
    Case("double-quoted", web('image: "nginx:1.25"'), image("web", "nginx:1.25")),
    Case("flow", "services: {web: {image: nginx:1.25, ports: ['80:80']}}\n", image("web", "nginx:1.25")),
    Case("json", '{"services": {"web": {"image": "nginx:1.25"}}}\n', image("web", "nginx:1.25")),
    Case("comment", web("image: nginx:1.25 # web server"), image("web", "nginx:1.25")),
    Case("hash-without-space", web("image: nginx:1.25#x"), image("web", "nginx:1.25#x")),
    Case("next-line", web("image:\n      nginx:1.25"), image("web", "nginx:1.25")),
    Case("folded", web("image: >-\n      nginx:1.25"), image("web", "nginx:1.25")),
    Case("literal", web("image: |-\n      nginx:1.25"), image("web", "nginx:1.25")),
    Case(
        "literal-with-line-end",
        web("image: |\n      nginx:1.25"),
        image("web", "nginx:1.25\n", reason="a line break is part of the text"),
    ),
    Case(
        "folded-in-two",
        web("image: >-\n      nginx:1.25\n      -alpine"),
        image(
            "web", "nginx:1.25\n      -alpine", "nginx:1.25 -alpine", reason="the text is escaped or folded in the file"
        ),
    ),
    Case(
        "double-quoted-in-two",
        web(f'image: "nginx@\\\n      {DIGEST}"'),
        image(
            "web", f"nginx@\\\n      {DIGEST}", f"nginx@{DIGEST}", reason="the text is escaped or folded in the file"
        ),
    ),
    Case(
        "escaped-in-yaml",
        web('image: "org\\x2Fnginx:1"'),
        image("web", "org\\x2Fnginx:1", "org/nginx:1", reason="the text is escaped or folded in the file"),
    ),
    Case(
        "default-behind-an-escape",
        web('image: "\\x24{IMAGE:-nginx:1}"'),
        image("web", "\\x24{IMAGE:-nginx:1}", "nginx:1", fix="nginx:1"),
    ),
    Case("anchored", web("image: &image nginx:1.25"), image("web", "nginx:1.25")),
    Case("tagged", web("image: !!str nginx:1.25"), image("web", "nginx:1.25")),
    Case("tagged-unknown", web("image: !custom 'nginx:1.25'"), image("web", "nginx:1.25")),
    Case("override", web("image: !override nginx:1.25"), image("web", "nginx:1.25")),
    Case("quoted-keys", "'services':\n  \"web\":\n    'image': nginx:1.25\n", image("web", "nginx:1.25")),
    Case("carriage-returns", b"services:\r\n  web:\r\n    image: nginx:1.25\r\n", image("web", "nginx:1.25")),
    Case("byte-order-mark", b"\xef\xbb\xbfservices:\n  web:\n    image: nginx:1.25\n", image("web", "nginx:1.25")),
    Case("no-final-line-end", b"services:\n  web:\n    image: nginx:1.25", image("web", "nginx:1.25")),
    Case(
        "not-ascii",
        "# früher\nservices:\n  web:\n    labels: {a: '日本'}\n    image: nginx:1.25 # ≥ 1.25\n",
        image("web", "nginx:1.25"),
    ),
    Case("tabs-before-comment", web("image: nginx:1.25\t\t# pinned"), image("web", "nginx:1.25")),
    Case("document-start", "%YAML 1.2\n---\n" + web("image: nginx:1.25") + "...\n", image("web", "nginx:1.25")),
    Case("anchor-used-twice", "x-a: &a 1\nx-b: &a 2\n" + web("image: nginx:1.25"), image("web", "nginx:1.25")),
    Case(
        "service-with-dots", "services:\n  web.v2:\n    image: nginx:1\n", Expected("services.web.v2.image", "nginx:1")
    ),
]

SHARED = [
    Case(
        "alias-of-a-scalar",
        """
        services:
          web:
            image: &image nginx:1.25
          other:
            image: *image
        """,
        image("web", "nginx:1.25"),
    ),
    Case(
        "alias-of-a-fragment",
        """
        x-image: &image nginx:1.25
        services:
          web:
            image: *image
          other:
            image: *image
        """,
        image("web", "nginx:1.25"),
    ),
    Case(
        "merge-key",
        """
        x-base: &base
          image: alpine:3.20
          restart: always
        services:
          a:
            <<: *base
          b:
            <<: *base
            image: busybox:1.36
          c:
            <<: [*base]
        """,
        image("a", "alpine:3.20"),
        image("b", "busybox:1.36"),
    ),
    Case(
        "merge-key-overridden-everywhere",
        """
        x-base: &base
          image: alpine:3.20
        services:
          b:
            <<: *base
            image: busybox:1.36
        """,
        image("b", "busybox:1.36"),
    ),
    Case(
        "merge-keys-in-order",
        """
        x-a: &a {image: org/a}
        x-b: &b {image: org/b}
        services:
          web:
            <<: [*b, *a]
        """,
        image("web", "org/b"),
    ),
    Case(
        "merge-of-a-merge",
        """
        x-a: &a {image: org/a}
        x-b: &b
          <<: *a
          restart: always
        services:
          web:
            <<: *b
        """,
        image("web", "org/a"),
    ),
    Case(
        "what-is-merged-into-the-first-of-a-list-comes-before-the-second",
        """
        x-a: &a {image: org/a}
        x-b: &b
          <<: *a
          restart: always
        x-c: &c {image: org/c}
        services:
          web:
            <<: [*b, *c]
        """,
        image("web", "org/a"),
    ),
    Case(
        "merge-key-in-quotes-is-a-key",
        """
        x-a: &a {image: org/a}
        services:
          web:
            "<<": *a
        """,
    ),
    Case(
        "service-is-an-alias",
        """
        x-web: &web
          image: nginx:1.25
        services:
          web: *web
          other: *web
        """,
        image("web", "nginx:1.25"),
    ),
    Case(
        "services-merged",
        """
        x-services: &services
          web:
            image: nginx:1.25
        services:
          <<: *services
          db:
            image: postgres:16
        """,
        image("web", "nginx:1.25"),
        image("db", "postgres:16"),
    ),
    Case(
        "unused-fragment",
        """
        x-web: &web
          image: nginx:1.25
        x-service:
          image: redis
        services:
          db:
            image: postgres:16
        """,
        image("db", "postgres:16"),
    ),
    Case(
        "two-fragments-of-one-service",
        """
        x-build: &build
          context: .
          cache_from: &cache
            - org/app:cache
        services:
          web:
            build: *build
          other:
            build:
              context: other
              cache_from: *cache
        """,
        cache("services.web.build.cache_from[0]", "org/app:cache"),
    ),
    Case(
        "image-that-is-another-services-cache",
        """
        x-image: &image org/app:1
        services:
          a:
            build:
              context: .
              cache_from:
                - *image
          b:
            image: *image
        """,
        image("b", "org/app:1"),
    ),
    Case(
        "image-that-is-a-tag-and-an-argument",
        """
        services:
          a:
            image: &image org/app:1
            build:
              context: .
              args: {IMAGE: *image}
              tags: [*image]
            environment:
              IMAGE: *image
        """,
        built("services.a.image", "org/app:1"),
    ),
    Case(
        "extends-in-the-file",
        """
        services:
          base:
            image: nginx:1.25
          web:
            extends: base
          other:
            extends:
              service: base
        """,
        image("base", "nginx:1.25"),
    ),
    Case(
        "reset",
        """
        services:
          web:
            image: !reset nginx:1.25
            volumes: !reset
              - {type: image, source: alpine, target: /x}
          db: !reset
            image: postgres:16
          app:
            image: org/app:1
            volumes: !override
              - {type: image, source: busybox:1, target: /x}
        """,
        image("app", "org/app:1"),
        Expected("services.app.volumes[0].source", "busybox:1"),
    ),
    Case(
        "several-documents",
        """
        services:
          web:
            image: nginx:1.25
        ---
        services:
          db:
            image: postgres:16
        """,
        image("web", "nginx:1.25"),
        image("db", "postgres:16"),
    ),
]

VERSION_1 = [
    Case(
        "version-1",
        """
        web:
          build: .
          links:
            - db
        db:
          image: postgres:9.6
        """,
        Expected("db.image", "postgres:9.6"),
    ),
    Case(
        "version-1-extends",
        """
        x-base: {image: redis}
        base:
          build: .
        web:
          extends:
            service: base
          image: org/web:1
        """,
        built("web.image", "org/web:1"),
    ),
    Case(
        "version-1-said",
        """
        version: "1"
        db:
          image: postgres:9.6
        """,
        Expected("db.image", "postgres:9.6"),
    ),
    Case(
        "version-3-has-no-services-at-the-top",
        """
        version: "3"
        db:
          image: postgres:9.6
        """,
    ),
    Case("version-2", 'version: "2.4"\n' + web("image: nginx:1"), image("web", "nginx:1")),
    Case("obsolete-version", "version: 3.8\n" + web("image: nginx:1"), image("web", "nginx:1")),
]

SILENT = [
    Case("another-format", "apiVersion: v1\nkind: Pod\nspec: {image: 'nginx:1'}\n"),
    Case("sections-without-services", "volumes: {image: {}}\nnetworks: {front: {driver: 'image:1'}}\n"),
    Case("mapping-among-version-1-services", "web: {image: 'nginx:1'}\nother: {port: 80}\n"),
    Case("empty", ""),
    Case("comment-only", "# nothing here\n"),
    Case("null-services", "services:\n"),
    Case("null-services-tilde", "services: ~\n"),
    Case("services-list", "services:\n  - image: nginx\n"),
    Case("services-text", "services: nginx\n"),
    Case("root-list", "- image: nginx\n"),
    Case("root-text", "image\n"),
    Case("service-null", "services:\n  web:\n"),
    Case("service-text", "services:\n  web: nginx\n"),
    Case("service-list", "services:\n  web: [nginx]\n"),
    Case("image-null", web("image:")),
    Case("image-null-word", web("image: null")),
    Case("image-empty", web('image: ""')),
    Case("image-number", web("image: 7")),
    Case("image-float", web("image: 1.10")),
    Case("image-boolean", web("image: true")),
    Case("image-list", web("image: [nginx]")),
    Case("image-mapping", web("image: {name: nginx}")),
    Case("build-args", web("build: {context: ., args: {BASE_IMAGE: 'alpine:3.20', image: nginx}}")),
    Case("build-args-list", web("build: {context: ., args: ['BASE_IMAGE=alpine:3.20']}")),
    Case("labels", web("labels: {image: 'nginx:1', org.opencontainers.image.base.name: 'alpine:3'}")),
    Case("build-labels", web("build: {context: ., labels: {image: 'nginx:1'}}")),
    Case("deploy", web("deploy: {labels: {image: 'nginx:1'}, placement: {constraints: ['node.labels.image==a:1']}}")),
    Case("environment", web("environment: {IMAGE: 'nginx:1', image: 'nginx:2'}")),
    Case("environment-list", web("environment: ['image=nginx:1']")),
    Case("command", web('command: ["docker", "run", "nginx:1"]')),
    Case("extension-in-a-service", web("x-image: nginx:1")),
    Case("extension-mapping-in-a-service", web("x-deploy: {image: nginx:1}")),
    Case("develop", web("develop: {watch: [{action: rebuild, path: image, target: /image}]}")),
    Case("provider", web("provider: {type: model, options: {model: ai/smollm2}}")),
    Case("volume-of-another-type", web("volumes: [{type: volume, source: image, target: /x}]")),
    Case("volume-in-short-form", web("volumes: ['image:/image']")),
    Case("volumes-from", web("volumes_from: ['image']")),
    Case("context-in-build", web("build: {context: 'docker-image://alpine:3'}")),
    Case(
        "sections",
        """
        configs:
          image:
            content: |
              image: nginx:1
        secrets:
          image:
            file: ./image
        networks:
          image: {}
        volumes:
          image:
            driver_opts: {image: 'nginx:1'}
        """,
    ),
    Case(
        "service-called-image",
        """
        services:
          image:
            build: ./image
        """,
    ),
]

TABLES = [PLACES, BUILD, MERGING, HINTS, INTERPOLATION, ENVIRONMENT_FILE, SCALARS, SHARED, VERSION_1, SILENT]
CASES = [case for table in TABLES for case in table]


def found(source):
    """The mentions of a source, each as its expected key."""
    keys = []
    for mention in scan(source):
        assert isinstance(mention, Mention), mention
        assert mention.source is source
        assert mention.scanner == "compose"
        fix = source.read(mention.parts["whole"]) if mention.rewritable else None
        keys.append(
            (
                mention.where,
                mention.text,
                mention.resolved,
                mention.role.value,
                fix,
                mention.reason,
                mention.platform,
                mention.hints,
            )
        )
    return keys


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_mentions(case):
    assert found(case.source()) == [expected.key() for expected in case.expected]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_rewriting_changes_one_mention_and_no_other_byte(case):
    source = case.source()
    before = list(scan(source))
    for index, mention in enumerate(before):
        if not mention.rewritable:
            continue
        reference = f"registry.example/moved:1@{DIGEST}"
        edits = mention.rewrite(reference)
        data = splice(case.data, edits)
        place = mention.parts["whole"]
        assert data == case.data[: place.start] + reference.encode() + case.data[place.end :]
        after = [again.resolved for again in scan(case.source(data))]
        assert after == [reference if i == index else other.resolved for i, other in enumerate(before)]


def test_every_case_has_a_name_of_its_own():
    assert len({case.id for case in CASES}) == len(CASES)


def test_yaml_that_cannot_be_parsed_is_a_problem():
    source = Source("compose.yaml", b"services:\n  web:\n    image: nginx\n   db: x\n")
    (problem,) = scan(source)
    assert isinstance(problem, Problem)
    assert problem.line == 4
    assert "invalid YAML" in problem.message


def test_a_key_given_twice_is_a_problem_and_the_first_is_read():
    text = "services:\n  web:\n    image: nginx\n    labels: [a]\n    labels: [b]\nservices:\n  db: {image: redis}\n"
    *problems, mention = scan(Source("compose.yaml", text.encode()))
    assert [(problem.line, problem.message) for problem in problems] == [
        (5, "the key `labels` is given twice; remove one"),
        (6, "the key `services` is given twice; remove one"),
    ]
    assert mention.resolved == "nginx"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("services:\n{% for s in x %}\n  {{ s }}:\n    image: nginx:1\n{% endfor %}\n", ["nginx:1"]),
        ("services:\n  a: {image: 'a:1'}\n{%- if x %}\n  b:\n    image: b:{{ v }}\n{%- endif %}\n", ["a:1", None]),
        ("services:\n  web:\n    image: '{{ registry }}/nginx:1'\n", [None]),
    ],
)
def test_templated_yaml_is_read_as_what_the_template_makes(text, expected):
    assert [mention.resolved for mention in scan(Source("compose.yaml", text.encode()))] == expected


def test_templated_yaml_that_makes_no_yaml_is_a_problem():
    (problem,) = scan(Source("compose.yaml", b"services: [\n{{ a }}\n"))
    assert isinstance(problem, Problem)


def test_the_documents_before_a_broken_one_are_read():
    source = Source("compose.yaml", b"services:\n  web:\n    image: nginx:1\n---\nservices: [\n")
    problem, mention = scan(source)
    assert isinstance(problem, Problem)
    assert mention.resolved == "nginx:1"


def test_a_file_that_is_not_utf8_is_a_problem():
    (problem,) = scan(Source("compose.yaml", b"services:\n  web:\n    image: \xff\n"))
    assert (problem.line, "UTF-8" in problem.message) == (3, True)
