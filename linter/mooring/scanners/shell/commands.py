"""What the command lines of tools say: which words are images and which flags take a value.

Taken from the tools' own references. Here are the engines: docker with buildx and its management commands, podman,
nerdctl, buildah. A flag that is not listed as a switch takes a value, in the next word unless `=` or, for a letter,
the rest of its word holds it.
"""

from __future__ import annotations

from importlib import import_module

from mooring.scanners import build_options
from mooring.scanners.shell.usage import REFERENCE, TRANSPORT, Tool, Usage
from mooring.scanners.shell.uses import ARTIFACT, BUILD, CACHE, LOCAL, OUTPUT, PULL, PUSH, RUN, SAVE, bake_use

_RUN_SWITCHES = """
    -d --detach --help --init -i --interactive --no-healthcheck --oom-kill-disable --privileged -P --publish-all
    -q --quiet --read-only --rm --sig-proxy -t --tty --use-api-socket --disable-content-trust
    --env-host --http-proxy --no-hostname --no-hosts --passwd --read-only-tmpfs --replace --rmi --rootfs
    --tls-verify --unsetenv-all
"""
_BUILD_SWITCHES = """
    --check --compress -D --debug --force-rm --help --load --no-cache --pull --push -q --quiet --rm --squash
    --disable-content-trust --stream
    --all-platforms --compat-volumes --created-annotation --disable-compression --http-proxy --identity-label
    --inherit-labels --layers --no-hostname --no-hosts --omit-history --rewrite-timestamp --save-stages
    --force-compression --inherit-annotations --log-rusage --logsplit --skip-unused-stages --squash-all
    --stage-labels --stdin --tls-verify --pull-always --pull-never
"""
_PULL_SWITCHES = (
    "-a --all-tags -q --quiet --disable-content-trust --help --tls-verify --all-platforms --remove-signatures"
)
_PUSH_SWITCHES = """
    -a --all-tags -q --quiet --disable-content-trust --help --compress --force-compression --remove-signatures
    --tls-verify --all-platforms --allow-nondistributable-artifacts --estargz --ipfs-ensure-image --all --rm
    --disable-compression -D --insecure -p --purge
"""
_MOUNTED = {"--mount": (RUN, build_options.mount)}

_RUN = Usage(_RUN_SWITCHES, RUN, options=_MOUNTED, stops=True)
_BUILD = Usage(
    _BUILD_SWITCHES,
    options={
        "-t": (BUILD, REFERENCE),
        "--tag": (BUILD, REFERENCE),
        "--cache-from": (CACHE, build_options.cache),
        "--cache-to": (CACHE, build_options.cache),
        "--build-arg": (PULL, build_options.argument),
        "--build-context": (PULL, build_options.context),
        "-o": (OUTPUT, build_options.exporter),
        "--output": (OUTPUT, build_options.exporter),
    },
)
_BAKE = Usage(
    """
    --allow-insecure --check -D --debug --help --list-targets --list-variables --load --no-cache --print --pull
    --push
    """,
    options={"--set": (bake_use, build_options.override)},
)
_PULL = Usage(_PULL_SWITCHES, PULL, repeat=True)
_PUSH = Usage(_PUSH_SWITCHES, PUSH)
_TAG = Usage("--help", LOCAL, BUILD)
_SAVE = Usage("--help -q --quiet --compress -m --multi-image-archive --uncompressed", SAVE, repeat=True)
_INSPECT = Usage("-s --size --help -l --latest", LOCAL, repeat=True)
_REMOVE = Usage("-f --force --no-prune --help -a --all -i --ignore --async", LOCAL, repeat=True)
_HISTORY = Usage("-H --human --no-trunc -q --quiet --help", LOCAL)
_COMMIT = Usage(
    "-p --pause --no-pause --estargz --zstdchunked --help -q --quiet -s --squash --include-volumes", None, BUILD
)
_IMPORT = Usage("--help -q --quiet", None, BUILD)
_MANIFEST_CREATE = Usage("-a --amend --insecure --help --all --tls-verify", OUTPUT, PULL, repeat=True)
_LIST_CREATE = Usage("-a --amend --insecure --help --all --tls-verify", OUTPUT, PULL, form=TRANSPORT, repeat=True)
_MANIFEST_INSPECT = Usage("--insecure -v --verbose --help --tls-verify", PULL, repeat=True)
_SERVICE_SWITCHES = """
    -d --detach --init --no-healthcheck --no-resolve-image -q --quiet --read-only -t --tty --with-registry-auth
    --force --rollback --help
"""

_SCOUT = Usage(
    """
    --debug --details --epss -e --exit-code --help --ignore-base --ignore-suppressed --ignore-unchanged --local
    --locations --multi-stage --only-base --only-cisa-kev --only-fixed --only-policy-violations --only-unfixed
    --only-vex-affected --only-vuln-packages --only-failed --latest --vex --verbose-debug
    """,
    RUN,
    options={"--to": (RUN, build_options.analysed), "--vex-image": (RUN, REFERENCE)},
    form=build_options.analysed,
)
_SCOUTS = ("compare", "cves", "policy", "quickview", "qv", "recommendations", "sbom")

_ON_ANY_ENGINE = {
    "save": _SAVE,
    "image save": _SAVE,
    "inspect": _INSPECT,
    "image inspect": _INSPECT,
    "rmi": _REMOVE,
    "image rm": _REMOVE,
    "history": _HISTORY,
    "image history": _HISTORY,
    "commit": _COMMIT,
    "container commit": _COMMIT,
    "import": _IMPORT,
    "image import": _IMPORT,
    "manifest create": _MANIFEST_CREATE,
}

_DOCKER = {
    **_ON_ANY_ENGINE,
    "run": _RUN,
    "create": _RUN,
    "container run": _RUN,
    "container create": _RUN,
    "pull": _PULL,
    "image pull": _PULL,
    "push": _PUSH,
    "image push": _PUSH,
    "build": _BUILD,
    "image build": _BUILD,
    "builder build": _BUILD,
    "buildx build": _BUILD,
    "buildx b": _BUILD,
    "buildx debug build": _BUILD,
    "buildx bake": _BAKE,
    "buildx f": _BAKE,
    "buildx create": Usage(
        "--append --bootstrap -D --debug --leave --use --help",
        options={"--driver-opt": (PULL, build_options.driver_option)},
    ),
    "buildx imagetools create": Usage(
        "--append -D --debug --dry-run --prefer-index --help",
        PULL,
        options={"-t": (PUSH, REFERENCE), "--tag": (PUSH, REFERENCE)},
        repeat=True,
    ),
    "buildx imagetools inspect": Usage("-D --debug --raw --help", PULL),
    "tag": _TAG,
    "image tag": _TAG,
    "image remove": _REMOVE,
    "manifest push": _PUSH,
    "manifest inspect": _MANIFEST_INSPECT,
    "service create": Usage(_SERVICE_SWITCHES, PULL, options=_MOUNTED, stops=True),
    "service update": Usage(_SERVICE_SWITCHES, options={"--image": (PULL, REFERENCE)}),
    **{f"scout {name}": _SCOUT for name in _SCOUTS},
    "sbom": Usage("-D --debug --quiet --help -v --version", RUN, form=build_options.analysed),
    "scan": Usage("--accept-license --dependency-tree --exclude-base --group-issues --json --login --help", RUN),
    "debug": Usage("--help --privileged", RUN, stops=True),
}


def _only(group: str, usages: dict[str, Usage]) -> dict[str, Usage]:
    """The subcommands of a group, as a program of its own has them."""
    return {path.removeprefix(f"{group} "): usage for path, usage in usages.items() if path.startswith(f"{group} ")}


_PODMAN_BUILD = Usage(_BUILD_SWITCHES, options={**_BUILD.options, "--from": (PULL, REFERENCE)})
_PODMAN_PULL = Usage(_PULL_SWITCHES, PULL, form=TRANSPORT, repeat=True)
_PODMAN_PUSH = Usage(_PUSH_SWITCHES, LOCAL, PUSH, form=TRANSPORT, backwards=True)
_PODMAN_RUN = Usage(_RUN_SWITCHES, RUN, options=_MOUNTED, form=TRANSPORT, stops=True)
_PODMAN_TAG = Usage("--help", LOCAL, BUILD, repeat=True)

_PODMAN = {
    **_ON_ANY_ENGINE,
    "run": _PODMAN_RUN,
    "create": _PODMAN_RUN,
    "container run": _PODMAN_RUN,
    "container create": _PODMAN_RUN,
    "pull": _PODMAN_PULL,
    "image pull": _PODMAN_PULL,
    "push": _PODMAN_PUSH,
    "image push": _PODMAN_PUSH,
    "pod create": Usage(
        "--help --infra --no-hostname --no-hosts --replace --share-parent",
        options={"--infra-image": (PULL, REFERENCE)},
    ),
    "build": _PODMAN_BUILD,
    "image build": _PODMAN_BUILD,
    "buildx build": _PODMAN_BUILD,
    "farm build": _PODMAN_BUILD,
    "machine init": Usage(
        "--now --rootful --import-native-ca --user-mode-networking --help -v", options={"--image": (PULL, TRANSPORT)}
    ),
    "manifest create": _LIST_CREATE,
    "tag": _PODMAN_TAG,
    "image tag": _PODMAN_TAG,
    "manifest add": Usage(
        "--all --artifact --artifact-exclude-titles --insecure --layers --tls-verify --help", None, PULL, form=TRANSPORT
    ),
    "manifest push": _PODMAN_PUSH,
    "manifest inspect": _MANIFEST_INSPECT,
    "container runlabel": Usage("--display --replace --tls-verify -q --quiet --help", None, RUN),
    "artifact pull": Usage("-q --quiet --tls-verify --help", ARTIFACT),
    "artifact push": Usage("-q --quiet --tls-verify --help", ARTIFACT),
}

_BUILDAH_COPY = Usage(
    """
    --add-history --allow-empty-wildcard --allow-wildcard --help --link --no-follow-symlinks --parents -q --quiet
    --remove-signatures --tls-verify
    """,
    options={"--from": (PULL, TRANSPORT)},
)

_BUILDAH = {
    "from": Usage(
        "--http-proxy --pull --pull-always --pull-never -q --quiet --tls-verify --no-hosts --no-hostname --help",
        RUN,
        form=TRANSPORT,
    ),
    "add": _BUILDAH_COPY,
    "copy": _BUILDAH_COPY,
    "bud": _PODMAN_BUILD,
    "build": _PODMAN_BUILD,
    "build-using-dockerfile": _PODMAN_BUILD,
    "pull": _PODMAN_PULL,
    "push": _PODMAN_PUSH,
    "tag": _PODMAN_TAG,
    "commit": Usage(
        """
        --created-annotation --disable-compression -D --force-compression --identity-label --pull-always --pull-never
        --rewrite-timestamp --manifest-only --omit-history --omit-timestamp -q --quiet --rm
        --squash --tls-verify --unsetenv-all --help
        """,
        None,
        BUILD,
        form=TRANSPORT,
    ),
    "rmi": _REMOVE,
    "manifest create": _LIST_CREATE,
    "manifest add": _PODMAN["manifest add"],
    "manifest push": _PODMAN["manifest push"],
    "manifest inspect": _MANIFEST_INSPECT,
}

_NERDCTL_SWITCHES = "--debug --debug-full --experimental --insecure-registry -h --help -v --version"
_DOCKER_SWITCHES = "-D --debug --tls --tlsverify -v --version --help"
_PODMAN_SWITCHES = "-r --remote --syslog --transient-store -h --help -v --version --noout --trace"

_ELSEWHERE = {
    "analysis_commands": "container-structure-test copa dive dockle grype slim snyk syft trivy",
    "build_commands": "act bootc buildctl devcontainer distrobox distrobox-create executor pack s2i toolbox",
    "cloud_commands": "aws az cf copilot dokku faas-cli fly flyctl gcloud ibmcloud",
    "cluster_commands": "argocd helm k3d kind kn kubectl kustomize minikube oc",
    "registry_commands": "cosign crane crictl ctr gcrane imgpkg notation oras regctl skopeo",
    "science_commands": "apptainer ch-image enroot sarus sbatch singularity srun udocker",
}

TOOLS: dict[str, Tool | str] = {
    "docker": Tool(_DOCKER_SWITCHES, _DOCKER),
    "nvidia-docker": Tool(_DOCKER_SWITCHES, _DOCKER),
    "balena-engine": Tool(_DOCKER_SWITCHES, _DOCKER),
    "docker-buildx": Tool(_DOCKER_SWITCHES, _only("buildx", _DOCKER)),
    "depot": Tool("--help", {"build": _BUILD, "bake": _BAKE}),
    "podman": Tool(_PODMAN_SWITCHES, _PODMAN),
    "podman-remote": Tool(_PODMAN_SWITCHES, _PODMAN),
    "nerdctl": Tool(_NERDCTL_SWITCHES, _DOCKER),
    "finch": Tool(_NERDCTL_SWITCHES, _DOCKER),
    "buildah": Tool("--debug -h --help -v --version", _BUILDAH),
    **{name: module for module, names in _ELSEWHERE.items() for name in names.split()},
}
"""The programs whose words are read, by name; those that another module describes are known by its name at first."""


def tool(name: str) -> Tool:
    """One of `TOOLS`, from the module that describes it."""
    known = TOOLS[name]
    if isinstance(known, Tool):
        return known
    described: dict[str, Tool] = import_module(f"mooring.scanners.shell.{known}").TOOLS
    TOOLS.update(described)
    return described[name]
