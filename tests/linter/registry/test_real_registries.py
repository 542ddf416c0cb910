"""The distribution project's own registry, with each of its ways to log in, over TLS and as a pull-through cache."""

import base64
import datetime as dt
import json
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from kit import distribution
from kit.images import DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, build
from kit.servers import Reply
from mooring.reference import Reference
from mooring.registry import Unresolved


@pytest.fixture
def run(request):
    """`run(**options)` starts a registry for one test."""

    def start(**options):
        running = distribution.start(**options)
        request.addfinalizer(running.close)
        return running

    return start


def login_environ(folder, host, user, password):
    entry = {"auth": base64.b64encode(f"{user}:{password}".encode()).decode()}
    (folder / "config.json").write_text(json.dumps({"auths": {host: entry}}))
    return {"DOCKER_CONFIG": str(folder)}


def test_index_single_image_and_docker_types(registry, ask):
    index = registry.push("real/index", tags=["1"], platforms=["linux/amd64", "linux/arm64/v8"], attestations=True)
    lists = registry.push("real/list", tags=["1"], platforms=["linux/amd64", "windows/amd64"], docker=True)
    single = registry.push("real/single", tags=["1"], docker=True)
    asking = ask()
    names = [f"{registry.host}/real/{name}:1" for name in ("index", "list", "single")]
    answers = asking(*names)
    assert [answer.digest for answer in answers] == [index, lists, single]
    assert [answer.media_type for answer in answers] == [OCI_INDEX, DOCKER_LIST, DOCKER_MANIFEST]
    assert all(answer.size > 100 for answer in answers)
    facts = [asking.client.manifest(Reference.parse(name)) for name in names]
    assert [[str(platform) for platform in each.platforms] for each in facts] == [
        ["linux/amd64", "linux/arm64/v8"],
        ["linux/amd64", "windows/amd64"],
        ["linux/amd64"],
    ]
    assert [each.is_index for each in facts] == [True, True, False]
    assert asking.client.created(Reference.parse(names[0])) == "2026-01-02T03:04:05Z"


def test_by_digest(registry, ask):
    digest = registry.push("real/digest", tags=["1"], platforms=["linux/amd64"])
    answer = ask()(f"{registry.host}/real/digest:other@{digest}")
    assert answer.digest == digest
    image = build("real/digest:1", ["linux/amd64"])
    image_id = next(iter(image.blobs))
    by_id = ask()(f"{registry.host}/real/digest@{image_id}")
    assert by_id.reason == "not-found"
    assert "is not an image's digest but an image ID" in str(by_id)
    missing = ask()(f"{registry.host}/real/digest@sha256:{'0' * 64}")
    assert missing.reason == "not-found"
    assert "an image ID (`docker images` shows those), which no registry knows" in str(missing)


def test_missing_tag_and_repository(registry, ask):
    registry.push("real/there", tags=["1"])
    for name in ("real/there:2", "real/not-there:1"):
        answer = ask()(f"{registry.host}/{name}")
        assert answer.reason == "not-found"
        assert str(answer).startswith(f"{registry.host}/{name} does not exist (or is private")


def test_version_tag(registry, ask):
    registry.push("real/app", tags=["1.28.0", "1.28"], content="old")
    digest = registry.push("real/app", tags=["latest", "1.29.3", "1.29", "1", "1.29.3-alpine", "stable"], content="new")
    registry.push("real/app", tags=["1.30.0", "20260101", "nightly"], content="newer")
    client = ask().client
    reference = Reference.parse(f"{registry.host}/real/app")
    assert client.version_tag(reference, digest) == "1.29.3"
    assert client.version_tags(reference, digest) == ["1.29.3", "1.29", "1"]
    assert client.version_tag(reference, build("unknown").digest) is None
    single = Reference.parse(f"{registry.host}/real/app:1.30.0")
    resolved = client.resolve([reference, single]).values()
    assert client.version_tag_of_each(resolved) == {reference.canonical: "1.29.3", single.canonical: "1.30.0"}
    assert client.version_tag(Reference.parse(f"{registry.host}/real/nothing"), digest) is None


def test_name_that_is_moved(registry, ask):
    reference = f"{registry.host}/real/moving:latest"
    first = registry.push("real/moving", tags=["latest"], content="first")
    assert ask()(reference).digest == first
    second = registry.push("real/moving", tags=["latest"], content="second")
    assert ask()(reference).digest == second


HTPASSWD = "me:$2y$04$KDR.QInRrjNNWgb1F.SN4Og5eKohce5hkuiCbs5t4zlcpUhBB0vWe\n"  # of the password below


def test_htpasswd(run, ask, tmp_path):
    secret = "ht-very-secret"
    (tmp_path / "htpasswd").write_text(HTPASSWD)
    registry = run(auth={"htpasswd": {"realm": "test", "path": str(tmp_path / "htpasswd")}}, login=("me", secret))
    digest = registry.push("team/app", tags=["1"])
    reference = f"{registry.host}/team/app:1"
    denied = ask()(reference)
    assert denied.reason == "denied"
    assert f"is private and needs credentials (`docker login {registry.host}`)" in str(denied)
    assert ask(login_environ(tmp_path, registry.host, "me", secret))(reference).digest == digest
    wrong = ask(login_environ(tmp_path, registry.host, "me", "wrong-" + secret))(reference)
    assert wrong.reason == "denied"
    assert secret not in str(wrong)


class TokenServer:
    """The realm of a distribution registry: gives tokens as its specification says, signed by a certificate."""

    def __init__(self, authority):
        certificate = authority.issue_cert("token.example")
        self._key = serialization.load_pem_private_key(certificate.private_key_pem.bytes(), None)
        leaf = x509.load_pem_x509_certificate(certificate.cert_chain_pems[0].bytes())
        self._x5c = [base64.b64encode(leaf.public_bytes(serialization.Encoding.DER)).decode()]
        self.users = {"me": "token-secret"}

    def __call__(self, request):
        user, _, password = (
            base64.b64decode((request.authorization or "").removeprefix("Basic ")).decode().partition(":")
        )
        if request.authorization and self.users.get(user) != password:
            return Reply(401)
        return Reply(200, {"token": self.token(request.query.get("scope", ""), bool(request.authorization))})

    def token(self, scope, known):
        access = []
        if scope:
            kind, name, actions = scope.split(":")
            if known or name.startswith("public/"):
                access = [{"type": kind, "name": name, "actions": actions.split(",") if known else ["pull"]}]
        now = int(dt.datetime.now(dt.UTC).timestamp())
        claims = {
            "iss": "tests", "sub": "me", "aud": "registry", "exp": now + 300, "nbf": now - 10, "iat": now,
            "jti": str(uuid.uuid4()), "access": access,
        }  # fmt: skip
        signed = b".".join(
            _encoded(json.dumps(part).encode()) for part in ({"typ": "JWT", **self._algorithm()}, claims)
        )
        return (signed + b"." + _encoded(self._sign(signed))).decode()

    def _algorithm(self):
        return {"alg": "RS256" if hasattr(self._key, "decrypt") else "ES256", "x5c": self._x5c}

    def _sign(self, data):
        if hasattr(self._key, "decrypt"):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        from cryptography.hazmat.primitives.asymmetric import ec, utils

        r, s = utils.decode_dss_signature(self._key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def test_token(run, ask, serve, authority, tmp_path):
    tokens = TokenServer(authority)
    realm = serve(tokens)
    auth = {
        "realm": f"http://{realm.host}/auth",
        "service": "registry",
        "issuer": "tests",
        "rootcertbundle": authority.file,
    }
    registry = run(auth={"token": auth})
    registry.authorization = lambda name: "Bearer " + tokens.token(f"repository:{name}:pull,push", True)
    public = registry.push("public/app", tags=["1"])
    private = registry.push("private/app", tags=["1"])
    found, denied = ask()(f"{registry.host}/public/app:1", f"{registry.host}/private/app:1")
    assert found.digest == public
    assert denied.reason == "denied"
    del realm.requests[:]
    asking = ask(login_environ(tmp_path, registry.host, "me", "token-secret"))
    assert [each.digest for each in asking(f"{registry.host}/public/app:1", f"{registry.host}/private/app:1")] == [
        public,
        private,
    ]
    assert {each.query["scope"] for each in realm.requests} == {
        "repository:public/app:pull",
        "repository:private/app:pull",
    }
    wrong = ask(login_environ(tmp_path, registry.host, "me", "wrong-secret"))(f"{registry.host}/private/app:1")
    assert wrong.reason == "denied"
    assert f"{realm.host} rejects the credentials for {registry.host} from {tmp_path}/config.json" in str(wrong)
    assert "secret" not in str(wrong)
    assert all(parse_qs(urlsplit(each.path).query) == {} for each in realm.requests)


def test_tls_with_a_private_ca(run, ask, authority):
    registry = run(tls=authority.write("localhost"), ca=authority.file, name="localhost")
    digest = registry.push("team/app", tags=["1"])
    reference = f"{registry.host}/team/app:1"
    assert ask(ca_bundle=authority.file)(reference).digest == digest
    untrusted = ask()(reference)
    assert untrusted.reason == "unreachable"
    assert f"the certificate of {registry.host} is not trusted" in str(untrusted)


def test_pull_through_cache(registry, run, ask):
    cache = run(upstream=f"http://{registry.host}")
    digest = registry.push("real/cached", tags=["1"], platforms=["linux/amd64", "linux/arm64"], content="first")
    assert ask()(f"{cache.host}/real/cached:1").digest == digest
    moved = registry.push("real/cached", tags=["1"], platforms=["linux/amd64", "linux/arm64"], content="second")
    mapped = ask(upstreams={cache.host: registry.host})
    assert mapped(f"{cache.host}/real/cached:1").digest == moved


def test_deleted_digest(registry, ask):
    digest = registry.push("real/deleted", tags=["1"])
    registry.delete("real/deleted", digest)
    answer = ask()(f"{registry.host}/real/deleted@{digest}")
    assert isinstance(answer, Unresolved)
    assert answer.reason == "not-found"
