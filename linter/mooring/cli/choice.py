"""Which of the references found a command is to rewrite: those of the `--image` and `--path` options."""

from __future__ import annotations

import os
import re

from mooring.globs import Globs, to_regex
from mooring.model import Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from mooring.model import Mention
    from mooring.reference import Reference


class Choice:
    """The images to pull that the options mean; without options, all."""

    def __init__(self, options: Namespace) -> None:
        self._images = [re.compile(to_regex(pattern), re.DOTALL) for pattern in options.image]
        self._paths = Globs(options.path) if options.path else None

    def __contains__(self, mention: Mention) -> bool:
        reference = mention.reference
        return (
            mention.role is Role.PULL
            and reference is not None
            and self._has_image(reference)
            and (self._paths is None or os.path.relpath(mention.source.path).replace(os.sep, "/") in self._paths)
        )

    def _has_image(self, reference: Reference) -> bool:
        familiar = reference.familiar.partition("@")[0].removesuffix(f":{reference.tag}")
        return not self._images or any(
            pattern.fullmatch(name) for pattern in self._images for name in (reference.name, familiar)
        )
