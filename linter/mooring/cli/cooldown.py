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
        rules = (rule for rule in project.active_rules() if rule.id == RULE and isinstance(rule, OnlineRule))
        self._rule = next(rules, None)
        self._policy = project.policy
        self._answers = answers

    def concerns(self, mention: Mention) -> bool:
        """Whether the policy has a cooldown for what stands there."""
        rule = self._rule
        return rule is not None and self._policy.severity(rule, self._policy.environment(mention)) > Severity.OFF

    def reason(self, mention: Mention, resolved: str) -> str | None:
        """Why a mention should not be made to name this reference yet; None where it may. Raises `NoAnswer`."""
        if self._rule is None or not self.concerns(mention):
            return None
        findings = self._rule.check_online(mention.replace(resolved=resolved), self._answers)
        return next((finding.message for finding in findings), None)
