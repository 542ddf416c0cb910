"""What the command lines of tools say that build images, or run jobs in them: kaniko, buildctl, pack, s2i, act.

Taken from the tools' own references.
"""

from __future__ import annotations

from mooring.scanners import build_options
from mooring.scanners.shell.usage import DOCKER_URL, REFERENCE, Tool, Usage
from mooring.scanners.shell.uses import BUILD, CACHE, LOCAL, OUTPUT, PULL, PUSH, RUN

_KANIKO = Usage(
    """
    --cache --cache-copy-layers --cache-run-layers --cleanup --compressed-caching --force
    --force-build-metadata --ignore-var-run --insecure --insecure-pull --log-timestamp --no-push --no-push-cache
    --push-ignore-immutable-tag-errors --reproducible --single-snapshot --skip-default-registry-fallback
    --skip-push-permission-check --skip-tls-verify --skip-tls-verify-pull --skip-unused-stages --use-new-run
    --whitelist-var-run -h --help
    """,
    options={
        "-d": (PUSH, REFERENCE),
        "--destination": (PUSH, REFERENCE),
        "--build-arg": (PULL, build_options.argument),
        "--cache-repo": (CACHE, REFERENCE),
    },
)

_BUILDCTL = {
    "build": Usage(
        "--no-cache --debug-json-cache-metrics -h --help",
        options={
            "-o": (OUTPUT, build_options.exporter),
            "--output": (OUTPUT, build_options.exporter),
            "--import-cache": (CACHE, build_options.cache),
            "--export-cache": (CACHE, build_options.cache),
        },
    ),
}

_PACK_SWITCHES = """
    --clear-cache --disable-system-buildpacks --publish --trust-builder --trust-extra-buildpacks --interactive --sparse
    --userns-host -h --help -q --quiet -v --verbose --no-color --timestamps --flatten --force
"""
_BUILDER = {"-B": (PULL, REFERENCE), "--builder": (PULL, REFERENCE)}
_PACK = {
    "build": Usage(
        _PACK_SWITCHES,
        BUILD,
        options={
            **_BUILDER,
            "--run-image": (PULL, REFERENCE),
            "--lifecycle-image": (PULL, REFERENCE),
            "--buildpack": (PULL, DOCKER_URL),
            "-b": (PULL, DOCKER_URL),
            "--extension": (PULL, DOCKER_URL),
            "--cache-image": (CACHE, REFERENCE),
            "--previous-image": (RUN, REFERENCE),
            "-t": (BUILD, REFERENCE),
            "--tag": (BUILD, REFERENCE),
        },
    ),
    "rebase": Usage(_PACK_SWITCHES, LOCAL, options={"--run-image": (PULL, REFERENCE)}),
    "builder create": Usage(_PACK_SWITCHES, BUILD),
    "builder inspect": Usage(_PACK_SWITCHES, RUN),
    "buildpack package": Usage(_PACK_SWITCHES, BUILD),
    "config default-builder": Usage(f"{_PACK_SWITCHES} -u --unset", PULL),
    "config trusted-builders add": Usage(_PACK_SWITCHES, LOCAL),
    "inspect": Usage(_PACK_SWITCHES, LOCAL),
}

_S2I = {
    "build": Usage(
        """
        --copy --force-pull -i --incremental --ignore-submodules --keep-symlinks -q --quiet --rm --run --save-temp-dir
        --use-config -U -h --help
        """,
        None,
        PULL,
        BUILD,
        options={"--runtime-image": (PULL, REFERENCE)},
    ),
}

_TOOLBOX = {"-i": (PULL, REFERENCE), "--image": (PULL, REFERENCE)}

TOOLS = {
    "executor": Tool("", {"": _KANIKO}),
    "buildctl": Tool("--debug -h --help", _BUILDCTL),
    "pack": Tool(_PACK_SWITCHES, _PACK),
    "s2i": Tool("-h --help", _S2I),
    "devcontainer": Tool(
        "-h --help",
        {"build": Usage("--no-cache --push --skip-feature-auto-mapping", options={"--image-name": (BUILD, REFERENCE)})},
    ),
    "act": Tool(
        "",
        {
            "": Usage(
                """
                --action-offline-mode -b --bind --bug-report --detect-event -n --dryrun -g --graph --insecure-secrets
                -j --json -l --list --man-page --no-cache-server --no-recurse --no-skip-checkout --privileged -p --pull
                -q --quiet --rebuild -r --reuse --rm --strict --use-gitignore --use-new-action-cache -v --verbose
                --validate -w --watch -h --help
                """,
                options={
                    "-P": (PULL, build_options.runner),
                    "--platform": (PULL, build_options.runner),
                },
            )
        },
    ),
    "toolbox": Tool("-y --assumeyes -v --verbose -h --help", {"create": Usage("", options=_TOOLBOX)}),
    "distrobox": Tool(
        "-h --help", {"create": Usage("-Y --yes -p --pull --root -r -I --init -v --verbose", options=_TOOLBOX)}
    ),
    "distrobox-create": Tool(
        "-h --help", {"": Usage("-Y --yes -p --pull --root -r -I --init -v --verbose", options=_TOOLBOX)}
    ),
    "bootc": Tool(
        "-h --help",
        {
            "switch": Usage("--enforce-container-sigpolicy --quiet --apply --retain --soft-reboot", PULL),
            "install": Usage("", options={"--source-imgref": (PULL, DOCKER_URL), "--target-imgref": (PULL, REFERENCE)}),
        },
    ),
}
"""The programs of this kind, by name."""
