"""Which of the references found a command is to rewrite: those of the `--image` and `--path` options."""

from __future__ import annotations

import os

from mooring.cli import Failure
from mooring.globs import Globs
from mooring.images import ImagePatterns
from mooring.model import Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from mooring.model import Mention


class Choice:
    """The images to pull that the options mean; without options, all. Raises `Failure` for a wrong pattern."""

    def __init__(self, options: Namespace) -> None:
        try:
            self._images = ImagePatterns.of_familiar(options.image)
            self._paths = Globs(options.path).checked() if options.path else None
        except ValueError as error:
            raise Failure(str(error)) from error

    def __contains__(self, mention: Mention) -> bool:
        reference = mention.reference
        return (
            mention.role is Role.PULL
            and reference is not None
            and (not self._images or reference in self._images)
            and (self._paths is None or os.path.relpath(mention.source.path).replace(os.sep, "/") in self._paths)
        )
