"""What BuildKit refuses in a single instruction.

Follows BuildKit's `frontend/dockerfile/parser` (what it cannot split, which it finds first, in the whole file) and
`frontend/dockerfile/instructions` (what it then does not accept). Only what has to do with the shape of an
instruction is judged, not whether a duration, a port or a path makes sense.
"""

from __future__ import annotations

import re

from mooring.scanners.dockerfile.words import SPACE, Word, arg_texts, blank_separated, csv_fields, is_json_array

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mooring.scanners.dockerfile.lines import Instruction

SPLITTING, READING, EXPANDING, LINKING = range(4)
"""When BuildKit finds a flaw, in its own order: each step goes through the whole file before the next begins."""

_ONCE, _BOOLEAN, _OFTEN = "once", "boolean", "often"
_COPY_FLAGS = {"chown": _ONCE, "chmod": _ONCE, "link": _BOOLEAN, "exclude": _OFTEN}
_FLAGS: dict[str, Mapping[str, str]] = {
    "add": {**_COPY_FLAGS, "checksum": _ONCE, "keep-git-dir": _BOOLEAN, "unpack": _BOOLEAN},
    "copy": {**_COPY_FLAGS, "from": _ONCE, "parents": _BOOLEAN},
    "from": {"platform": _ONCE},
    "healthcheck": dict.fromkeys(("interval", "timeout", "start-period", "start-interval", "retries"), _ONCE),
    "run": {"mount": _OFTEN, "network": _ONCE, "security": _ONCE, "device": _OFTEN},
}
_CHOICES = {"network": ("default", "none", "host"), "security": ("sandbox", "insecure")}
_TAKES_JSON = ("add", "cmd", "copy", "entrypoint", "run", "shell", "volume")
_NO_TRIGGERS = ("from", "maintainer", "onbuild")
_STAGE_NAME = r"[a-z][a-z0-9._-]*"
_SHOWN = 40


class Refused(ValueError):
    """BuildKit does not take the file; the message says what is wrong and what to do. `step` is when it finds it."""

    def __init__(self, message: str, step: int = READING) -> None:
        super().__init__(message)
        self.step = step


def check(instruction: Instruction, escape: str) -> None:
    """Raise `Refused` for an instruction that BuildKit does not take."""
    if instruction.flaw:
        raise Refused(instruction.flaw, SPLITTING)
    arguments = _ARGUMENTS.get(instruction.keyword)
    if arguments is None:
        if not instruction.keyword:
            raise Refused("nothing stands behind the line's continuation; remove the continuation")
        keyword = instruction.whole_text[: len(instruction.keyword)]
        raise Refused(f"`{shown(keyword)}` is no instruction that Docker knows; mend or remove it")
    if instruction.text[:1] == "[" and instruction.keyword in _TAKES_JSON:
        _check_json(instruction.text)
    arguments(instruction, escape)


def shown(text: str) -> str:
    """The begin of a text, short enough for a message on one line."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def mount_source(value: Word) -> Word | None:
    """What the value of a `--mount` flag names after `from=`, None where it names nothing. Raises `Refused`."""
    fields = csv_fields(value)
    if fields is None:
        raise Refused("the value of `--mount` is no line of comma-separated values; mend its quotes")
    source = None
    for field in fields:
        key, equals, name = field.text.partition("=")
        if equals and key.lower() == "from":
            if "$" in name[:-1]:
                raise Refused(
                    "`from` of a mount takes no variable; name a stage that begins with FROM and the variable"
                )
            source = field.part(len(key) + 1) if name else None
    return source


def _check_json(text: str) -> None:
    if is_json_array(text) is None:
        raise Refused("an array in JSON holds strings only; quote its items", SPLITTING)


def _check_flags(instruction: Instruction) -> None:
    allowed = _FLAGS.get(instruction.keyword, {})
    used = set()
    for flag in instruction.flags:
        name, equals, value = flag.text[2:].partition("=")
        kind = allowed.get(name)
        if kind is None:
            raise Refused(f"`--{shown(name)}` is no flag of {instruction.keyword.upper()}; mend or remove it")
        if name in used and kind != _OFTEN:
            raise Refused(f"the flag `--{name}` is given twice; remove one")
        used.add(name)
        if kind == _BOOLEAN:
            if value.lower() not in ("true", "false") and (value or equals):
                raise Refused(f"the flag `--{name}` is true or false; write one of them")
        elif not equals:
            raise Refused(f"the flag `--{name}` has no value; write one after `=`")
        if name in _CHOICES and value not in _CHOICES[name]:
            raise Refused(f"the flag `--{name}` is one of {', '.join(_CHOICES[name])}; write one of them")


def _anything(instruction: Instruction, escape: str) -> None:  # noqa: ARG001 - one of the checks of arguments
    if instruction.flags:
        _check_flags(instruction)


def _something(instruction: Instruction, escape: str) -> None:
    if not instruction.text:
        raise Refused(f"{instruction.keyword.upper()} has no argument; write one")
    _anything(instruction, escape)


def _signal(instruction: Instruction, escape: str) -> None:  # noqa: ARG001 - one of the checks of arguments
    if not instruction.text:
        raise Refused("STOPSIGNAL has no argument; write one")


def _arg(instruction: Instruction, escape: str) -> None:
    words = arg_texts(instruction.text, escape)
    if not words:
        raise Refused("ARG has no name; write one")
    _check_names(instruction, words)


def _pairs(instruction: Instruction, escape: str) -> None:
    words = arg_texts(instruction.text, escape)
    if words and "=" not in words[0]:
        if len(blank_separated(instruction.text)) < 2:
            raise Refused(f"{instruction.keyword.upper()} has a name without a value; write `name=value`", SPLITTING)
        words = []
    if not all("=" in word for word in words):
        raise Refused(f"{instruction.keyword.upper()} has a word without `=`; write `name=value`", SPLITTING)
    _something(instruction, escape)
    _check_names(instruction, words)


def _check_names(instruction: Instruction, words: Sequence[str]) -> None:
    if any(word.startswith("=") for word in words):
        raise Refused(f"{instruction.keyword.upper()} has an empty name; write one before `=`")


def _copy(instruction: Instruction, escape: str) -> None:
    paths = _list(instruction)
    keyword = instruction.keyword.upper()
    if len(paths) < 2:
        raise Refused(f"{keyword} needs a source and a destination; write both")
    _anything(instruction, escape)
    if "<<" in paths[-1]:
        from mooring.scanners.dockerfile.heredoc import is_heredoc

        if is_heredoc(paths[-1]):
            raise Refused(f"the destination of {keyword} is a heredoc; write a path")


def _list(instruction: Instruction) -> list[str]:
    """The words of an argument that is a JSON array or separated by blanks."""
    if is_json_array(instruction.text):
        import json

        words: list[str] = json.loads(instruction.text)
        return words
    return blank_separated(instruction.text)


def _from(instruction: Instruction, escape: str) -> None:
    words = blank_separated(instruction.text)
    if len(words) != 1:
        if any(word.startswith("#") for word in words):
            raise Refused("FROM takes no comment behind it; put it on a line of its own")
        if len(words) != 3 or words[1].lower() != "as":
            raise Refused("FROM is followed by an image, or by an image, `AS` and a name; write no more and no less")
        if not re.fullmatch(_STAGE_NAME, words[2].lower()):
            raise Refused(f"`{shown(words[2])}` cannot name a stage; use letters, digits, `.`, `_` and `-`")
    _anything(instruction, escape)


def _health_check(instruction: Instruction, escape: str) -> None:
    if not instruction.text:
        raise Refused("HEALTHCHECK has no argument; write CMD or NONE")
    kind, command = _first_word(instruction.text)
    if kind.upper() == "NONE":
        if command:
            raise Refused("HEALTHCHECK NONE takes no command; remove it")
        return
    _check_json(command)
    _anything(instruction, escape)
    if kind.upper() != "CMD":
        raise Refused(f"HEALTHCHECK is followed by CMD or NONE, not by `{shown(kind)}`; write one of them")
    if not command or re.fullmatch(r"\[\s*\]", command):
        raise Refused("HEALTHCHECK CMD has no command; write one")


def _first_word(text: str) -> tuple[str, str]:
    index = next((index for index, char in enumerate(text) if char in SPACE), len(text))
    return text[:index], text[index:].strip(SPACE)


def _shell(instruction: Instruction, escape: str) -> None:
    if not is_json_array(instruction.text) or not _list(instruction):
        raise Refused("SHELL takes an array in JSON, and no empty one; write it as one")
    _anything(instruction, escape)


def _volume(instruction: Instruction, escape: str) -> None:
    _something(instruction, escape)
    paths = _list(instruction)
    if not paths or not all(path.strip(SPACE) for path in paths):
        raise Refused("VOLUME has an empty path; write one")


def _run(instruction: Instruction, escape: str) -> None:
    _anything(instruction, escape)
    for flag in instruction.flags:
        if flag.text.startswith("--mount="):
            mount_source(flag.part(len("--mount=")))


def _on_build(instruction: Instruction, escape: str) -> None:
    _something(instruction, escape)
    trigger = instruction.trigger(escape)
    if trigger.keyword in _NO_TRIGGERS:
        raise Refused(f"ONBUILD takes no {trigger.keyword.upper()}; remove the instruction")
    try:
        check(trigger, escape)
    except Refused as refused:
        if refused.step == SPLITTING:
            raise


_ARGUMENTS: dict[str, Callable[[Instruction, str], None]] = {
    "add": _copy,
    "arg": _arg,
    "cmd": _anything,
    "copy": _copy,
    "entrypoint": _anything,
    "env": _pairs,
    "expose": _something,
    "from": _from,
    "healthcheck": _health_check,
    "label": _pairs,
    "maintainer": _something,
    "onbuild": _on_build,
    "run": _run,
    "shell": _shell,
    "stopsignal": _signal,
    "user": _something,
    "volume": _volume,
    "workdir": _something,
}
