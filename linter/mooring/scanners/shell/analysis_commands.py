"""What the command lines of tools that look into images say: trivy, grype, syft, dive, snyk and others.

Taken from the tools' own references. They pull the image where the machine does not have it.
"""

from __future__ import annotations

from mooring.scanners import build_options
from mooring.scanners.shell.usage import REFERENCE, Tool, Usage
from mooring.scanners.shell.uses import BUILD, RUN

_TRIVY_SWITCHES = """
    --clear-cache -d --debug --dependency-tree --disable-telemetry --download-db-only --download-java-db-only
    --generate-default-config -h --help --ignore-unfixed --include-deprecated-checks --include-dev-deps
    --include-non-failures --insecure --license-full --light --list-all-pkgs --no-progress --offline-scan
    --password-stdin -q --quiet --redis-tls --removed-pkgs --reset --show-suppressed --skip-check-update
    --skip-db-update --skip-java-db-update --skip-policy-update --skip-update --skip-version-check
    --skip-vex-repo-update --tf-exclude-downloaded-modules --trace --trace-rego -v --version
"""
_TRIVY = Usage(_TRIVY_SWITCHES, RUN)
_OLD_TRIVY = Usage(_TRIVY_SWITCHES, RUN, form=build_options.tagged)
_ANCHORE = Usage(
    """
    --by-cve -h --help --only-fixed --only-notfixed -q --quiet --show-suppressed -v -vv --verbose
    --version
    """,
    RUN,
    form=build_options.analysed,
)
_SNYK = Usage(
    """
    --app-vulns --exclude-app-vulns --exclude-base-image-vulns --exclude-node-modules -d --debug --json --sarif
    --nested-jars-depth --print-deps --policy-path-ignore --all-projects -h --help
    """,
    RUN,
    form=build_options.analysed,
)

TOOLS = {
    "trivy": Tool(
        "-d --debug --generate-default-config -h --help --insecure -q --quiet -v --version",
        {"image": _TRIVY, "i": _TRIVY, "client": _TRIVY, "": _OLD_TRIVY},
    ),
    "grype": Tool("-h --help", {"": _ANCHORE}),
    "syft": Tool(
        "-q --quiet -v --verbose -h --help", {"scan": _ANCHORE, "packages": _ANCHORE, "attest": _ANCHORE, "": _ANCHORE}
    ),
    "dive": Tool(
        "-h --help -v --version",
        {"": Usage("--ci -j --ignore-errors -h --help -v --version", RUN, form=build_options.analysed)},
    ),
    "snyk": Tool(
        "-d --debug -h --help", {"container test": _SNYK, "container monitor": _SNYK, "container sbom": _SNYK}
    ),
    "dockle": Tool(
        "-h --help",
        {
            "": Usage(
                "-d --debug -q --quiet --no-color -c --cache-clear -h --help --insecure",
                RUN,
                form=build_options.analysed,
            )
        },
    ),
    "container-structure-test": Tool(
        "-h --help",
        {
            "test": Usage(
                "--pull --save --force --no-color -q --quiet --ignore-ref-annotation -h --help",
                options={"-i": (RUN, REFERENCE), "--image": (RUN, REFERENCE)},
            )
        },
    ),
    "copa": Tool(
        "-h --help --debug",
        {
            "patch": Usage(
                "--ignore-errors --push -h --help", options={"-i": (RUN, REFERENCE), "--image": (RUN, REFERENCE)}
            )
        },
    ),
    "slim": Tool(
        "--debug --verbose --quiet -h --help",
        {
            "build": Usage(
                "--http-probe --http-probe-off --continue-after --show-clogs --show-blogs --pull",
                RUN,
                options={"--target": (RUN, REFERENCE), "--tag": (BUILD, REFERENCE)},
            )
        },
    ),
}
"""The programs of this kind, by name."""
