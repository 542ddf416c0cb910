"""What the command lines of clouds say: gcloud, az, aws, flyctl, Cloud Foundry's and others.

Taken from the tools' own references. The images of virtual machines are none of containers.
"""

from __future__ import annotations

from mooring.scanners import build_options
from mooring.scanners.shell.usage import REFERENCE, Tool, Usage
from mooring.scanners.shell.uses import PULL, PUSH

_IMAGE = {"--image": (PULL, REFERENCE)}
_SHORT_IMAGE = {"-i": (PULL, REFERENCE), "--image": (PULL, REFERENCE)}

_GCLOUD_IMAGE = {
    "run deploy": "--image",
    "run services update": "--image",
    "run jobs create": "--image",
    "run jobs deploy": "--image",
    "run jobs update": "--image",
    "run worker-pools deploy": "--image",
    "compute instances create-with-container": "--container-image",
    "compute instances update-container": "--container-image",
    "compute instance-templates create-with-container": "--container-image",
    "app deploy": "--image-url",
    "ai models upload": "--container-image-uri",
}
_GCLOUD = {
    **{path: Usage("", options={option: (PULL, REFERENCE)}) for path, option in _GCLOUD_IMAGE.items()},
    "builds submit": Usage("", options={"-t": (PUSH, REFERENCE), "--tag": (PUSH, REFERENCE)}),
    "container images add-tag": Usage("-q --quiet", PULL, PUSH, repeat=True),
    "container images describe": Usage("-q --quiet --show-all-metadata", PULL),
}
_GCLOUD = {f"{track}{path}": usage for track in ("", "alpha ", "beta ") for path, usage in _GCLOUD.items()}

_AZ_APP = Usage("", options=_SHORT_IMAGE)
_AZ_IMAGES = dict.fromkeys(
    (
        "--container-image-name",
        "--deployment-container-image-name",
        "--docker-custom-image-name",
        "--image",
        "-c",
        "-i",
    ),
    (PULL, REFERENCE),
)
_AZ = {
    "container create": Usage("", options=_IMAGE),
    "containerapp create": _AZ_APP,
    "containerapp up": _AZ_APP,
    "containerapp update": _AZ_APP,
    "containerapp job create": _AZ_APP,
    "containerapp job update": _AZ_APP,
    "containerapp job start": _AZ_APP,
    "webapp create": Usage("", options=_AZ_IMAGES),
    "webapp config container set": Usage("", options=_AZ_IMAGES),
    "functionapp create": Usage(
        "", options={name: use for name, use in _AZ_IMAGES.items() if name not in ("-c", "-i")}
    ),
    "functionapp config container set": Usage("", options=_AZ_IMAGES),
    "acr build": Usage(
        "--no-format --no-logs --no-push --no-wait",
        options={
            "-t": (PUSH, REFERENCE),
            "--image": (PUSH, REFERENCE),
            "--build-arg": (PULL, build_options.argument),
        },
    ),
    "acr import": Usage(
        "--force --no-wait",
        options={"--source": (PULL, REFERENCE)},
    ),
}

_AWS = {
    "lambda create-function": Usage("", options={"--code": (PULL, build_options.image_uri)}),
    "lambda update-function-code": Usage("", options={"--image-uri": (PULL, REFERENCE)}),
    "sagemaker create-model": Usage("", options={"--primary-container": (PULL, build_options.image_uri)}),
}

_FLY_SWITCHES = """
    --now --local-only --remote-only --build-only --push --detach --no-cache --ha --yes -y --auto-confirm
    --dockerignore-from-gitignore --nixpacks --wait --rm --skip-dns-registration --autostart --standby -h --help
    --debug --verbose
"""
_FLY_RUN = Usage(_FLY_SWITCHES, PULL, stops=True)
_FLY = {
    "deploy": Usage(_FLY_SWITCHES, options=_SHORT_IMAGE),
    "launch": Usage(_FLY_SWITCHES, options=_SHORT_IMAGE),
    **{f"{group} {name}": _FLY_RUN for group in ("machine", "machines", "m") for name in ("run", "create")},
    "machine update": Usage(_FLY_SWITCHES, options=_SHORT_IMAGE),
    "m update": Usage(_FLY_SWITCHES, options=_SHORT_IMAGE),
}

_CODE_ENGINE = Usage("", options=_SHORT_IMAGE)
_IBMCLOUD = {
    f"{engine} {kind} {verb}": _CODE_ENGINE
    for engine in ("ce", "code-engine")
    for kind in ("app", "application", "job", "function", "fn")
    for verb in ("create", "update")
}

TOOLS = {
    "gcloud": Tool("-q --quiet -h --help --no-user-output-enabled", _GCLOUD),
    "az": Tool("--debug --only-show-errors --verbose -h --help", _AZ),
    "aws": Tool("--debug --no-verify-ssl --no-paginate --no-sign-request --no-cli-pager", _AWS),
    "fly": Tool("-h --help --debug --verbose", _FLY),
    "flyctl": Tool("-h --help --debug --verbose", _FLY),
    "cf": Tool(
        "-v -h --help", {"push": Usage("", options={"-o": (PULL, REFERENCE), "--docker-image": (PULL, REFERENCE)})}
    ),
    "copilot": Tool(
        "-h --help",
        {
            "svc init": Usage("", options=_SHORT_IMAGE),
            "job init": Usage("", options=_SHORT_IMAGE),
            "init": Usage("", options=_SHORT_IMAGE),
        },
    ),
    "dokku": Tool("--quiet --force", {"git:from-image": Usage("", None, PULL)}),
    "faas-cli": Tool("-h --help", {"deploy": Usage("", options=_IMAGE)}),
    "ibmcloud": Tool("-q --quiet", _IBMCLOUD),
}
"""The programs of this kind, by name."""
