"""The options of commands: words that are read without argparse mean what they mean to it."""

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring.cli import COMMANDS, Failure
from mooring.cli.arguments import Parser

WORDS = [
    "a", "b c", "", "-", "--", "-1", "--fix", "--diff", "--format", "--format=json", "json", "--statistics", "--output",
    "--select", "--ignore", "unpinned-digest", "--show", "note", "--fail-on", "--online", "--locked", "--max-findings",
    "3", "--config", "--staged", "--changed-since", "--plugin", "--path", "--image", "--nothing", "--fi", "--environment",
]  # fmt: skip


def outcome(parse, words):
    try:
        return vars(parse(words))
    except Failure as failure:
        return str(failure)


@pytest.mark.parametrize("command", COMMANDS)
@given(words=st.lists(st.sampled_from(WORDS), max_size=6))
def test_properties_words_mean_what_they_mean_to_argparse(command, words):
    parser = import_module(f"mooring.cli.commands.{command}").parser()
    assert outcome(parser.parse_args, words) == outcome(parser._argparse().parse_args, words)


@pytest.mark.parametrize(
    "words",
    [
        ["Dockerfile"],
        ["--fix", "--force-exclude", "a", "b"],
        ["-", "--stdin-filename", "Dockerfile", "--format", "json"],
        ["--select", "x", "--select", "y", "."],
    ],
)
def test_what_hooks_and_editors_say_is_read_without_argparse(monkeypatch, words):
    monkeypatch.delattr(Parser, "_argparse")
    values = import_module("mooring.cli.commands.check").parser().parse_args(words)
    assert values.paths
