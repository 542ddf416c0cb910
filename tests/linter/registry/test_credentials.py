"""Logins where Docker and Podman keep them."""

import base64
import json
import os
import pickle
import stat
import sys

import pytest

from mooring.registry import credentials
from mooring.registry.credentials import Credentials


def auth(user, password):
    return {"auth": base64.b64encode(f"{user}:{password}".encode()).decode()}


class Home:
    """A user's home with configuration files and helpers, and what is found there."""

    def __init__(self, folder):
        self.folder = folder
        self.environ = {"HOME": str(folder), "PATH": str(folder / "bin")}
        self.warnings = []
        (folder / "bin").mkdir()

    def write(self, path, config):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(config if isinstance(config, str) else json.dumps(config))
        return str(file)

    def helper(self, name, script):
        path = self.folder / "bin" / f"docker-credential-{name}"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def credentials(self, **options):
        return Credentials(self.environ, self.warnings.append, **options)

    def find(self, registry, repository="team/app", **options):
        login = self.credentials(**options).find(registry, repository)
        return login and (login.username, login.password)


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def test_nothing_anywhere(home):
    assert home.find("ghcr.io") is None
    assert not home.warnings


@pytest.mark.parametrize(
    "key",
    [
        "registry.example:5000",
        "https://registry.example:5000",
        "http://registry.example:5000/",
        "https://registry.example:5000/v1/",
        "https://registry.example:5000/v2/",
    ],
)
def test_spellings_of_a_key(home, key):
    home.write(".docker/config.json", {"auths": {key: auth("me", "x:y")}})
    assert home.find("registry.example:5000") == ("me", "x:y")
    assert home.find("registry.example") is None
    assert home.find("registry.example:5001") is None
    assert home.find("other.registry.example:5000") is None


@pytest.mark.parametrize(
    "key", ["https://index.docker.io/v1/", "index.docker.io", "docker.io", "https://registry-1.docker.io/v2/"]
)
def test_docker_hub(home, key):
    home.write(".docker/config.json", {"auths": {key: auth("me", "secret")}})
    assert home.find("docker.io", "library/nginx") == ("me", "secret")


def test_user_and_password_in_the_open(home):
    home.write(".docker/config.json", {"auths": {"ghcr.io": {"username": "me", "password": "secret"}}})
    assert home.find("ghcr.io") == ("me", "secret")


def test_identity_and_registry_tokens(home):
    home.write(
        ".docker/config.json",
        {
            "auths": {
                "a.example": {**auth("me", ""), "identitytoken": "id"},
                "b.example": {"registrytoken": "reg"},
                "c.example": auth("<token>", "id"),
            }
        },
    )
    found = [home.credentials().find(f"{name}.example", "x") for name in "abc"]
    assert [(each.identity_token, each.registry_token, each.basic) for each in found] == [
        ("id", "", None),
        ("", "reg", None),
        ("id", "", None),
    ]


def test_docker_config_variable_replaces_the_home(home):
    home.write(".docker/config.json", {"auths": {"ghcr.io": auth("home", "1")}})
    home.write("elsewhere/config.json", {"auths": {"ghcr.io": auth("elsewhere", "2")}})
    assert home.find("ghcr.io") == ("home", "1")
    home.environ["DOCKER_CONFIG"] = str(home.folder / "elsewhere")
    assert home.find("ghcr.io") == ("elsewhere", "2")


def test_order_of_files(home):
    places = [
        (".config/containers/auth.json", {}),
        ("run/containers/auth.json", {"XDG_RUNTIME_DIR": str(home.folder / "run")}),
        ("auth-file.json", {"REGISTRY_AUTH_FILE": str(home.folder / "auth-file.json")}),
        (".docker/config.json", {}),
    ]
    for path, environ in places:
        home.write(path, {"auths": {"ghcr.io": auth(path, "x")}})
        home.environ.update(environ)
        assert home.find("ghcr.io") == (path, "x")
    home.environ["DOCKER_AUTH_CONFIG"] = json.dumps({"auths": {"ghcr.io": auth("inline", "x")}})
    assert home.find("ghcr.io") == ("inline", "x")
    home.environ["MOORING_TOKEN_ghcr_io"] = "token"
    assert home.find("ghcr.io") == ("", "token")


def test_a_later_file_is_asked_for_what_an_earlier_lacks(home):
    home.write(".docker/config.json", {"auths": {"ghcr.io": auth("docker", "x")}})
    home.write(".config/containers/auth.json", {"auths": {"quay.io": auth("podman", "x")}})
    assert home.find("quay.io") == ("podman", "x")


def test_podman_keys_with_a_path_the_longest_counts(home):
    home.write(
        ".config/containers/auth.json",
        {
            "auths": {
                "quay.io": auth("all", "1"),
                "quay.io/team": auth("team", "2"),
                "quay.io/team/app": auth("app", "3"),
            }
        },
    )
    assert home.find("quay.io", "team/app") == ("app", "3")
    assert home.find("quay.io", "team/application") == ("team", "2")
    assert home.find("quay.io", "teams/app") == ("all", "1")


@pytest.mark.parametrize(
    ("registry", "suffix"),
    [
        ("ghcr.io", "ghcr_io"),
        ("my-registry.example.com", "my__registry_example_com"),
        ("registry.example:5000", "registry_example___5000"),
    ],
)
def test_variables_of_a_registry(home, registry, suffix):
    home.environ[f"MOORING_USERNAME_{suffix}"] = "me"
    home.environ[f"MOORING_TOKEN_{suffix}"] = "secret"
    assert home.find(registry) == ("me", "secret")
    assert home.find(registry.replace("-", ".")) == (("me", "secret") if "-" not in registry else None)
    home.environ = {name.upper(): value for name, value in home.environ.items()}
    assert home.find(registry) == ("me", "secret")


def test_github_token_on_request_and_for_ghcr_only(home):
    home.environ["GITHUB_TOKEN"] = "secret"
    assert home.find("ghcr.io") is None
    assert home.find("ghcr.io", github_token=True) == ("x-access-token", "secret")
    assert home.find("ghcr.io.evil.example", github_token=True) is None
    assert home.find("docker.io", github_token=True) is None
    home.write(".docker/config.json", {"auths": {"ghcr.io": auth("own", "x")}})
    assert home.find("ghcr.io", github_token=True) == ("own", "x")


HELPER = """
[ "$1" = get ] || exit 2
read server
echo "$server" >> "$HOME/asked"
echo '{"ServerURL":"'$server'","Username":"me","Secret":"from-helper"}'
"""


def test_helper_of_a_registry_then_of_all_then_auths(home):
    home.helper("own", HELPER)
    home.helper("all", HELPER.replace("from-helper", "from-store"))
    config = {"credHelpers": {"ghcr.io": "own"}, "credsStore": "all", "auths": {"ghcr.io": auth("me", "from-file")}}
    home.write(".docker/config.json", config)
    assert home.find("ghcr.io") == ("me", "from-helper")
    assert home.find("quay.io") == ("me", "from-store")
    home.write(".docker/config.json", {"auths": config["auths"]})
    assert home.find("ghcr.io") == ("me", "from-file")


def test_helper_is_asked_for_the_hub_by_its_key_and_once(home):
    home.helper("desktop", HELPER)
    home.write(".docker/config.json", {"credsStore": "desktop"})
    found = home.credentials()
    for repository in ("library/nginx", "library/redis"):
        assert found.find("docker.io", repository).password == "from-helper"
    assert (home.folder / "asked").read_text() == "https://index.docker.io/v1/\n"


def test_helper_with_an_identity_token(home):
    home.helper("acr", 'echo \'{"Username":"<token>","Secret":"id"}\'')
    home.write(".docker/config.json", {"credHelpers": {"acme.azurecr.io": "acr"}})
    assert home.credentials().find("acme.azurecr.io", "x").identity_token == "id"


def test_helper_that_has_nothing_is_no_reason_to_warn(home):
    home.helper("none", "echo 'credentials not found in native keychain'; exit 1")
    home.write(".docker/config.json", {"credsStore": "none", "auths": {"ghcr.io": auth("me", "x")}})
    assert home.find("ghcr.io") == ("me", "x")
    assert not home.warnings


@pytest.mark.parametrize(
    ("script", "warning"),
    [
        (None, "is not on the PATH"),
        ("echo very-secret; exit 3", "fails with exit status 3"),
        ("echo 'very-secret'", "gives an answer that is not understood"),
        ("echo '[]'", "gives an answer that is not understood"),
        ('echo \'{"Username": 1, "Secret": 2}\'', None),
        ("sleep 30", "gives no answer within 0 seconds"),
        ("exec 1>&-; yes very-secret | head -c 3000000 >&2; exit 1", "fails with exit status 1"),
    ],
)
def test_helper_that_fails_means_anonymous_with_one_warning(home, monkeypatch, script, warning):
    if script == "sleep 30":
        monkeypatch.setattr(credentials, "HELPER_TIMEOUT", 0.2)
    home.environ["PATH"] += ":/usr/bin:/bin"
    if script:
        home.helper("broken", script)
    home.write(".docker/config.json", {"credsStore": "broken"})
    found = home.credentials()
    assert [found.find(host, "x") for host in ("ghcr.io", "quay.io", "ghcr.io")] == [None] * 3
    expected = f"the credential helper docker-credential-broken {warning}; going on without its credentials"
    assert home.warnings == ([expected] if warning else [])


@pytest.mark.parametrize("name", ["../evil", "a/b", "", "a b", ".hidden", "a\0b", 7, None])
def test_names_that_are_no_helpers(home, name):
    home.write(".docker/config.json", {"credsStore": name, "auths": {"ghcr.io": auth("me", "x")}})
    assert home.find("ghcr.io") == ("me", "x")


def test_helper_in_the_working_directory_is_not_run(home, monkeypatch):
    home.helper("here", HELPER)
    monkeypatch.chdir(home.folder / "bin")
    home.environ["PATH"] = os.pathsep.join(["", ".", "/nonexistent"])
    home.write(".docker/config.json", {"credsStore": "here"})
    assert home.find("ghcr.io") is None
    assert len(home.warnings) == 1


@pytest.mark.parametrize("config", ["", "{", "[]", "null", '{"auths"', "[" * 100_000])
def test_broken_file_is_said_once_and_passed_by(home, config):
    path = home.write(".docker/config.json", config)
    home.write(".config/containers/auth.json", {"auths": {"ghcr.io": auth("podman", "x")}})
    found = home.credentials()
    assert found.find("ghcr.io", "a").username == found.find("ghcr.io", "b").username == "podman"
    assert home.warnings == [f"{path} is not a JSON object; going on without its credentials"]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root reads every file")
def test_file_that_may_not_be_read(home):
    path = home.write(".docker/config.json", {})
    os.chmod(path, 0)
    assert home.find("ghcr.io") is None
    assert home.warnings == [f"{path} cannot be read (Permission denied); going on without its credentials"]


@pytest.mark.parametrize(
    "config",
    [
        {"auths": []},
        {"auths": {"ghcr.io": None}},
        {"auths": {"ghcr.io": {"auth": 1}}},
        {"auths": {"ghcr.io": {"auth": "!!!"}}},
        {"auths": {"ghcr.io": {"auth": "bm9jb2xvbg=="}}},
        {"auths": {"ghcr.io": {"auth": "gICA"}}},
        {"auths": {"ghcr.io": {}}},
        {"credHelpers": "x"},
        {"credHelpers": {"ghcr.io": 3}},
        {"credsStore": ["x"]},
    ],
)
def test_nonsense_in_a_file_is_no_login(home, config):
    home.write(".docker/config.json", config)
    assert home.find("ghcr.io") is None


def test_no_home_at_all():
    assert Credentials({}, lambda _: None).find("ghcr.io", "x") is None


def test_a_login_never_shows_its_secrets(home):
    home.write(
        ".docker/config.json", {"auths": {"ghcr.io": {**auth("me", "very-secret"), "identitytoken": "very-secret"}}}
    )
    login = home.credentials().find("ghcr.io", "x")
    assert "secret" not in f"{login!r} {login} {[login]}"
    assert pickle.loads(pickle.dumps(login)) == login
