"""Which arguments of which libraries name images."""

from textwrap import indent

import pytest

from mooring.scanners.python.arguments import Argument
from mooring.scanners.python.engines import ENGINES
from mooring.scanners.python.libraries import taken
from mooring.scanners.python.platforms import PLATFORMS
from mooring.scanners.tables import UNKNOWN

MANIFEST = """\
apiVersion: v1
kind: Pod
metadata: {namespace: shop}
spec:
  initContainers: [{image: "a:1"}]
  containers:
  - image: b:1
"""

DOCKER = [
    ("docker.from_env().containers.run('a:1')", ["a:1"]),
    ("docker.DockerClient(base_url='x').containers.create(image='a:1', command='x')", ["a:1"]),
    ("docker.client.from_env().containers.run('a:1', platform='linux/arm64')", ["a:1 on linux/arm64"]),
    ("c = docker.from_env()\nwith c as d:\n    d.containers.run('a:1')", ["a:1"]),
    ("with docker.from_env() as c:\n    c.images.pull('a:1')", ["a:1"]),
    ("containers = docker.from_env().containers\ncontainers.run('a:1')", ["a:1"]),
    ("run = docker.from_env().containers.run\nrun('a:1')", ["a:1"]),
    ("def f(c: docker.DockerClient):\n    c.images.pull('a:1')", ["a:1"]),
    ("def f(c: 'docker.DockerClient | None' = None):\n    c.images.pull('a:1')", ["a:1"]),
    ("def f(c: Optional[docker.DockerClient]):\n    c.images.pull('a:1')", ["a:1"]),
    ("def f(c):\n    c.images.pull('a:1')\nf(docker.from_env())", ["a:1"]),
    ("def make() -> docker.DockerClient: ...\nmake().images.pull('a:1')", ["a:1"]),
    ("def make():\n    return docker.from_env()\nmake().images.pull('a:1')", ["a:1"]),
    ("class A:\n    c = docker.from_env()\n    def f(self):\n        self.c.images.pull('a:1')", ["a:1"]),
    (
        (
            "class A:\n    def __init__(self):\n        self.c = docker.from_env()\n"
            "    def f(self):\n        self.c.images.pull('a:1')"
        ),
        ["a:1"],
    ),
    (
        (
            "class A:\n    def __init__(self, c: docker.DockerClient):\n        self._c = c\n    @property\n"
            "    def c(self):\n        return self._c\n    def f(self):\n        self.c.images.pull('a:1')"
        ),
        ["a:1"],
    ),
    (
        "class A:\n    c: docker.DockerClient\n    def f(self):\n        self.c.images.pull('a:1')",
        ["a:1"],
    ),
    ("class A(docker.DockerClient):\n    def f(self):\n        self.images.pull('a:1')", ["a:1"]),
    (
        "import pytest\n@pytest.fixture\ndef c():\n    yield docker.from_env()\ndef test(c):\n    c.images.pull('a:1')",
        ["a:1"],
    ),
    ("try:\n    c = docker.from_env()\nexcept Exception:\n    c = None\nc.images.pull('a:1')", ["a:1"]),
    ("c = None\ndef f():\n    global c\n    c = docker.from_env()\nc.images.pull('a:1')", ["a:1"]),
    ("(docker.from_env() or x).images.pull('a:1')", ["a:1"]),
    ("docker.from_env().images.pull('a', tag='1')", ["a = a:1"]),
    ("docker.from_env().images.pull('a', '1')", ["a = a:1"]),
    ("docker.from_env().images.pull(repository='a', tag='sha256:%s')" % ("d" * 64), ["a = a@sha256:" + "d" * 64]),
    ("docker.from_env().images.pull('a:1', tag='sha256:%s')" % ("d" * 64), ["a:1 = a:1@sha256:" + "d" * 64]),
    ("docker.from_env().images.pull('a:0', tag='1')", ["a:0 = a:1"]),
    ("docker.from_env().images.pull('a', tag=None)", ["a"]),
    ("docker.from_env().images.pull('a', tag='')", ["a"]),
    ("docker.from_env().images.pull('a', tag=v)", [f"'a' = ? | {UNKNOWN}"]),
    ("docker.from_env().images.push('a', tag='1')", ["a = a:1 (build-output)"]),
    ("docker.from_env().images.build(path='.', tag='a:1', cache_from=['b:1'])", ["a:1 (build-output)", "b:1 (cache)"]),
    (
        "i, logs = docker.from_env().images.build(tag='a:1')\ni.tag('b', tag='2')",
        ["a:1 (build-output)", "b = b:2 (build-output)"],
    ),
    ("c = docker.from_env()\ni = c.images.pull('a:1')\nc.containers.run(i)\nc.containers.run(i.id)", ["a:1"]),
    ("docker.from_env().containers.run('a:1').commit('b', '2')", ["a:1", "b = b:2 (build-output)"]),
    ("docker.from_env().services.create('a:1')", ["a:1"]),
    ("docker.types.ContainerSpec('a:1')", ["a:1"]),
    ("docker.types.ContainerSpec(image='a:1')", ["a:1"]),
    ("docker.APIClient().create_container('a:1')", ["a:1"]),
    ("docker.from_env().api.create_container(image='a:1')", ["a:1"]),
    ("docker.APIClient().pull('a', tag='1')", ["a = a:1"]),
    ("docker.APIClient().build(path='.', tag='a:1')", ["a:1 (build-output)"]),
    ("docker.APIClient().tag('a:1', 'b', 'c')", ["b = b:c (build-output)"]),
    ("docker.from_env().images.get('a:1')", []),
    ("docker.from_env().images.remove(image='a:1')", []),
    ("docker.from_env().images.list(name='a:1')", []),
    ("docker.from_env().containers.get('a:1')", []),
    ("docker.from_env().volumes.create('a')", []),
    ("docker.from_env().login('a', 'b')", []),
    ("client.containers.run('a:1')", []),
    ("def f(client):\n    client.containers.run('a:1')", []),
    ("def f(docker):\n    docker.from_env().containers.run('a:1')", []),
    ("docker = Fake()\ndocker.from_env().containers.run('a:1')", []),
    ("class C:\n    def run(self, image): ...\nC().run('a:1')", []),
    ("'a:1'\nx = 'b:1'\nprint('c:1')\nIMAGE = 'd:1'", []),
]

OTHERS = [
    ("from docker import DockerClient as D", "D().images.pull('a:1')", ["a:1"]),
    ("from docker import *", "from_env().images.pull('a:1')", ["a:1"]),
    ("import docker as d, os", "d.from_env().images.pull('a:1')", ["a:1"]),
    ("from . import docker", "docker.from_env().images.pull('a:1')", []),
    ("from .docker import from_env", "from_env().images.pull('a:1')", []),
    ("import podman", "podman.PodmanClient().containers.run('a:1')", ["a:1"]),
    ("from podman import PodmanClient", "with PodmanClient() as c:\n    c.images.pull('a', tag='1')", ["a = a:1"]),
    ("import podman", "podman.from_env().pods.create('p', infra_image='a:1')", ["a:1"]),
    (
        "import aiodocker",
        "async def f():\n    d = aiodocker.Docker()\n    await d.images.pull('a', tag='1')",
        ["a = a:1"],
    ),
    ("import aiodocker", "async def f():\n    d = aiodocker.Docker()\n    await d.pull('a:1')", ["a:1"]),
    (
        "from aiodocker import Docker",
        "async def f():\n    async with Docker() as d:\n        await d.containers.run(config={'Image': 'a:1', 'Cmd': ['x']})",
        ["a:1"],
    ),
    ("import aiodocker", "c = {'Image': 'a:1'}\naiodocker.Docker().containers.create_or_replace('n', c)", ["a:1"]),
    ("from python_on_whales import docker", "docker.run('a:1', ['x'])", ["a:1"]),
    ("from python_on_whales import docker", "docker.pull(['a:1', 'b:1'])", ["a:1", "b:1"]),
    ("from python_on_whales import docker", "docker.container.create('a:1')", ["a:1"]),
    ("from python_on_whales import docker", "docker.volume.create('a')\ndocker.network.create('b')", []),
    ("from python_on_whales import DockerClient", "DockerClient(client_call=['podman']).image.pull('a:1')", ["a:1"]),
    (
        "from python_on_whales import docker",
        "docker.build('.', tags=['a:1', 'b:1'], cache_from='c:1')",
        ["a:1 (build-output)", "b:1 (build-output)", "c:1 (cache)"],
    ),
    (
        "from python_on_whales import docker",
        "docker.buildx.build('.', tags='a:1', cache_to='type=registry,ref=c:1')",
        ["a:1 (build-output)", "c:1 (cache)"],
    ),
    ("from python_on_whales import docker", "docker.tag('a:1', 'b:1')", ["b:1 (build-output)"]),
    ("from python_on_whales import docker", "docker.image.inspect('a:1')", []),
    ("from testcontainers.postgres import PostgresContainer", "PostgresContainer('a:1', port=1)", ["a:1"]),
    ("from testcontainers.postgres import PostgresContainer as P", "with P(image='a:1') as p: ...", ["a:1"]),
    ("import testcontainers.redis", "testcontainers.redis.RedisContainer('a:1')", ["a:1"]),
    (
        "from testcontainers.core.container import DockerContainer",
        "DockerContainer('a:1').with_env('X', 'b:1')",
        ["a:1"],
    ),
    (
        "from testcontainers.core.container import DockerContainer",
        "DockerContainer('a:1').with_image('b:1')",
        ["a:1", "b:1"],
    ),
    ("from testcontainers.generic import ServerContainer", "ServerContainer(80, 'a:1')", ["a:1"]),
    (
        "from testcontainers.selenium import BrowserWebDriverContainer",
        "BrowserWebDriverContainer(CAPS, OPTIONS, 'a:1').with_video(image='b:1')\nBrowserWebDriverContainer(CAPS, OPTIONS)",
        ["a:1", "b:1"],
    ),
    (
        "from testcontainers.core.docker_client import DockerClient as D",
        "D().run('a:1')\nD().build('.', tag='b:1')",
        ["a:1", "b:1 (build-output)"],
    ),
    (
        "from testcontainers.postgres import *\nfrom os.path import *\nfrom testcontainers.redis import *",
        "RedisContainer('a:1')\njoin('b:1')",
        ["a:1"],
    ),
    ("from testcontainers.redis import RedisContainer", "RedisContainer()", []),
    ("from testcontainers.localstack import LocalStackContainer", "LocalStackContainer(image='a:1')", ["a:1"]),
    (
        "from testcontainers.core.image import DockerImage\nfrom testcontainers.core.container import DockerContainer",
        "with DockerImage(path='.', tag='a:1') as i:\n    DockerContainer(str(i))",
        ["a:1 (build-output)"],
    ),
    ("from testcontainers.compose import DockerCompose", "DockerCompose('.', 'a:1')", []),
    ("from testcontainers.core.container import *", "DockerContainer('a:1')", ["a:1"]),
    (
        "from airflow.providers.docker.operators.docker import DockerOperator",
        "DockerOperator(task_id='t', image='a:1')",
        ["a:1"],
    ),
    ("from airflow.providers.docker.operators import docker_swarm as s", "s.DockerSwarmOperator(image='a:1')", ["a:1"]),
    (
        "from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator",
        "KubernetesPodOperator(image='a:1', namespace='prod')",
        ["a:1 in prod,production"],
    ),
    ("from airflow.operators.python import PythonOperator", "PythonOperator(python_callable=f, task_id='image:1')", []),
    ("from airflow.decorators import task", "@task.docker(image='a:1')\ndef f(): ...", ["a:1"]),
    ("from airflow.sdk import task", "@task.kubernetes(image='a:1')\ndef f(): ...", ["a:1"]),
    (
        "from airflow.models import Variable\nfrom airflow.decorators import task",
        "@task.docker(image=Variable.get('x', default_var='a:1'))\ndef f(): ...",
        ["a:1"],
    ),
    (
        "from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator",
        "KubernetesPodOperator.partial(task_id='t', image='a:1').expand(cmds=[['x']])",
        ["a:1"],
    ),
    (
        "from airflow.decorators import task",
        "@task(executor_config={'KubernetesExecutor': {'image': 'a:1'}})\ndef f(): ...",
        ["a:1"],
    ),
    ("from airflow import DAG", "with DAG('d', default_args={'image': 'a:1'}): ...", ["a:1"]),
    (
        "from airflow.providers.amazon.aws.operators.ecs import EcsRegisterTaskDefinitionOperator as E",
        "E(family='f', container_definitions=[{'name': 'n', 'image': 'a:1'}])",
        ["a:1"],
    ),
    (
        "from airflow.providers.docker.operators.docker import DockerOperator",
        "DockerOperator(image='{{ var.value.i }}')",
        [f"{{{{ var.value.i }}}} = ? | {UNKNOWN}"],
    ),
    ("from kubernetes.client import models as k8s", "k8s.V1Container(name='n', image='a:1')", ["a:1"]),
    ("from kubernetes import client", "client.V1EphemeralContainer(image='a:1')", ["a:1"]),
    ("from kubernetes_asyncio.client import V1Container", "V1Container(name='a', image=None)", []),
    ("from kubernetes import client", "client.V1ContainerStatus(image='a:1', image_id='b')", []),
    (
        "from kubernetes import client",
        "b = {'spec': {'containers': [{'name': 'n', 'image': 'a:1'}], 'initContainers': [{'image': 'b:1'}]}}",
        ["a:1", "b:1"],
    ),
    (
        "from kubernetes import client",
        "client.V1Pod(spec=dict(containers=[dict(name='x', image='a:1')]))",
        ["a:1"],
    ),
    ("from kubernetes import client", "p = {'volumes': [{'name': 'v', 'image': {'reference': 'a:1'}}]}", ["a:1"]),
    ("from kubernetes import client", "c = client.V1Container(name='x')\nc.image = 'a:1'", ["a:1"]),
    (
        "from kubernetes import client",
        (
            "d = read()\nd.spec.template.spec.containers[0].image = 'a:1'\n"
            "for c in d.spec.template.spec.init_containers:\n    c.image = 'b:1'\nd.image = 'c:1'"
        ),
        ["a:1", "b:1"],
    ),
    ("import json", "b = {'spec': {'containers': [{'name': 'n', 'image': 'a:1'}]}}", []),
    ("from kubernetes import client", "b = {'image': 'logo.png', 'containers': ['a:1']}", []),
    (
        "from kubernetes import client",
        "b = {'containers': [{'image': 'logo.png'}, {'image': 'https://x.org/a:1'}]}",
        [],
    ),
    (
        "from kubernetes import client",
        "b = {'containers': [{'image': 'busybox'}, {'image': x}]}",
        ["busybox", f"x = ? | {UNKNOWN}"],
    ),
    (
        "import yaml\nfrom kubernetes import utils",
        f"M = {MANIFEST!r}\nutils.create_from_dict(c, yaml.safe_load(M))",
        ["a:1 in shop", "b:1 in shop"],
    ),
    (
        "import yaml\nfrom kubernetes import utils",
        f'yaml.safe_load_all("""\\\n{MANIFEST}""")',
        ["a:1 in shop", "b:1 in shop"],
    ),
    (
        "import textwrap, yaml\nfrom kubernetes import utils",
        'yaml.safe_load_all(textwrap.dedent("""\n' + indent(f"{MANIFEST}---\n{MANIFEST}", "    ") + '"""))',
        ["a:1 in shop", "b:1 in shop"] * 2,
    ),
    ("import subprocess", f'subprocess.run(["kubectl", "apply", "-f-"], input=b"""{MANIFEST}""")', []),
    (
        "import subprocess",
        f'subprocess.run(["kubectl", "apply"], input="""{MANIFEST}""".encode())',
        ["a:1 in shop", "b:1 in shop"],
    ),
    ("import yaml\nfrom kubernetes import utils", 'yaml.safe_load("a: {image: a:1}")', []),
    ("import yaml\nfrom kubernetes import utils", f'yaml.safe_load("""{MANIFEST}{{}}""" % x)', []),
    (
        "from kfp.components import load_component_from_text",
        'load_component_from_text("""\nname: é\nimplementation:\n  container: {image: a:1, command: [x]}\n""")',
        ["a:1"],
    ),
    ("from prefect import flow", "@flow\ndef f(): ...\nf.deploy('n', image='a:1')", ["a:1 (build-output)"]),
    ("from prefect import flow", "@flow(name='x')\ndef f(): ...\nf.deploy('n', image='a:1', build=False)", ["a:1"]),
    ("from prefect import flow", "flow.from_source('x').deploy('n', job_variables={'image': 'a:1'})", ["a:1"]),
    (
        "from prefect.docker import DockerImage",
        "DockerImage(name='a', tag='1', dockerfile='D')",
        ["a = a:1 (build-output)"],
    ),
    ("from prefect.infrastructure import KubernetesJob", "KubernetesJob(image='a:1')", ["a:1"]),
    ("from prefect_docker import DockerContainer", "DockerContainer(image='a:1')", ["a:1"]),
    ("from dagster_docker import docker_executor", "docker_executor.configured({'image': 'a:1'})", ["a:1"]),
    (
        "from dagster import job, op, RunRequest",
        (
            "@job(config={'execution': {'config': {'job_image': 'a:1'}}})\ndef j(): ...\n"
            "@op(tags={'dagster-k8s/config': {'container_config': {'image': 'b:1'}}})\ndef o(): ...\n"
            "RunRequest(run_config={'execution': {'config': {'image': 'c:1'}}})"
        ),
        ["a:1", "b:1", "c:1"],
    ),
    ("from dagster_k8s import PipesK8sClient", "def f(c: PipesK8sClient):\n    c.run(context=x, image='a:1')", ["a:1"]),
    (
        "from dagger import dag",
        "dag.container(platform=p).from_('a:1').with_exec(['x']).publish('b:1')",
        ["a:1", "b:1 (build-output)"],
    ),
    (
        "import dagger",
        "async def f():\n    async with dagger.Connection() as c:\n        c.container().from_('a:1')",
        ["a:1"],
    ),
    ("import dagger", "def f(c: dagger.Container):\n    c.from_(address='a:1')", ["a:1"]),
    ("import modal", "modal.Image.from_registry('a:1', add_python='3.12').pip_install('b:1')", ["a:1"]),
    ("from modal import Image", "Image.from_dockerfile('Dockerfile')\nImage.debian_slim()", []),
    ("import flytekit", "@flytekit.task(container_image='a:1')\ndef f(): ...", ["a:1"]),
    (
        "from flytekit import task, ImageSpec",
        "s = ImageSpec(name='n', base_image='a:1', registry='r')\n@task(container_image=s)\ndef f(): ...",
        ["a:1"],
    ),
    ("from flytekit import ContainerTask", "ContainerTask(name='n', image='a:1', command=[])", ["a:1"]),
    (
        "from kfp import dsl",
        "@dsl.component(base_image='a:1', target_image='b:1')\ndef f(): ...",
        ["a:1", "b:1 (build-output)"],
    ),
    ("from kfp import dsl", "@dsl.container_component\ndef f():\n    return dsl.ContainerSpec(image='a:1')", ["a:1"]),
    ("from kfp.dsl import ContainerOp", "ContainerOp('n', 'a:1')", ["a:1"]),
    ("from aws_cdk import aws_ecs as ecs", "ecs.ContainerImage.from_registry('a:1')", ["a:1"]),
    ("from aws_cdk import aws_ecs as ecs", "ecs.ContainerImage.from_asset('a')", []),
    (
        "from aws_cdk import aws_codebuild as c",
        "c.CfnProject.EnvironmentProperty(image='a:1')\nc.CfnProject.EnvironmentProperty(image='aws/codebuild/standard:7.0')",
        ["a:1"],
    ),
    (
        "from aws_cdk import aws_eks",
        "cluster.add_manifest('x', {'spec': {'containers': [{'name': 'x', 'image': 'a:1'}]}})",
        ["a:1"],
    ),
    (
        "from aws_cdk import aws_apprunner_alpha as a",
        "a.Source.from_ecr_public(image_identifier='public.ecr.aws/x/y:1')",
        ["public.ecr.aws/x/y:1"],
    ),
    (
        "from aws_cdk.aws_codebuild import LinuxBuildImage as L",
        "L.from_docker_registry('a:1')\nL.STANDARD_7_0",
        ["a:1"],
    ),
    ("from aws_cdk import aws_lambda as l", "l.DockerImageCode.from_image_asset('a')", []),
    ("import pulumi_docker as d", "d.RemoteImage('r', name='a:1')\nd.Container('c', image='b:1')", ["a:1", "b:1"]),
    ("import pulumi_docker as d", "d.RemoteImage('r', d.RemoteImageArgs(name='a:1'))", ["a:1"]),
    (
        "import pulumi_docker_build as d",
        "d.Image('x', tags=['a:1'], cache_from=[{'registry': {'ref': 'a:cache'}}])",
        ["a:1 (build-output)", "a:cache (cache)"],
    ),
    (
        "from pulumi_kubernetes.core.v1 import PodSpecArgs",
        "PodSpecArgs(containers=[{'name': 'n', 'image': 'a:1'}], init_containers=[{'image': 'b:1'}])",
        ["a:1", "b:1"],
    ),
    (
        "import pulumi_docker as d",
        "i = d.Image('r', image_name='a:1')\nd.Container('c', image=i.base_image_name)",
        ["a:1 (build-output)"],
    ),
    ("from pulumi_kubernetes.core.v1 import ContainerArgs", "ContainerArgs(name='n', image='a:1')", ["a:1"]),
    (
        "import pulumi_kubernetes as k",
        "k.apps.v1.Deployment('d', spec={'template': {'spec': {'containers': [{'image': 'a:1'}]}}})",
        ["a:1"],
    ),
    (
        "import json\nimport pulumi_aws as aws",
        "aws.ecs.TaskDefinition('t', container_definitions=json.dumps([{'image': 'a:1'}]))",
        ["a:1"],
    ),
    ("import pulumi_gcp as g", "g.compute.InstanceBootDiskInitializeParamsArgs(image='debian-cloud/debian-11')", []),
    ("import pulumi_gcp as g", "g.cloudrunv2.ServiceTemplateContainerArgs(image='a:1')", ["a:1"]),
    ("import boto3", "boto3.client('ecs').register_task_definition(containerDefinitions=[{'image': 'a:1'}])", ["a:1"]),
    ("from sagemaker.estimator import Estimator", "Estimator('a:1', role='r')", ["a:1"]),
    ("from google.cloud import aiplatform", "aiplatform.CustomContainerTrainingJob(container_uri='a:1')", ["a:1"]),
    ("from google.cloud import run_v2", "run_v2.Container(image='a:1')", ["a:1"]),
    ("from google.cloud import vision", "vision.Image(content=c)\nvision.Container(image='a.png')", []),
    ("import ray", "ray.init(runtime_env={'image_uri': 'a:1'})", ["a:1"]),
    ("from metaflow import batch, step", "@batch(image='a:1')\n@step\ndef f(): ...", ["a:1"]),
    ("from azure.ai.ml.entities import Environment", "Environment(image='a:1')", ["a:1"]),
    (
        "from hera.workflows import Container, script",
        "Container(image='a:1')\n@script(image='b:1')\ndef f(): ...",
        ["a:1", "b:1"],
    ),
    ("import sky", "sky.Resources(image_id='docker:a:1')\nsky.Resources(image_id='ami-1')", ["a:1"]),
    ("from zenml.config import DockerSettings", "DockerSettings(parent_image='a:1')", ["a:1"]),
    ("c = get_config()", "c.DockerSpawner.image = 'a:1'\nc.KubeSpawner.cpu_limit = 'b:1'", ["a:1"]),
    ("from PIL import Image", "Image.open('a.png')\nx.image = 'b:1'", []),
]


@pytest.mark.parametrize(("code", "expected"), DOCKER)
def test_the_docker_sdk(read, code, expected):
    assert read(f"import docker\nfrom typing import Optional\n{code}\n") == expected


@pytest.mark.parametrize(("imports", "code", "expected"), OTHERS)
def test_a_library(read, imports, code, expected):
    assert read(f"{imports}\n{code}\n") == expected


def test_every_row_is_reached_by_the_path_that_it_names():
    for package, table in {**ENGINES, **PLATFORMS}.items():
        for end, arguments in table.items():
            path = end if end.startswith(f"{package}.") else f"{package}.{end}"
            assert list(taken(path)) == list(arguments), (package, end)


def test_an_argument_says_where_it_stands():
    argument = Argument("specs@2[].image")
    assert (argument.name, argument.position, argument.steps, str(argument)) == (
        "specs",
        2,
        ["[]", "image"],
        "specs[].image",
    )
