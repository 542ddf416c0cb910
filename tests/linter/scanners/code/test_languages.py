"""Programs: what their calls name, and what they do not."""

import pytest
from tests.linter.scanners.code.tables import pinned, rows

TESTCONTAINERS = "import org.testcontainers.containers.*;\nimport org.testcontainers.utility.DockerImageName;\n"
GO = 'import (\n\t"github.com/testcontainers/testcontainers-go"\n\t%s\n)\n'
HEX = "0" * 64
NODE = 'import { GenericContainer } from "testcontainers";\n'

JAVA_HITS = [
    ('new GenericContainer<>("redis:7");', [("redis:7",)]),
    ('new GenericContainer("redis:7").withExposedPorts(6379);', [("redis:7",)]),
    ('new PostgreSQLContainer<>("postgres:16");', [("postgres:16",)]),
    ('DockerImageName.parse("redis:7");', [("redis:7",)]),
    ('new GenericContainer<>(DockerImageName.parse("redis:7"));', [("redis:7",)]),
    ('DockerImageName.parse("a/b:2").asCompatibleSubstituteFor("postgres");', [("a/b:2",)]),
    ('DockerImageName.parse("redis").withTag("7");', [("redis:7",)]),
    ('DockerImageName.parse("redis").withTag(version);', [(None, "fixed")]),
    (
        'class X { static final String IMAGE = "x/y:1"; GenericContainer<?> c = new GenericContainer<>(IMAGE); }',
        [("x/y:1",)],
    ),
    ('class X { static final String V = "1"; Object c = new GenericContainer<>("x/y:" + V); }', [("x/y:1", "fixed")]),
    ("class X { void run(String image) { new GenericContainer<>(image); } }", [(None, "fixed")]),
    ('class X { String image = "a:1"; void run(String image) { new GenericContainer<>(image); } }', [(None, "fixed")]),
    ('class X { void f() { String i = "a:1"; i = "b:1"; new GenericContainer<>(i); } }', [(None, "fixed")]),
    (
        'class X { void f() { String i = "a:1"; new GenericContainer<>(i); } void g() { String i = "b:1"; } }',
        [("a:1",)],
    ),
    ('class X extends GenericContainer<X> { X() { super("a:1"); } }', [("a:1",)]),
    ('new GenericContainer<>(System.getProperty("image", "a:1"));', [("a:1",)]),
    ('new GenericContainer<>(big ? "a:1" : "b:1");', [("a:1",), ("b:1",)]),
    ('new RemoteDockerImage("a:1");', [("a:1",)]),
    ('/* \u00e4\u00f6 */ new GenericContainer<>("redis:7");', [("redis:7",)]),
    (
        'class X { String I = "a:1"; Object b = new GenericContainer<>(I); Object c = new GenericContainer<>(I); }',
        [("a:1",)],
    ),
]
JAVA_MISSES = [
    'String s = "redis:7";',
    '// new GenericContainer<>("redis:7");',
    '/* new GenericContainer<>("redis:7"); */',
    'log("new GenericContainer<>(\\"redis:7\\")");',
    'String doc = """\n  new GenericContainer<>("redis:7")\n""";',
    'new GenericContainer<>(new ImageFromDockerfile("x"));',
    'new DockerComposeContainer(new File("compose.yml"));',
    "new PostgreSQLContainer<>();",
    'new LocalStackContainer("0.11.2");',
    'new Thread("redis:7");',
    "class GenericContainer(image) {}",
    "new GenericContainer<>(makeImage());",
]


@pytest.mark.parametrize(("code", "found"), JAVA_HITS)
def test_java(code, found):
    assert rows("code.java", "X.java", TESTCONTAINERS + code) == found


@pytest.mark.parametrize("code", JAVA_MISSES)
def test_java_that_names_no_image(code):
    assert rows("code.java", "X.java", TESTCONTAINERS + code) == []


def test_java_without_the_library():
    assert rows("code.java", "X.java", 'new GenericContainer<>("redis:7");') == []


@pytest.mark.parametrize(
    ("path", "code", "found"),
    [
        ("X.java", 'import com.github.dockerjava.api.DockerClient;\nc.pullImageCmd("a:1").exec();', [("a:1",)]),
        ("X.java", 'import com.github.dockerjava.api.DockerClient;\nc.createContainerCmd("a:1").exec();', [("a:1",)]),
        ("X.java", 'import io.fabric8.kubernetes.api.model.*;\nb.withName("x").withImage("a:1");', [("a:1",)]),
        (
            "X.java",
            'import io.kubernetes.client.openapi.models.V1Container;\nnew V1Container().name("x").image("a:1");',
            [("a:1",)],
        ),
        ("X.java", 'import io.kubernetes.client.openapi.models.V1Container;\nx.image("a:1");', []),
        (
            "X.kt",
            TESTCONTAINERS + 'val c = PostgreSQLContainer<Nothing>("postgres:16").apply { withX("y") }',
            [("postgres:16",)],
        ),
        ("X.kt", TESTCONTAINERS + 'class R : GenericContainer<R>("redis:7")', [("redis:7",)]),
        ("X.kt", TESTCONTAINERS + 'val t = "7"\nval c = GenericContainer("redis:$t")', [("redis:7", "fixed")]),
        ("X.kt", TESTCONTAINERS + 'val i = "redis:7"\nval c = GenericContainer<Nothing>("$i")', [("redis:7",)]),
        ("X.kt", TESTCONTAINERS + 'val c = GenericContainer("redis:${v()}")', [(None, "fixed")]),
        ("X.kt", TESTCONTAINERS + 'fun f(image: String = "redis:7") { GenericContainer(image) }', [("redis:7",)]),
        ("X.kt", TESTCONTAINERS + "class GenericContainer(image: String)", []),
        (
            "X.scala",
            'import com.dimafeng.testcontainers.GenericContainer\nval d = GenericContainer.Def("redis:7")',
            [("redis:7",)],
        ),
        (
            "X.scala",
            'import com.dimafeng.testcontainers.A\nGenericContainer.Def(dockerImage = DockerImageName.parse("a:1"))',
            [("a:1",)],
        ),
        ("X.groovy", TESTCONTAINERS + "def c = new GenericContainer('redis:7')", [("redis:7",)]),
    ],
)
def test_the_other_languages_of_the_jvm(path, code, found):
    assert rows("code.java", path, code) == found


@pytest.mark.parametrize(
    ("imported", "code", "found"),
    [
        (
            "",
            'testcontainers.ContainerRequest{\n\tImage: "redis:7",\n\tExposedPorts: []string{"6379/tcp"},\n}',
            [("redis:7",)],
        ),
        (
            "",
            'r := &testcontainers.X{ContainerRequest: testcontainers.ContainerRequest{Image: "a:1"}}',
            [("a:1",)],
        ),
        ("", 'c, err := testcontainers.Run(ctx, "nginx:1")', [("nginx:1",)]),
        ("", 'testcontainers.WithImage("nginx:1")', [("nginx:1",)]),
        ("", "const image = `redis:7`\nfunc f() { testcontainers.Run(ctx, image) }", [("redis:7",)]),
        ("", 'const (\n\timage = "redis:7"\n)\nfunc f() { testcontainers.Run(ctx, image) }', [("redis:7",)]),
        ("", 'var image string = "redis:7"\nfunc f() { testcontainers.Run(ctx, image) }', [("redis:7",)]),
        ("", 'func f() { image := "a:1"; testcontainers.Run(ctx, image) }', [("a:1",)]),
        ("", "func f(image string) { testcontainers.Run(ctx, image) }", [(None, "fixed")]),
        ("", 'func f() { testcontainers.Run(ctx, fmt.Sprintf("redis:%s", v)) }', [(None, "fixed")]),
        ("", 'type ContainerRequest struct { Image string }\nvar s = "redis:7"', []),
        ("", 't.Run("redis:7", func(t *testing.T) {})', []),
        (
            '"github.com/testcontainers/testcontainers-go/modules/postgres"',
            'postgres.Run(ctx, "postgres:16", postgres.WithDatabase("d"))',
            [("postgres:16",)],
        ),
        ('tc "github.com/testcontainers/testcontainers-go/modules/redis"', 'tc.Run(ctx, "redis:7")', [("redis:7",)]),
        ('"github.com/ory/dockertest/v3"', 'r, err := pool.Run("postgres", "16", []string{"A=b"})', [("postgres:16",)]),
        (
            '"github.com/ory/dockertest/v3"',
            'pool.RunWithOptions(&dockertest.RunOptions{\n\tRepository: "a/b",\n\tTag: "1",\n})',
            [("a/b:1",)],
        ),
        ('"github.com/ory/dockertest/v3"', 't.Run("case", "x")', []),
        ('"github.com/docker/docker/client"', 'cli.ImagePull(ctx, "alpine:3", image.PullOptions{})', [("alpine:3",)]),
        (
            '"github.com/docker/docker/api/types/container"',
            'container.Config{Image: "alpine:3", Cmd: []string{"x"}}',
            [("alpine:3",)],
        ),
        ('corev1 "k8s.io/api/core/v1"', 'corev1.Container{Name: "x", Image: "nginx:1"}', [("nginx:1",)]),
        (
            'v1 "k8s.io/api/core/v1"',
            'x := []v1.Container{{Name: "x", Image: "nginx:1"}, {Image: "b:1"}}',
            [("nginx:1",), ("b:1",)],
        ),
        ('"dagger.io/dagger"', 'client.Container().From("alpine:3").WithExec(x)', [("alpine:3",)]),
        ('"dagger.io/dagger"', 'mail.From("alpine:3")', []),
        (
            '"github.com/pulumi/pulumi-docker/sdk/v4/go/docker"',
            'docker.ContainerArgs{Image: pulumi.String("nginx:1")}',
            [("nginx:1",)],
        ),
        ('"os/exec"', 'exec.Command("docker", "run", "--rm", "alpine:3", "echo", "a b")', [("alpine:3",)]),
        ('"os/exec"', 'exec.CommandContext(ctx, "docker", "pull", img)', [(None, "fixed")]),
        ('"os/exec"', 'exec.Command("git", "pull", "alpine:3")', []),
    ],
)
def test_go(imported, code, found):
    assert rows("code.golang", "x_test.go", "package x\n" + GO % imported + code) == found


@pytest.mark.parametrize(
    ("imported", "code", "found"),
    [
        (NODE, 'await new GenericContainer("redis:7").start();', [("redis:7",)]),
        (NODE, "await new GenericContainer('redis:7').start();", [("redis:7",)]),
        (NODE, "await new GenericContainer(`redis:7`).start();", [("redis:7",)]),
        (NODE, 'const v = "7"; new GenericContainer(`redis:${v}`)', [("redis:7", "fixed")]),
        (NODE, "new GenericContainer(`redis:${process.env.V}`)", [(None, "fixed")]),
        (NODE, 'const IMAGE = "redis:7";\nnew GenericContainer(IMAGE)', [("redis:7",)]),
        (NODE, 'new GenericContainer(process.env.IMAGE ?? "redis:7")', [("redis:7",)]),
        (NODE, 'class X { constructor(image = "redis:7") { new GenericContainer(image) } }', [("redis:7",)]),
        (NODE, 'const re = /["\']/g; new GenericContainer("redis:7")', [("redis:7",)]),
        (NODE, 'GenericContainer.fromDockerfile("dir")', []),
        (NODE, 'const s = "redis:7"', []),
        ("", 'new GenericContainer("redis:7")', []),
        (
            'const { MySqlContainer } = require("@testcontainers/mysql");\n',
            'new MySqlContainer("mysql:8")',
            [("mysql:8",)],
        ),
        ('import Docker from "dockerode";\n', 'docker.pull("alpine:3", cb)', [("alpine:3",)]),
        (
            'import Docker from "dockerode";\n',
            'await docker.createContainer({ Image: "alpine:3", Cmd: ["x"] })',
            [("alpine:3",)],
        ),
        ('import Docker from "dockerode";\n', 'git.pull("alpine:3")', []),
        ('import * as ecs from "aws-cdk-lib/aws-ecs";\n', 'ecs.ContainerImage.fromRegistry("a/b:1")', [("a/b:1",)]),
        ('import { dag } from "@dagger.io/dagger";\n', 'dag.container().from("alpine:3")', [("alpine:3",)]),
        ('import { dag } from "@dagger.io/dagger";\n', 'Array.from("alpine:3")', []),
        (
            'import * as k8s from "@pulumi/kubernetes";\n',
            'new k8s.core.v1.Pod("p", { spec: { containers: [{ name: "a", image: "nginx:1" }] } })',
            [("nginx:1",)],
        ),
        (
            'import * as docker from "@pulumi/docker";\n',
            'new docker.Container("c", { image: "nginx:1" })',
            [("nginx:1",)],
        ),
        ('import * as docker from "@pulumi/docker";\n', 'const card = { image: "logo.png" }', []),
        (
            'import * as exec from "@actions/exec";\n',
            'await exec.exec("docker", ["run", "--rm", "alpine:3"])',
            [("alpine:3",)],
        ),
        ('import { execSync } from "node:child_process";\n', 'execSync("docker run --rm alpine:3")', [("alpine:3",)]),
        ('import { execSync } from "node:child_process";\n', "execSync(`docker run ${image}`)", [(None, "fixed")]),
    ],
)
def test_javascript(imported, code, found):
    assert rows("code.javascript", "x.test.ts", imported + code) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (
            'using Testcontainers.PostgreSql;\nnew PostgreSqlBuilder().WithImage("postgres:16").Build();',
            [("postgres:16",)],
        ),
        ('using Testcontainers.PostgreSql;\nnew PostgreSqlBuilder("postgres:16").Build();', [("postgres:16",)]),
        (
            'using DotNet.Testcontainers.Builders;\nnew ContainerBuilder().WithName("x").WithImage("redis:7");',
            [("redis:7",)],
        ),
        (
            'using DotNet.Testcontainers.Builders;\nconst string I = "redis:7";\nnew ContainerBuilder().WithImage(I);',
            [("redis:7",)],
        ),
        ('using DotNet.Testcontainers.Builders;\nnew ContainerBuilder().WithImage($"redis:{V}");', [(None, "fixed")]),
        ('using DotNet.Testcontainers.Builders;\nnew ContainerBuilder().WithImage(@"redis:7");', [("redis:7",)]),
        ("using DotNet.Testcontainers.Builders;\npublic X WithImage(string image) {}", []),
        ('using DotNet.Testcontainers.Builders;\nnew StringBuilder("a b");', []),
        ('x.WithImage("redis:7");', []),
        ('using Aspire.Hosting;\nb.AddContainer("n", "img/x", "1.2");', [("img/x:1.2",)]),
        ('using Aspire.Hosting;\nb.AddContainer("n", "img/x:1.2");', [("img/x:1.2",)]),
        ('using Aspire.Hosting;\nb.AddPostgres("p").WithImage("a/b").WithImageTag("2");', [("a/b:2",)]),
        (
            'using Aspire.Hosting;\nb.AddPostgres("p").WithImage("a/b").WithImageRegistry("r.io").WithImageTag("2");',
            [("r.io/a/b:2",)],
        ),
        ('using Aspire.Hosting;\nb.AddRedis("p").WithImageTag("2");', []),
        (f'using Aspire.Hosting;\nb.AddX("p").WithImage("a/b").WithImageSHA256("{HEX}");', [(f"a/b@sha256:{HEX}",)]),
    ],
)
def test_dotnet(code, found):
    assert rows("code.csharp", "X.cs", code) == found


@pytest.mark.parametrize(
    ("scanner", "path", "code", "found"),
    [
        (
            "rust",
            "x.rs",
            'use testcontainers::GenericImage;\nfn f<\'a>() { GenericImage::new("redis", "7.2") }',
            [("redis:7.2",)],
        ),
        (
            "rust",
            "x.rs",
            'use testcontainers::GenericImage;\nconst T: &str = "7";\nfn f() { GenericImage::new("redis", T) }',
            [("redis:7",)],
        ),
        (
            "rust",
            "x.rs",
            'use testcontainers::GenericImage;\nfn f(t: &str) { GenericImage::new("redis", t) }',
            [(None, "fixed")],
        ),
        ("rust", "x.rs", 'use testcontainers::X;\nlet s = r#"GenericImage::new("redis", "7")"#;', []),
        ("ruby", "x.rb", 'Testcontainers::DockerContainer.new("redis:7")', [("redis:7",)]),
        ("ruby", "x.rb", "Docker::Image.create('fromImage' => 'ubuntu:22.04')", [("ubuntu:22.04",)]),
        ("ruby", "x.rb", 'Testcontainers; Foo.new("redis:7") # x', []),
        (
            "php",
            "x.php",
            "<?php\nuse Testcontainers\\Container\\GenericContainer;\n$c = new GenericContainer('redis:7');",
            [("redis:7",)],
        ),
        ("elixir", "x.exs", 'Testcontainers.Container.new("redis:7")', [("redis:7",)]),
    ],
)
def test_scripting(scanner, path, code, found):
    assert rows(f"code.scripting:scan_{scanner}", path, code) == found


@pytest.mark.parametrize(
    ("scanner", "path", "code", "fixed"),
    [
        (
            "code.java",
            "X.java",
            TESTCONTAINERS + 'f("\u00e4"); new GenericContainer<>("redis:7");\r\n',
            ("redis:7", "redis:7@D"),
        ),
        (
            "code.java",
            "X.java",
            TESTCONTAINERS + 'String I = "redis:7";\nnew GenericContainer<>(I);',
            ("redis:7", "redis:7@D"),
        ),
        ("code.java", "X.java", TESTCONTAINERS + 'DockerImageName.parse("redis").withTag("7")', ('"7"', '"7@D"')),
        (
            "code.golang",
            "x.go",
            GO % '"github.com/ory/dockertest/v3"' + 'pool.Run("postgres", "16", nil)',
            ('"16"', '"16@D"'),
        ),
        (
            "code.scripting:scan_rust",
            "x.rs",
            'use testcontainers::X; GenericImage::new("redis", "7")',
            ('"7"', '"7@D"'),
        ),
        ("code.csharp", "X.cs", 'using Aspire.Hosting;\nb.AddContainer("n", "i/x", "1.2");', ('"1.2"', '"1.2@D"')),
        ("code.csharp", "X.cs", 'using Aspire.Hosting;\nb.AddContainer("n", "i/x:1.2");', ('"i/x:1.2"', '"i/x:1.2@D"')),
        ("code.java", "X.java", TESTCONTAINERS + 'new GenericContainer<>("redis:" + "7");', ("", "")),
        ("code.java", "X.java", TESTCONTAINERS + 'new GenericContainer<>("redis\\u003a7");', ("", "")),
    ],
)
def test_pinning(scanner, path, code, fixed):
    digest = "sha256:" + "ab" * 32
    expected = code.replace(fixed[0], fixed[1].replace("D", digest)) if fixed[0] else code
    assert pinned(scanner, path, code).decode() == expected


@pytest.mark.parametrize(
    ("scanner", "path", "code"),
    [
        (
            "code.java",
            "X.java",
            TESTCONTAINERS + 'class A extends GenericContainer<A> { } class B extends C { B() { super("a:1"); } }',
        ),
        ("code.java", "X.java", TESTCONTAINERS + "DockerImageName.parse(toString());"),
        ("code.csharp", "X.cs", 'using Aspire.Hosting;\ncosmos.AddCosmosDatabase("d").AddContainer("entries", "/id");'),
        ("code.csharp", "X.cs", 'using Aspire.Hosting;\ndb.AddContainer("entries", "id");'),
    ],
)
def test_what_only_looks_like_it(scanner, path, code):
    assert rows(scanner, path, code) == []


@pytest.mark.parametrize(
    ("scanner", "text", "taken"),
    [
        ("golang", b'import (\n"github.com/testcontainers/testcontainers-go"\n)\nx{Image: "a:1"}', True),
        ("golang", b'// Code generated by x. DO NOT EDIT.\nimport (\n"k8s.io/api/core/v1"\n)\nx{Image: "a:1"}', False),
        ("golang", b'import "fmt"\nx{Image: "a:1"}', False),
        ("java", b"import org.testcontainers.containers.GenericContainer;", True),
        ("java", b'class GenericContainer { String image = "redis:7"; }', False),
        ("javascript", b'import { GenericContainer } from "testcontainers";', True),
        ("javascript", b"const { GenericContainer } = require('testcontainers');", True),
        ("javascript", b"// testcontainers", False),
        ("jenkins", b"pipeline {\n  agent any\n}", True),
        ("jenkins", b"import org.testcontainers.X\ndocker.image('x')", False),
        ("jenkins", b"class Foo { def bar() { } }", False),
        ("gradle", b"plugins { id 'com.google.cloud.tools.jib' }\njib { }", True),
        ("gradle", b"plugins { id 'java' }", False),
        ("starlark", b"oci_pull(name = 'x')", True),
        ("starlark", b"cc_library(name = 'x')", False),
        ("nextflow", b"process {\n  withName: 'X' { container = 'a' }\n}", True),
        ("nextflow", b"container = client.V1Container(\n", False),
        ("csharp", b"using Testcontainers.PostgreSql;", True),
        ("csharp", b"using System;", False),
    ],
)
def test_what_is_recognised(scanner, text, taken):
    from importlib import import_module

    assert import_module(f"mooring.scanners.code.{scanner}").recognises(text) is taken
