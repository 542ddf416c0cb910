"""Whatever a registry answers, there is a resolution or a reason, and nothing else."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.images import DOCKER_LIST, OCI_INDEX, OCI_MANIFEST, build
from kit.servers import Reply, Server
from mooring.reference import Reference
from mooring.registry import Client, Resolution, Settings, Unresolved
from mooring.registry.records import is_digest

INDEX = build("x", ["linux/amd64"])
TEXT = st.text(alphabet=string.printable.replace("\r", "").replace("\n", "").replace("\x0b", "").replace("\x0c", ""))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["schemaVersion", "mediaType", "manifests", "config", "layers", "tags", "digest", "platform"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
BODY = st.binary(max_size=40) | JSON.filter(lambda value: isinstance(value, (dict, list))) | st.just(INDEX.body)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Content-Type": st.sampled_from([OCI_INDEX, DOCKER_LIST, OCI_MANIFEST, "text/html", ""]) | TEXT,
        "Docker-Content-Digest": st.just(INDEX.digest) | TEXT,
        "Content-Encoding": st.sampled_from(["gzip", "identity", "br"]),
        "WWW-Authenticate": st.sampled_from(['Bearer realm="http://127.0.0.1:1/t"', "Basic", "Bearer"]) | TEXT,
        "Location": st.sampled_from(["/v2/b/manifests/1", "https://", "http://127.0.0.1:1/", "//", "http://[::1"])
        | TEXT,
        "Link": st.sampled_from(['</v2/a/tags/list?last=1>; rel="next"', "<>; rel=next", "<//[>; rel=next"]) | TEXT,
        "Retry-After": st.sampled_from(["0", "99999", "soon"]) | TEXT,
        "RateLimit-Remaining": st.sampled_from(["0", "0;w=1", "x"]),
    },
)
STATUS = st.sampled_from([200, 200, 200, 204, 301, 307, 400, 401, 403, 404, 418, 429, 500, 503])
REPLY = st.builds(
    Reply, st.sampled_from([200, 200, 200, 204, 301, 307, 400, 401, 403, 404, 418, 429, 500, 503]), BODY, HEADERS
)


@pytest.fixture(scope="module")
def scripted():
    with Server(None) as server:
        yield server


@given(replies=st.lists(REPLY, min_size=1, max_size=4))
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answer(scripted, replies):
    turns = iter(range(1_000_000))
    scripted.answer = lambda _: replies[next(turns) % len(replies)]
    reference = Reference.parse(f"{scripted.host}/a:1")
    with Client(Settings(attempts=2, timeout=2), environ={}) as client:
        (answer,) = client.resolve([reference]).values()
        if isinstance(answer, Resolution):
            assert is_digest(answer.digest)
        else:
            assert isinstance(answer, Unresolved)
            assert str(answer).isprintable()
        for ask in (client.manifest, client.tags, client.created):
            try:
                ask(reference)
            except Unresolved as fault:
                assert str(fault).isprintable()
        assert client.version_tag(reference, INDEX.digest) in (None, "1")
