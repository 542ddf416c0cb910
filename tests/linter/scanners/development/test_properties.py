"""The settings of Java programs."""

import pytest

from mooring import Role, Source
from mooring.engine import Scanned
from mooring.formats import Scanners
from mooring.scanners import catalogue
from mooring.scanners.development.properties import PropertiesTree
from mooring.scanners.tables import UNKNOWN

DIGEST = "sha256:" + "d" * 64
CASES = [
    ("quarkus.datasource.devservices.image-name=postgres:16", ["postgres:16"]),
    ('quarkus.datasource."other".devservices.image-name = postgres:16  ', ["postgres:16"]),
    (
        "%test.quarkus.kafka.devservices.image-name: redpandadata/redpanda:v24.1.2\r\n",
        ["redpandadata/redpanda:v24.1.2"],
    ),
    ("quarkus.elasticsearch.devservices.image-name=${ES:elastic:8}", [f"? | {UNKNOWN}"]),
    ("quarkus.keycloak.devservices.port=8080\n#quarkus.x.devservices.image-name=a:1", []),
    ("quarkus.x.devservices.image-name=", []),
    ("quarkus.x.devservices.image-name=a\\\n:1", []),
    ("quarkus.jib.base-jvm-image=ubi9/openjdk-21:1.20", ["ubi9/openjdk-21:1.20"]),
    ("quarkus.native.builder-image=mandrel", []),
    ("quarkus.native.builder-image=quay.io/quarkus/mandrel:jdk-21", ["quay.io/quarkus/mandrel:jdk-21"]),
    ("quarkus.container-image.image=quay.io/acme/app:1", ["quay.io/acme/app:1 (build-output)"]),
    ("\ufeffquarkus.x.devservices.image-name=é/a:1\nquarkus.y.devservices.image-name=b:1", ["é/a:1", "b:1"]),
    ("test-resources.containers.db.image-name=mysql:8", ["mysql:8"]),
    ("ryuk.container.image=testcontainers/ryuk:0.5.1\ndocker.client.strategy=x", ["testcontainers/ryuk:0.5.1"]),
    ("app.image=logo.png\nspring.image-name=x", []),
]
NESTED = [
    ("quarkus:\n  datasource:\n    devservices: {image-name: 'postgres:16'}\n", ["postgres:16"]),
    ('"%dev":\n  quarkus.redis.devservices.image-name: redis:7\n', ["redis:7"]),
    ("test-resources:\n  containers:\n    db:\n      image-name: mysql:8 # why\n", ["mysql:8"]),
    ("apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {image-name: a:1}\n", []),
    ("spring:\n  application: {image-name: a:1}\n", []),
]


def scanned(path, content):
    run = Scanned(Scanners(list(catalogue.scanners())))
    run.add(Source(path, content.encode()))
    assert not list(run.problems)
    return run


def found(path, content):
    return [
        (one.resolved or f"? | {one.reason}") + ("" if one.role is Role.PULL else f" ({one.role.value})")
        for one in scanned(path, content).mentions()
        if one.scanner == "properties"
    ]


@pytest.mark.parametrize(("content", "expected"), CASES)
def test_a_key(content, expected):
    assert found("src/main/resources/application.properties", content) == expected


@pytest.mark.parametrize(("content", "expected"), NESTED)
def test_nested_keys(content, expected):
    assert found("src/main/resources/application.yml", content) == expected


def test_the_settings_of_testcontainers_are_taken_by_their_name():
    assert found("src/test/resources/testcontainers.properties", "tinyimage.container.image=alpine:3.17") == [
        "alpine:3.17"
    ]


def test_a_first_pin():
    content = "# é\r\nquarkus.x.devservices.image-name = a:1 \r\nquarkus.y.devservices.image-name=b:1"
    (mention, *_) = scanned("application.properties", content).mentions()
    (edit,) = mention.rewrite(f"a:1@{DIGEST}")
    data = content.encode()
    assert (
        data[: edit.span.start] + edit.text.encode() + data[edit.span.end :]
        == content.replace("a:1", f"a:1@{DIGEST}").encode()
    )


def test_long_lines_are_read_at_once():
    data = b"a" * 200_000 + b"\n" + b"a=" + b" " * 200_000 + b"x\\\n" + b"quarkus." * 50_000 + b"devservices."
    assert len(PropertiesTree(Source("x.properties", data)).documents) == 1
