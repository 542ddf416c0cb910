"""Versions among tags."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kit.sites import Site
from mooring.reference import Reference
from mooring.registry import tags
from mooring.versions import plain_numbers


def test_likeliest_first():
    names = ["1", "20260101", "1.9.0", "latest", "1.29", "1.29.3", "1.29.2", "2-alpine", "1.28.1", "v1.30.0"]
    assert tags.likeliest(names) == ["v1.30.0", "1.29", "1.29.3", "1.29.2", "1.28.1", "1.9.0", "20260101", "1"]


@given(st.lists(st.text(alphabet="v0123456789.-rc", max_size=8), max_size=30))
@settings(deadline=None, max_examples=100)
def test_likeliest_are_the_versions_among_any_tags(names):
    assert sorted(tags.likeliest(names)) == sorted(name for name in names if plain_numbers(name))


def test_flavoured_versions_newest_first():
    names = ["1.29-alpine", "1.29.3", "latest", "1.30.1-alpine", "1.30.1-rc1-alpine", "edge-alpine", "v2.0-slim"]
    assert tags.flavoured(names) == ["v2.0-slim", "1.30.1-alpine", "1.29-alpine"]


def test_bounded_number_of_requests(serve, ask):
    site = Site()
    digest = site.add("a", "latest")
    site.add("a", *(f"1.{minor}" for minor in range(200)), content="other")
    server = serve(site)
    assert ask().client.version_tag(Reference.parse(f"{server.host}/a"), digest) is None
    assert len(server.sent("HEAD")) == tags.MOST_ASKED


def test_one_wave_when_the_newest_is_it(serve, ask):
    site = Site()
    site.add("a", *(f"1.{minor}.0" for minor in range(200)), content="old")
    digest = site.add("a", "latest", "2", "2.0", "2.0.0")
    server = serve(site)
    assert ask().client.version_tag(Reference.parse(f"{server.host}/a"), digest) == "2.0.0"
    assert len(server.sent("HEAD")) == tags.WAVE


def test_next_page_among_several_links(serve, ask):
    class Links(Site):
        def tag_list(self, request, repository):
            reply = super().tag_list(request, repository)
            if "Link" in reply.headers:
                reply.headers["Link"] = f'</other>; rel="prev", {reply.headers["Link"]}'
            return reply

    site = Links(page=2)
    site.add("a", "1", "2", "3", "4", "5")
    assert ask().client.tags(Reference.parse(f"{serve(site).host}/a")) == ["1", "2", "3", "4", "5"]
