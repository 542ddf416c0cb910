"""The policy's cooldown: images that are too fresh to be taken yet."""

from __future__ import annotations

from mooring.model import OnlineRule, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.cli.project import Project
    from mooring.model import Answers, Mention

RULE = "too-fresh"


class Cooldown:
    """Judges images by the rule `too-fresh` itself; it counts where the policy turns that on."""

    def __init__(self, project: Project, answers: Answers) -> None:
        self._policy = project.policy
        rules = (rule for rule in project.rules if rule.id == RULE and self._policy.is_active(rule))
        self._rule = next(rules, None)
        self._answers = answers

    def concerns(self, mention: Mention) -> bool:
        """Whether the policy has a cooldown for what stands there."""
        if self._rule is None:
            return False
        environment = self._policy.environment(mention)
        return self._policy.severity(self._rule, mention.source.path, environment) > Severity.OFF

    def reason(self, mention: Mention, resolved: str) -> str | None:
        """Why a mention should not be made to name this reference yet; None where it may. Raises `NoAnswer`."""
        if self._rule is None or not self.concerns(mention):
            return None
        rule = self._policy.rule_at(self._rule, mention.source.path)
        assert isinstance(rule, OnlineRule)
        findings = rule.check_online(mention.replace(resolved=resolved), self._answers)
        return next((finding.message for finding in findings), None)
