"""What the command lines of container engines for scientific computing say: Apptainer, Singularity, and others.

Taken from the tools' own references. Only what comes from a registry is an image here: `docker://reference`.
"""

from __future__ import annotations

from mooring.scanners.shell.usage import DOCKER_URL, REFERENCE, Tool, Usage
from mooring.scanners.shell.uses import BUILD, PULL, PUSH

_ACTION_SWITCHES = """
    --allow-setuid --boot --compat --compat32 -c --contain -C --containall -e --cleanenv --disable-cache --docker-login
    -f --fakeroot -i --ipc --ignore-fakeroot-command --ignore-subuid --ignore-userns --intel-hpu --keep-privs -n --net
    --no-compat --no-eval --no-https --nohttps --no-home --no-init --no-nv --no-pid --no-privs --no-rocm --no-umask
    --no-tmp-sandbox --tmp-sandbox --nv --nvccli --oci --oom-kill-disable -p --pid --rocm --sharens --underlay
    --unsquash -u --userns --uts --vm --vm-err -w --writable --writable-tmpfs -h --help
"""
_ACTION = Usage(_ACTION_SWITCHES, PULL, form=DOCKER_URL, stops=True)
_FETCH_SWITCHES = """
    --allow-unauthenticated -U --allow-unsigned --compat32 --disable-cache --docker-login --encrypt -f
    --fakeroot --fix-perms -F --force --ignore-fakeroot-command --ignore-proot --ignore-subuid --ignore-userns --json
    --no-cleanup --no-https --nohttps --no-setgroups -T --notest --nv --nvccli -r --remote --reproducible --rocm -s
    --sandbox -u --update --userns --warn-unused-build-args --writable-tmpfs -h --help
"""
_FETCH = Usage(_FETCH_SWITCHES, None, PULL, form=DOCKER_URL, backwards=True)

_APPTAINER = {
    "run": _ACTION,
    "exec": _ACTION,
    "shell": _ACTION,
    "test": _ACTION,
    "instance start": _ACTION,
    "instance run": _ACTION,
    "pull": _FETCH,
    "build": _FETCH,
}
_APPTAINER_TOOL = Tool("-d --debug --nocolor -q --quiet -s --silent -v --verbose -h --help", _APPTAINER)

_UDOCKER = Usage("--nosysdirs --hostauth --hostenv --bindhome --nobanner --nometa --i --rm --pull", PULL, stops=True)
_SLURM = Usage(
    "--container-mount-home --no-container-mount-home --container-writable --exclusive --pty --overcommit --unbuffered",
    options={"--container-image": (PULL, DOCKER_URL)},
)

TOOLS = {
    "apptainer": _APPTAINER_TOOL,
    "singularity": _APPTAINER_TOOL,
    "enroot": Tool("", {"import": Usage("", PULL, form=DOCKER_URL)}),
    "ch-image": Tool(
        "--always-download --force --no-cache -q --quiet --rebuild -v --verbose --tls-no-verify",
        {
            "pull": Usage("--last-layer --parse-only", PULL),
            "build": Usage("--force -n --dry-run", options={"-t": (BUILD, REFERENCE), "--tag": (BUILD, REFERENCE)}),
            "push": Usage("", PUSH),
        },
    ),
    "udocker": Tool("-q --quiet -D --debug --allow-root", {"pull": _UDOCKER, "run": _UDOCKER, "create": _UDOCKER}),
    "sarus": Tool(
        "--debug --verbose",
        {
            "pull": Usage("--login --centralized-repository", PULL),
            "run": Usage("--mpi -t --tty --init --centralized-repository --glibc --ssh", PULL, stops=True),
        },
    ),
    "srun": Tool("", {"": _SLURM}),
    "sbatch": Tool("", {"": _SLURM}),
}
"""The programs of this kind, by name."""
