"""The inputs of Azure Pipelines' tasks that hold images or scripts, by the tasks' own references."""

from __future__ import annotations

from mooring.scanners.ci.reader import IMAGE, OUTPUT

TASKS: dict[str, dict[str, str]] = {
    "azurecontainerapps": {"imagetodeploy": IMAGE, "imagetobuild": OUTPUT},
    "azurefunctionappcontainer": {"imagename": IMAGE},
    "azurewebappcontainer": {"containers": IMAGE, "imagename": IMAGE},
    "containerbuild": {"repository": OUTPUT},
    "docker": {"repository": OUTPUT, "imagename": OUTPUT},
    "kubernetesmanifest": {"containers": IMAGE},
}
"""By task, by input, both in lower case: what becomes of the images in it, one a line."""

SCRIPTS: dict[str, dict[str, str]] = {
    "azurecli": {"inlinescript": "sh"},
    "azurepowershell": {"inline": "pwsh"},
    "bash": {"script": "sh"},
    "cmdline": {"script": "script"},
    "powershell": {"script": "pwsh"},
    "ssh": {"inline": "sh", "commands": "sh"},
}
"""By task, by input: the shell that reads it; `script` is that of the agent's operating system."""

RUNS = "run an image"
"""The command of the old Docker tasks that pulls."""
CONNECTIONS = (
    "containerregistry",
    "dockerregistryserviceconnection",
    "dockerregistryendpoint",
    "azurecontainerregistry",
)
"""The inputs that name a registry that only the service knows."""
