"""`mooring lsp`: hints, links, completion of tags, and what registries say on a hover."""

import pytest

from mooring.lsp.completion import newest_first
from mooring.lsp.links import page
from mooring.reference import Reference

DIGEST = "sha256:" + "1" * 64
WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}


def ask(editor, method, name, **params):
    return editor.request(f"textDocument/{method}", {"textDocument": {"uri": editor.uri(name)}, **params})


def hover_at(editor, name, line, character):
    hover = ask(editor, "hover", name, position={"line": line, "character": character})
    return hover["contents"]["value"] if hover else None


def tags_at(editor, name, line, character):
    found = ask(editor, "completion", name, position={"line": line, "character": character})
    return found and [one["label"] for one in found["items"]]


def test_a_hint_says_what_variables_come_to(start):
    editor = start()
    editor.open(
        "Dockerfile", "ARG BASE=nginx\nARG TAG=1\nARG X\nFROM ${BASE}:${TAG} AS a\nFROM redis\nFROM a\nFROM $X\n"
    )
    [hint] = ask(editor, "inlayHint", "Dockerfile", range=WHOLE)
    assert (hint["label"], hint["position"]) == ("= nginx:1", {"line": 3, "character": 19})
    first = {"start": WHOLE["start"], "end": {"line": 2, "character": 0}}
    assert ask(editor, "inlayHint", "Dockerfile", range=first) == []


def test_a_hint_for_a_matrix_names_the_first(start):
    editor = start()
    text = (
        "on: push\njobs:\n  a:\n    runs-on: x\n    strategy: {matrix: {v: [1, 2, 3, 4]}}\n"
        "    container: 'ü/python:${{ matrix.v }}'\n".replace("ü/", "")
    )
    editor.open(".github/workflows/a.yml", text)
    [hint] = ask(editor, "inlayHint", ".github/workflows/a.yml", range=WHOLE)
    assert hint["label"] == "= python:1, python:2, python:3 …"
    assert hint["tooltip"].splitlines()[3] == "python:4"


def test_a_reference_links_to_its_image(start):
    editor = start()
    editor.open("Dockerfile", "# ü\nFROM nginx:1 AS a\nFROM example.org/a/b\nFROM a\n")
    [link] = ask(editor, "documentLink", "Dockerfile")
    assert link["target"] == "https://hub.docker.com/_/nginx"
    assert link["range"] == {"start": {"line": 1, "character": 5}, "end": {"line": 1, "character": 12}}


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("grafana/loki:3", "https://hub.docker.com/r/grafana/loki"),
        ("index.docker.io/library/redis", "https://hub.docker.com/_/redis"),
        ("ghcr.io/acme/app@" + DIGEST, "https://ghcr.io/acme/app"),
        ("quay.io/prometheus/node-exporter:v1", "https://quay.io/repository/prometheus/node-exporter"),
        ("mcr.microsoft.com/dotnet/sdk:9.0", "https://mcr.microsoft.com/en-us/artifact/mar/dotnet/sdk"),
        ("gcr.io/distroless/static", "https://gcr.io/distroless/static"),
        ("europe-docker.pkg.dev/p/r/i:1", "https://europe-docker.pkg.dev/p/r/i"),
        ("public.ecr.aws/nginx/nginx", "https://gallery.ecr.aws/nginx/nginx"),
        ("registry.gitlab.com/group/project:1", "https://gitlab.com/group/project/container_registry"),
        ("registry.gitlab.com/group/project/image:1", None),
        ("localhost:5000/a", None),
        ("evil-gcr.io/a/b", None),
    ],
)
def test_pages(reference, url):
    assert page(Reference.parse(reference)) == url


def test_tags_are_completed_where_the_user_allows_it(start, registry):
    registry.push("editor/tags", tags=["1.9", "1.10", "1.10-rc1", "latest"])
    editor = start(options={"online": True})
    image = f"{registry.host}/editor/tags"
    text = f"# ü\nservices:\n  a:\n    image: {image}:\n"
    editor.open("compose.yaml", text)
    assert ":" in editor.capabilities["completionProvider"]["triggerCharacters"]
    at = len(f"    image: {image}:")
    assert tags_at(editor, "compose.yaml", 3, at) == ["1.10", "1.9", "1.10-rc1", "latest"]
    assert tags_at(editor, "compose.yaml", 3, 7) is None
    assert tags_at(editor, "compose.yaml", 2, 4) is None
    editor.change("compose.yaml", 2, {"text": f"# ü\nservices:\n\n\n  b: {{image: '{image}:1.1@{DIGEST}'}}\n"})
    at = len(f"  b: {{image: '{image}:1.1")
    found = ask(editor, "completion", "compose.yaml", position={"line": 4, "character": at})
    assert [one["label"] for one in found["items"]] == ["1.10", "1.10-rc1"]
    edit = found["items"][0]["textEdit"]
    assert (edit["range"]["start"]["character"], edit["range"]["end"]["character"]) == (at - 3, at)


def test_without_leave_no_registry_is_asked(start, root, silent):
    (root / ".mooring.yaml").write_text("rules: {unknown-image: error}\n")
    editor = start()
    text = f"FROM {silent}/a/b:1\n"
    editor.open("Dockerfile", text)
    assert tags_at(editor, "Dockerfile", 0, len(text) - 1) is None
    assert "digest      (none" not in hover_at(editor, "Dockerfile", 0, 8).partition("\n\n")[2]
    ask(editor, "inlayHint", "Dockerfile", range=WHOLE)
    ask(editor, "documentLink", "Dockerfile")


def test_newest_versions_come_first():
    assert newest_first(["latest", "1.9", "1.10", "2.0-rc1", "edge"]) == ["1.10", "1.9", "2.0-rc1", "edge", "latest"]


def test_a_hover_says_what_the_registry_knows_and_later_what_the_cache_does(start, registry):
    digest = registry.push("editor/hover", tags=["1", "1.2"], platforms=["linux/amd64", "linux/arm64"])
    text = f"FROM {registry.host}/editor/hover:1\n"
    alone = start()
    alone.open("Dockerfile", text)
    assert digest not in hover_at(alone, "Dockerfile", 0, 8)
    online = start(options={"online": True})
    online.open("Dockerfile", text)
    said = hover_at(online, "Dockerfile", 0, 8)
    assert f"digest      {digest}" in said
    assert "linux/amd64, linux/arm64" in said
    assert "also named  1.2" in said
    said = hover_at(alone, "Dockerfile", 0, 8)
    assert f"digest      {digest}" in said
    assert "linux/amd64, linux/arm64" in said


def test_a_registry_that_is_silent_holds_up_nothing_and_can_be_given_up(start, silent):
    editor = start(options={"online": True})
    editor.open("Dockerfile", f"FROM {silent}/a/b:1\nFROM nginx\n")
    place = {"textDocument": {"uri": editor.uri("Dockerfile")}, "position": {"line": 0, "character": 8}}
    hovering = editor.ask("textDocument/hover", place)
    completing = editor.ask(
        "textDocument/completion", {**place, "position": {"line": 0, "character": len(f"FROM {silent}/a/b:1")}}
    )
    assert ask(editor, "documentSymbol", "Dockerfile")
    for number in (hovering, completing):
        editor.notify("$/cancelRequest", {"id": number})
        assert editor.answer(number)["error"]["code"] == -32800
