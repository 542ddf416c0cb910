"""Programs that run other command lines, and how to find those among their words."""

from __future__ import annotations

WRAPPERS = {
    "builtin": ("", 0),
    "caffeinate": ("-t", 0),
    "call": ("", 0),
    "chronic": ("", 0),
    "chroot": ("", 1),
    "command": ("", 0),
    "coproc": ("", 0),
    "distrobox-host-exec": ("", 0),
    "doas": ("-C -u", 0),
    "eatmydata": ("", 0),
    "env": ("-u --unset -C --chdir -S --split-string", 0),
    "exec": ("-a", 0),
    "flatpak-spawn": ("", 0),
    "flock": ("-E -w --timeout --wait", 1),
    "gtimeout": ("-k --kill-after -s --signal", 1),
    "host-spawn": ("", 0),
    "ionice": ("-c --class -n --classdata -p", 0),
    "nice": ("-n --adjustment", 0),
    "k0s": ("", 0),
    "k3s": ("", 0),
    "lima": ("", 0),
    "microk8s": ("", 0),
    "nohup": ("", 0),
    "nsenter": ("-t --target -S --setuid -G --setgid", 0),
    "parallel": ("-j --jobs -P -n -N -L -I --delay --retries --timeout --joblog --results --tmpdir -C --colsep", 0),
    "retry": ("-t --times -d --delay -s --sleep -m", 0),
    "run": ("", 0),
    "setsid": ("", 0),
    "sshpass": ("-p -f -d -P", 0),
    "stdbuf": ("-i --input -o --output -e --error", 0),
    "strace": ("-e -o -p -s", 0),
    "sudo": (
        """
        -A -C -D -g -h -p -R -r -t -T -U -u --chdir --chroot --close-from --command-timeout --group --host
        --other-user --prompt --role --type --user
        """,
        0,
    ),
    "systemd-run": (
        """
        -p --property -u --unit -t -E --setenv --slice --description --uid --gid --nice --working-directory -H --host
        -M --machine --on-active --on-boot --on-calendar --service-type
        """,
        0,
    ),
    "time": ("-f --format -o --output", 0),
    "timeout": ("-k --kill-after -s --signal", 1),
    "travis_retry": ("", 0),
    "travis_wait": ("", 0),
    "unbuffer": ("", 0),
    "watch": ("-n --interval", 0),
    "winpty": ("", 0),
    "xargs": (
        "-a --arg-file -d --delimiter -E -I --replace -L --max-lines -n --max-args -P --max-procs -s --max-chars",
        0,
    ),
}
"""Programs that run the words after them: their flags that take a value, and how many operands come first."""

ELSEWHERE = {
    "colima": ("ssh", "-p --profile", 0),
    "docker-machine": ("ssh", "", 1),
    "limactl": ("shell", "--workdir", 1),
    "minikube": ("ssh", "-p --profile -n --node", 0),
    "multipass": ("exec", "-d --working-directory", 1),
    "wsl": ("", "-d --distribution -u --user --cd", 0),
}
"""Programs that run the words after them on another machine: their subcommand that does, and the same as above."""

TEXTS = {
    "gcloud": "--command",
    "nix-shell": "--run",
    "script": "-c",
    "vagrant": "-c",
}
"""Programs that run the text that one of their flags is given, by that flag."""

SHELLS = frozenset({"bash", "sh", "dash", "zsh", "ksh", "ash"})
"""Programs that run the text given with `-c`, or on their standard input."""

SSH_OPTIONS = frozenset(f"-{letter}" for letter in "BbcDEeFIiJLlmOopQRSWw")
"""The flags of ssh that take a value."""
