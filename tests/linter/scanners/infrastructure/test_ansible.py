"""Ansible: modules, variables, loops, what stands in other languages; Molecule and Pulumi."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.scans import DIGEST, found, images, pinned, problems, rewriting_changes_one, scanned

from mooring import Source
from mooring.scanners import kubernetes
from mooring.scanners.infrastructure import ansible, molecule, pulumi
from mooring.scanners.tables import COMPOSED, UNKNOWN

PLAY = """\
- hosts: all
  vars:
    web_img: "nginx:1.25"
    registry: q.io
    version: "2"
  tasks:
    - name: one
      """


def play(task):
    return PLAY + task.replace("\n", "\n      ") + "\n"


TASKS = [
    ("community.docker.docker_container: {name: a, image: 'a:1'}", ["a:1"]),
    ('docker_container:\n  name: a\n  image: "a:1" # c', ["a:1"]),
    ("docker_container: name=a image=a:1 state=started", ["a:1"]),
    ("docker_container: {name: a, image: 'a:1', state: absent}", []),
    ("docker_container: {name: a, image: '{{ web_img }}'}", ["nginx:1.25"]),
    ("docker_container: {name: a, image: '{{ registry }}/a:{{ version }}'}", ["q.io/a:2"]),
    ("docker_container: {name: a, image: '{{ nowhere }}'}", [None]),
    ("docker_container: {name: a, image: \"{{ nowhere | default('a:1') }}\"}", ["a:1"]),
    ('docker_container: {name: a, image: \'{{ lookup("env", "X") }}:1\'}', [None]),
    ("community.docker.docker_swarm_service: {name: a, image: 'a:1'}", ["a:1"]),
    ("containers.podman.podman_container: {name: a, image: docker.io/library/a:1}", ["docker.io/library/a:1"]),
    ("docker_image: {name: a, tag: '1', source: pull}", ["a:1"]),
    ("docker_image: {name: 'a:1', source: pull}", ["a:1"]),
    (
        "docker_image: {name: me/a, tag: '1', source: build, build: {path: ., args: {BASE_IMAGE: 'b:1'}}}",
        [("me/a:1", "build-output"), "b:1"],
    ),
    (
        "docker_image: {name: a, repository: q.io/a, push: true, source: local}",
        [("a", "local"), ("q.io/a", "build-output")],
    ),
    ("docker_image: {name: 'a:1', state: absent}", []),
    ("docker_image: {name: 'a:1', source: load, load_path: x.tar}", []),
    ("community.docker.docker_image_pull: {name: a, tag: '1'}", ["a:1"]),
    ("community.docker.docker_image_build: {name: a, tag: '1', path: .}", [("a:1", "build-output")]),
    ("community.docker.docker_image_push: {name: 'q.io/a:1'}", [("q.io/a:1", "build-output")]),
    ("community.docker.docker_image_info: {name: 'a:1'}", []),
    ("containers.podman.podman_image: {name: a, tag: '1'}", ["a:1"]),
    ("containers.podman.podman_image: {name: a, path: ., state: build}", [("a", "build-output")]),
    (
        "docker_compose_v2:\n  project_name: a\n  definition: {services: {a: {image: 'a:1'}, b: {build: ., image: 'me/b:1'}}}",
        ["a:1", ("me/b:1", "build-output")],
    ),
    ("docker_stack: {name: a, compose: [{services: {a: {image: 'a:1'}}}, /opt/stack.yml]}", ["a:1"]),
    ("shell: docker pull a:1 && docker run {{ web_img }}", ["a:1", "nginx:1.25"]),
    ("ansible.builtin.command:\n  cmd: docker pull a:1", ["a:1"]),
    ("ansible.builtin.command:\n  argv: [docker, run, --rm, 'a:1']", ["a:1"]),
    (
        "kubernetes.core.k8s:\n  definition: {apiVersion: v1, kind: Pod, spec: {containers: [{image: 'a:1'}, {image: '{{ web_img }}'}]}}",
        ["a:1", "nginx:1.25"],
    ),
    (
        "k8s:\n  definition: |\n    apiVersion: v1\n    kind: Pod\n    spec:\n      containers:\n        - image: a:{{ version }}\n        - image: b:1",
        ["a:2", "b:1"],
    ),
    ("kubernetes.core.helm: {name: a, values: {image: {repository: q.io/a, tag: '1'}}}", ["q.io/a:1"]),
    (
        "copy:\n  dest: /opt/docker-compose.yml\n  content: |\n    services:\n      a: {image: 'a:1'}\n      b: {image: 'b:{{ version }}'}",
        ["a:1", "b:2"],
    ),
    ("copy:\n  dest: /opt/Dockerfile\n  content: |\n    FROM a:1\n", ["a:1"]),
    ("copy: {src: a, dest: /opt/docker-compose.yml}", []),
    ("docker_image: {name: '{{ item }}', source: pull}\nloop: ['a:1', 'b:1']", ["a:1", "b:1"]),
    (
        "docker_container: {name: x, image: '{{ item.image }}'}\nwith_items:\n  - {image: 'a:1'}\n  - {image: 'b:1'}",
        ["a:1", "b:1"],
    ),
    ("docker_container: {name: x, image: '{{ item }}'}\nloop: '{{ nowhere }}'", [None]),
    (
        "block:\n  - docker_container: {name: a, image: 'a:1'}\nrescue:\n  - docker_container: {name: b, image: 'b:1'}",
        ["a:1", "b:1"],
    ),
    ("local_action: {module: docker_container, name: a, image: 'a:1'}", ["a:1"]),
    ("include_role: {name: x}\nvars: {app_image: 'a:1', vm_image: 'b:1', logo_image: x.png}", ["a:1"]),
    ("set_fact: {app_image: 'a:1'}", ["a:1"]),
    ("debug: {msg: 'image: a:1'}", []),
    ("amazon.aws.ec2_instance: {image: {id: ami-1}}", []),
    ("community.general.proxmox: {ostemplate: 'local:x'}", []),
    ("openstack.cloud.server: {image: 'ubuntu:22.04'}", []),
]


@pytest.mark.parametrize(("task", "expected"), TASKS)
def test_what_tasks_name(task, expected):
    assert images(ansible.scan, "playbook.yml", play(task)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("app_image: 'a:1'\n", [("app_image", "a:1")]),
        ("app: {image: 'a:1'}\n", [("app.image", "a:1")]),
        ("services:\n  - {name: a, image: 'q.io/a:1'}\n", [("services[0].image", "q.io/a:1")]),
        ("app_image: a/b\napp_image_tag: '1'\n", [("app_image", "a/b:1")]),
        ("app_image: a/b\napp_version: 1.2\n", [("app_image", "a/b:1.2")]),
        (
            "app_image_name: a/b\napp_version: '1'\napp_image: '{{ app_image_name }}:{{ app_version }}'\n",
            [("app_image", "a/b:1")],
        ),
        ("app_image: '{{ registry }}/a'\n", [("app_image", None)]),
        ("app_image_repo: a/b\napp_image_tag: '1'\n", [("app_image_repo", "a/b:1")]),
        ("app_image_repo: q.io\napp_image_tag: '1'\n", []),
        ("app_image_repo: q.io/a\napp_version: '1'\n", []),
        ("app_image: a/b\n", []),
        ("cloud_image: debian:12\nos_image: ubuntu\nlogo_image: x.png\nimage_tag: '1'\n", []),
        ("---\n# app_image: 'a:1'\n", []),
    ],
)
def test_variables(text, expected):
    assert found(ansible.scan, "roles/x/defaults/main.yml", text) == expected


def test_where_things_are():
    text = play("docker_container: {name: a, image: 'a:1'}")
    assert found(ansible.scan, "site.yml", text) == [("[0].tasks[0].docker_container.image", "a:1")]


def test_why_some_must_not_be_rewritten():
    text = play("docker_container: {name: a, image: '{{ registry }}/a:{{ version }}'}")
    _, (mention,) = scanned(ansible.scan, "site.yml", text)
    assert mention.reason == COMPOSED
    _, (mention,) = scanned(ansible.scan, "site.yml", play("docker_container: {name: a, image: '{{ x }}'}"))
    assert mention.reason == UNKNOWN
    _, (mention,) = scanned(ansible.scan, "defaults/main.yml", "app_image: a\napp_version: '1'\n")
    assert mention.reason == "its version may be used for something else too"


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (play("docker_container: {name: a, image: '{{ web_img }}'} # é"), "nginx:1.25", f"nginx:1.25@{DIGEST}"),
        (play("docker_container: name=é image=a:1 state=started"), "a:1", f"a:1@{DIGEST}"),
        (play("docker_image: {name: a, tag: '1'}"), "tag: '1'", f"tag: '1@{DIGEST}'"),
        (
            play("docker_image: {name: '{{ item }}'}\nloop: ['a:1', b/c]"),
            "['a:1', b/c]",
            f"['a:1@{DIGEST}', b/c@{DIGEST}]",
        ),
        (play("docker_container: {name: a, image: \"{{ x | default('a:1') }}\"}"), "a:1", f"a:1@{DIGEST}"),
        ("app_image: a/b\r\napp_image_tag: v1\r\n", "tag: v1", f"tag: v1@{DIGEST}"),
        (
            play("k8s:\n  definition: |\n    apiVersion: v1\n    kind: Pod\n    spec: {containers: [{image: b:1}]}"),
            "b:1",
            f"b:1@{DIGEST}",
        ),
    ],
)
def test_fixes(text, old, new):
    assert pinned(ansible.scan, "roles/x/tasks/main.yml", text) == text.replace(old, new)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"---\n- hosts: all\n", True),
        (b"- name: x\n  hosts: all\n", True),
        (b"# c\n- name: a\n  community.docker.docker_container:\n    image: a\n", True),
        (b"- name: a\n  shell: docker run x\n", True),
        (b"- name: a\n  image: b\n", False),
        (b"hosts: all\n", False),
        (b"apiVersion: v1\nkind: Pod\n", False),
    ],
)
def test_what_is_recognised(data, expected):
    assert ansible.recognises(data) == expected


@pytest.mark.parametrize("kind", ["apiVersion: v1\n          kind: Pod", "{apiVersion: v1, kind: Pod}"])
@pytest.mark.parametrize("head", ["- hosts: all\n  tasks:\n  ", ""])
def test_that_a_list_of_tasks_with_objects_of_a_cluster_is_no_manifest(kind, head):
    data = f"{head}- kubernetes.core.k8s:\n        image: a:1\n        definition:\n          {kind}\n".encode()
    assert ansible.recognises(data)
    assert not kubernetes.recognises(data)


def test_what_is_broken():
    assert [line for line, _ in problems(ansible.scan, "roles/x/tasks/main.yml", "- a: [\n")] == [2]
    assert problems(ansible.scan, "group_vars/all.yml", "$ANSIBLE_VAULT;1.1;AES256\n6162\n6364\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("driver: {name: docker}\nplatforms: [{name: a, image: debian}]\n", [("platforms[0].image", "debian")]),
        (
            "platforms: [{name: a, image: 'geerlingguy/docker-${D:-rocky9}-ansible:latest'}]\n",
            [("platforms[0].image", "geerlingguy/docker-rocky9-ansible:latest")],
        ),
        ("driver: {name: podman}\nplatforms: [{name: a, image: '${I}'}]\n", [("platforms[0].image", None)]),
        ("driver: {name: vagrant}\nplatforms: [{name: a, image: 'debian:12'}]\n", []),
        ("driver: {name: ec2}\nplatforms: [{name: a, image: ami-1}]\n", []),
        ("platforms: [{name: a, image: debian}]\n", []),
    ],
)
def test_molecule(text, expected):
    assert found(molecule.scan, "molecule/default/molecule.yml", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "resources: {a: {type: 'docker:RemoteImage', properties: {name: 'a:1'}}}\n",
            [("resources.a.properties.name", "a:1")],
        ),
        (
            "resources: {a: {type: 'docker:index/container:Container', properties: {image: '${x.repoDigest}'}}}\n",
            [("resources.a.properties.image", None)],
        ),
        (
            "config: {t: {default: '1'}}\nresources: {a: {type: 'docker:Image', properties: {imageName: 'me/a:${t}'}}}\n",
            [("resources.a.properties.imageName", "me/a:1", "build-output")],
        ),
        (
            "variables: {i: 'a:1'}\nresources: {a: {type: 'kubernetes:core/v1:Pod', properties: {spec: {containers: [{image: '${i}'}]}}}}\n",
            [("resources.a.properties.spec.containers[0].image", "a:1")],
        ),
        ("resources: {a: {type: 'aws:ec2:Instance', properties: {image: 'a:1'}}}\n", []),
    ],
)
def test_pulumi(text, expected):
    assert found(pulumi.scan, "Pulumi.yaml", text) == expected


values = st.sampled_from(["a:1", "q.io/b:2", "{{ web_img }}", "{{ none }}", "{{ registry }}/c:{{ version }}"])


@given(st.lists(values, max_size=4))
def test_rewriting_changes_one(names):
    tasks = "".join(f"    - docker_container: {{name: 'é', image: '{name}'}}\n" for name in names)
    rewriting_changes_one(ansible.scan, "playbook.yml", PLAY.replace("    - name: one\n      ", tasks))


@given(
    st.binary()
    | st.text(alphabet="{}[]:-'\"%# \nabdocker_imagehosts").map(
        lambda text: f"- hosts: a\n  tasks:\n  - {text}".encode()
    )
)
def test_no_input_crashes_it(data):
    ansible.recognises(data)
    for scan in (ansible.scan, molecule.scan, pulumi.scan):
        list(scan(Source("a.yml", data)))
