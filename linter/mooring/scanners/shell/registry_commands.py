"""What the command lines of tools that talk to registries say: skopeo, crane, regctl, oras, cosign, ctr and others.

Taken from the tools' own references. What oras moves is an artifact as a rule, and no image. What is signed is there
already.
"""

from __future__ import annotations

from mooring.scanners import build_options
from mooring.scanners.shell.usage import DOCKER_URL, REFERENCE, Tool, Usage
from mooring.scanners.shell.uses import ARTIFACT, BUILD, LOCAL, PULL, PUSH, RUN

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
    "sync": Usage(
        """
        -a --all --append-suffix --dest-no-creds --dest-tls-verify --dry-run -h --help --keep-going --preserve-digests
        --remove-signatures --scoped --src-no-creds --src-tls-verify
        """,
        PULL,
        form=build_options.tagged,
    ),
}

_CRANE_SWITCHES = "--allow-nondistributable-artifacts --insecure -v --verbose -h --help"
_CRANE_READ = Usage(f"{_CRANE_SWITCHES} --full-ref", PULL)
_CRANE_COPY = Usage(f"{_CRANE_SWITCHES} -a --all-tags -n --no-clobber -r --recursive", PULL, PUSH)

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
    "blob": _CRANE_READ,
    "config": _CRANE_READ,
    "copy": _CRANE_COPY,
    "cp": _CRANE_COPY,
    "digest": _CRANE_READ,
    "export": _CRANE_READ,
    "flatten": Usage(_CRANE_SWITCHES, PUSH, options={"-t": (PUSH, REFERENCE), "--tag": (PUSH, REFERENCE)}),
    "index append": Usage(
        f"{_CRANE_SWITCHES} --docker-empty-base --flatten",
        PULL,
        options={
            "-m": (PULL, REFERENCE),
            "--manifest": (PULL, REFERENCE),
            "-t": (PUSH, REFERENCE),
            "--tag": (PUSH, REFERENCE),
        },
    ),
    "index filter": Usage(_CRANE_SWITCHES, PULL, options={"-t": (PUSH, REFERENCE), "--tag": (PUSH, REFERENCE)}),
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

_REGCTL_SWITCHES = "-h --help"
_REGCTL_READ = Usage(f"{_REGCTL_SWITCHES} --list --require-list --require-digest --digest-tags --referrers", PULL)
_REGCTL_COPY = Usage(
    f"{_REGCTL_SWITCHES} --digest-tags --fast --force-recursive --include-external --referrers", PULL, PUSH
)

_REGCTL = {
    "artifact get": Usage(f"{_REGCTL_SWITCHES} --config --latest --sort-desc --strip-dirs --slow-referrers", ARTIFACT),
    "artifact put": Usage(
        f"{_REGCTL_SWITCHES} --by-digest --file-title --index --strip-dirs --slow-referrers", ARTIFACT
    ),
    "artifact list": _REGCTL_READ,
    "image check-base": Usage(f"{_REGCTL_SWITCHES} --no-config", PULL, options={"--base": (PULL, REFERENCE)}),
    "image copy": _REGCTL_COPY,
    "image get-file": _REGCTL_READ,
    "image digest": _REGCTL_READ,
    "image export": _REGCTL_READ,
    "image import": Usage(_REGCTL_SWITCHES, PUSH),
    "image inspect": _REGCTL_READ,
    "image manifest": _REGCTL_READ,
    "image mod": Usage(
        f"{_REGCTL_SWITCHES} --replace",
        PULL,
        options={"--create": (PUSH, REFERENCE), "--rebase-ref": (PULL, build_options.references)},
    ),
    "image ratelimit": _REGCTL_READ,
    "index add": Usage(f"{_REGCTL_SWITCHES} --digest-tags --referrers", PUSH, options={"--ref": (PULL, REFERENCE)}),
    "index create": Usage(
        f"{_REGCTL_SWITCHES} --by-digest --digest-tags --referrers", PUSH, options={"--ref": (PULL, REFERENCE)}
    ),
    "manifest diff": Usage(f"{_REGCTL_SWITCHES} --context-full", PULL, PULL),
    "manifest digest": _REGCTL_READ,
    "manifest get": _REGCTL_READ,
    "manifest head": _REGCTL_READ,
    "manifest put": Usage(f"{_REGCTL_SWITCHES} --by-digest", PUSH),
}

_ORAS_SWITCHES = """
    -d --debug --descriptor --disable-path-validation -f --force --from-insecure --from-oci-layout --from-plain-http
    --full-reference -h --help --include-referrers --include-subject --insecure -k --keep-old-files --no-tty
    --oci-layout --plain-http --pretty -r --recursive --to-insecure --to-oci-layout --to-plain-http -T
    --allow-path-traversal -v --verbose
"""
_ORAS_COPY = Usage(_ORAS_SWITCHES, ARTIFACT, ARTIFACT)

_ORAS = {
    "attach": Usage(_ORAS_SWITCHES, LOCAL),
    "copy": _ORAS_COPY,
    "cp": _ORAS_COPY,
    "discover": Usage(_ORAS_SWITCHES, ARTIFACT),
    "manifest fetch": Usage(_ORAS_SWITCHES, ARTIFACT),
    "manifest fetch-config": Usage(_ORAS_SWITCHES, ARTIFACT),
    "manifest push": Usage(_ORAS_SWITCHES, ARTIFACT),
    "pull": Usage(_ORAS_SWITCHES, ARTIFACT),
    "push": Usage(_ORAS_SWITCHES, ARTIFACT),
    "resolve": Usage(_ORAS_SWITCHES, ARTIFACT),
    "tag": Usage(_ORAS_SWITCHES, LOCAL),
}

_COSIGN_SWITCHES = """
    --allow-certificate-chain --allow-http-registry --allow-insecure-registry --check-claims -d --verbose -f --force -h
    --help --insecure-ignore-sct --insecure-ignore-tlog --k8s-keychain --local-image --sk --use-signed-timestamps
    -y --yes --offline --private-infrastructure --new-bundle-format --experimental-oci11
"""
_COSIGN_READ = Usage(_COSIGN_SWITCHES, RUN, repeat=True)
_COSIGN_SIGN = Usage(
    f"{_COSIGN_SWITCHES} -r --recursive --upload --tlog-upload --replace --no-upload", LOCAL, repeat=True
)

_COSIGN = {
    "attach attestation": _COSIGN_SIGN,
    "attach sbom": _COSIGN_SIGN,
    "attach signature": _COSIGN_SIGN,
    "attest": _COSIGN_SIGN,
    "copy": Usage(f"{_COSIGN_SWITCHES} --sig-only", PULL, PUSH),
    "download attestation": _COSIGN_READ,
    "download sbom": _COSIGN_READ,
    "download signature": _COSIGN_READ,
    "load": Usage(_COSIGN_SWITCHES, PUSH),
    "save": _COSIGN_READ,
    "sign": _COSIGN_SIGN,
    "tree": _COSIGN_READ,
    "triangulate": _COSIGN_READ,
    "verify": _COSIGN_READ,
    "verify-attestation": _COSIGN_READ,
}

_NOTATION_SWITCHES = "-d --debug -v --verbose --force --allow-referrers-api --insecure-registry --oci-layout -h --help"
_NOTATION = {
    "sign": Usage(_NOTATION_SWITCHES, LOCAL),
    "verify": Usage(_NOTATION_SWITCHES, RUN),
}

_IMGPKG_SWITCHES = """
    --cosign-signatures --debug --include-non-distributable-layers --json --registry-anon --registry-insecure --tty
    --registry-verify-certs -y --yes -r --recursive --resolve-tag
"""
_IMGPKG_PULL = {
    "-i": (PULL, REFERENCE),
    "--image": (PULL, REFERENCE),
    "-b": (PULL, REFERENCE),
    "--bundle": (PULL, REFERENCE),
}

_IMGPKG = {
    "copy": Usage(_IMGPKG_SWITCHES, options={**_IMGPKG_PULL, "--to-repo": (PUSH, REFERENCE)}),
    "pull": Usage(_IMGPKG_SWITCHES, options=_IMGPKG_PULL),
    "push": Usage(_IMGPKG_SWITCHES, options=dict.fromkeys(_IMGPKG_PULL, (PUSH, REFERENCE))),
}

_CTR_PULL = Usage(
    """
    --all-metadata --all-platforms -h --help --http-dump --http-trace --local -k --skip-verify --plain-http
    --print-chainid --skip-metadata --sync-fs
    """,
    PULL,
)
_CTR_PUSH = Usage(
    "--allow-non-distributable-blobs -h --help --http-dump --http-trace --local -k --skip-verify --plain-http", PUSH
)
_CTR_TAG = Usage("--force --local -h --help --skip-reference-check", LOCAL, BUILD, repeat=True)
_CTR_RUN = Usage(
    """
    --allow-new-privs --cni -d --detach --fifo -h --help --isolated --net-host --no-pivot --null-io --privileged
    --privileged-without-host-devices --read-only --remap-labels --rm --rootfs --scrub-logs --seccomp --sync-fs -t --tty
    --systemd-cgroup
    """,
    RUN,
    stops=True,
)

_CTR = {
    "run": _CTR_RUN,
    "container create": _CTR_RUN,
    "containers create": _CTR_RUN,
    "c create": _CTR_RUN,
    **{
        f"{group} {name}": usage
        for group in ("image", "images", "i")
        for name, usage in (("pull", _CTR_PULL), ("push", _CTR_PUSH), ("tag", _CTR_TAG))
    },
}

_CRICTL = {
    "pull": Usage("-h --help", PULL),
    "rmi": Usage("-a --all -q --prune -h --help", LOCAL, repeat=True),
    "inspecti": Usage("-q --quiet -h --help", LOCAL, repeat=True),
}

TOOLS = {
    "skopeo": Tool("--debug --insecure-policy --require-signed -h --help -v --version", _SKOPEO),
    "crane": Tool(_CRANE_SWITCHES, _CRANE),
    "gcrane": Tool(_CRANE_SWITCHES, _CRANE),
    "regctl": Tool(_REGCTL_SWITCHES, _REGCTL),
    "oras": Tool(_ORAS_SWITCHES, _ORAS),
    "cosign": Tool("-d --verbose -h --help", _COSIGN),
    "notation": Tool("-h --help", _NOTATION),
    "imgpkg": Tool(_IMGPKG_SWITCHES, _IMGPKG),
    "ctr": Tool("--debug -h --help", _CTR),
    "crictl": Tool("-D --debug -h --help -v --version", _CRICTL),
}
"""The programs of this kind, by name."""
