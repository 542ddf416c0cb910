"""Which environment a mention belongs to, and how severe a finding is there."""

from __future__ import annotations

import os

from mooring.config import DEFAULT, DIGEST_ONLY, TAG_AND_DIGEST, Config
from mooring.globs import Globs
from mooring.model import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.model import Mention, Rule
    from mooring.reference import Reference


class Policy:
    """The judgements that a `Config` makes. `selected` are the ids of rules that this run asked for by name."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.selected: set[str] = set()
        self._environments = {name: Globs(paths) for name, paths in config.environments.items()}
        self._excluded = Globs(config.exclude)
        self._pin_styles = [(Globs([pattern]), style) for pattern, style in reversed(config.pin_styles.items())]
        self._by_path: dict[str, str | None] = {}

    def _from_root(self, path: str) -> str:
        return os.path.relpath(path, self.config.root).replace(os.sep, "/")

    def excludes(self, path: str) -> bool:
        """Whether a file found in a folder is left out."""
        return bool(self.config.exclude) and self._from_root(path) in self._excluded

    def environment(self, mention: Mention) -> str | None:
        """The environment that the file itself speaks of at the mention, else the one its path belongs to."""
        for hint in mention.hints:
            if hint in self._environments:
                return hint
        return self.environment_of(mention.source.path)

    def environment_of(self, path: str) -> str | None:
        """The environment that a path belongs to."""
        if path not in self._by_path:
            relative = self._from_root(path)
            named = (name for name, globs in self._environments.items() if relative in globs)
            self._by_path[path] = next(named, None)
        return self._by_path[path]

    def pin_style(self, path: str) -> str:
        """How a pin is written into a file: one of `mooring.config.PIN_STYLES`."""
        relative = self._from_root(path) if self._pin_styles else ""
        return next((style for globs, style in self._pin_styles if relative in globs), TAG_AND_DIGEST)

    def pinned(self, mention: Mention, reference: Reference, digest: str) -> str:
        """The text that names a reference's image by digest at a mention, in the user's own form of the name."""
        if self.pin_style(mention.source.path) == DIGEST_ONLY:
            return f"{reference.written_name}@{digest}"
        return reference.written(digest=digest)

    def severity(self, rule: type[Rule] | Rule, environment: str | None) -> Severity:
        """How severe a rule's findings are in an environment: the policy's word before the rule's own."""
        setting = self.config.rules.get(rule.id)
        for severities in (setting.severities if setting else {}, rule.severities):
            if environment is not None and environment in severities:
                return severities[environment]
            if DEFAULT in severities:
                return severities[DEFAULT]
        return rule.severity if rule.enabled or rule.id in self.selected else Severity.OFF

    def is_active(self, rule: type[Rule]) -> bool:
        """Whether the rule can have a finding in any environment."""
        return any(self.severity(rule, environment) for environment in (None, *self._environments))

    def options(self, rule: type[Rule]) -> object:
        """The rule's options as the policy sets them, None where it sets none."""
        setting = self.config.rules.get(rule.id)
        return setting.options if setting else None
