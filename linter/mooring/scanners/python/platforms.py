"""Libraries that describe what runs in containers: workflows, clusters and clouds."""

from __future__ import annotations

from mooring.scanners.python.arguments import Argument, Table, built, cached, pulled, pushed, table, used
from mooring.scanners.shell import uses

_KUBERNETES = table(
    ("V1Container V1EphemeralContainer", used("image")),
    ("V1ImageVolumeSource", used("reference")),
)
_FLYTE = table(
    ("ImageSpec", used("base_image")),
    ("ContainerTask", used("image@1")),
    ("flytekit.task flytekit.dynamic flytekit.eager flytekit.map_task task.task", used("container_image")),
    ("ShellTask RawShellTask SQLite3Task with_overrides", used("container_image")),
)
_CDK8S = table(("ContainerProps Container add_container add_init_container", used("image")))
_DEPLOYED = (Argument("image", uses.BUILD, unless="build"), *used("job_variables.image"))

PLATFORMS: dict[str, Table] = {
    "airflow": table(
        ("task.docker task.docker_virtualenv task.kubernetes task.kubernetes_cmd", used("image")),
        ("docker_task kubernetes_task", used("image")),
        ("DAG dag", used("default_args.image")),
        ("EcsRegisterTaskDefinitionOperator", used("container_definitions[].image")),
        ("DataprocCreateBatchOperator", used("batch.runtime_config.container_image")),
        ("SageMakerTrainingOperator", used("config.AlgorithmSpecification.TrainingImage")),
        ("BatchOperator", used("container_overrides.image")),
    ),
    "kubernetes": _KUBERNETES,
    "kubernetes_asyncio": _KUBERNETES,
    "lightkube": table(("Container EphemeralContainer", used("image"))),
    "hera": table(
        ("Container Script script container UserContainer Sidecar InitContainer ContainerNode", used("image")),
    ),
    "prefect": table(
        ("prefect.deploy prefect.adeploy deployments.deploy deployments.adeploy", _DEPLOYED),
        ("flow().deploy flow().adeploy from_source().deploy from_source().adeploy", _DEPLOYED),
        ("flow().to_deployment flow().ato_deployment", used("job_variables.image")),
        ("Deployment.build_from_flow", used("infra_overrides.image")),
        ("DockerImage", built("name@0", tag="tag@1")),
        ("DockerContainer KubernetesJob KubernetesRun ECSRun ECSTask", used("image")),
        ("DockerRun", used("image@0")),
        ("AzureContainerInstanceJob CloudRunJob VertexAICustomTrainingJob", used("image")),
        ("Docker", used("base_image")),
        ("ImageBuilder", used("base_image@0")),
        ("pull_docker_image", pulled("repository@1", tag="tag@2", digest_for_tag=True)),
        ("create_docker_container", used("image@0")),
    ),
    "dagster": table(
        ("DockerRunLauncher", used("image@1")),
        ("K8sRunLauncher", used("job_image")),
        ("execute_docker_container execute_k8s_job", used("image@1")),
        ("PipesDockerClient().run PipesK8sClient().run", used("image")),
        ("docker_executor.configured docker_container_op.configured k8s_job_op.configured", used("@0.image")),
        ("k8s_job_executor.configured", used("@0.job_image")),
    ),
    "flytekit": _FLYTE,
    "flytekitplugins": _FLYTE,
    "flyte": table(
        ("Image.from_base", used("image_uri@0")),
        ("ContainerTask TaskEnvironment", used("image")),
    ),
    "kfp": table(
        ("component notebook_component", (*used("base_image"), *built("target_image"))),
        ("create_component_from_func create_component_from_func_v2 func_to_container_op", used("base_image")),
        ("ContainerSpec", used("image@0")),
        ("ContainerOp InitContainer Sidecar UserContainer", used("image@1")),
        ("set_container_image", used("name@0")),
    ),
    "kr8s": table(("Pod.gen Deployment.gen Job.gen", used("image"))),
    "metaflow": table(("batch kubernetes", used("image"))),
    "ray": table(
        ("ray.init ray.remote submit_job options", used("runtime_env.image_uri", "runtime_env.container.image")),
        ("RuntimeEnv", used("image_uri", "container.image")),
    ),
    "dask": table(
        ("KubeCluster make_cluster_spec make_worker_spec make_pod_spec", used("image")),
        ("FargateCluster ECSCluster", used("image")),
        ("EC2Cluster AzureVMCluster GCPCluster DropletCluster HetznerCluster OpenStackCluster", used("docker_image")),
    ),
    "sky": table(("Resources", (Argument("image_id", prefix="docker:"),))),
    "zenml": table(("DockerSettings", used("parent_image"))),
    "coiled": table(("Cluster function create_software_environment", used("container"))),
    "aws_cdk": table(
        ("ContainerImage.from_registry", used("name@0")),
        ("DockerImage.from_registry BundlingDockerImage.from_registry", used("image@0")),
        ("from_docker_registry", used("name@0")),
        ("ContainerDefinitionProperty ContainerPropertiesProperty TaskContainerPropertiesProperty", used("image")),
        ("CfnProject.EnvironmentProperty", used("image")),
        ("ImageRepositoryProperty Source.from_ecr_public", used("image_identifier")),
    ),
    "cdk8s_plus": _CDK8S,
    "imports": _CDK8S,
    "pulumi_docker": table(
        ("RemoteImage RemoteImageArgs", used("name")),
        ("Container ServiceTaskSpecContainerSpecArgs", used("image")),
        ("RegistryImage", pushed("name")),
        ("get_registry_image get_registry_image_output", pulled("name@0")),
        ("Image", built("image_name")),
        ("CacheFromArgs", cached("images")),
    ),
    "pulumi_docker_build": table(
        ("Image", (*built("tags"), *cached("cache_from[].registry.ref", "cache_to[].registry.ref"))),
        ("CacheFromRegistryArgs CacheToRegistryArgs", cached("ref")),
    ),
    "pulumi": table(
        ("TaskDefinition", used("container_definitions[].image")),
        ("JobDefinition", used("container_properties.image")),
        ("lambda_.Function", used("image_uri")),
        ("FargateService EC2Service", used("task_definition_args.container.image")),
    ),
    "boto3": table(
        ("client().register_task_definition", used("containerDefinitions[].image")),
        ("client().register_job_definition", used("containerProperties.image")),
        ("client().create_training_job", used("AlgorithmSpecification.TrainingImage")),
        ("client().create_processing_job", used("AppSpecification.ImageUri")),
        ("client().create_model", used("PrimaryContainer.Image", "Containers[].Image")),
        ("client().create_function", used("Code.ImageUri")),
        ("client().update_function_code", used("ImageUri")),
    ),
    "sagemaker": table(
        ("Estimator Model", used("image_uri@0")),
        ("Processor ScriptProcessor", used("image_uri@1")),
        ("AlgorithmEstimator ContainerConfig FrameworkProcessor ModelBuilder MultiDataModel", used("image_uri")),
        ("HuggingFace HuggingFaceModel PyTorch PyTorchModel SKLearn SKLearnModel", used("image_uri")),
        ("PySparkProcessor SparkJarProcessor TensorFlow TensorFlowModel XGBoost XGBoostModel", used("image_uri")),
        ("remote step", used("image_uri")),
        ("ModelTrainer", used("training_image")),
    ),
    "google": table(
        (
            "CustomContainerTrainingJob CustomTrainingJob CustomPythonPackageTrainingJob CustomJob.from_local_script",
            used("container_uri", "model_serving_container_image_uri"),
        ),
        ("CustomJob", used("worker_pool_specs[].container_spec.image_uri")),
        ("Model.upload", used("serving_container_image_uri")),
        ("ContainerSpec Runnable.Container", used("image_uri")),
        ("run_v2.Container types.Container", used("image")),
    ),
    "azure": table(
        ("entities.Environment", used("image")),
        ("containerinstance.models.Container containerinstance.models.InitContainerDefinition", used("image")),
        ("appcontainers.models.Container appcontainers.models.InitContainer", used("image")),
    ),
    "azureml": table(("Environment.from_docker_image", used("image@1"))),
}
"""What calls take, by the package they come from and the end of their path."""
