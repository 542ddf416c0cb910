"""`mooring lsp`: hover, symbols, policies that change, and what must not end the server."""

import json


def hover_at(editor, name, line, character):
    position = {"line": line, "character": character}
    hover = editor.request("textDocument/hover", {"textDocument": {"uri": editor.uri(name)}, "position": position})
    return hover["contents"]["value"] if hover else None


def test_a_hover_names_the_full_reference(start):
    editor = start()
    editor.open("prod/Dockerfile", "# ü\nFROM nginx AS a\nFROM a\nFROM Nginx:1:2\nARG X\nFROM $X\n")
    said = hover_at(editor, "prod/Dockerfile", 1, 7)
    assert "means       docker.io/library/nginx:latest" in said
    assert "environment production" in said
    assert hover_at(editor, "prod/Dockerfile", 0, 2) is None
    assert hover_at(editor, "prod/Dockerfile", 2, 5) is None
    assert "is not a reference" in hover_at(editor, "prod/Dockerfile", 3, 7)
    assert "not known before" in hover_at(editor, "prod/Dockerfile", 5, 6)


def test_the_images_of_a_file_are_its_symbols(start):
    editor = start()
    editor.open("compose.yaml", "services:\n  a: {image: nginx}\n  b: {image: redis:8}\n")
    found = editor.request("textDocument/documentSymbol", {"textDocument": {"uri": editor.uri("compose.yaml")}})
    assert [(one["name"], one["detail"]) for one in found] == [
        ("nginx", "services.a.image"),
        ("redis:8", "services.b.image"),
    ]


def test_a_policy_that_changes_counts_and_a_wrong_one_is_said_in_its_file(start, root):
    editor = start()
    assert editor.open("Dockerfile", "FROM nginx\n")
    policy = root / ".mooring.yaml"
    policy.write_text("rules: {implicit-latest: error}\n")
    editor.save(".mooring.yaml")
    assert [one["severity"] for one in editor.diagnostics("Dockerfile")] == [1]
    policy.write_text("rules:\n  implicit-latst: off\n")
    editor.save(".mooring.yaml")
    [wrong] = editor.diagnostics(".mooring.yaml")
    assert wrong["range"]["start"]["line"] == 1
    assert "implicit-latst" in editor.wait_for("window/showMessage")["message"]
    policy.write_text("rules: {implicit-latest: off}\n")
    editor.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": policy.as_uri(), "type": 2}]})
    assert editor.diagnostics("Dockerfile") == []
    assert editor.diagnostics(".mooring.yaml") == []


def test_rules_that_compare_files_see_all_open_documents(start):
    editor = start(options={"show": "note"})
    one, other = (f"FROM nginx:1@sha256:{digit * 64}\n" for digit in "12")
    assert "conflicting-digests" not in [found["code"] for found in editor.open("a/Dockerfile", one)]
    assert "conflicting-digests" in [found["code"] for found in editor.open("b/Dockerfile", other)]


def test_an_unsaved_env_file_beside_counts(start, root):
    (root / ".env").write_text("TAG=1\n")
    editor = start()
    assert editor.open("compose.yaml", "services: {a: {image: 'nginx:${TAG}'}}\n") == []
    editor.open(".env", "TAG=latest\n")
    assert "explicit-latest" in [one["code"] for one in editor.diagnostics("compose.yaml")]


def test_rules_that_need_a_registry_or_a_missing_lock_do_not_run(start, root):
    (root / ".mooring.yaml").write_text("rules: {unknown-image: error, lock-mismatch: error}\n")
    editor = start()
    assert [one["code"] for one in editor.open("Dockerfile", "FROM 127.0.0.1:1/a\n")] == ["implicit-latest"]


def test_malformed_messages_and_a_plugin_that_crashes_are_said_and_survived(start, root, tmp_path):
    (tmp_path / "crash.py").write_text(
        "from mooring import Rule\n"
        "class Crash(Rule):\n"
        '    """Crashes."""\n'
        "    id = 'crash'\n"
        "    def check(self, mention):\n"
        "        print('on standard output')\n"
        "        raise ZeroDivisionError\n"
        "def mooring_rules():\n"
        "    return [Crash]\n"
    )
    settings = tmp_path / "XDG_CONFIG_HOME" / "mooring"
    settings.mkdir(parents=True)
    (settings / "config.yaml").write_text(json.dumps({"plugins": [str(tmp_path / "crash.py")]}))
    editor = start()
    editor.send_raw(b"{")
    editor.send_raw(b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": 7}}')
    editor.notify("no/such/method", {})
    assert [one["code"] for one in editor.open("gone/Dockerfile", "FROM nginx\n")] == ["implicit-latest"]
    said = [one["message"] for one in editor.said["window/showMessage"]]
    assert len(said) == len(set(said))
    assert any("ZeroDivisionError" in message for message in said)
    editor.change("gone/Dockerfile", 2, {"text": "FROM redis\n"})
    assert "redis" in editor.diagnostics("gone/Dockerfile")[0]["message"]
    assert [one["message"] for one in editor.said["window/showMessage"]] == said
