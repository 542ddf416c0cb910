"""Servers for the registry room's tests."""

import pytest

from kit.servers import Authority, Server, World
from mooring.reference import Reference
from mooring.registry import Client, Settings, transport


@pytest.fixture(autouse=True)
def no_long_pauses(monkeypatch):
    monkeypatch.setattr(transport, "FIRST_PAUSE", 0.001)


@pytest.fixture(scope="session")
def authority():
    made = Authority()
    yield made
    made.close()


@pytest.fixture
def serve(request):
    """`serve(answer)` starts a scripted server of plain HTTP; `context` makes it one of TLS."""

    def start(answer, **options):
        server = Server(answer, **options)
        request.addfinalizer(server.close)
        return server

    return start


@pytest.fixture
def world(request, authority):
    """`world({host: site})` makes a small internet."""

    def start(sites):
        made = World(sites, authority)
        request.addfinalizer(made.close)
        return made

    return start


class Asking:
    """A client for one test, and the warnings it gave."""

    def __init__(self, environ, **settings):
        self.warnings = []
        self.client = Client(Settings(**settings), environ=environ, warn=self.warnings.append)

    def __call__(self, *references):
        """The answers to references, in order; a single answer for a single one."""
        parsed = [Reference.parse(reference) for reference in references]
        answers = self.client.resolve(parsed)
        found = [answers[reference.canonical] for reference in parsed]
        return found[0] if len(found) == 1 else found


@pytest.fixture
def ask(request):
    """`ask(environ, **settings)` makes an `Asking`; with a `World` as `environ`, within that world."""

    def make(environ=None, **settings):
        if isinstance(environ, World):
            settings.setdefault("ca_bundle", environ.authority.file)
            environ = environ.environ
        asking = Asking(environ or {}, **settings)
        request.addfinalizer(asking.client.close)
        return asking

    return make
