"""Which environment a mention belongs to, and how severe a finding is there."""

from __future__ import annotations

import os

from mooring.config import DEFAULT, DIGEST_ONLY, Config
from mooring.globs import Globs
from mooring.model import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.model import Mention, Rule
    from mooring.reference import Reference


class Policy:
    """The judgements that a `Config` makes.

    `environment` is the one that everything belongs to, None where files and paths decide. `selected` are the ids of
    rules that this run asked for by name.
    """

    def __init__(self, config: Config, environment: str | None = None) -> None:
        self.config = config
        self.selected: set[str] = set()
        self._environment = environment
        self._environments = {name: Globs(paths) for name, paths in config.environments.items()}
        self._excluded = Globs(config.exclude)
        self._overridden = [Globs(override.paths) for override in config.overrides]
        self._configs: dict[tuple[int, ...], Config] = {(): config}
        self._by_path: dict[str, str | None] = {}
        self._here = os.path.relpath(os.curdir, config.root)
        self._relative: dict[str, str] = {}
        self._rules: dict[tuple[str, int], Rule] = {}

    def from_root(self, path: str) -> str:
        """A path as the policy's patterns see it: relative to its folder, also where links lead into that."""
        known = self._relative.get(path)
        if known is None:
            relative = os.path.normpath(os.path.join(self._here, path))
            if relative.startswith((os.pardir, os.sep)):
                relative = os.path.relpath(path, self.config.root)
            if relative.startswith(os.pardir):
                folder, name = os.path.split(path)
                relative = os.path.relpath(
                    os.path.join(os.path.realpath(folder), name), os.path.realpath(self.config.root)
                )
            known = self._relative[path] = relative.replace(os.sep, "/")
        return known

    def excludes(self, path: str) -> bool:
        """Whether a file found in a folder is left out."""
        return bool(self.config.exclude) and self.from_root(path) in self._excluded

    def environment(self, mention: Mention) -> str | None:
        """The environment that the file itself speaks of at the mention, else the one its path belongs to."""
        if self._environment is not None:
            return self._environment
        for hint in mention.hints:
            if hint in self._environments:
                return hint
        return self.environment_of(mention.source.path)

    def environment_of(self, path: str) -> str | None:
        """The environment that a path belongs to."""
        if self._environment is not None:
            return self._environment
        if path not in self._by_path:
            relative = self.from_root(path)
            named = (name for name, globs in self._environments.items() if relative in globs)
            self._by_path[path] = next(named, None)
        return self._by_path[path]

    def config_at(self, path: str) -> Config:
        """The policy as it is for a path, with the overrides that match laid over it."""
        if not self._overridden:
            return self.config
        relative = self.from_root(path)
        matching = tuple(index for index, globs in enumerate(self._overridden) if relative in globs)
        return self._config_with(matching)

    def _config_with(self, overrides: tuple[int, ...]) -> Config:
        if overrides not in self._configs:
            below = self._config_with(overrides[:-1])
            self._configs[overrides] = self.config.overrides[overrides[-1]].over(below)
        return self._configs[overrides]

    def pinned(self, mention: Mention, reference: Reference, digest: str) -> str:
        """The text that names a reference's image by digest at a mention, in the user's own form of the name."""
        if self.config_at(mention.source.path).pin_style == DIGEST_ONLY:
            return f"{reference.written_name}@{digest}"
        return reference.written(digest=digest)

    def severity(self, rule: type[Rule], path: str, environment: str | None) -> Severity:
        """How severe a rule's findings are in a file, in an environment: the policy's word before the rule's own."""
        return self.severity_by(self.config_at(path), rule, environment)

    def severity_by(self, config: Config, rule: type[Rule], environment: str | None) -> Severity:
        """How severe a rule's findings are in an environment, by the policy as it is for some path."""
        setting = config.rules.get(rule.id)
        for severities in (setting.severities if setting else {}, rule.severities):
            if environment is not None and environment in severities:
                return severities[environment]
            if DEFAULT in severities:
                return severities[DEFAULT]
        return rule.severity if rule.enabled or rule.id in self.selected else Severity.OFF

    def _everywhere(self) -> list[Config]:
        """The policy as it is without overrides, and with each of them."""
        return [self.config, *(self._config_with((index,)) for index in range(len(self._overridden)))]

    def is_active(self, rule: type[Rule]) -> bool:
        """Whether the rule can have a finding anywhere."""
        environments = (self._environment,) if self._environment is not None else (None, *self._environments)
        return any(
            self.severity_by(config, rule, environment) for config in self._everywhere() for environment in environments
        )

    def names(self, rule: type[Rule]) -> bool:
        """Whether the policy, or the run, speaks of a rule."""
        return rule.id in self.selected or any(rule.id in config.rules for config in self._everywhere())

    def rule_at(self, rule: type[Rule], path: str) -> Rule:
        """The rule with the options that the policy gives it for a path; the same object for the same options."""
        setting = self.config_at(path).rules.get(rule.id)
        options = setting.options if setting else None
        known = rule.id, id(options)
        if known not in self._rules:
            self._rules[known] = rule(options)
        return self._rules[known]
