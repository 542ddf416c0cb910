"""The properties of AWS' resource types that hold images, by the CloudFormation Template Reference."""

from __future__ import annotations

_CONTAINERS = ("ContainerDefinitions.Image",)

PROPERTIES: dict[str, tuple[str, ...]] = {
    "AWS::ECS::TaskDefinition": _CONTAINERS,
    "AWS::ECS::ExpressGatewayService": ("PrimaryContainer.Image",),
    "AWS::Lambda::Function": ("Code.ImageUri",),
    "AWS::Serverless::Function": ("ImageUri",),
    "AWS::CodeBuild::Project": ("Environment.Image",),
    "AWS::Batch::JobDefinition": (
        "ContainerProperties.Image",
        "NodeProperties.NodeRangeProperties.Container.Image",
        "NodeProperties.NodeRangeProperties.EcsProperties.TaskProperties.Containers.Image",
        "EcsProperties.TaskProperties.Containers.Image",
        "EksProperties.PodProperties.Containers.Image",
        "EksProperties.PodProperties.InitContainers.Image",
    ),
    "AWS::AppRunner::Service": ("SourceConfiguration.ImageRepository.ImageIdentifier",),
    "AWS::SageMaker::Model": ("PrimaryContainer.Image", "Containers.Image"),
    "AWS::SageMaker::ImageVersion": ("BaseImage",),
    "AWS::SageMaker::ModelPackage": (
        "InferenceSpecification.Containers.Image",
        "AdditionalInferenceSpecifications.Containers.Image",
    ),
    "AWS::SageMaker::MonitoringSchedule": (
        "MonitoringScheduleConfig.MonitoringJobDefinition.MonitoringAppSpecification.ImageUri",
    ),
    "AWS::Lightsail::Container": ("ContainerServiceDeployment.Containers.Image",),
    "AWS::EMRServerless::Application": ("ImageConfiguration.ImageUri",),
    "AWS::ImageBuilder::ContainerRecipe": ("ParentImage",),
    "AWS::GameLift::ContainerGroupDefinition": (
        "GameServerContainerDefinition.ImageUri",
        "SupportContainerDefinitions.ImageUri",
    ),
    "AWS::BedrockAgentCore::Runtime": ("AgentRuntimeArtifact.ContainerConfiguration.ContainerUri",),
    "AWS::Omics::Workflow": ("ContainerRegistryMap.ImageMappings.DestinationImage",),
}
"""By type, the paths below `Properties`; lists on the way stand for each of their items."""

SCRIPTS: dict[str, tuple[str, ...]] = {
    "AWS::EC2::Instance": ("UserData",),
    "AWS::EC2::LaunchTemplate": ("LaunchTemplateData.UserData",),
    "AWS::AutoScaling::LaunchConfiguration": ("UserData",),
}
"""By type, the paths of shell scripts."""

NAMED = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application", "AWS::CloudFormation::StackSet")
"""The types that hand parameters on to another template."""
