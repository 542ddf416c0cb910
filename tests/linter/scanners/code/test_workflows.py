"""Scientific workflows, Earthfiles, definition files of Apptainer, and the marker comment."""

import pytest
from tests.linter.scanners.code.tables import DIGEST, pinned, rows

from mooring import Problem, Source
from mooring.scanners import marker

NEXTFLOW = [
    (
        'process A {\n  container \'ubuntu:22.04\'\n  script:\n  """\n  container \'no:1\'\n  """\n}',
        [("ubuntu:22.04",)],
    ),
    ('process A { container "quay.io/a/b:1" }', [("quay.io/a/b:1",)]),
    ("process A { container 'docker://a/b:1' }", [("a/b:1",)]),
    ("process A { container params.image }", [(None, "fixed")]),
    ("params.image = 'a:1'\nprocess A { container params.image }", [("a:1",)]),
    (
        "process A {\n  container \"${ e == 'singularity' && !x ?\n 'https://d.org/x:1' :\n 'biocontainers/x:1' }\"\n}",
        [("biocontainers/x:1",)],
    ),
    ("process A { conda 'bioconda::x=1' }", []),
    ("process A { container 'https://depot.galaxyproject.org/singularity/x:1' }", []),
    ("process A { container '/images/x.sif' }", []),
    ("process.container = 'a/b:1'", [("a/b:1",)]),
    (
        "process {\n  withName: 'A' { container = 'a:1' }\n  withLabel: b { container = { 'b:1' } }\n}",
        [("a:1",), ("b:1",)],
    ),
    ("docker { enabled = true }\nparams { container = 'x' }", []),
    ("// container 'a:1'\n", []),
]
WDL = [
    ('task a { runtime { docker: "ubuntu:22.04" } }', [("ubuntu:22.04",)]),
    ('task a { requirements { container: "ubuntu:22.04" } }', [("ubuntu:22.04",)]),
    ('task a { requirements { container: ["a:1", "b:1"] } }', [("a:1",), ("b:1",)]),
    ('task a { input { String docker = "a:1" } runtime { docker: docker } }', [("a:1",)]),
    ('task a { input { String image = "a:1" } runtime { docker: "~{image}" } }', [("a:1",)]),
    ('task a { input { String tag = "1" } runtime { docker: "a:~{tag}" } }', [("a:1", "fixed")]),
    ("task a { input { String image } runtime { docker: image } }", [(None, "fixed")]),
    ('task a { command <<<\n runtime { docker: "no:1" }\n>>> runtime { docker: "a:1" } }', [("a:1",)]),
    ('task a { command { echo "it\'s {x}"\n }\n runtime { docker: "a:1" } }', [("a:1",)]),
    ('task a { input { String? o } runtime { docker: select_first([o, "a:1"]) } }', [("a:1",)]),
    ('workflow w { input { String gatk_docker = "broadinstitute/gatk:4" } }', [("broadinstitute/gatk:4",)]),
    ('workflow w { String a_docker = "x/a:1"\n String p = prefix + a_docker }', []),
    ('workflow w { String name = "a:1" }', []),
    ('# runtime { docker: "a:1" }', []),
]
SNAKEMAKE = [
    ('container: "docker://a/b:1"\n', [("a/b:1",)]),
    ('rule a:\n    output: "x"\n    container:\n        "docker://a/b:1"\n    shell: "x"\n', [("a/b:1",)]),
    ("rule a:\n    singularity: 'docker://a/b:1'\n", [("a/b:1",)]),
    ('containerized: "docker://a/b:1"\n', [("a/b:1",)]),
    ('rule a:\n    container: "x.sif"\n# docker\n', []),
    ('rule a:\n    shell: "docker run alpine:3"\n', [("alpine:3",)]),
    ('x = "docker://a/b:1"\n', []),
]
EARTHLY = [
    ("VERSION 0.8\nFROM golang:1.23\n", [("golang:1.23",)]),
    ("FROM --platform=linux/amd64 golang:1.23\n", [("golang:1.23",)]),
    ("a:\n  FROM +b\nb:\n  FROM ./x+y\nc:\n  FROM github.com/a/b:main+c\n", []),
    ("a:\n  FROM DOCKERFILE -f x .\n", []),
    ("a:\n  FROM scratch\n", []),
    ("ARG --global BASE=a:1\nx:\n  FROM $BASE\n", [("a:1",)]),
    ("x:\n  ARG TAG=1\n  FROM a:$TAG\n", [("a:1", "fixed")]),
    ("x:\n  ARG TAG\n  FROM a:$TAG\n", [(None, "fixed")]),
    ("x:\n  ARG TAG=1\ny:\n  FROM a:$TAG\n", [(None, "fixed")]),
    ("x:\n  SAVE IMAGE me/app:1\n", [("me/app:1", "build-output", "fixed")]),
    (
        "x:\n  SAVE IMAGE --push me/app:1 me/app:latest\n",
        [("me/app:1", "build-output", "fixed"), ("me/app:latest", "build-output", "fixed")],
    ),
    ("x:\n  SAVE IMAGE --cache-from=c:1 me/app\n", [("c:1", "cache", "fixed"), ("me/app", "build-output", "fixed")]),
    (
        "x:\n  WITH DOCKER --pull redis:7 --load own:1=+y\n    RUN docker run own:1 && docker run alpine:3\n  END\n",
        [("redis:7",), ("alpine:3",)],
    ),
    ("x:\n  WITH DOCKER --pull=redis:7\n    RUN true\n  END\n", [("redis:7",)]),
    ("x:\n  COPY +y/a .\n  SAVE ARTIFACT a\n  RUN echo FROM a:1\n", []),
    ("# FROM a:1\n", []),
]
APPTAINER = [
    ("Bootstrap: docker\nFrom: ubuntu:22.04\n\n%post\n  From: no:1\n", [("ubuntu:22.04",)]),
    ("BootStrap: Docker\nFrom: ubuntu:22.04 # base\n", [("ubuntu:22.04",)]),
    ("From: ubuntu:22.04\nBootstrap: docker\n", [("ubuntu:22.04",)]),
    ("Bootstrap: docker\nFrom: a:1\nStage: x\n%post\n true\nBootstrap: docker\nFrom: b:1\n", [("a:1",), ("b:1",)]),
    ("Bootstrap: library\nFrom: ubuntu:22.04\n", []),
    ("Bootstrap: localimage\nFrom: x.sif\n", []),
    ("Bootstrap: docker-daemon\nFrom: a:1\n", [("a:1", "local", "fixed")]),
    ("Bootstrap: docker\nRegistry: quay.io\nFrom: a/b:1\n", [("quay.io/a/b:1", "fixed")]),
    ("Bootstrap: docker\nFrom: {{ BASE }}\n%arguments\n  BASE=debian:12\n", [("debian:12",)]),
    ("Bootstrap: docker\nFrom: {{ BASE }}\n", [(None, "fixed")]),
]
GALAXY = [
    (
        '<tool><requirements><container type="docker">quay.io/a/b:1</container></requirements></tool>',
        [("quay.io/a/b:1",)],
    ),
    ('<container type="docker">\n  a:1\n</container>', [("a:1",)]),
    ('<token name="@V@">1</token><container type="docker">a:@V@</container>', [("a:1", "fixed")]),
    ('<container type="docker">a:@V@</container>', [(None, "fixed")]),
    ('<container type="singularity">a:1</container>', []),
    ('<!-- <container type="docker">a:1</container> -->', []),
    ('<container type="docker"></container>', []),
]
CWL = [
    ("cwlVersion: v1.2\nhints:\n  DockerRequirement:\n    dockerPull: ubuntu:22.04\n", [("ubuntu:22.04",)]),
    ("cwlVersion: v1.2\nrequirements:\n- class: DockerRequirement\n  dockerPull: 'a:1'\n", [("a:1",)]),
    ("cwlVersion: v1.2\n$graph:\n- {hints: {DockerRequirement: {dockerPull: a:1}}}\n", [("a:1",)]),
    ("cwlVersion: v1.2\nhints: {DockerRequirement: {dockerPull: $(inputs.image)}}\n", [(None, "fixed")]),
    ("cwlVersion: v1.2\ndoc: dockerPull\nimage: a:1\n", []),
]
MARKED = [
    ('const base = "nginx:1.25" // mooring: image\n', [("nginx:1.25",)]),
    ("image_name: foo/bar:1 # mooring: image\n", [("foo/bar:1",)]),
    ("<!-- mooring: image -->\n<param>redis:7</param>\n", [("redis:7",)]),
    ("# mooring: image, the one we build on\nBASE=debian:12\n", [("debian:12",)]),
    ("\n   -- mooring: image\n\n  local x = 'a:1', y\n", [("a:1",)]),
    ("x = f('docker://a/b:1', \"text\") # mooring: image\n", [("a/b:1",)]),
    ("IMAGE = alpine ; mooring: image\n", [("alpine",)]),
    ('key: "u:1"  # mooring: image\r\n', [("u:1",)]),
    ("\ufeff# mooring: image\nx: \u00e4 a:1\n", [("a:1",)]),
    ("# mooring: images\nx: a:1\n", []),
    ("mooring: image\nx: a:1\n", []),
]


@pytest.mark.parametrize(
    ("scanner", "path", "code", "found"),
    [
        *[("code.nextflow", "main.nf", *case) for case in NEXTFLOW],
        *[("code.wdl", "x.wdl", *case) for case in WDL],
        *[("code.snakemake", "Snakefile", *case) for case in SNAKEMAKE],
        *[("earthfile", "Earthfile", *case) for case in EARTHLY],
        *[("apptainer", "x.def", *case) for case in APPTAINER],
        *[("galaxy", "tool.xml", *case) for case in GALAXY],
        *[("cwl", "tool.cwl", *case) for case in CWL],
        *[("marker", "x.txt", *case) for case in MARKED],
    ],
)
def test_what_is_found(scanner, path, code, found):
    assert rows(scanner, path, code) == found


@pytest.mark.parametrize(
    ("scanner", "path", "code", "fixed"),
    [
        ("code.nextflow", "main.nf", "process A { container 'docker://a:1' }", ("a:1", f"a:1@{DIGEST}")),
        (
            "code.nextflow",
            "main.nf",
            "process A { container \"${x ? 'https://x/y' : 'a:1'}\" }",
            ("a:1", f"a:1@{DIGEST}"),
        ),
        (
            "code.wdl",
            "x.wdl",
            'task a { input { String docker = "a:1" } runtime { docker: docker } }',
            ("a:1", f"a:1@{DIGEST}"),
        ),
        ("code.snakemake", "Snakefile", 'container: "docker://a:1"\r\n', ("a:1", f"a:1@{DIGEST}")),
        ("earthfile", "Earthfile", "ARG --global B=a:1\nx:\n  FROM $B\n", ("a:1", f"a:1@{DIGEST}")),
        ("earthfile", "Earthfile", "ARG --global B=a:1\nx:\n  FROM $B\ny:\n  FROM $B\n", ("", "")),
        ("apptainer", "x.def", "Bootstrap: docker\r\nFrom: a:1\r\n", ("a:1", f"a:1@{DIGEST}")),
        ("galaxy", "x.xml", '<container type="docker"> a:1 </container>', ("a:1", f"a:1@{DIGEST}")),
        (
            "cwl",
            "x.cwl",
            "cwlVersion: v1.2\nhints: {DockerRequirement: {dockerPull: docker://a:1}}\n",
            ("a:1", f"a:1@{DIGEST}"),
        ),
        ("marker", "x.txt", "\u00e4 = 'a:1' # mooring: image\n", ("a:1", f"a:1@{DIGEST}")),
    ],
)
def test_pinning(scanner, path, code, fixed):
    assert pinned(scanner, path, code).decode() == (code.replace(*fixed) if fixed[0] else code)


@pytest.mark.parametrize("text", ["# mooring: image\n", "x = 1 + (2) # mooring: image\n", "# mooring: image"])
def test_a_marker_beside_nothing(text):
    (problem,) = marker.scan(Source("x.txt", text.replace("1", "").replace("2", "").replace("x", "").encode()))
    assert isinstance(problem, Problem)
    assert (problem.line, "move it" in problem.message) == (1, True)
