"""CloudFormation, ECS, Batch, Copilot, the Serverless Framework."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.scans import DIGEST, found, images, pinned, rewriting_changes_one, scanned

from mooring import Source
from mooring.scanners.infrastructure import cloudformation, copilot, ecs, pipeline, serverless
from mooring.scanners.tables import COMPOSED, UNKNOWN

PARAMETERS = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Image: {Type: String, Default: "nginx:1.25"}
  Tag:
    Type: String
    Default: 7.2
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /x/y}
  Given: {Type: String}
Mappings:
  Regions:
    eu-west-1: {Image: "eu/a:1"}
    us-east-1: {Image: "us/a:1"}
Resources:
  T:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: a
          Image: """

VALUES = [
    ("nginx:1", [("nginx:1", None)]),
    ("'nginx:1' # c", [("nginx:1", None)]),
    ("!Ref Image", [("nginx:1.25", None)]),
    ("{Ref: Image}", [("nginx:1.25", None)]),
    ("!Ref Given", [(None, UNKNOWN)]),
    ("!Ref Stored", [(None, UNKNOWN)]),
    ("!Ref AWS::AccountId", [(None, UNKNOWN)]),
    ('!Sub "redis:${Tag}"', [("redis:7.2", COMPOSED)]),
    ('!Sub "${Image}"', [("nginx:1.25", None)]),
    ('!Sub "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/a:1"', [(None, UNKNOWN)]),
    ('!Sub ["a/${X}:1", {X: b}]', [("a/b:1", COMPOSED)]),
    ('{"Fn::Sub": "redis:8"}', [("redis:8", None)]),
    ('!Join [":", [a, !Ref Tag]]', [("a:7.2", COMPOSED)]),
    ('!Join ["", [!Ref Given, ":1"]]', [(None, UNKNOWN)]),
    ("!If [Prod, 'a:1', !Ref Image]", [("a:1", None), ("nginx:1.25", None)]),
    ("!If [Prod, 'a:1', !Ref 'AWS::NoValue']", [("a:1", None)]),
    ("!FindInMap [Regions, !Ref AWS::Region, Image]", [("eu/a:1", None), ("us/a:1", None)]),
    ("!FindInMap [Regions, eu-west-1, Image]", [("eu/a:1", None)]),
    ("!ImportValue x", [(None, UNKNOWN)]),
    ("!GetAtt a.b", [(None, UNKNOWN)]),
    ('"{{resolve:ssm:x}}"', [(None, UNKNOWN)]),
]


@pytest.mark.parametrize(("value", "expected"), VALUES)
def test_the_values_of_a_template(value, expected):
    _, everything = scanned(cloudformation.scan, "t.yaml", f"{PARAMETERS}{value}\n")
    definitions = [one for one in everything if not one.where.startswith("Parameters")]
    assert sorted((one.resolved or "", one.reason) for one in definitions) == sorted(
        (r or "", why) for r, why in expected
    )
    assert {one.where for one in definitions} == {"Resources.T.Properties.ContainerDefinitions[0].Image"}


def template(type_, properties):
    return f'Resources:\n  X:\n    Type: "{type_}"\n    Properties: {properties}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (template("AWS::Lambda::Function", "{Code: {ImageUri: 'a:1'}}"), ["a:1"]),
        (template("AWS::Serverless::Function", "{PackageType: Image, ImageUri: 'a:1'}"), ["a:1"]),
        (template("AWS::CodeBuild::Project", "{Environment: {Image: 'aws/codebuild/standard:7.0'}}"), []),
        (template("AWS::CodeBuild::Project", "{Environment: {Image: 'a/b:1'}}"), ["a/b:1"]),
        (template("AWS::Batch::JobDefinition", "{ContainerProperties: {Image: 'a:1'}}"), ["a:1"]),
        (
            template("AWS::AppRunner::Service", "{SourceConfiguration: {ImageRepository: {ImageIdentifier: 'a:1'}}}"),
            ["a:1"],
        ),
        (
            template("AWS::SageMaker::Model", "{Containers: [{Image: 'a:1'}], PrimaryContainer: {Image: 'b:1'}}"),
            ["a:1", "b:1"],
        ),
        (
            template(
                "AWS::ECS::TaskDefinition", "{ContainerDefinitions: [!If [C, {Image: 'a:1'}, !Ref 'AWS::NoValue']]}"
            ),
            ["a:1"],
        ),
        (template("AWS::EC2::Instance", "{ImageId: ami-1, UserData: !Base64 'docker run -d a:1'}"), ["a:1"]),
        (template("AWS::EC2::Instance", "{UserData: {'Fn::Base64': !Sub 'docker run ${Nowhere}'}}"), [None]),
        (template("AWS::CloudFormation::Stack", "{Parameters: {ApiImage: 'q.io/a:1', Size: 'b:1'}}"), ["q.io/a:1"]),
        (template("AWS::EC2::LaunchTemplate", "{LaunchTemplateData: {ImageId: 'a:1'}}"), []),
        (template("AWS::ImageBuilder::Image", "{Image: 'a:1'}"), []),
        (template("Custom::Thing", "{Image: 'a:1'}"), []),
        ("Parameters:\n  AppImage: {Default: 'a/b:1'}\n  ImageTag: {Default: '1'}\n", ["a/b:1"]),
    ],
)
def test_what_resources_name(text, expected):
    assert images(cloudformation.scan, "t.yml", text) == expected


def test_a_template_in_json():
    text = (
        '{"Resources": {"T": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": ['
        '{"Image": "a:1"}, {"Image": {"Ref": "P"}}, {"Image": {"Fn::Sub": "x:${T}"}}]}}},'
        ' "Parameters": {"P": {"Default": "p:1"}, "T": {"Default": 2}}}'
    )
    assert images(cloudformation.scan, "t.json", text) == ["a:1", "p:1", "x:2"]
    assert pinned(cloudformation.scan, "t.json", text) == text.replace("a:1", f"a:1@{DIGEST}").replace(
        "p:1", f"p:1@{DIGEST}"
    )


def test_a_parameter_is_rewritten_where_it_stands():
    text = f"{PARAMETERS}!Ref Image # é\n"
    assert pinned(cloudformation.scan, "t.yaml", text) == text.replace("nginx:1.25", f"nginx:1.25@{DIGEST}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"AWSTemplateFormatVersion: 2010-09-09", True),
        (b"Transform: AWS::Serverless-2016-10-31", True),
        (b"Resources:\n  A:\n    Type: AWS::S3::Bucket", True),
        (b'{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}', True),
        (b"resources:\n  type: AWS", False),
        (b"kind: Pod", False),
    ],
)
def test_what_is_a_template(text, expected):
    assert cloudformation.recognises(text) == expected


@pytest.mark.parametrize(
    "value",
    [
        "!Join ['', &a [" + "*a, " * 40 + "x]]",
        "!If [a, &b !If [c, *b, *b], *b]",
        "&c {Ref: *c}",
    ],
)
def test_what_is_hostile_takes_no_time(value):
    scanned(cloudformation.scan, "t.yaml", f"{PARAMETERS}{value}\n")


@pytest.mark.parametrize(
    ("scan", "path", "text", "expected"),
    [
        (
            ecs.scan,
            "task.json",
            '{"family": "a", "containerDefinitions": [{"image": "a:1"}, {"image": "<IMAGE>"}]}',
            [("containerDefinitions[0].image", "a:1"), ("containerDefinitions[1].image", None)],
        ),
        (ecs.scan, "task.yml", "containerDefinitions:\n- image: a:1\n", [("containerDefinitions[0].image", "a:1")]),
        (
            ecs.scan,
            "Dockerrun.aws.json",
            '{"AWSEBDockerrunVersion": "1", "Image": {"Name": "a:1"}}',
            [("Image.Name", "a:1")],
        ),
        (pipeline.scan, "imagedefinitions.json", '[{"name": "a", "imageUri": "a:1"}]', [("[0].imageUri", "a:1")]),
        (
            pipeline.scan,
            "job.json",
            '{"containerProperties": {"image": "a:1"}}',
            [("containerProperties.image", "a:1")],
        ),
        (
            copilot.scan,
            "m.yml",
            "image: {location: 'a:1'}\nsidecars: {e: {image: 'b:1'}, f: {image: {build: .}}}\n",
            [("image.location", "a:1"), ("sidecars.e.image", "b:1")],
        ),
        (
            copilot.scan,
            "m.yml",
            "image: {build: {dockerfile: D, args: {BASE_IMAGE: 'a:1'}}}\n",
            [("image.build.args.BASE_IMAGE", "a:1")],
        ),
        (copilot.scan, "p.yml", "build: {image: 'aws/codebuild/amazonlinux2-x86_64-standard:5.0'}\n", []),
        (
            serverless.scan,
            "serverless.yml",
            "provider: {ecr: {images: {base: {path: .}, b: 'q.io/b:1', c: {uri: 'q.io/c:1'}}}}\n",
            [("provider.ecr.images.b", "q.io/b:1"), ("provider.ecr.images.c.uri", "q.io/c:1")],
        ),
        (
            serverless.scan,
            "serverless.yml",
            "custom: {i: 'q.io/a:1'}\nfunctions: {a: {image: base}, b: {image: '${self:custom.i}'}, c: {image: '${env:X}'}}\n",
            [("functions.b.image", "q.io/a:1"), ("functions.c.image", None)],
        ),
        (
            serverless.scan,
            "serverless.yml",
            "resources:\n  Resources:\n    L: {Type: 'AWS::Lambda::Function', Properties: {Code: {ImageUri: 'a:1'}}}\n",
            [("resources.Resources.L.Properties.Code.ImageUri", "a:1")],
        ),
    ],
)
def test_other_files(scan, path, text, expected):
    assert found(scan, path, text) == expected


def test_an_environment_of_copilot_is_a_hint():
    _, (mention,) = scanned(copilot.scan, "m.yml", "environments: {prod: {image: {location: 'a:1'}}}\n")
    assert mention.where == "environments.prod.image.location"
    assert "production" in mention.hints


@given(
    st.lists(
        st.sampled_from(["a:1", "!Ref Image", "!Ref Given", '!Sub "b:${Tag}"', "'q.io/c:2'"]), min_size=1, max_size=4
    )
)
def test_rewriting_changes_one(values):
    text = PARAMETERS + "\n        - Image: ".join(values) + "\n"
    rewriting_changes_one(cloudformation.scan, "t.yaml", text)


@given(st.binary() | st.text(alphabet="{}[]:!-&* \nResourcesFnSubRef$").map(str.encode))
def test_no_input_crashes_it(data):
    for module in (cloudformation, ecs, pipeline, copilot):
        module.recognises(data)
        for path in ("a.yml", "a.json"):
            list(module.scan(Source(path, data)))
    list(serverless.scan(Source("serverless.yml", data)))
