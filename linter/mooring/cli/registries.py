"""The client that a command asks registries with, set up as the user, the policy and the command line say."""

from __future__ import annotations

import os
import sys

from mooring.cli import Failure
from mooring.config import ConfigError, load_registries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping
    from typing import Any

    from mooring.config import Config
    from mooring.registry import Client


def add_registry_options(parser: ArgumentParser) -> None:
    """The options of every command that may ask registries."""
    parser.add_argument("--refresh", action="store_true", help="ask registries even for what the cache knows")


def new_client(config: Config, options: Namespace) -> Client:
    """A client for a run. Raises `Failure` for a mistake in the user's own settings."""
    from mooring.registry import Client, Settings

    fields = _user_settings()
    policy = dict(config.registries)
    if not config.is_named:
        fields["only"] = policy.pop("allow", None)
    given = {"cache_dir": cache_directory(os.environ), **fields, **policy}
    return Client(Settings(refresh=options.refresh, **given), warn=_warn)


def cache_directory(environ: Mapping[str, str]) -> str:
    """Where the cache is, by the user's own settings or the customs of the system."""
    from mooring.registry.cache import default_directory

    directory: str = _user_settings().get("cache_dir") or default_directory(environ)
    return directory


def _user_settings() -> dict[str, Any]:
    try:
        return load_registries(os.environ)
    except ConfigError as error:
        raise Failure(str(error)) from error


def _warn(message: str) -> None:
    sys.stderr.write(f"mooring: {message}\n")
