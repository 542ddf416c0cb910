"""The example plugin is built, installed beside Mooring, and does what its README says."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLUGIN = ROOT / "examples" / "plugin"


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A fresh environment that sees this one's packages, with the plugin installed."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, system_site_packages=False)
    site = next((folder / "lib").glob("python*")) / "site-packages"
    (site / "outer.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")) + "\n")
    for source in ("linter", "rules"):
        with (site / "outer.pth").open("a") as file:
            file.write(f"{ROOT / source}\n")
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(site), str(PLUGIN)]
    subprocess.run(install, check=True, capture_output=True)
    return folder


def run(environment, folder, *words):
    command = [environment / "bin" / "python", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_it_is_listed(environment, tmp_path):
    listed = run(environment, tmp_path, "-m", "mooring.cli", "plugins")
    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.endswith(
        "acme (acme_mooring 1.0.0)\n  scanner: acme-fleet\n  rule: untrusted-mirror\n  reporter: count\n"
    )
    assert listed.stdout.startswith("reporters (mooring ")


def test_its_format_rule_and_fix_work(environment, tmp_path):
    fleet = tmp_path / "acme.fleet"
    fleet.write_bytes(b"# \xc3\xa9\r\nweb  mirror.example.net/acme/web:1.0 # front\r\n")
    found = run(environment, tmp_path, "-m", "mooring.cli", "check", ".")
    assert found.returncode == 1
    assert "acme.fleet:2:6: error[untrusted-mirror]" in found.stdout
    fixed = run(environment, tmp_path, "-m", "mooring.cli", "check", "--fix")
    assert fixed.returncode == 0
    assert fleet.read_bytes() == b"# \xc3\xa9\r\nweb  registry.acme.io/hub/acme/web:1.0 # front\r\n"


def test_its_own_tests_pass(environment, tmp_path):
    tests = run(environment, tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", PLUGIN / "test_plugin.py")
    assert tests.returncode == 0, tests.stdout + tests.stderr
