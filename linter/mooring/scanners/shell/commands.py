"""What the container tools' command lines say: which words are images and which flags take a value.

Taken from the tools' own references: docker with buildx and its management commands, podman, nerdctl,
buildah, skopeo, crane, kubectl and kind. A flag that is not listed as a switch takes a value, in the next
word unless `=` or, for a letter, the rest of its word holds it.
"""

from __future__ import annotations

from mooring.scanners import build_options
from mooring.scanners.shell.usage import DOCKER_URL, REFERENCE, TRANSPORT, Tool, Usage
from mooring.scanners.shell.uses import BUILD, CACHE, LOCAL, OUTPUT, PULL, PUSH, RUN, SAVE, bake_use

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
_MANIFEST_INSPECT = Usage("--insecure -v --verbose --help --tls-verify", PULL, repeat=True)
_SERVICE_SWITCHES = """
    -d --detach --init --no-healthcheck --no-resolve-image -q --quiet --read-only -t --tty --with-registry-auth
    --force --rollback --help
"""

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
}

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
    "tag": _PODMAN_TAG,
    "image tag": _PODMAN_TAG,
    "manifest add": Usage(
        "--all --artifact --artifact-exclude-titles --insecure --layers --tls-verify --help", None, PULL, form=TRANSPORT
    ),
    "manifest push": _PODMAN_PUSH,
    "manifest inspect": _MANIFEST_INSPECT,
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
    "manifest create": _MANIFEST_CREATE,
    "manifest add": _PODMAN["manifest add"],
    "manifest push": _PODMAN["manifest push"],
    "manifest inspect": _MANIFEST_INSPECT,
}

_SKOPEO = {
    "copy": Usage(
        """
        -a --all --preserve-digests -q --quiet --remove-signatures --dest-compress --dest-decompress
        --dest-oci-accept-uncompressed-layers --src-no-creds --dest-no-creds --src-tls-verify --dest-tls-verify
        --dest-force-compress-format --dest-precompute-digests -h --help
        """,
        PULL,
        PUSH,
        form=DOCKER_URL,
    ),
    "inspect": Usage("--config --no-creds --raw --tls-verify -n --no-tags -h --help", PULL, form=DOCKER_URL),
}

_CRANE_SWITCHES = "--allow-nondistributable-artifacts --insecure -v --verbose -h --help"
_CRANE_READ = Usage(f"{_CRANE_SWITCHES} --full-ref", PULL)
_CRANE_COPY = Usage(f"{_CRANE_SWITCHES} -a --all-tags -n --no-clobber", PULL, PUSH)

_CRANE = {
    "append": Usage(
        f"{_CRANE_SWITCHES} --oci-empty-base --set-base-image-annotations",
        options={
            "-b": (PULL, REFERENCE),
            "--base": (PULL, REFERENCE),
            "-t": (PUSH, REFERENCE),
            "--new_tag": (PUSH, REFERENCE),
        },
    ),
    "config": _CRANE_READ,
    "copy": _CRANE_COPY,
    "cp": _CRANE_COPY,
    "digest": _CRANE_READ,
    "export": _CRANE_READ,
    "flatten": Usage(_CRANE_SWITCHES, PUSH, options={"-t": (PUSH, REFERENCE), "--tag": (PUSH, REFERENCE)}),
    "manifest": _CRANE_READ,
    "mutate": Usage(_CRANE_SWITCHES, PUSH, options={"-t": (PUSH, REFERENCE), "--tag": (PUSH, REFERENCE)}),
    "pull": Usage(f"{_CRANE_SWITCHES} --annotate-ref", PULL, repeat=True, spare=1),
    "push": Usage(f"{_CRANE_SWITCHES} --index", None, PUSH),
    "rebase": Usage(
        _CRANE_SWITCHES,
        PUSH,
        options={
            "--new_base": (PULL, REFERENCE),
            "--old_base": (PULL, REFERENCE),
            "-t": (PUSH, REFERENCE),
            "--tag": (PUSH, REFERENCE),
        },
    ),
    "tag": Usage(_CRANE_SWITCHES, PUSH),
    "validate": Usage(f"{_CRANE_SWITCHES} --fast", options={"--remote": (PULL, REFERENCE)}),
}

_IMAGE = {"--image": (PULL, REFERENCE)}
_KUBECTL_SWITCHES = """
    -A --all --all-namespaces --allow-missing-template-keys --arguments-only --attach --command --dry-run
    --disable-compression --expose --force -h --help -i --stdin --insecure-skip-tls-verify --keep-annotations
    --keep-init-containers --keep-labels --keep-liveness --keep-readiness --keep-startup --leave-stdin-open --local
    --match-server-version --privileged -q --quiet --record -R --recursive --replace --rm --same-node --save-config
    --share-processes --show-managed-fields -t --tty --wait --warnings-as-errors
"""

_KUBECTL = {
    "run": Usage(_KUBECTL_SWITCHES, options=_IMAGE),
    "create deployment": Usage(_KUBECTL_SWITCHES, options=_IMAGE),
    "create deploy": Usage(_KUBECTL_SWITCHES, options=_IMAGE),
    "create job": Usage(_KUBECTL_SWITCHES, options=_IMAGE),
    "create cronjob": Usage(_KUBECTL_SWITCHES, options=_IMAGE),
    "debug": Usage(_KUBECTL_SWITCHES, options={**_IMAGE, "--set-image": (PULL, build_options.pair)}),
    "set image": Usage(_KUBECTL_SWITCHES, PULL, form=build_options.pair, repeat=True),
}

_KIND_SWITCHES = "-q --quiet -h --help --retain"
_KIND = {
    "create cluster": Usage(_KIND_SWITCHES, options=_IMAGE),
    "build node-image": Usage(
        _KIND_SWITCHES, options={"--base-image": (PULL, REFERENCE), "--image": (BUILD, REFERENCE)}
    ),
    "load docker-image": Usage(_KIND_SWITCHES, LOCAL, repeat=True),
}

TOOLS = {
    "docker": Tool("-D --debug --tls --tlsverify -v --version --help", _DOCKER),
    "podman": Tool("-r --remote --syslog --transient-store -h --help -v --version --noout --trace", _PODMAN),
    "nerdctl": Tool("--debug --debug-full --experimental --insecure-registry -h --help -v --version", _DOCKER),
    "buildah": Tool("--debug -h --help -v --version", _BUILDAH),
    "skopeo": Tool("--debug --insecure-policy --require-signed -h --help -v --version", _SKOPEO),
    "crane": Tool(_CRANE_SWITCHES, _CRANE),
    "kubectl": Tool(_KUBECTL_SWITCHES, _KUBECTL),
    "kind": Tool(_KIND_SWITCHES, _KIND),
}
"""The programs whose words are read, by name."""
