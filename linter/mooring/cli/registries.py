"""Asking registries, set up as the user, the policy and the command line say, and the pins made of the answers."""

from __future__ import annotations

import os
import sys

from mooring.cli import Failure
from mooring.config import ConfigError, load_user
from mooring.reference import DEFAULT_TAG, Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Mapping
    from typing import Any, Self

    from mooring.cli.answers import RegistryAnswers
    from mooring.cli.arguments import Parser
    from mooring.model import Mention
    from mooring.policy import Policy
    from mooring.registry import Client, Settings


def add_registry_options(parser: Parser) -> None:
    """The options of every command that may ask registries."""
    parser.add_argument("--refresh", action="store_true", help="ask registries even for what the cache knows")


class Registries:
    """The registries as a run asks them: by one client, made when the first question comes up.

    A context: the connections are closed at its end. What is `offline` asks nobody, and knows what the cache knows.
    """

    def __init__(self, policy: Policy, options: Namespace, *, offline: bool = False) -> None:
        self._config = policy.config
        self._options = options
        self._offline = offline
        self._client: Client | None = None
        self._answers: RegistryAnswers | None = None
        self.pins = RegistryPins(self, policy)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.close()

    @property
    def client(self) -> Client:
        """The run's client. Raises `Failure` for a mistake in the user's own settings."""
        if self._client is None:
            from mooring.registry import Client

            self._client = Client(self._settings(), warn=_warn)
        return self._client

    @property
    def answers(self) -> RegistryAnswers:
        """The answers to the run's rules. Raises `Failure` as `client` does."""
        if self._answers is None:
            from mooring.cli.answers import RegistryAnswers

            self._answers = RegistryAnswers(self.client)
        return self._answers

    def _settings(self) -> Settings:
        from mooring.caches import default_directory
        from mooring.registry import Settings

        fields = _user_settings()
        policy = dict(self._config.registries)
        if not self._config.is_named:
            fields["only"] = policy.pop("allow", None)
        given = {"cache_dir": default_directory(os.environ), **fields, **policy}
        return Settings(refresh=self._options.refresh, offline=self._offline, **given)


class RegistryPins:
    """The texts that pin mentions; `failures` maps a canonical reference to the reason for there being none."""

    def __init__(self, registries: Registries, policy: Policy) -> None:
        self._registries = registries
        self._policy = policy
        self._answers: dict[str, tuple[Reference, str]] = {}
        self.failures: dict[str, str] = {}

    def ask(self, mentions: Iterable[Mention]) -> None:
        """Ask for every reference that was not asked for before, all at the same time."""
        references = {str(reference): reference for mention in mentions if (reference := mention.reference)}
        new = {text: reference for text, reference in references.items() if not self._is_known(text, reference)}
        if not new:
            return
        from mooring.cli.terminal import Progress
        from mooring.registry import Resolution

        client = self._registries.client
        with Progress("asking registries") as progress:
            answers = client.resolve(new.values(), progress=progress.show)
        untagged = {answers[reference.canonical] for reference in new.values() if reference.tag is None}
        versions = client.version_tag_of_each(answer for answer in untagged if isinstance(answer, Resolution))
        for text, reference in new.items():
            answer = answers[reference.canonical]
            if isinstance(answer, Resolution):
                tag = reference.tag or versions.get(reference.canonical) or DEFAULT_TAG
                self._answers[text] = Reference.parse(reference.written(tag=tag)), answer.digest
            else:
                self.failures[reference.canonical] = str(answer)

    def _is_known(self, text: str, reference: Reference) -> bool:
        return text in self._answers or reference.canonical in self.failures

    def text(self, mention: Mention) -> str | None:
        """The text that pins a mention that was asked about; None where there is no answer."""
        answer = self._answers.get(mention.resolved or "")
        return self._policy.pinned(mention, *answer) if answer else None

    def failure(self, mention: Mention) -> str | None:
        """Why there is no digest for a mention that was asked about."""
        reference = mention.reference
        return self.failures.get(reference.canonical) if reference else None


def cache_directory(environ: Mapping[str, str]) -> str:
    """Where the cache is, by the user's own settings or the customs of the system."""
    from mooring.caches import default_directory

    directory: str = _user_settings().get("cache_dir") or default_directory(environ)
    return directory


def _user_settings() -> dict[str, Any]:
    try:
        return load_user(os.environ).registries
    except ConfigError as error:
        raise Failure(str(error)) from error


def _warn(message: str) -> None:
    sys.stderr.write(f"mooring: {message}\n")
