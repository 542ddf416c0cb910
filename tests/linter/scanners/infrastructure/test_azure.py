"""ARM templates, Bicep, and the YAML of Azure's command line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kit.scans import DIGEST, found, images, pinned, problems, rewriting_changes_one, scanned

from mooring import Source
from mooring.scanners.infrastructure import arm, bicep
from mooring.scanners.tables import COMPOSED, UNKNOWN

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


def deployment(image):
    return (
        f'{{"$schema": "{SCHEMA}", "parameters": {{"image": {{"type": "string", "defaultValue": "nginx:1"}},'
        ' "tag": {"defaultValue": "2"}, "given": {}}, "variables": {"v": "[concat(\'a/b:\', parameters(\'tag\'))]",'
        ' "loop": "[concat(variables(\'loop\'), \'x\')]"}, "resources": [{"type": "Microsoft.ContainerInstance/containerGroups",'
        f' "properties": {{"containers": [{{"properties": {{"image": "{image}"}}}}]}}}}]}}'
    )


@pytest.mark.parametrize(
    ("image", "resolved", "reason"),
    [
        ("mcr.microsoft.com/a:1", "mcr.microsoft.com/a:1", None),
        ("[parameters('image')]", "nginx:1", None),
        ("[variables('v')]", "a/b:2", COMPOSED),
        ("[concat('c:', parameters('tag'))]", "c:2", COMPOSED),
        ("[format('{0}/d:{1}', 'q.io', parameters('tag'))]", "q.io/d:2", COMPOSED),
        ("[concat(parameters('given'), ':1')]", None, UNKNOWN),
        ("[if(true(), 'a:1', 'b:1')]", None, UNKNOWN),
        ("[variables('loop')]", None, UNKNOWN),
        ("[reference('x').y]", None, UNKNOWN),
        ("[", "[", None),
    ],
)
def test_the_expressions_of_a_template(image, resolved, reason):
    _, everything = scanned(arm.scan, "azuredeploy.json", deployment(image))
    mention = next(one for one in everything if one.where.startswith("resources"))
    assert (mention.resolved, mention.reason) == (resolved, reason)


@pytest.mark.parametrize(
    ("scan", "path", "text", "expected"),
    [
        (
            arm.scan,
            "a.json",
            '{"resources": [{"properties": {"template": {"containers": [{"image": "a:1"}]}}}]}',
            [("resources[0].properties.template.containers[0].image", "a:1")],
        ),
        (
            arm.scan,
            "a.json",
            '{"resources": [{"properties": {"siteConfig": {"linuxFxVersion": "DOCKER|a:1"}}}]}',
            [("resources[0].properties.siteConfig.linuxFxVersion", "a:1")],
        ),
        (
            arm.scan,
            "a.json",
            '{"appSettings": [{"name": "DOCKER_CUSTOM_IMAGE_NAME", "value": "a:1"}, {"name": "X", "value": "b:1"}]}',
            [("appSettings[0].value", "a:1")],
        ),
        (
            arm.scan,
            "a.parameters.json",
            '{"parameters": {"containerImage": {"value": "a:1"}, "vmImage": {"value": "b:1"}}}',
            [("parameters.containerImage.value", "a:1")],
        ),
        (
            arm.scan,
            "aci.yaml",
            "type: Microsoft.ContainerInstance/containerGroups\nproperties:\n  containers:\n  - properties:\n      image: a:1\n",
            [("properties.containers[0].properties.image", "a:1")],
        ),
        (arm.scan, "a.json", '{"imageReference": {"publisher": "Canonical", "sku": "22_04-lts"}}', []),
        (
            bicep.scan,
            "main.bicep",
            (
                "resource a 'Microsoft.App/containerApps@2023' = if (x) {\n  p: [\n    1\n    2\n  ]\n"
                "  properties: { template: { containers: [ { image: 'a:1' } ] } }\n}\n"
            ),
            [("resource.a.properties.template.containers[0].image", "a:1")],
        ),
        (
            bicep.scan,
            "main.bicep",
            "module m 'br/public:x:1' = [for i in range(0, 3): {\n  params: { containers: [ { image: 'a:1' } ] }\n}]\n",
            [("module.m[0].params.containers[0].image", "a:1")],
        ),
        (
            bicep.scan,
            "main.bicep",
            "param containerImage string = 'a/b:1'\nparam tag string = 'c:1'\n",
            [("param.containerImage", "a/b:1")],
        ),
        (
            bicep.scan,
            "main.bicepparam",
            "using './main.bicep'\nparam containerImage = 'a:1'\n",
            [("param.containerImage", "a:1")],
        ),
        (bicep.scan, "main.bicep", "// param image string = 'a:1'\n@description('image: a:1')\nparam x string\n", []),
        (
            bicep.scan,
            "main.bicep",
            "resource v 'Microsoft.Compute/virtualMachines@2023' = { properties: { imageReference: { sku: 'a:1' } } }\n",
            [],
        ),
        (bicep.scan, "main.bicep", "resource s 'x' = {\n  siteConfig: { linuxFxVersion: 'PYTHON|3.12' }\n}\n", []),
        (bicep.scan, "main.bicep", "var s = '''\nimage: 'a:1'\n'''\n", []),
    ],
)
def test_where_images_are(scan, path, text, expected):
    assert found(scan, path, text) == expected


def app(image):
    return (
        "param web string = 'nginx:1'\nparam tag string = '2'\nvar registry = 'q.io'\n"
        f"resource a 'Microsoft.App/containerApps@2023' = {{\n  properties: {{ template: {{ containers: [ {{ image: {image} }} ] }} }}\n}}\n"
    )


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("web", ["nginx:1"]),
        ("'${web}'", ["nginx:1"]),
        ("'${registry}/a:${tag}'", ["q.io/a:2"]),
        ("'${acr.properties.loginServer}/a:1'", [None]),
        ("empty(x) ? 'a:1' : web", ["a:1", "nginx:1"]),
        ("x.?y ?? 'b:1'", [None, "b:1"]),
        ("'it\\'s'", ["it's"]),
    ],
)
def test_the_expressions_of_bicep(image, expected):
    assert sorted(images(bicep.scan, "main.bicep", app(image)), key=str) == sorted(expected, key=str)


def test_what_is_broken():
    text = "param a string = 'x\nparam containerImage string = 'a/b:1'\n"
    assert images(bicep.scan, "main.bicep", text) == ["a/b:1"]
    assert problems(bicep.scan, "main.bicep", text) == [(1, "invalid Bicep: `'` is missing here")]


@pytest.mark.parametrize(
    ("scan", "path", "text", "fixed"),
    [
        (bicep.scan, "m.bicep", app("web /* é */"), app("web /* é */").replace("nginx:1", f"nginx:1@{DIGEST}")),
        (bicep.scan, "m.bicep", "\ufeff" + app("'a:1'"), "\ufeff" + app(f"'a:1@{DIGEST}'")),
        (bicep.scan, "m.bicep", app("'a:${tag}'"), app("'a:${tag}'")),
        (arm.scan, "a.json", deployment("a:1"), deployment(f"a:1@{DIGEST}").replace("nginx:1", f"nginx:1@{DIGEST}")),
        (
            arm.scan,
            "a.json",
            deployment("[parameters('image')]"),
            deployment("[parameters('image')]").replace("nginx:1", f"nginx:1@{DIGEST}"),
        ),
    ],
)
def test_fixes(scan, path, text, fixed):
    assert pinned(scan, path, text) == fixed


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (f'{{"$schema": "{SCHEMA}"}}'.encode(), True),
        (b"type: Microsoft.App/containerApps\n", True),
        (b'{"$schema": "https://json-schema.org/draft-07/schema"}', False),
        (b"type: object", False),
    ],
)
def test_what_is_recognised(data, expected):
    assert arm.recognises(data) == expected


@given(st.sampled_from(["web", "'a:1'", "'q.io/b:2'", "'c:${tag}'", "x ? 'd:1' : 'e:1'"]))
def test_rewriting_changes_one(image):
    rewriting_changes_one(bicep.scan, "main.bicep", app(image))


@given(st.binary() | st.text(alphabet="{}[]()='$\\ \nimage:1.?").map(lambda text: f"var image = {text}".encode()))
def test_no_input_crashes_it(data):
    list(bicep.scan(Source("main.bicep", data)))
    list(arm.scan(Source("a.json", data)))
    arm.recognises(data)
