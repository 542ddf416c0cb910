"""`make demo`: Mooring on a small example repository, with a registry of its own on loopback.

The registry stands in for those that the example's images would come from; nothing else is contacted. The example
is copied to a temporary folder first, so nothing in the checkout is changed.
"""

import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from registry import DemoRegistry

HERE = Path(__file__).parent
WRITTEN_HOST = "localhost:5055"
MOORING = Path(sys.executable).with_name("mooring")
IMAGES = {
    "library/node": {"24.11-alpine": "node 24.11"},
    "library/nginx": dict.fromkeys(("latest", "1", "1.29", "1.29.3"), "nginx 1.29.3"),
    "library/redis": {"8": "redis 8.2.3"},
    "library/postgres": dict.fromkeys(("latest", "18", "18.1"), "postgres 18.1"),
    "acme/healthcheck": {"latest": "healthcheck 1.4.2", "1.4": "healthcheck 1.4.2", "1.4.2": "healthcheck 1.4.2"},
}


def main() -> None:
    """Lint the example, show the fix as a diff, make it, and list what the files name then."""
    with tempfile.TemporaryDirectory() as folder, DemoRegistry(IMAGES) as registry:
        threading.Thread(target=registry.serve_forever, daemon=True).start()
        repository = Path(folder) / "shop"
        shutil.copytree(HERE / "repository", repository)
        for path in repository.rglob("*"):
            if path.is_file():
                path.write_text(path.read_text().replace(WRITTEN_HOST, registry.host))
        show(repository, "What is wrong?", "check")
        show(repository, "What would the fix change?", "check", "--fix", "--diff")
        show(repository, "Mend it.", "check", "--fix")
        show(repository, "Pin the rest, notes included.", "pin")
        show(repository, "Which images does the repository name now?", "list")
        registry.shutdown()


def show(repository: Path, title: str, *words: str) -> None:
    """Run a command of Mooring in the example repository, as a user would."""
    print(f"\n# {title}\n$ mooring {' '.join(words)}\n", flush=True)
    subprocess.run([MOORING, *words], cwd=repository, check=False)


if __name__ == "__main__":
    main()
