"""The example registry is one, as far as Mooring asks."""

import importlib.util
import threading
from pathlib import Path

import pytest

from mooring.reference import Reference

FILE = Path(__file__).parents[3] / "examples" / "demo" / "registry.py"


@pytest.fixture
def demo():
    specification = importlib.util.spec_from_file_location("demo_registry", FILE)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    server = module.DemoRegistry({"team/app": {"1.2.3": "new", "latest": "new", "1.2.2": "old"}})
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_demo_registry(demo, ask):
    asking = ask()
    new, latest, old, gone = asking(*(f"{demo.host}/team/app:{tag}" for tag in ("1.2.3", "latest", "1.2.2", "9")))
    assert new.digest == latest.digest != old.digest
    assert gone.reason == "not-found"
    reference = Reference.parse(f"{demo.host}/team/app")
    manifest = asking.client.manifest(reference)
    assert manifest.digest == latest.digest
    assert [str(platform) for platform in manifest.platforms] == ["linux/amd64", "linux/arm64"]
    assert asking.client.version_tag(reference, latest.digest) == "1.2.3"
    assert asking.client.created(reference) == ""
