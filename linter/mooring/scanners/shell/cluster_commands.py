"""What the command lines of tools that run containers on clusters say: kubectl, oc, kind, k3d, minikube and others.

Taken from the tools' own references.
"""

from __future__ import annotations

from mooring.scanners import build_options
from mooring.scanners.shell.usage import REFERENCE, Tool, Usage
from mooring.scanners.shell.uses import BUILD, LOCAL, PULL, PUSH, RUN

_IMAGE = {"--image": (PULL, REFERENCE)}
_KUBECTL_SWITCHES = """
    -A --all --all-namespaces --allow-missing-template-keys --arguments-only --attach --command --dry-run
    --disable-compression --expose --force -h --help -i --stdin --insecure-skip-tls-verify --keep-annotations
    --keep-init-containers --keep-labels --keep-liveness --keep-readiness --keep-startup --leave-stdin-open --local
    --match-server-version --privileged -q --quiet --record -R --recursive --replace --rm --same-node --save-config
    --share-processes --show-managed-fields -t --tty --wait --warnings-as-errors
"""

_SET_IMAGE = Usage(_KUBECTL_SWITCHES, PULL, form=build_options.pair, repeat=True)

_KUBECTL = {
    "run": Usage(_KUBECTL_SWITCHES, options=_IMAGE),
    "create deployment": Usage(_KUBECTL_SWITCHES, options=_IMAGE),
    "create deploy": Usage(_KUBECTL_SWITCHES, options=_IMAGE),
    "create job": Usage(_KUBECTL_SWITCHES, options=_IMAGE),
    "create cronjob": Usage(_KUBECTL_SWITCHES, options=_IMAGE),
    "debug": Usage(_KUBECTL_SWITCHES, options={**_IMAGE, "--set-image": (PULL, build_options.pairs)}),
    "alpha debug": Usage(_KUBECTL_SWITCHES, options=_IMAGE),
    "set image": _SET_IMAGE,
    "argo rollouts set image": _SET_IMAGE,
}

_KIND_SWITCHES = "-q --quiet -h --help --retain"
_KIND = {
    "create cluster": Usage(_KIND_SWITCHES, options=_IMAGE),
    "build node-image": Usage(
        _KIND_SWITCHES, options={"--base-image": (PULL, REFERENCE), "--image": (BUILD, REFERENCE)}
    ),
    "load docker-image": Usage(_KIND_SWITCHES, LOCAL, repeat=True),
}

_OC_SWITCHES = (
    f"{_KUBECTL_SWITCHES} --confirm --insecure --as-test --build --as-deployment-config --allow-missing-images"
)
_RELEASE_READ = Usage(
    f"{_OC_SWITCHES} --bugs --changelog --commits --commit-urls --contents --digest --pullspecs --pulls --verify"
    " --size",
    PULL,
)

_OC_NEW = Usage(
    f"{_OC_SWITCHES} -S --search -L --list --no-install",
    PULL,
    options={**_IMAGE, "--docker-image": (PULL, REFERENCE)},
    form=build_options.application,
    repeat=True,
)

_OC = {
    **_KUBECTL,
    "new-app": _OC_NEW,
    "new-build": _OC_NEW,
    "tag": Usage(f"{_OC_SWITCHES} -d --delete --alias --scheduled", PULL, form=build_options.registered),
    "image mirror": Usage(
        f"{_OC_SWITCHES} --continue-on-error --force --keep-manifest-list --skip-missing --skip-mount",
        PULL,
        PUSH,
        form=build_options.registered,
        repeat=True,
    ),
    "import-image": Usage(_OC_SWITCHES, options={"--from": (PULL, REFERENCE)}),
    "image info": Usage(f"{_OC_SWITCHES} --show-multiarch", PULL),
    "image extract": Usage(f"{_OC_SWITCHES} --preserve-ownership --only-files --all-layers", PULL),
    "image append": Usage(_OC_SWITCHES, options={"--from": (PULL, REFERENCE), "--to": (PUSH, REFERENCE)}),
    "adm release info": _RELEASE_READ,
    "adm release extract": Usage(
        f"{_OC_SWITCHES} --tools --git --credentials-requests --included --signing-key-default",
        PULL,
        options={"--from": (PULL, REFERENCE)},
    ),
    "adm release mirror": Usage(
        f"{_OC_SWITCHES} --apply-release-image-signature --keep-manifest-list --skip-release-image",
        PULL,
        options={"--from": (PULL, REFERENCE), "--to-release-image": (PUSH, REFERENCE)},
    ),
    "adm must-gather": Usage(_OC_SWITCHES, options=_IMAGE),
}

_K3D_SWITCHES = "--timestamps --trace --verbose -h --help"
_K3D_IMAGE = {"-i": (PULL, REFERENCE), "--image": (PULL, REFERENCE)}

_K3D = {
    "cluster create": Usage(
        f"""
        {_K3D_SWITCHES} --host-pid-mode --kubeconfig-switch-context --kubeconfig-update-default --no-image-volume
        --no-lb --no-rollback --wait
        """,
        options=_K3D_IMAGE,
    ),
    "node create": Usage(f"{_K3D_SWITCHES} --wait", options=_K3D_IMAGE),
    "registry create": Usage(f"{_K3D_SWITCHES} --no-help", options=_K3D_IMAGE),
    "image import": Usage(f"{_K3D_SWITCHES} -k --keep-tarball -t --keep-tools", LOCAL, repeat=True),
}

_MINIKUBE_SWITCHES = """
    --alsologtostderr --logtostderr -h --help --download-only --embed-certs --enable-default-cni --force
    --force-systemd --ha --hyperv-use-external-switch --install-addons --interactive --keep-context --kvm-hidden
    --mount --native-ssh --no-kubernetes --no-vtx-check --preload --rootless --skip-audit --user --wait --overwrite
    --daemon --pull --remote --push --all
"""

_MINIKUBE = {
    "start": Usage(_MINIKUBE_SWITCHES, options={"--base-image": (PULL, REFERENCE)}),
    "cache add": Usage(_MINIKUBE_SWITCHES, PULL, repeat=True),
    "image build": Usage(_MINIKUBE_SWITCHES, options={"-t": (BUILD, REFERENCE), "--tag": (BUILD, REFERENCE)}),
    "image load": Usage(_MINIKUBE_SWITCHES, LOCAL),
    "image pull": Usage(_MINIKUBE_SWITCHES, PULL, repeat=True),
}

_KUSTOMIZE = {
    "edit set image": Usage("-h --help", RUN, form=build_options.replacement, repeat=True),
}

_KN_SWITCHES = """
    --cluster-local --no-cluster-local --force -h --help --lock-to-digest --no-lock-to-digest --no-wait --wait
    --log-http
"""
_KN_SERVICE = Usage(_KN_SWITCHES, options=_IMAGE)

_HELM = Usage(
    """
    --atomic --cleanup-on-fail --create-namespace --debug --dependency-update --devel --disable-openapi-validation
    --dry-run --enable-dns --force -g --generate-name -h --help --hide-notes --hide-secret -i --install --include-crds
    --insecure-skip-tls-verify --is-upgrade --no-hooks --pass-credentials --plain-http --render-subchart-notes
    --replace --reset-then-reuse-values --reset-values --reuse-values --skip-crds --skip-schema-validation --skip-tests
    --take-ownership --validate --verify --wait --wait-for-jobs
    """,
    options=dict.fromkeys(("--set", "--set-string"), (PULL, build_options.chart_values)),
)

_ARGOCD_APP = Usage("", options={"--kustomize-image": (PULL, build_options.replacement)})

TOOLS = {
    "kubectl": Tool(_KUBECTL_SWITCHES, _KUBECTL),
    "helm": Tool("--debug -h --help", dict.fromkeys(("install", "upgrade", "template"), _HELM)),
    "oc": Tool(_KUBECTL_SWITCHES, _OC),
    "kind": Tool(_KIND_SWITCHES, _KIND),
    "k3d": Tool(_K3D_SWITCHES, _K3D),
    "minikube": Tool(_MINIKUBE_SWITCHES, _MINIKUBE),
    "kustomize": Tool("-h --help", _KUSTOMIZE),
    "kn": Tool("-h --help --log-http", {f"service {name}": _KN_SERVICE for name in ("create", "update", "apply")}),
    "argocd": Tool(
        "-h --help --grpc-web --insecure --plaintext --core", {"app create": _ARGOCD_APP, "app set": _ARGOCD_APP}
    ),
}
"""The programs of this kind, by name."""
