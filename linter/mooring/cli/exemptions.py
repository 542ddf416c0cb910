"""The policy's exemptions: images that are not to be pinned."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.cli.project import Project
    from mooring.model import Finding, Mention

RULE = "unpinned-digest"
EXEMPT = "the policy exempts it from pinning"


class Exemptions:
    """Asks the rule `unpinned-digest` itself; what it exempts counts whether or not the rule is on."""

    def __init__(self, project: Project) -> None:
        self._rule = next((rule for rule in project.rules if rule.id == RULE), None)
        self._policy = project.policy

    def __contains__(self, mention: Mention) -> bool:
        """Whether an image that could be pinned is not to be."""
        if self._rule is None:
            return False
        rule = self._policy.rule_at(self._rule, mention.source.path)
        return next(iter(rule.check(mention)), None) is None

    def respected(self, finding: Finding) -> Finding:
        """The finding without a fix that would pin an exempt image."""
        pin = finding.fix.pin if finding.fix else None
        if pin is None or finding.rule == RULE or pin not in self:
            return finding
        return finding.replace(fix=None, message=f"{finding.message} (no fix: {EXEMPT})")
