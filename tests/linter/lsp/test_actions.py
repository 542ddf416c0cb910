"""`mooring lsp`: what can be done about findings and references."""

import pytest

RESOLVES = {
    "textDocument": {"codeAction": {"dataSupport": True, "resolveSupport": {"properties": ["edit"]}}},
    "window": {"workDoneProgress": True},
}
DIGEST = "sha256:" + "1" * 64


def actions_at(editor, name, line, character, only=None):
    place = {"line": line, "character": character}
    context = {"diagnostics": [], **({"only": only} if only else {})}
    params = {"textDocument": {"uri": editor.uri(name)}, "range": {"start": place, "end": place}, "context": context}
    return {action["title"]: action for action in editor.request("textDocument/codeAction", params)}


def applied(text, edit, version=1):
    """A text of ASCII, or characters of one UTF-16 unit, after an edit of this version of it."""
    [change] = edit["documentChanges"]
    assert change["textDocument"]["version"] == version
    lines = text.splitlines(keepends=True)
    for one in sorted(change["edits"], key=lambda one: -one["range"]["start"]["line"]):
        start, end = one["range"]["start"], one["range"]["end"]
        assert start["line"] == end["line"]
        line = lines[start["line"]]
        lines[start["line"]] = line[: start["character"]] + one["newText"] + line[end["character"] :]
    return "".join(lines)


def test_a_pin_is_resolved_when_it_is_chosen(start, registry):
    digest = registry.push("editor/app", tags=["1"])
    editor = start(capabilities=RESOLVES)
    text = f"services: {{web: {{container_name: ü, image: {registry.host}/editor/app:1}}}}\n"
    editor.open("compose.yaml", text)
    action = actions_at(editor, "compose.yaml", 0, 45)[f"Pin `{registry.host}/editor/app:1` to its digest"]
    assert "edit" not in action
    resolved = editor.request("codeAction/resolve", action)
    assert applied(text, resolved["edit"]) == text.replace("app:1", f"app:1@{digest}")
    assert editor.wait_for("$/progress")["value"]["cancellable"]
    assert editor.wait_for("$/progress")["value"]["kind"] == "end"


def test_a_pin_is_applied_by_a_command_where_edits_are_not_resolved(start, registry):
    digest = registry.push("editor/old", tags=["1"])
    editor = start()
    text = f"FROM {registry.host}/editor/old:1\n"
    editor.open("Dockerfile", text, version=7)
    action = actions_at(editor, "Dockerfile", 0, 8)[f"Pin `{registry.host}/editor/old:1` to its digest"]
    command = action["command"]
    editor.request("workspace/executeCommand", {"command": command["command"], "arguments": command["arguments"]})
    edit = editor.wait_for("workspace/applyEdit")["edit"]
    assert applied(text, edit, version=7) == f"FROM {registry.host}/editor/old:1@{digest}\n"


def test_the_digest_is_updated(start, registry):
    digest = registry.push("editor/new", tags=["1"])
    editor = start(capabilities=RESOLVES)
    text = f"FROM {registry.host}/editor/new:1@{DIGEST}\n"
    editor.open("Dockerfile", text)
    resolved = editor.request("codeAction/resolve", actions_at(editor, "Dockerfile", 0, 8)["Update the digest"])
    assert applied(text, resolved["edit"]) == text.replace(DIGEST, digest)


def test_offline_is_said(start):
    editor = start(capabilities=RESOLVES)
    editor.open("Dockerfile", "FROM 127.0.0.1:1/a/b:1\n")
    action = actions_at(editor, "Dockerfile", 0, 8)["Pin `127.0.0.1:1/a/b:1` to its digest"]
    assert "edit" not in editor.request("codeAction/resolve", action)
    said = editor.wait_for("window/showMessage")["message"]
    assert said.startswith("Mooring: `127.0.0.1:1/a/b:1` is not pinned: ")


def test_what_has_changed_since_is_not_edited(start):
    editor = start(capabilities=RESOLVES)
    editor.open("Dockerfile", "FROM 127.0.0.1:1/a/b:1\n")
    action = actions_at(editor, "Dockerfile", 0, 8)["Pin `127.0.0.1:1/a/b:1` to its digest"]
    editor.change("Dockerfile", 2, {"text": "# x\nFROM 127.0.0.1:1/a/b:1\n"})
    assert "edit" not in editor.request("codeAction/resolve", action)
    assert "has changed since" in editor.wait_for("window/showMessage")["message"]


@pytest.mark.parametrize(
    ("text", "title", "after"),
    [
        (f"FROM nginx:1@{DIGEST}\n", "Take the digest off: `nginx:1`", "FROM nginx:1\n"),
        ("FROM nginx:1\n", "Write the full name: `docker.io/library/nginx:1`", "FROM docker.io/library/nginx:1\n"),
        ("FROM k8s.gcr.io/pause:3.9\n", None, "FROM registry.k8s.io/pause:3.9\n"),
    ],
)
def test_edits_that_are_known(start, text, title, after):
    editor = start()
    editor.open("Dockerfile", text)
    found = actions_at(editor, "Dockerfile", 0, 8)
    chosen = [action["edit"] for name, action in found.items() if "edit" in action and title in (None, name)]
    assert after in [applied(text, edit) for edit in chosen]


@pytest.mark.parametrize(
    ("name", "text", "line", "after"),
    [
        ("Dockerfile", "# é\nFROM nginx\n", 1, "# é\n# mooring: ignore[implicit-latest] reason\nFROM nginx\n"),
        (
            "compose.yaml",
            "services:\n  web:\n    image: nginx\n",
            2,
            "services:\n  web:\n    # mooring: ignore[implicit-latest] reason\n    image: nginx\n",
        ),
        ("Dockerfile", "FROM a:1\r\nFROM nginx\r\n", 1, "FROM a:1\r\n# mooring: ignore[implicit-latest] reason\r\nFROM nginx\r\n"),
    ],
)  # fmt: skip
def test_a_finding_is_ignored_in_the_file_s_own_style(start, name, text, line, after):
    editor = start()
    editor.open(name, text)
    action = actions_at(editor, name, line, len(text.splitlines()[line]) - 2)[
        "Ignore implicit-latest here, with a reason"
    ]
    assert applied(text, action["edit"]) == after


@pytest.mark.parametrize(
    ("name", "text"), [("Dockerfile", "# syntax=docker/dockerfile\nFROM a:1\n"), ("compose.json", "{}"),
                       ("run.sh", "#!/bin/sh\ndocker run \\\n  nginx\n")],
)  # fmt: skip
def test_no_comment_where_it_would_change_the_file(start, name, text):
    editor = start()
    editor.open(name, text)
    for line in range(3):
        for character in (8, 15):
            assert not [one for one in actions_at(editor, name, line, character) if one.startswith("Ignore ")]


def test_everything_is_mended_at_once(start, registry):
    digest = registry.push("editor/all", tags=["1"])
    editor = start(capabilities=RESOLVES, options={"show": "note"})
    text = f"FROM {registry.host}/editor/all:1 AS a\nFROM k8s.gcr.io/pause:3.9@{DIGEST}\nFROM 127.0.0.1:1/b/c:1\n"
    editor.open("Dockerfile", text)
    [action] = actions_at(editor, "Dockerfile", 0, 0, only=["source.fixAll"]).values()
    assert action["kind"] == "source.fixAll.mooring"
    edit = editor.request("codeAction/resolve", action)["edit"]
    assert applied(text, edit).splitlines() == [
        f"FROM {registry.host}/editor/all:1@{digest} AS a",
        f"FROM registry.k8s.io/pause:3.9@{DIGEST}",
        "FROM 127.0.0.1:1/b/c:1",
    ]
    assert "`127.0.0.1:1/b/c:1` is not pinned: " in editor.wait_for("window/showMessage")["message"]
    assert not actions_at(editor, "Dockerfile", 0, 8, only=["refactor.extract"])


def test_what_the_policy_exempts_is_not_to_be_pinned(start, root):
    (root / ".mooring.yaml").write_text("rules: {unpinned-digest: {allow: [ghcr.io/acme/**]}}\n")
    editor = start()
    editor.open("Dockerfile", "FROM ghcr.io/acme/app:1\n")
    assert not [title for title in actions_at(editor, "Dockerfile", 0, 8) if title.startswith("Pin ")]


def test_edits_are_by_uri_for_clients_that_know_no_versions(start, root):
    editor = start(capabilities={**RESOLVES, "workspace": {"workspaceEdit": {}}})
    editor.open("Dockerfile", "FROM nginx:1\n")
    edit = actions_at(editor, "Dockerfile", 0, 8)["Write the full name: `docker.io/library/nginx:1`"]["edit"]
    place = {"line": 0, "character": 5}
    [[uri, [change]]] = edit["changes"].items()
    assert (uri, change["newText"], change["range"]["start"]) == (editor.uri("Dockerfile"), "docker.io/library/", place)
    assert "documentChanges" not in edit


def test_several_reasons_are_logged_and_summed_up_once(start):
    editor = start(capabilities=RESOLVES, options={"show": "note"})
    editor.open("Dockerfile", "FROM 127.0.0.1:1/a/b:1\nFROM 127.0.0.1:2/a/c:2\n")
    [action] = actions_at(editor, "Dockerfile", 0, 8, only=["source.fixAll"]).values()
    editor.request("codeAction/resolve", action)
    assert (
        editor.wait_for("window/showMessage")["message"] == "Mooring: 2 references stay as they are; the log says why"
    )
    assert len(editor.said["window/logMessage"]) == 2
    assert not editor.said["window/showMessage"]
