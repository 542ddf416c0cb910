from __future__ import annotations

from mooring import Answers, Finding, Mention, OnlineRule, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

ARCHITECTURES = {"x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64", "armhf": "arm/v7", "armel": "arm/v6"}
VARIANTS = {"arm64/v8": "arm64", "amd64/v1": "amd64", "arm": "arm/v7"}
SYSTEMS = ("linux", "windows", "darwin", "freebsd")


class MissingPlatform(OnlineRule):
    """The image is not made for a platform that it is needed on.

    ## What it does
    Asks the registry for the platforms of an image, and finds those without the platform that the file asks for
    (`--platform`, `platform:`) or without one that the policy requires. Online.

    ## Why it matters
    The pull fails with `no match for platform in manifest`, or the container runs under slow emulation.

    ## Example
    ```dockerfile
    FROM --platform=linux/s390x redis:8.2.3
    ```

    ## Use instead
    ```dockerfile
    FROM --platform=linux/arm64 redis:8.2.3
    ```

    ## Options
    - `platforms`: what every image must be made for, such as `[linux/amd64, linux/arm64]`, unless the file asks for
      one platform itself.

    ## Fix safety
    There is no fix: another image has to be chosen, or this one built for the platform.
    """

    severity = Severity.ERROR

    class Options:
        platforms: list[str] = []

    def check_online(self, mention: Mention, answers: Answers) -> Iterator[Finding]:
        wanted = [mention.platform] if mention.platform else self.options.platforms
        if mention.reference is None or not wanted:
            return
        offered = [platform for platform, _ in answers.image(mention.reference).platforms]
        known = {normalised(platform) for platform in offered}
        missing = [platform for platform in wanted if normalised(platform) not in known]
        if offered and missing:
            yield self.finding(
                mention, f"`{mention.reference}` is not made for {', '.join(missing)}, only for {', '.join(offered)}"
            )


def normalised(platform: str) -> str:
    """A platform in the one form that containerd gives it: `arm64` and `linux/arm64/v8` are `linux/arm64`."""
    parts = platform.lower().split("/")
    if parts[0] not in SYSTEMS:
        parts = ["linux", *parts]
    architecture = "/".join(parts[1:])
    architecture = ARCHITECTURES.get(architecture, architecture)
    return f"{parts[0]}/{VARIANTS.get(architecture, architecture)}"
