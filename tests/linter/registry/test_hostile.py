"""Servers that are broken or mean harm: a clear reason, bounded time and memory, and no credentials given away."""

import base64
import gzip
import json
import socket
import threading
import time
import tracemalloc

import pytest

from kit.images import OCI_INDEX, digest_of
from kit.servers import Reply
from kit.sites import Bearer, Site
from mooring.reference import Reference
from mooring.registry import Unresolved, hosts, manifests, session, tags

HEADERS = {"Content-Type": OCI_INDEX}


def only_get(answer):
    """A registry whose HEAD says nothing, so that it is asked by GET."""
    return lambda request: Reply(200) if request.method == "HEAD" else answer(request)


def trickle(*pieces, pause=0.0, head=b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"):
    """An answer that comes in pieces, again and again without an end."""

    def write(file):
        file.write(head)
        while True:
            for piece in pieces:
                file.write(piece)
                file.flush()
                time.sleep(pause)

    return write


def logged_in(tmp_path, *registries):
    entry = {"auth": base64.b64encode(b"me:very-secret").decode()}
    (tmp_path / "config.json").write_text(json.dumps({"auths": dict.fromkeys(registries, entry)}))
    return {"DOCKER_CONFIG": str(tmp_path)}


def leaked(requests, *, but):
    """The requests that carry anything secret, other than to the host that it is for."""
    return [
        each
        for each in requests
        if each.host != but and ("authorization" in each.headers or b"secret" in each.body or "secret" in str(each))
    ]


# endless, slow, wrong


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_endless_body(serve, ask, method):
    endless = Reply(raw=trickle(b'{"a":' + b" " * 65536))
    server = serve(only_get(lambda _: endless) if method == "GET" else lambda _: endless)
    tracemalloc.start()
    answer = ask()(f"{server.host}/a:1")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.reason == "invalid"
    assert str(answer) == f"{server.host} sends more than 4,194,304 bytes where a short answer is due"
    assert peak < 40 << 20


def test_endless_bodies_are_not_kept(serve, ask):
    server = serve(only_get(lambda _: Reply(200, b" " * (3 << 20), HEADERS)))
    tracemalloc.start()
    answers = ask(concurrency=1)(*(f"{server.host}/a:{tag}" for tag in range(20)))
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert {answer.reason for answer in answers} == {"invalid"}
    assert kept < 10 << 20


def test_announced_endless_body_is_not_read(serve, ask):
    server = serve(only_get(lambda _: Reply(200, b"{}", {**HEADERS, "Content-Length": "99999999999"})))
    assert "sends more than" in str(ask()(f"{server.host}/a:1"))


@pytest.mark.parametrize(
    "raw",
    [
        trickle(b" ", pause=0.02),
        trickle(b"X-Padding: 1\r\n", pause=0.02, head=b"HTTP/1.1 200 OK\r\n"),
        trickle(b"x", pause=0.02, head=b"HTTP/1.1 200 OK\r\nX-Long: "),
        trickle(b"", pause=0.02, head=b""),
    ],
    ids=["body", "headers", "header", "silence"],
)
def test_slow_answer(serve, ask, raw):
    def slow(request):
        return Reply(200, {}) if request.path == "/v2/" else Reply(raw=raw)

    server = serve(only_get(slow))
    began = time.monotonic()
    answer = ask(timeout=0.15)(f"{server.host}/a:1")
    assert answer.reason == "unreachable"
    assert str(answer) == f"{server.host} does not answer in time"
    assert time.monotonic() - began < 2


def test_host_that_never_answers_is_not_waited_for_again_and_again(ask):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        began = time.monotonic()
        answers = ask(timeout=0.2)(*(f"{host}/a:{tag}" for tag in range(50)))
    assert {str(answer) for answer in answers} == {f"{host} does not answer in time"}
    assert time.monotonic() - began < 4


def test_gzip_bomb(serve, ask):
    bomb = gzip.compress(b" " * (32 << 20))
    server = serve(only_get(lambda _: Reply(200, bomb, {**HEADERS, "Content-Encoding": "gzip"})))
    answer = ask()(f"{server.host}/a:1")
    assert answer.reason == "invalid"
    assert str(answer) == f"{server.host} sends a compressed answer though it was asked for a plain one"
    assert {each.headers["accept-encoding"] for each in server.requests} == {"identity"}


def test_content_length_too_long(serve, ask):
    server = serve(
        only_get(lambda _: Reply(raw=lambda file: file.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}")))
    )
    answer = ask(attempts=2)(f"{server.host}/a:1")
    assert (answer.reason, str(answer)) == ("invalid", f"{server.host} breaks off its answer before the end")


def test_content_length_too_short(serve, ask):
    site = Site()
    digest = site.add("a", "1")

    def short(request):
        reply = site(request)
        return Reply(reply.status, reply.body, {**reply.headers, "Content-Length": "2"})

    answer = ask()(f"{serve(only_get(short)).host}/a@{digest}")
    assert answer.reason == "invalid"


def test_content_length_that_is_no_number(serve, ask):
    site = Site()
    digest = site.add("a", "1")

    def odd(request):
        reply = site(request)
        return Reply(reply.status, reply.body, {**reply.headers, "Content-Length": "many"})

    answer = ask(timeout=0.3, attempts=1)(f"{serve(odd).host}/a:1")
    assert isinstance(answer, Unresolved) or answer.digest == digest


@pytest.mark.parametrize("first", [b"garbage\r\n\r\n", b"", b"HTTP/1.1 999999 ?\r\n\r\n", b"\0" * 100_000])
def test_what_is_not_http(serve, ask, first):
    server = serve(lambda request: Reply(200) if request.path == "/v2/" else Reply(raw=lambda file: file.write(first)))
    assert ask(attempts=2)(f"{server.host}/a:1").reason in ("unreachable", "invalid")


def test_very_many_headers(serve, ask):
    many = b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 10_000 + b"\r\n"
    server = serve(lambda request: Reply(200) if request.path == "/v2/" else Reply(raw=lambda file: file.write(many)))
    assert ask(attempts=2)(f"{server.host}/a:1").reason in ("unreachable", "invalid")


# contradictions


def test_digest_header_that_does_not_match_the_body(serve, ask):
    lie = digest_of(b"something else")

    def answer(_):
        return Reply(200, {"schemaVersion": 2, "manifests": []}, {"Docker-Content-Digest": lie, **HEADERS})

    server = serve(only_get(answer))
    found = ask()(f"{server.host}/a:1")
    assert found.reason == "invalid"
    assert str(found).startswith(f"{server.host} contradicts itself: it promises {lie[:19]}… and sends sha256:")


@pytest.mark.parametrize("head", [True, False])
def test_another_manifest_than_the_digest_asked_for(serve, ask, head):
    site = Site()
    site.add("a", "1")
    wanted = digest_of(b"wanted")
    site.manifests["a", wanted] = site.manifests["a", "1"]
    answer = ask()(f"{serve(site if head else only_get(site)).host}/a@{wanted}")
    assert answer.reason == "invalid"
    assert "contradicts itself" in str(answer)


@pytest.mark.parametrize("digest", ["sha256:abc", "md5:" + "a" * 32, "sha256:" + "A" * 64, '"sha256"', "../../x", ""])
def test_digest_header_that_is_no_digest_is_as_good_as_none(serve, ask, digest):
    site = Site()
    expected = site.add("a", "1")

    def odd(request):
        reply = site(request)
        reply.headers["Docker-Content-Digest"] = digest
        return reply

    assert ask()(f"{serve(odd).host}/a:1").digest == expected


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"1" * 5000,
        b"[" * 100_000,
        b'{"schemaVersion": 2',
        b"\xff\xfe",
        b"<html>Sign in</html>",
    ],
)
def test_malformed_manifest(serve, ask, body):
    server = serve(only_get(lambda _: Reply(200, body, HEADERS)))
    answer = ask()(f"{server.host}/a:1")
    assert answer.reason == "invalid"
    assert str(answer) == f"{server.host} sends what is no JSON object; it may not be a registry"


def test_json_that_is_no_manifest(serve, ask):
    server = serve(only_get(lambda _: Reply(200, {"hello": "world"}, {"Content-Type": "application/json\x1b[31m"})))
    answer = ask()(f"{server.host}/a:1")
    assert answer.reason == "invalid"
    assert "sends what is no manifest" in str(answer)
    assert "\x1b" not in str(answer)


def test_index_full_of_nonsense(serve, ask):
    good = {"digest": digest_of(b"x"), "platform": {"os": "linux", "architecture": "amd64"}}
    bad = [None, 1, [], {}, {**good, "platform": 1}, {**good, "digest": 3}, {**good, "platform": {"os": ["x"]}}]
    server = serve(lambda _: Reply(200, {"schemaVersion": 2, "manifests": [*bad, good]}, HEADERS))
    manifest = ask().client.manifest(Reference.parse(f"{server.host}/a:1"))
    assert [str(each) for each in manifest.platforms] == ["linux/amd64"]


@pytest.mark.parametrize("body", [{}, {"token": ""}, {"token": 1}, [], {"token": "a\r\nb: c"}, {"token": "a b"}, b"{"])
def test_realm_that_gives_no_token(world, ask, body):
    site = Site(Bearer("https://auth.example/token", "x"))
    internet = world({"registry.example": site, "auth.example": lambda _: Reply(200, body)})
    answer = ask(internet)("registry.example/a:1")
    assert (answer.reason, str(answer)) == (
        "invalid",
        "auth.example, where registry.example has its tokens, sends none",
    )


def test_realm_with_an_endless_answer(world, ask):
    site = Site(Bearer("https://auth.example/token", "x"))
    internet = world({"registry.example": site, "auth.example": lambda _: Reply(raw=trickle(b" " * 65536))})
    assert "auth.example sends more than" in str(ask(internet)("registry.example/a:1"))


def test_realm_that_denies_again_and_again(world, ask):
    def stubborn(_):
        return Reply(401, b"", {"WWW-Authenticate": 'Bearer realm="https://auth.example/token"'})

    internet = world({"registry.example": stubborn, "auth.example": lambda _: Reply(200, {"token": "t"})})
    assert ask(internet)("registry.example/a:1").reason == "denied"
    assert len(internet.requests) == 3


# tag lists


def test_endless_pages_of_tags(serve, ask):
    def page(request):
        last = int(request.query.get("last", "0"))
        link = f'</v2/a/tags/list?n=1000&last={last + 1}>; rel="next"'
        return Reply(200, {"tags": [f"1.{last}"]}, {"Link": link})

    server = serve(page)
    assert len(ask().client.tags(Reference.parse(f"{server.host}/a"))) == tags.MOST_PAGES


def test_pages_of_tags_in_a_circle(serve, ask):
    server = serve(lambda _: Reply(200, {"tags": ["1"]}, {"Link": '</v2/a/tags/list?n=1000>; rel="next"'}))
    assert ask().client.tags(Reference.parse(f"{server.host}/a")) == ["1"]
    assert len(server.sent("GET")) == 2


@pytest.mark.parametrize(
    "link", ["https://evil.example/v2/a/tags/list", "//evil.example/x", "http://[x", "http://registry.example/v2/"]
)
def test_pages_of_tags_on_another_origin(world, ask, tmp_path, link):
    internet = world({"registry.example": lambda _: Reply(200, {"tags": ["1"]}, {"Link": f'<{link}>; rel="next"'})})
    client = ask(
        {**internet.environ, **logged_in(tmp_path, "registry.example")}, ca_bundle=internet.authority.file
    ).client
    with pytest.raises(Unresolved, match="continues its list of tags on another host") as caught:
        client.tags(Reference.parse("registry.example/a"))
    assert caught.value.reason == "invalid"
    assert not internet.sent(host="evil.example")


@pytest.mark.parametrize("body", [{}, [], {"tags": 1}, b"{", {"tags": [1, None, "a b", "../x"]}, {"tags": None}])
def test_malformed_list_of_tags(serve, ask, body):
    reference = Reference.parse(f"{serve(lambda _: Reply(200, body)).host}/a")
    client = ask().client
    assert client.version_tag(reference, digest_of(b"")) is None
    try:
        assert client.tags(reference) == []
    except Unresolved as fault:
        assert fault.reason == "invalid"


# redirects and realms


def redirect(location, status=307):
    return lambda _: Reply(status, b"", {"Location": location})


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_to_another_host_loses_the_credentials(world, ask, tmp_path, status):
    store = Site()
    digest = store.add("a", "1")

    def front(request):
        if not request.authorization:
            return Reply(401, b"", {"WWW-Authenticate": "Basic"})
        return Reply(status, b"", {"Location": f"https://store.example{request.path}"})

    internet = world({"registry.example": front, "store.example": store})
    environ = {**internet.environ, **logged_in(tmp_path, "registry.example", "store.example")}
    assert ask(environ, ca_bundle=internet.authority.file)("registry.example/a:1").digest == digest
    assert internet.sent(host="store.example")
    assert not leaked(internet.requests, but="registry.example")


@pytest.mark.parametrize("there", ["https://registry.example:8443", "https://store.example"])
def test_challenge_after_a_redirect_gets_no_credentials(world, ask, tmp_path, there):
    def demanding(_):
        return Reply(401, b"", {"WWW-Authenticate": 'Basic realm="x", Bearer realm="https://evil.example/t",scope="s"'})

    internet = world(
        {
            "registry.example": lambda request: Reply(307, b"", {"Location": there + request.path}),
            there.removeprefix("https://"): demanding,
            "evil.example": lambda _: Reply(200, {"token": "for-nobody"}),
        }
    )
    environ = {**internet.environ, **logged_in(tmp_path, "registry.example", "store.example", "evil.example")}
    assert ask(environ, ca_bundle=internet.authority.file)("registry.example/a:1").reason == "denied"
    assert not [each for each in internet.requests if "Basic" in (each.authorization or "")]


def test_redirect_on_the_same_host_keeps_the_credentials(world, ask, tmp_path):
    site = Site()
    digest = site.add("b", "1")

    def moved(request):
        if not request.authorization:
            return Reply(401, b"", {"WWW-Authenticate": "Basic"})
        return site(request) if "/b/" in request.path else Reply(301, b"", {"Location": "/v2/b/manifests/1"})

    internet = world({"registry.example": moved})
    environ = {**internet.environ, **logged_in(tmp_path, "registry.example")}
    assert ask(environ, ca_bundle=internet.authority.file)("registry.example/a:1").digest == digest


def test_redirects_in_a_circle(world, ask):
    internet = world({"registry.example": redirect("/v2/a/manifests/1")})
    answer = ask(internet)("registry.example/a:1")
    assert (answer.reason, str(answer)) == ("invalid", "registry.example redirects more than 5 times")
    assert len(internet.requests) == session.MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    "location",
    [
        "http://registry.example/v2/",
        "http://store.example/",
        "http://127.0.0.1:9/",
        "file:///etc/passwd",
        "ftp://store.example/",
        "https://me:secret@store.example/",
        "https://[",
        "https://store.example\\@evil/",
        "javascript:alert(1)",
    ],
)
def test_redirects_that_are_not_followed(world, ask, location):
    internet = world({"registry.example": redirect(location)})
    answer = ask(internet)("registry.example/a:1")
    assert answer.reason == "refused"
    assert len(internet.requests) == 1


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "169.254.169.254", "10.0.0.7", "[::1]", "[fd00:ec2::254]", "192.168.1.1"]
)
@pytest.mark.parametrize("by", ["redirect", "realm"])
def test_public_registry_leads_to_no_inner_address(world, ask, address, by):
    bearer = {"WWW-Authenticate": f'Bearer realm="https://{address}/token"'}
    site = redirect(f"https://{address}/") if by == "redirect" else lambda _: Reply(401, b"", bearer)
    internet = world({"registry.example": site})
    answer = ask(internet)("registry.example/a:1")
    assert answer.reason == "refused"
    assert len(internet.requests) == 1
    assert len(internet.tunnels) == 1


@pytest.mark.parametrize(
    "realm", ["http://auth.example/token", "http://registry.example/token", "http://127.0.0.1:9/token"]
)
def test_realm_of_plain_http(world, ask, tmp_path, realm):
    internet = world({"registry.example": Site(Bearer(realm, "x"))})
    environ = {**internet.environ, **logged_in(tmp_path, "registry.example")}
    answer = ask(environ, ca_bundle=internet.authority.file)("registry.example/a:1")
    assert answer.reason == "refused"
    assert str(answer) == f"registry.example wants logins sent to {realm}, which is not HTTPS; Mooring does not do that"
    assert len(internet.requests) == 1


def test_realm_that_redirects_elsewhere_loses_the_credentials(world, ask, tmp_path):
    internet = world(
        {
            "registry.example": Site(Bearer("https://auth.example/token", "x")),
            "auth.example": redirect("https://evil.example/token"),
            "evil.example": lambda _: Reply(200, {"token": "t"}),
        }
    )
    environ = {**internet.environ, **logged_in(tmp_path, "registry.example")}
    ask(environ, ca_bundle=internet.authority.file)("registry.example/a:1")
    assert internet.sent(host="auth.example")[0].authorization.startswith("Basic ")
    assert not [each for each in internet.sent(host="evil.example") if each.authorization]


def test_identity_token_is_not_posted_to_where_a_realm_redirects(world, ask, tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"auths": {"registry.example": {"identitytoken": "id-secret"}}}))
    internet = world(
        {
            "registry.example": Site(Bearer("https://auth.example/token", "x")),
            "auth.example": redirect("https://evil.example/token"),
        }
    )
    environ = {**internet.environ, "DOCKER_CONFIG": str(tmp_path)}
    assert ask(environ, ca_bundle=internet.authority.file)("registry.example/a:1").reason == "unreachable"
    assert not internet.sent(host="evil.example")


def test_realm_of_loopback_by_plain_http_for_a_loopback_registry(serve, ask, tmp_path):
    login = Bearer("", "x", users={"me": "very-secret"}, private=["a"])
    site = Site(login)
    digest = site.add("a", "1")
    server = serve(site)
    realm = serve(login.give)
    login.realm = f"http://{realm.host}/token"
    assert ask(logged_in(tmp_path, server.host))(f"{server.host}/a:1").digest == digest
    assert not [each for each in server.requests if "Basic" in (each.authorization or "")]


# which hosts may be asked


def resolve_to(monkeypatch, address, port):
    """Let every name resolve to an address, which is really a loopback port, and note the connections made."""
    made = []

    def create_connection(where, timeout):
        made.append(where[0])
        sock = socket.socket()
        sock.settimeout(timeout)
        sock.connect(("127.0.0.1", port))
        return sock

    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))]
    )
    monkeypatch.setattr(socket, "create_connection", create_connection)
    return made


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("93.184.215.14", True),
        ("10.1.2.3", True),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.100.100.200", False),
        ("168.63.129.16", False),
        ("0.0.0.0", False),
        ("::ffff:169.254.169.254", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("fe80::1%eth0", False),
    ],
)
def test_address_that_a_registry_resolves_to(serve, ask, monkeypatch, authority, address, allowed):
    site = Site()
    digest = site.add("a", "1")
    server = serve(site, context=authority.server_context("registry.corp.example"))
    made = resolve_to(monkeypatch, address, server.server_port)
    answer = ask(ca_bundle=authority.file)("registry.corp.example/a:1")
    assert made == ([address] if allowed else [])
    assert answer.digest == digest if allowed else answer.reason == "refused"
    configured = ask(ca_bundle=authority.file, allow=["registry.corp.example"])("registry.corp.example/a:1")
    assert configured.digest == digest


def test_wildcard_names_no_inner_host(serve, ask, monkeypatch, authority):
    server = serve(Site(), context=authority.server_context("registry.corp.example"))
    assert not resolve_to(monkeypatch, "169.254.169.254", server.server_port)
    assert ask(ca_bundle=authority.file, allow=["*.corp.example"])("registry.corp.example/a:1").reason == "refused"


def test_plain_http_for_configured_hosts_only(serve, ask, monkeypatch):
    site = Site()
    digest = site.add("a", "1")
    server = serve(site)
    resolve_to(monkeypatch, "10.1.2.3", server.server_port)
    refused = ask()("registry.corp.example:5000/a:1")
    assert refused.reason == "invalid"
    assert "does not speak TLS; a registry of plain HTTP is configured as `insecure`" in str(refused)
    assert not server.requests
    assert ask(insecure=["registry.corp.example:5000"])("registry.corp.example:5000/a:1").digest == digest


def test_registry_outside_the_allowed_ones(serve, ask):
    server = serve(Site())
    answer = ask(allow=["ghcr.io", "*.example.com"])(f"{server.host}/a:1")
    assert answer.reason == "refused"
    assert str(answer) == f"the registry {server.host} is not among the allowed ones, so it is not asked"
    assert not server.requests


def test_private_registry_may_lead_to_private_hosts_and_no_loopback():
    reach = hosts.Reach(frozenset({hosts.PUBLIC, hosts.PRIVATE}))
    assert reach.permits("10.0.0.1")
    from mooring.registry import Settings

    assert hosts.reach_when_led("x", reach, Settings()).kinds == {hosts.PUBLIC, hosts.PRIVATE}
    assert reach.permits("8.8.8.8")
    assert hosts.reach_when_led("x", reach, Settings()).kinds == {hosts.PUBLIC}


# TLS


def test_certificate_of_another_name(serve, ask, monkeypatch, authority):
    server = serve(Site(), context=authority.server_context("other.example"))
    resolve_to(monkeypatch, "93.184.215.14", server.server_port)
    answer = ask(ca_bundle=authority.file)("registry.example/a:1")
    assert answer.reason == "unreachable"
    assert "the certificate of registry.example is not trusted" in str(answer)
    assert not server.requests


def test_server_that_hangs_up_on_tls(ask, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up():
            while True:
                try:
                    listener.accept()[0].close()
                except OSError:
                    return

        threading.Thread(target=hang_up, daemon=True).start()
        resolve_to(monkeypatch, "93.184.215.14", listener.getsockname()[1])
        answer = ask(attempts=2)("registry.example/a:1")
        assert answer.reason == "unreachable"


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_tls_on_loopback_with_a_configured_ca(serve, ask, authority, name):
    site = Site()
    digest = site.add("a", "1")
    server = serve(site, context=authority.server_context("127.0.0.1", "localhost"))
    reference = f"{name}:{server.server_port}/a:1"
    assert ask(ca_bundle=authority.file)(reference).digest == digest
    assert "is not trusted" in str(ask()(reference))


def test_client_certificate_for_its_host_only(serve, ask, authority):
    import ssl

    site = Site()
    digest = site.add("a", "1")
    context = authority.server_context("127.0.0.1", "localhost")
    context.verify_mode = ssl.CERT_REQUIRED
    authority.trust(context)
    server = serve(site, context=context)
    pair = authority.write("client.example")
    ca = authority.file
    assert ask(ca_bundle=ca, client_cert={server.host: pair})(f"{server.host}/a:1").digest == digest
    other = ask(ca_bundle=ca, client_cert={server.host: pair}, attempts=1)(f"localhost:{server.server_port}/a:1")
    assert other.reason == "unreachable"


def test_next_address_where_the_first_does_not_answer(ask, serve, monkeypatch):
    site = Site()
    digest = site.add("a", "1")
    server = serve(site)
    entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    dead, alive = (*entry, ("127.0.0.2", 0)), (*entry, ("127.0.0.1", 0))
    connect = socket.create_connection

    def create_connection(where, timeout):
        if where[0] == "127.0.0.2":
            raise TimeoutError
        with monkeypatch.context() as undone:
            undone.setattr(socket, "getaddrinfo", real)
            return connect(where, timeout)

    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "create_connection", create_connection)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [dead, alive])
    assert ask(concurrency=1)(f"localhost:{server.server_port}/a:1").digest == digest
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [dead, dead])
    answer = ask(concurrency=1)(f"localhost:{server.server_port}/a:1")
    assert str(answer) == f"localhost:{server.server_port} does not answer: connecting takes too long"


def test_silent_loopback_server_is_not_asked_by_tls_as_well(ask):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        answer = ask(timeout=0.2)(f"127.0.0.1:{silent.getsockname()[1]}/a:1")
    assert answer.reason == "unreachable"
    assert time.monotonic() - began < 1


def test_certificates_that_cannot_be_read(ask, tmp_path):
    missing = str(tmp_path / "ca.pem")
    answer = ask(ca_bundle=missing)("ghcr.io/a/b:1")
    assert answer.reason == "refused"
    assert missing in str(answer)


def test_no_body_is_kept_of_large_failures(serve, ask):
    server = serve(lambda _: Reply(404, b"x" * (manifests.LARGEST_MANIFEST + 1)))
    assert ask()(f"{server.host}/a:1").reason == "not-found"
