"""Each registry that people use, as it behaves: its login and its quirks."""

import base64
import json
import stat

import pytest

from kit.servers import Reply
from kit.sites import MANIFEST, Basic, Bearer, Site, error
from mooring.reference import Reference


def docker_config(folder, config):
    (folder / "config.json").write_text(json.dumps(config))
    return {"DOCKER_CONFIG": str(folder)}


def auth(user, password):
    return {"auth": base64.b64encode(f"{user}:{password}".encode()).decode()}


def helper(folder, name, script):
    program = folder / f"docker-credential-{name}"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return {"PATH": f"{folder}:/usr/bin:/bin"}


def hub(**options):
    login = Bearer("https://auth.docker.io/token", "registry.docker.io", **options)
    site = Site(login, headers={"RateLimit-Limit": "100;w=21600", "RateLimit-Remaining": "76;w=21600"})
    return site, {"registry-1.docker.io": site, "auth.docker.io": login.give}


def test_docker_hub(world, ask):
    site, sites = hub()
    digest = site.add("library/nginx", "1.29", "latest")
    internet = world(sites)
    answer = ask(internet)("nginx:1.29")
    assert answer.digest == digest
    assert [repr(each).strip() for each in internet.requests] == [
        "HEAD registry-1.docker.io/v2/library/nginx/manifests/1.29",
        "GET auth.docker.io/token {'service': 'registry.docker.io', 'scope': 'repository:library/nginx:pull'}",
        "HEAD registry-1.docker.io/v2/library/nginx/manifests/1.29",
    ]


def test_docker_hub_second_repository_logs_in_beforehand(world, ask):
    site, sites = hub()
    site.add("library/nginx", "1")
    site.add("library/redis", "1")
    site.add("library/redis", "2")
    internet = world(sites)
    asking = ask(internet)
    asking("nginx:1")
    del internet.requests[:]
    asking("redis:1")
    asking("redis:2")
    assert [each.method + " " + each.host for each in internet.requests] == [
        "GET auth.docker.io",
        "HEAD registry-1.docker.io",
        "HEAD registry-1.docker.io",
    ]


def test_docker_hub_missing_repository_is_401_and_explained(world, ask):
    _, sites = hub(private=["library/ngnix"])
    answer = ask(world(sites))("ngnix:1.0")
    assert answer.reason == "denied"
    assert str(answer) == (
        "docker.io/library/ngnix does not exist, or is private and needs credentials (`docker login docker.io`)"
    )


def test_docker_hub_login_from_docker_config(world, ask, tmp_path):
    site, sites = hub(users={"me": "hub-secret"}, private=["me/private"])
    digest = site.add("me/private", "1")
    internet = world(sites)
    environ = docker_config(tmp_path, {"auths": {"https://index.docker.io/v1/": auth("me", "hub-secret")}})
    answer = ask({**internet.environ, **environ}, ca_bundle=internet.authority.file)("me/private:1")
    assert answer.digest == digest
    assert all(
        not (each.authorization or "").startswith("Basic") for each in internet.sent(host="registry-1.docker.io")
    )


def test_docker_hub_spent_limit_is_asked_once_and_said_once(world, ask):
    site, sites = hub()
    site.add("library/nginx", "1")

    def spent(request):
        if MANIFEST.fullmatch(request.path) and request.authorization:
            return Reply(429, b"", {"RateLimit-Remaining": "0;w=21600"})
        return site(request)

    ghcr = Site()
    digest = ghcr.add("team/app", "1")
    internet = world({**sites, "registry-1.docker.io": spent, "ghcr.io": ghcr})
    asking = ask(internet, concurrency=1)
    *hubs, other = asking("nginx:1", "nginx:2", "redis:1", "redis:2", "ghcr.io/team/app:1")
    assert [each.reason for each in hubs] == ["rate-limited"] * 4
    assert other.digest == digest
    assert len([each for each in internet.sent("HEAD", "registry-1.docker.io") if each.authorization]) == 1
    (warning,) = asking.warnings
    assert warning.startswith("registry-1.docker.io allows no more requests for now (429 Too Many Requests); wait, or")
    assert warning.endswith("it is not asked any more in this run")


def test_ghcr_public_and_private(world, ask):
    login = Bearer(
        "https://ghcr.io/token",
        "ghcr.io",
        users={"octocat": "gh-secret"},
        private=["octo/secret"],
        scope="repository:{repository}:pull",
        denial=403,
    )
    site = Site(login)
    public = site.add("octo/tool", "1.0")
    private = site.add("octo/secret", "1.0")
    internet = world({"ghcr.io": site})
    found, denied = ask(internet)("ghcr.io/octo/tool:1.0", "ghcr.io/octo/secret:1.0")
    assert found.digest == public
    assert denied.reason == "denied"
    assert "docker login ghcr.io" in str(denied)

    environ = {**internet.environ, "GITHUB_TOKEN": "gh-secret", "GITHUB_ACTOR": "octocat"}
    ca = internet.authority.file
    assert ask(environ, ca_bundle=ca)("ghcr.io/octo/secret:1.0").reason == "denied"
    assert ask(environ, ca_bundle=ca, github_token=True)("ghcr.io/octo/secret:1.0").digest == private


ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"


def test_ecr_private_by_its_helper(world, ask, tmp_path):
    site = Site(Basic({"AWS": "ecr-secret"}, realm=f'https://{ECR}/",service="ecr.amazonaws.com'))
    digest = site.add("app", "1")
    internet = world({ECR: site})
    script = f'read host; [ "$host" = {ECR} ] || exit 1; echo \'{{"Username":"AWS","Secret":"ecr-secret"}}\''
    environ = {
        **internet.environ,
        **docker_config(tmp_path, {"credHelpers": {ECR: "ecr-login"}}),
        **helper(tmp_path, "ecr-login", script),
    }
    asking = ask(environ, ca_bundle=internet.authority.file)
    assert asking(f"{ECR}/app:1").digest == digest
    assert asking(f"{ECR}/app:2").reason == "not-found"


def test_ecr_private_with_an_expired_token(world, ask, tmp_path):
    internet = world({ECR: Site(Basic({"AWS": "new"}))})
    environ = {**internet.environ, **docker_config(tmp_path, {"auths": {ECR: auth("AWS", "old-secret")}})}
    answer = ask(environ, ca_bundle=internet.authority.file)(f"{ECR}/app:1")
    assert answer.reason == "denied"
    assert f"with the credentials from {tmp_path}/config.json; they may have expired" in str(answer)
    assert "old-secret" not in str(answer)
    assert len(internet.sent("HEAD")) == 2


def test_ecr_public_has_one_scope_for_all(world, ask):
    site = Site(Bearer("https://public.ecr.aws/token/", "public.ecr.aws", scope="aws"))
    nginx, redis = site.add("docker/library/nginx", "1"), site.add("docker/library/redis", "1")
    internet = world({"public.ecr.aws": site})
    asking = ask(internet)
    first = asking("public.ecr.aws/docker/library/nginx:1")
    second = asking("public.ecr.aws/docker/library/redis:1")
    assert (first.digest, second.digest) == (nginx, redis)
    assert len([each for each in internet.requests if each.path == "/token/"]) == 1


@pytest.mark.parametrize("host", ["europe-west1-docker.pkg.dev", "gcr.io"])
def test_google(world, ask, tmp_path, host):
    site = Site(
        Bearer(f"https://{host}/v2/token", host, users={"oauth2accesstoken": "ya29.secret"}, private=["project/app"])
    )
    digest = site.add("project/app", "1")
    internet = world({host: site})
    script = 'echo \'{"Username":"oauth2accesstoken","Secret":"ya29.secret"}\''
    environ = {
        **internet.environ,
        **docker_config(tmp_path, {"credHelpers": {host: "gcloud"}}),
        **helper(tmp_path, "gcloud", script),
    }
    assert ask(environ, ca_bundle=internet.authority.file)(f"{host}/project/app:1").digest == digest


def test_azure_with_an_identity_token(world, ask, tmp_path):
    site = Site(
        Bearer(
            "https://acme.azurecr.io/oauth2/token",
            "acme.azurecr.io",
            identity_tokens=["acr-refresh-secret"],
            private=["team/app"],
            field="access_token",
        )
    )
    digest = site.add("team/app", "1")
    internet = world({"acme.azurecr.io": site})
    entry = {**auth("00000000-0000-0000-0000-000000000000", ""), "identitytoken": "acr-refresh-secret"}
    environ = {**internet.environ, **docker_config(tmp_path, {"auths": {"acme.azurecr.io": entry}})}
    assert ask(environ, ca_bundle=internet.authority.file)("acme.azurecr.io/team/app:1").digest == digest
    assert internet.sent("POST")[0].form == {
        "grant_type": "refresh_token",
        "refresh_token": "acr-refresh-secret",
        "client_id": "mooring",
        "service": "acme.azurecr.io",
        "scope": "repository:team/app:pull",
    }


def test_harbor_as_proxy_cache_has_a_path_more(world, ask, tmp_path):
    site = Site(Bearer("https://harbor.example/service/token", "harbor-registry", users={"robot$ci": "robot-secret"}))
    digest = site.add("hub/library/nginx", "1.29")
    internet = world({"harbor.example": site})
    environ = {
        **internet.environ,
        **docker_config(tmp_path, {"auths": {"harbor.example": auth("robot$ci", "robot-secret")}}),
    }
    answer = ask(environ, ca_bundle=internet.authority.file)("harbor.example/hub/library/nginx:1.29")
    assert answer.digest == digest
    assert internet.sent("GET")[0].query["account"] == "robot$ci"


def test_harbor_as_proxy_cache_mapped_to_its_upstream(world, ask):
    site, sites = hub()
    digest = site.add("library/nginx", "1.29")
    internet = world({**sites, "harbor.example": Site()})
    asking = ask(internet, upstreams={"harbor.example/hub": "docker.io", "harbor.example": "unused.example"})
    assert asking("harbor.example/hub/library/nginx:1.29").digest == digest
    assert not internet.sent(host="harbor.example")


def test_gitlab_has_its_realm_on_another_host(world, ask, tmp_path):
    login = Bearer(
        "https://gitlab.com/jwt/auth", "container_registry", users={"gitlab-ci-token": "gl-secret"}, private=["g/p"]
    )
    site = Site(login)
    digest = site.add("g/p/image", "1")
    internet = world({"registry.gitlab.com": site, "gitlab.com": login.give})
    config = {"auths": {"registry.gitlab.com": auth("gitlab-ci-token", "gl-secret")}}
    environ = {**internet.environ, "DOCKER_AUTH_CONFIG": json.dumps(config)}
    assert ask(environ, ca_bundle=internet.authority.file)("registry.gitlab.com/g/p/image:1").digest == digest


def test_quay_lists_tags_in_short_pages(world, ask):
    site = Site(Bearer("https://quay.io/v2/auth", "quay.io"), page=3)
    site.add("prometheus/prometheus", "latest", "v3.1.0", "v3.1")
    for minor in range(10):
        site.add("prometheus/prometheus", f"v2.{minor}.0")
    asking = ask(world({"quay.io": site}))
    reference = Reference.parse("quay.io/prometheus/prometheus")
    assert len(asking.client.tags(reference)) == 13
    assert asking.client.version_tag(reference, asking("quay.io/prometheus/prometheus").digest) == "v3.1.0"


class Artifactory(Site):
    def __init__(self, *arguments):
        super().__init__(*arguments, headers={"X-JFrog-Version": "Artifactory/7.98.9", "X-Artifactory-Id": "abc"})


def test_jfrog_wants_library_in_official_names(world, ask):
    site = Artifactory()
    nginx = site.add("docker-virtual/library/nginx", "1", "1.29", "1.29.3")
    app = site.add("docker-virtual/team/app", "1")
    asking = ask(world({"acme.jfrog.io": site}))
    answers = asking(
        "acme.jfrog.io/docker-virtual/nginx:1",
        "acme.jfrog.io/docker-virtual/team/app:1",
        "acme.jfrog.io/docker-virtual/missing:1",
        "acme.jfrog.io/docker-virtual/team/missing:1",
    )
    assert [answer.digest for answer in answers[:2]] == [nginx, app]
    assert [answer.reason for answer in answers[2:]] == ["not-found"] * 2
    reference = Reference.parse("acme.jfrog.io/docker-virtual/nginx:1")
    assert asking.client.version_tag(reference, nginx) == "1.29.3"


def test_library_is_tried_at_jfrog_only(world, ask):
    site = Site()
    site.add("docker-virtual/library/nginx", "1")
    internet = world({"registry.example": site})
    assert ask(internet)("registry.example/docker-virtual/nginx:1").reason == "not-found"
    assert len(internet.requests) == 1


def test_jfrog_realm_that_is_no_url_means_basic(world, ask, tmp_path):
    class Odd(Basic):
        def challenge(self, _):
            return 'Bearer realm="Artifactory Realm", Basic realm="Artifactory Realm"'

    site = Artifactory(Odd({"me": "jf-secret"}))
    digest = site.add("docker-local/team/app", "1")
    internet = world({"acme.jfrog.io": site})
    environ = {
        **internet.environ,
        **docker_config(tmp_path, {"auths": {"https://acme.jfrog.io/v2/": auth("me", "jf-secret")}}),
    }
    assert ask(environ, ca_bundle=internet.authority.file)("acme.jfrog.io/docker-local/team/app:1").digest == digest


def test_mcr_asks_nobody_to_log_in(world, ask):
    site = Site()
    digest = site.add("dotnet/sdk", "9.0", docker=True)
    internet = world({"mcr.microsoft.com": site})
    assert ask(internet)("mcr.microsoft.com/dotnet/sdk:9.0").digest == digest
    assert len(internet.requests) == 1


def test_registry_k8s_io_redirects_to_a_host_with_a_login_of_its_own(world, ask, tmp_path):
    backend = "europe-west3-docker.pkg.dev"
    store = Site(Bearer(f"https://{backend}/v2/token", backend))
    digest = store.add("k8s-artifacts-prod/images/pause", "3.10")

    def front(request):
        return Reply(307, b"", {"Location": f"https://{backend}/v2/k8s-artifacts-prod/images/" + request.path[4:]})

    internet = world({"registry.k8s.io": front, backend: store})
    config = {"auths": {"registry.k8s.io": auth("me", "k8s-secret"), backend: auth("you", "pkg-secret")}}
    environ = {**internet.environ, **docker_config(tmp_path, config)}
    assert ask(environ, ca_bundle=internet.authority.file)("registry.k8s.io/pause:3.10").digest == digest
    assert all("Basic" not in (each.authorization or "") for each in internet.requests)


def test_self_hosted_on_any_port_with_a_private_ca(world, ask):
    site = Site()
    digest = site.add("team/app", "1")
    internet = world({"registry.corp.example:5443": site})
    assert ask(internet)("registry.corp.example:5443/team/app:1").digest == digest
    untrusted = ask(internet.environ)("registry.corp.example:5443/team/app:1")
    assert untrusted.reason == "unreachable"
    assert "the certificate of registry.corp.example:5443 is not trusted" in str(untrusted)


class NoDigestHeader(Site):
    def manifest(self, request, repository, name):
        reply = super().manifest(request, repository, name)
        reply.headers.pop("Docker-Content-Digest", None)
        return reply


def test_red_hat_sends_no_digest_header(world, ask):
    site = NoDigestHeader()
    digest = site.add("ubi9/ubi", "9.5")
    internet = world({"registry.access.redhat.com": site})
    assert ask(internet)("registry.access.redhat.com/ubi9/ubi:9.5").digest == digest
    assert [each.method for each in internet.requests] == ["HEAD", "GET"]


def test_head_that_a_registry_does_not_know(world, ask):
    site = Site()
    digest = site.add("team/app", "1")
    internet = world({"old.example": lambda request: site(request) if request.method == "GET" else Reply(405)})
    assert ask(internet)("old.example/team/app:1").digest == digest


def test_mirror_first_then_the_registry(world, ask):
    site, sites = hub()
    mirror = Site()
    nginx = mirror.add("library/nginx", "1", content="as the mirror has it")
    redis = site.add("library/redis", "7")
    internet = world({**sites, "mirror.example": mirror})
    answers = ask(internet, mirrors={"docker.io": ["unreachable.example/hub", "mirror.example"]})("nginx:1", "redis:7")
    assert [answer.digest for answer in answers] == [nginx, redis]
    assert [answer.place for answer in answers] == ["mirror.example/library/nginx", "docker.io/library/redis"]


def test_missing_registry_errors_are_the_registrys_own(world, ask):
    internet = world({"ghcr.io": lambda _: error(404, "NAME_UNKNOWN")})
    answer = ask(internet, mirrors={"ghcr.io": ["mirror.example"]})("ghcr.io/a/b:1")
    assert str(answer).startswith("ghcr.io/a/b:1 does not exist")


def test_token_that_is_no_longer_accepted_is_fetched_anew(world, ask):
    site, sites = hub()
    site.add("library/nginx", "1", "2")
    internet = world(sites)
    asking = ask(internet)
    asking("nginx:1")
    site.login.issued.clear()
    site.login.issued["spoilt"] = ("", False)
    assert asking("nginx:2").digest
    assert len(internet.sent(host="auth.docker.io")) == 2


def test_one_token_for_a_repository_however_many_ask_at_once(world, ask):
    site, sites = hub()
    site.add("library/nginx", *map(str, range(40)))
    site.add("library/redis", *map(str, range(40)))
    internet = world(sites)
    answers = ask(internet)(*(f"{name}:{tag}" for tag in range(40) for name in ("nginx", "redis")))
    assert all(answer.digest for answer in answers)
    assert len(internet.sent(host="auth.docker.io")) == 2
