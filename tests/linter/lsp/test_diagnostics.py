"""`mooring lsp`: findings while one types."""

import pytest


def place(diagnostic):
    start, end = diagnostic["range"]["start"], diagnostic["range"]["end"]
    return start["line"], start["character"], end["line"], end["character"]


def codes(found):
    return [one["code"] for one in found]


BEFORE = 'services: {web: {container_name: "😀 ü", image: '


@pytest.mark.parametrize(
    ("offered", "agreed", "units"),
    [
        ([], "utf-16", len(BEFORE) + 1),
        (["utf-16"], "utf-16", len(BEFORE) + 1),
        (["utf-8", "utf-16"], "utf-8", len(BEFORE) + 4),
        (["utf-32", "utf-16"], "utf-32", len(BEFORE)),
    ],
)
def test_places_are_in_the_encoding_agreed_upon(start, offered, agreed, units):
    editor = start(capabilities={"general": {"positionEncodings": offered}} if offered else {})
    assert editor.capabilities["positionEncoding"] == agreed
    found = editor.open("compose.yaml", BEFORE + "nginx}}\n")
    assert [(one["code"], place(one)) for one in found] == [("implicit-latest", (0, units, 0, units + 5))]
    assert (found[0]["source"], found[0]["severity"]) == ("mooring", 2)


def test_a_change_clears_the_finding_and_another_brings_it_back(start):
    editor = start()
    assert codes(editor.open("Dockerfile", "# ü😀\nFROM nginx\n")) == ["implicit-latest"]
    at = {"line": 1, "character": 10}
    editor.change("Dockerfile", 2, {"range": {"start": at, "end": at}, "text": ":1.29.3"})
    assert editor.diagnostics("Dockerfile") == []
    end = {"line": 1, "character": 17}
    editor.change("Dockerfile", 3, {"range": {"start": at, "end": end}, "text": ""}, {"text": "FROM redis\n"})
    assert "redis" in editor.diagnostics("Dockerfile")[0]["message"]


def test_a_close_takes_the_findings_back(start):
    editor = start()
    assert editor.open("Dockerfile", "FROM nginx\n")
    editor.notify("textDocument/didClose", {"textDocument": {"uri": editor.uri("Dockerfile")}})
    assert editor.diagnostics("Dockerfile") == []


def test_ignore_comments_the_policy_and_the_baseline_count(start, root):
    (root / ".mooring.yaml").write_text("rules: {implicit-latest: error}\nexclude: [vendor/]\n")
    editor = start()
    text = "FROM nginx\n# mooring: ignore[implicit-latest] wanted\nFROM redis\n"
    found = editor.open("Dockerfile", text)
    assert [(one["code"], one["severity"], place(one)[0]) for one in found] == [("implicit-latest", 1, 0)]
    assert editor.open("vendor/Dockerfile", text) == []


def test_what_is_typed_slowly_and_what_is_typed_fast_ends_the_same(start):
    editor = start()
    editor.open("Dockerfile", "FROM \n")
    for version, letter in enumerate("nginx", 2):
        at = {"line": 0, "character": 3 + version}
        editor.change("Dockerfile", version, {"range": {"start": at, "end": at}, "text": letter})
    while not (found := editor.diagnostics("Dockerfile")) or "`nginx`" not in found[0]["message"]:
        pass
    assert codes(found) == ["implicit-latest"]


def test_lines_are_those_of_the_protocol(start):
    editor = start()
    found = editor.open("Dockerfile", "# a\u2028b\x0cc\x85d\nFROM nginx\r\n")
    assert [place(one) for one in found] == [(1, 5, 1, 10)]
    at = {"line": 1, "character": 10}
    editor.change("Dockerfile", 2, {"range": {"start": at, "end": at}, "text": ":1"})
    assert codes(editor.diagnostics("Dockerfile")) != ["implicit-latest"]


def test_an_editor_that_goes_away_ends_the_server_with_1(start):
    editor = start()
    editor.hang_up()
    assert editor.wait() == 1
