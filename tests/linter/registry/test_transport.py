"""Manners on the network: retries, patience, spent limits, connections kept, proxies."""

import time
from email.utils import formatdate

import pytest

from kit.servers import Reply
from kit.sites import Site
from mooring.reference import Reference
from mooring.registry import transport


def failing(site, *replies):
    """A site whose manifests fail first, each reply in turn."""
    left = list(replies)

    def answer(request):
        if "/manifests/" in request.path and left:
            return left.pop(0)
        return site(request)

    return answer


@pytest.fixture
def site():
    made = Site()
    made.digest = made.add("a", "1")
    return made


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_passing_faults_are_tried_again(serve, ask, site, status):
    server = serve(failing(site, Reply(status), Reply(status), Reply(status)))
    assert ask()(f"{server.host}/a:1").digest == site.digest
    assert len(server.sent("HEAD")) == 4


@pytest.mark.parametrize("status", [400, 403, 404, 410, 501])
def test_other_failures_are_not(serve, ask, site, status):
    server = serve(failing(site, *[Reply(status)] * 2))
    assert ask()(f"{server.host}/a:1").reason in ("invalid", "denied", "not-found", "unreachable")
    assert len(server.sent("HEAD")) == 1


def test_connection_that_breaks_is_tried_again(serve, ask, site):
    server = serve(failing(site, Reply(raw=lambda _: None), Reply(raw=lambda file: file.write(b"HTTP/1."))))
    assert ask()(f"{server.host}/a:1").digest == site.digest


def test_lasting_5xx(serve, ask, site):
    server = serve(failing(site, *[Reply(503)] * 4))
    answer = ask()(f"{server.host}/a:1")
    assert answer.reason == "unreachable"
    assert str(answer) == f"{server.host} is out of order: it answers 503 for {server.host}/a:1"


def test_host_that_fails_time_after_time_is_given_up(serve, ask):
    server = serve(lambda request: Reply(200 if request.path == "/v2/" else 503))
    answers = ask(concurrency=1, attempts=1)(*(f"{server.host}/a:{tag}" for tag in range(30)))
    assert {answer.reason for answer in answers} == {"unreachable"}
    assert len(server.sent("HEAD")) == transport.MOST_FAILURES


@pytest.mark.parametrize("given", ["seconds", "date"])
def test_retry_after(serve, ask, site, given):
    value = "1" if given == "seconds" else formatdate(time.time() + 2, usegmt=True)
    server = serve(failing(site, Reply(503, b"", {"Retry-After": value})))
    began = time.monotonic()
    assert ask()(f"{server.host}/a:1").digest == site.digest
    assert 0.9 <= time.monotonic() - began < 3


@pytest.mark.parametrize("value", ["soon", "-5", "", "1e3", "Thu, 99 Foo 2026", "٣"])
def test_retry_after_that_is_not_understood(serve, ask, site, value):
    server = serve(failing(site, Reply(503, b"", {"Retry-After": value.encode().decode("latin-1")})))
    assert ask()(f"{server.host}/a:1").digest == site.digest


def test_all_wait_while_a_host_asks_for_patience(serve, ask, site):
    server = serve(failing(site, Reply(429, b"", {"Retry-After": "1"})))
    site.add("a", *map(str, range(2, 9)))
    began = time.monotonic()
    answers = ask(concurrency=1)(*(f"{server.host}/a:{tag}" for tag in range(1, 9)))
    assert all(answer.digest for answer in answers)
    assert 0.9 <= time.monotonic() - began < 2


def test_long_wait_is_announced_once(serve, ask, site, monkeypatch):
    monkeypatch.setattr(transport, "LONG_WAIT", 0)
    server = serve(failing(site, *[Reply(503, b"", {"Retry-After": "0"})] * 2))
    asking = ask()
    assert asking(f"{server.host}/a:1").digest == site.digest
    assert asking.warnings == [f"{server.host} asks for patience; waiting 0 seconds"]


@pytest.mark.parametrize(
    "headers", [{"Retry-After": "3600"}, {"RateLimit-Remaining": "0;w=21600"}, {"Retry-After": "99999999999999999999"}]
)
def test_spent_limit(serve, ask, headers):
    server = serve(lambda request: Reply(200) if request.path == "/v2/" else Reply(429, b"", headers))
    asking = ask(attempts=2)
    answers = asking(*(f"{server.host}/a:{tag}" for tag in range(40)))
    assert {answer.reason for answer in answers} == {"rate-limited"}
    assert len(server.sent("HEAD")) <= 2
    assert len(asking.warnings) == 1
    assert asking.warnings[0].startswith(f"{server.host} allows no more requests for now (429 Too Many Requests)")


def test_fault_of_one_request_does_not_hold_up_others(serve, ask, site, monkeypatch):
    monkeypatch.setattr(transport, "FIRST_PAUSE", 0.5)
    site.add("a", *map(str, range(2, 9)))
    server = serve(lambda request: Reply(500) if request.path.endswith("/1") else site(request))
    done = []
    references = [Reference.parse(f"{server.host}/a:{tag}") for tag in (8, *range(1, 8))]
    began = time.monotonic()
    ask(concurrency=4, attempts=2).client.resolve(references, progress=lambda *_: done.append(time.monotonic() - began))
    assert sum(when < 0.3 for when in done) == 7


def test_connections_are_kept(serve, ask):
    site = Site()
    site.add("a", *map(str, range(100)))
    server = serve(site)
    ask(concurrency=4)(*(f"{server.host}/a:{tag}" for tag in range(100)))
    assert len(server.sent("HEAD")) == 100
    assert server.connections <= 5


def test_host_that_cannot_be_connected_to(ask):
    answers = ask()(*(f"127.0.0.1:1/a:{tag}" for tag in range(50)))
    assert {str(answer) for answer in answers} == {"127.0.0.1:1 cannot be connected to"}


def test_host_that_is_not_found(ask):
    answer = ask()("registry.invalid/a:1")
    assert (answer.reason, str(answer)) == ("unreachable", "the host registry.invalid cannot be found (DNS)")


def test_proxy_with_a_password(world, ask, site):
    internet = world({"registry.example": site})
    proxy = internet.environ["HTTPS_PROXY"].replace("//", "//me:proxy-secret@")
    answer = ask({"HTTPS_PROXY": proxy}, ca_bundle=internet.authority.file)("registry.example/a:1")
    assert answer.digest == site.digest
    assert internet.tunnels == [("registry.example:443", "Basic bWU6cHJveHktc2VjcmV0")]
    assert not [each for each in internet.requests if "proxy-authorization" in each.headers]


def test_proxy_for_plain_http(serve, ask, site):
    server = serve(site)
    asking = ask({"http_proxy": server.host}, insecure=["registry.corp.example:5000"])
    assert asking("registry.corp.example:5000/a:1").digest == site.digest
    assert server.requests[0].host == "registry.corp.example:5000"


@pytest.mark.parametrize(
    "proxy", ["http://127.0.0.1:1", "socks5://me:proxy-secret@127.0.0.1:1", "http://", "http://[x"]
)
def test_proxy_that_does_not_work(ask, proxy):
    answer = ask({"HTTPS_PROXY": proxy})("registry.example/a:1")
    assert answer.reason in ("unreachable", "refused")
    assert "proxy" in str(answer)
    assert "secret" not in str(answer)


def test_proxy_that_denies(serve, ask):
    server = serve(lambda _: Reply(403))
    answer = ask({"HTTPS_PROXY": f"http://me:proxy-secret@{server.host}"})("registry.example/a:1")
    assert answer.reason == "unreachable"
    assert str(answer) == "the proxy lets nothing through to registry.example"
