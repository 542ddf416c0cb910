"""Asking many things at once, once each, and stopping when told."""

import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from kit.servers import Reply
from kit.sites import Site
from mooring.reference import Reference
from mooring.registry import Client, Settings, Unresolved
from mooring.registry.lanes import spread


def test_each_distinct_reference_is_asked_once_a_run(serve, ask):
    site = Site()
    site.add("a", "1", "latest")
    server = serve(site)
    host = server.host
    asking = ask()
    texts = [f"{host}/a", f"{host}/a:latest", f"{host}/a:1", f"{host}/a:1", f"{host}/gone:1"]
    answers = asking.client.resolve([Reference.parse(text) for text in texts])
    assert list(answers) == [f"{host}/a:latest", f"{host}/a:1", f"{host}/gone:1"]
    asking(*texts)
    assert len(server.sent("HEAD")) == 3


def test_nothing_to_ask():
    with Client(environ={}) as client:
        assert client.resolve([]) == {}


def test_progress(serve, ask):
    site = Site()
    site.add("a", "1", "2", "3")
    host = serve(site).host
    seen = []
    references = [Reference.parse(f"{host}/a:{tag}") for tag in "1234"]
    client = ask().client
    client.resolve(references[:1])
    client.resolve(references, progress=lambda *step: seen.append(step))
    assert seen == [(2, 4), (3, 4), (4, 4)]


def test_many_manifests_at_once(serve, ask):
    site = Site()
    site.add("a", "1", "2")
    host = serve(site).host
    references = [Reference.parse(f"{host}/a:{tag}") for tag in ("1", "2", "gone", "1")]
    seen = []
    manifests = ask().client.manifests(references, progress=lambda *step: seen.append(step))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert manifests.keys() == {f"{host}/a:{tag}" for tag in ("1", "2", "gone")}
    assert [str(platform) for platform in manifests[f"{host}/a:2"].platforms] == ["linux/amd64", "linux/arm64"]
    assert manifests[f"{host}/a:gone"].reason == "not-found"


@pytest.mark.parametrize("concurrency", [2, 8])
def test_concurrency_of_a_registry(serve, ask, concurrency):
    busy, most, lock = [0], [0], threading.Lock()

    def slow(request):
        with lock:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        time.sleep(0.01)
        with lock:
            busy[0] -= 1
        return Reply(404)

    server = serve(slow)
    ask(concurrency=concurrency)(*(f"{server.host}/a:{tag}" for tag in range(40)))
    assert most[0] == concurrency


def test_after_the_first_answer_all_go_at_once(serve, ask):
    together = threading.Barrier(8)
    seen = []

    def answer(request):
        if request.method == "HEAD":
            seen.append(request)
            if 1 < len(seen) <= 9:
                together.wait(5)
        return Reply(404)

    server = serve(answer)
    answers = ask(concurrency=8)(*(f"{server.host}/a:{tag}" for tag in range(9)))
    assert not together.broken
    assert {answer.reason for answer in answers} == {"not-found"}


def test_latency_is_shared(serve, ask):
    site = Site()
    site.add("a", *map(str, range(160)))

    def slow(request):
        time.sleep(0.04)
        return site(request)

    server = serve(slow)
    began = time.monotonic()
    answers = ask(concurrency=16)(*(f"{server.host}/a:{tag}" for tag in range(160)))
    assert all(answer.digest for answer in answers)
    assert time.monotonic() - began < 160 * 0.04 / 16 * 1.3 + 0.4


def test_slow_registry_does_not_hold_up_another(serve, ask):
    fast = Site()
    fast.add("a", *map(str, range(20)))
    slow = serve(lambda _: time.sleep(0.3) or Reply(404))
    quick = serve(fast)
    done = []
    references = [Reference.parse(f"{slow.host}/a:1"), *(Reference.parse(f"{quick.host}/a:{tag}") for tag in range(20))]
    began = time.monotonic()
    ask(concurrency=1).client.resolve(references, progress=lambda *_: done.append(time.monotonic() - began))
    assert sum(when < 0.3 for when in done) >= 15


SCRIPT = """
import sys
from mooring.reference import Reference
from mooring.registry import Client, Settings
with Client(Settings(timeout=60), environ={}) as client:
    print("asking", flush=True)
    client.resolve([Reference.parse(f"{sys.argv[1]}/a:{tag}") for tag in range(50)])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_interrupt_ends_promptly():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        process = subprocess.Popen([sys.executable, "-c", SCRIPT, host], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.readline()
        time.sleep(0.2)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    assert time.monotonic() - began < 2
    assert errors.decode().strip().endswith("KeyboardInterrupt")
    assert errors.count(b"Traceback") == 1
    assert process.returncode != 0


def test_closing_ends_what_waits(serve):
    server = serve(lambda request: Reply(200) if request.path == "/v2/" else Reply(503, b"", {"Retry-After": "30"}))
    client = Client(Settings(), environ={})
    threading.Timer(0.3, client.close).start()
    began = time.monotonic()
    answers = client.resolve([Reference.parse(f"{server.host}/a:1")])
    assert time.monotonic() - began < 5
    assert [answer.reason for answer in answers.values()] == ["unreachable"]


def test_a_fault_of_our_own_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        list(spread({"a": [1, 0]}, lambda number: 1 // number, 1))


def test_environment_is_the_processs_own_by_default(monkeypatch, world, authority):
    site = Site()
    digest = site.add("a", "1")
    internet = world({"ghcr.io": site})
    for name, value in internet.environ.items():
        monkeypatch.setenv(name, value)
    reference = Reference.parse("ghcr.io/a:1")
    with Client(Settings(ca_bundle=authority.file)) as client:
        assert client.resolve([reference])["ghcr.io/a:1"].digest == digest


def test_answers_can_be_pickled(serve, ask):
    site = Site()
    site.add("a", "1")
    answers = ask()(f"{serve(site).host}/a:1", "127.0.0.1:1/a:1")
    found, fault = pickle.loads(pickle.dumps(answers))
    assert found == answers[0]
    assert isinstance(fault, Unresolved)
    assert (str(fault), fault.reason) == (str(answers[1]), answers[1].reason)


def test_a_fault_is_one_line(serve, ask):
    nasty = "x\r\n\x1b[31m\u202e" * 50
    server = serve(lambda _: Reply(418, b'{"errors": [{"code": "\\n", "message": "secret"}]}', {"X-A": "b"}))
    answer = ask()(f"{server.host}/a:1")
    assert str(answer).isprintable()
    assert "secret" not in str(answer)
    from mooring.registry.errors import printable

    assert printable(nasty).isprintable()
    assert len(printable(nasty)) == 81


def test_import_is_not_paid_by_a_check():
    code = "import sys, mooring.engine, mooring.cli; print('urllib3' in sys.modules, 'mooring.registry' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": ""}
    )
    assert done.stdout.split() == ["False", "False"]


def test_tags_of_each_repository_are_listed_once(serve, ask):
    site = Site(page=2)
    site.add("a", "1", "2", "3")
    site.add("b", "4")
    server = serve(site)
    references = [Reference.parse(f"{server.host}/{text}") for text in ("a:1", "a:2@sha256:" + "0" * 64, "b", "gone:1")]
    done = []
    found = ask().client.tags_of_each(references, progress=lambda *counts: done.append(counts))
    assert found[f"{server.host}/a"] == ["1", "2", "3"]
    assert found[f"{server.host}/b"] == ["4"]
    assert found[f"{server.host}/gone"].reason == "not-found"
    assert done == [(1, 3), (2, 3), (3, 3)]
    assert len([each for each in server.requests if each.path.endswith("/a/tags/list")]) == 2
