"""Source code, build scripts and workflow languages."""

from __future__ import annotations

from mooring import Scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_YAML = "{yml,yaml}"


_TEXTS = (
    "*.{conf,cfg,cnf,ini,properties,env,toml,json,jsonc,json5,yml,yaml,xml,csv,tsv,txt,list,text,kdl,ron,pkl,edn,plist}",
    "*.{md,mdx,rst,adoc,org,tex,bib,html,htm,xhtml,css,scss,less,svelte,vue,astro,xsd,xsl,xslt,svg}",
    "*.{tpl,tmpl,gotmpl,tftpl,j2,jinja,jinja2,erb,mustache,hbs,liquid,njk,ejs,in,template,example,sample,dist}",
    "*.{sh,bash,zsh,fish,ksh,csh,nu,ps1,psm1,psd1,bat,cmd,mk,cmake,awk,sed,vim,el,lisp,scm,rkt,tcl,expect,applescript}",
    "*.{py,pyi,pyx,rb,rake,gemspec,pl,pm,t,php,lua,r,R,jl,ex,exs,erl,hrl,hs,ml,mli,clj,cljs,nix,dhall,cue,rego,star}",
    "*.{c,h,cc,cpp,cxx,hpp,m,mm,cs,fs,fsx,vb,go,rs,swift,zig,d,nim,cr,v,sv,vhdl,asm,s,pas,f90,ada,dart,sol,gleam,odin}",
    "*.{java,kt,kts,scala,sbt,groovy,gradle,js,cjs,mjs,jsx,ts,cts,mts,tsx,coffee,elm,purs,res,jsonnet,libsonnet}",
    "*.{tf,tofu,tfvars,hcl,nomad,bicep,bzl,bazel,sql,graphql,gql,proto,thrift,service,container,Dockerfile,feature,http}",
    "{Dockerfile,Containerfile,Makefile,GNUmakefile,Jenkinsfile,Vagrantfile,Earthfile,Tiltfile,Justfile,justfile}",
    "{Procfile,Brewfile,Gemfile,Rakefile,Caddyfile,Snakefile,README,VERSION,CODEOWNERS,.env,.envrc,.bazelrc,.npmrc}",
)
"""Files in which people may write the marker comment."""


_TOOLS = (
    "apptainer bootc buildah buildctl cosign crane crictl distrobox docker dockle enroot finch gcloud grype k3d kind kube"
    " kustomize minikube nerdctl oras podman regctl singularity skopeo trivy"
)
_LIBRARIES = (
    "airflow autogen aws_cdk azure boto3 cdk8s coiled dagger dagster dask_ daytona flyte google hera imports kfp kopf kr8s"
    " llm_sandbox metaflow modal openshift prefect pulumi pykube python_on_whales lightkube ray runhouse sagemaker sky"
    " testcontainers zenml"
)
_PYTHON = [
    b"Spawner.",
    *_TOOLS.encode().split(),
    *(before + name for name in _LIBRARIES.encode().split() for before in (b" ", b"\t", b",")),
]
"""Words of which every Python file that names images has one in it: of a tool, or of a library that is imported."""


def scanners() -> Iterator[Scanner]:
    """Hand them over; of two that take a path the first counts."""
    yield Scanner(
        "python",
        [],
        "mooring.scanners.python:scan",
        "mooring.scanners.python:recognises",
        candidates=["*.{py,pyw}"],
        needles=_PYTHON,
        example=(
            "test_db.py",
            'from testcontainers.postgres import PostgresContainer\n\nIMAGE = "postgres:16"\ndb = PostgresContainer(IMAGE)\n',
        ),
    )
    yield Scanner(
        "notebook",
        [],
        "mooring.scanners.python.notebook:scan",
        "mooring.scanners.python.notebook:recognises",
        candidates=["*.ipynb"],
        needles=[b"docker", b"podman", b"container", b"mage", b"kubectl"],
        example=(
            "demo.ipynb",
            '{"cells": [{"cell_type": "code", "source": ["!docker run -d redis:8\\n"]}], "metadata": {}, "nbformat": 4}',
        ),
    )
    yield Scanner(
        "jenkins",
        [
            "{Jenkinsfile,jenkinsfile}",
            "{Jenkinsfile,jenkinsfile}[-._]*",
            "*[-._]{Jenkinsfile,jenkinsfile}",
            "!*file[-._]*.{md,txt,rst,adoc,yaml,yml,json,py,sh,java,html}",
        ],
        "mooring.scanners.code.jenkins:scan",
        "mooring.scanners.code.jenkins:recognises",
        candidates=["*.groovy"],
        needles=[b"docker", b"image", b"podman", b"podTemplate", b"containerTemplate"],
        example=("Jenkinsfile", "pipeline {\n  agent { docker { image 'maven:3.9' } }\n}\n"),
    )
    yield Scanner(
        "gradle",
        [],
        "mooring.scanners.code.gradle:scan",
        "mooring.scanners.code.gradle:recognises",
        candidates=["*.gradle", "*.gradle.kts"],
        needles=[b"jib", b"ootBuildImage", b"ocker", b"baseImage"],
        example=("build.gradle", "jib {\n  from { image = 'eclipse-temurin:21' }\n}\n"),
    )
    yield Scanner(
        "java",
        [],
        "mooring.scanners.code.java:scan",
        "mooring.scanners.code.java:recognises",
        candidates=["*.{java,kt,kts,scala,groovy}"],
        needles=[b"testcontainers", b"dockerjava", b"io.fabric8.kubernetes", b"io.kubernetes.client"],
        example=(
            "RedisTest.java",
            'import org.testcontainers.containers.GenericContainer;\nclass RedisTest {\n  GenericContainer<?> redis = new GenericContainer<>("redis:7");\n}\n',
        ),
    )
    yield Scanner(
        "go",
        [],
        "mooring.scanners.code.golang:scan",
        "mooring.scanners.code.golang:recognises",
        candidates=["*.go"],
        needles=[
            b"testcontainers",
            b"dockertest",
            b"docker",
            b"moby",
            b"k8s.io/api/core/v1",
            b"dagger",
            b"pulumi",
            b"aws-cdk-go",
        ],
        example=(
            "store_test.go",
            'package store\n\nimport "github.com/testcontainers/testcontainers-go/modules/postgres"\n\nfunc start() {\n\tpostgres.Run(ctx, "postgres:16-alpine")\n}\n',
        ),
    )
    yield Scanner(
        "javascript",
        [],
        "mooring.scanners.code.javascript:scan",
        "mooring.scanners.code.javascript:recognises",
        candidates=["*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}", "!*.min.js"],
        needles=[
            b"testcontainers",
            b"dockerode",
            b"aws-cdk",
            b"@dagger.io",
            b"@pulumi/",
            b"cdk8s",
            b"@kubernetes/client-node",
            b"docker",
        ],
        example=(
            "redis.test.ts",
            'import { GenericContainer } from "testcontainers";\nconst redis = await new GenericContainer("redis:7").start();\n',
        ),
    )
    yield Scanner(
        "csharp",
        [],
        "mooring.scanners.code.csharp:scan",
        "mooring.scanners.code.csharp:recognises",
        candidates=["*.cs"],
        needles=[b"Testcontainers", b"Aspire.Hosting", b"DistributedApplication", b"Docker.DotNet", b"FluentDocker"],
        example=(
            "DbTests.cs",
            'using Testcontainers.PostgreSql;\nvar db = new PostgreSqlBuilder().WithImage("postgres:16").Build();\n',
        ),
    )
    yield Scanner(
        "rust",
        [],
        "mooring.scanners.code.scripting:scan_rust",
        "mooring.scanners.code.scripting:recognises_rust",
        candidates=["*.rs"],
        needles=[b"testcontainers", b"bollard"],
        example=(
            "tests/redis.rs",
            'use testcontainers::GenericImage;\nlet redis = GenericImage::new("redis", "7.2");\n',
        ),
    )
    yield Scanner(
        "ruby",
        [],
        "mooring.scanners.code.scripting:scan_ruby",
        "mooring.scanners.code.scripting:recognises_ruby",
        candidates=["*.rb"],
        needles=[b"Testcontainers", b"Docker::Image"],
        example=(
            "spec/redis_spec.rb",
            'require "testcontainers"\nredis = Testcontainers::DockerContainer.new("redis:7")\n',
        ),
    )
    yield Scanner(
        "php",
        [],
        "mooring.scanners.code.scripting:scan_php",
        "mooring.scanners.code.scripting:recognises_php",
        candidates=["*.php"],
        needles=[b"Testcontainers"],
        example=(
            "tests/RedisTest.php",
            "<?php\nuse Testcontainers\\Container\\GenericContainer;\n$redis = new GenericContainer('redis:7');\n",
        ),
    )
    yield Scanner(
        "elixir",
        [],
        "mooring.scanners.code.scripting:scan_elixir",
        "mooring.scanners.code.scripting:recognises_elixir",
        candidates=["*.{ex,exs}"],
        needles=[b"Testcontainers"],
        example=("test/redis_test.exs", 'alias Testcontainers\nTestcontainers.Container.new("redis:7")\n'),
    )
    yield Scanner(
        "bazel",
        [],
        "mooring.scanners.code.starlark:scan",
        "mooring.scanners.code.starlark:recognises",
        candidates=["*MODULE.bazel", "WORKSPACE", "WORKSPACE.*", "*.{bzl,bazel}", "BUILD"],
        needles=[b"pull", b"push"],
        example=(
            "MODULE.bazel",
            'oci.pull(\n    name = "base",\n    image = "gcr.io/distroless/base",\n    tag = "nonroot",\n)\n',
        ),
    )
    yield Scanner(
        "tilt",
        ["Tiltfile", "Tiltfile.*", "*.{tiltfile,Tiltfile}"],
        "mooring.scanners.code.starlark:scan_tiltfile",
        example=("Tiltfile", "docker_build('example/app', '.')\n"),
    )
    yield Scanner(
        "nextflow",
        ["*.nf", "nextflow.config"],
        "mooring.scanners.code.nextflow:scan",
        "mooring.scanners.code.nextflow:recognises",
        candidates=["{conf,config,configs}/**/*.config", "{conf,config,configs}/*.config"],
        needles=[b"container"],
        example=("main.nf", "process FASTQC {\n  container 'biocontainers/fastqc:0.12.1'\n}\n"),
    )
    yield Scanner(
        "wdl",
        ["*.wdl"],
        "mooring.scanners.code.wdl:scan",
        example=(
            "align.wdl",
            'version 1.1\ntask align {\n  command <<< >>>\n  runtime {\n    docker: "ubuntu:22.04"\n  }\n}\n',
        ),
    )
    yield Scanner(
        "snakemake",
        ["Snakefile", "snakefile", "Snakefile.*", "*.smk", "*.snakefile"],
        "mooring.scanners.code.snakemake:scan",
        example=(
            "Snakefile",
            'rule sort:\n    container: "docker://condaforge/mambaforge:24.1.2-0"\n    shell: "sort"\n',
        ),
    )
    yield Scanner(
        "cwl",
        ["*.cwl"],
        "mooring.scanners.cwl:scan",
        "mooring.scanners.cwl:recognises",
        candidates=["*.cwl.{json,yaml,yml}"],
        needles=[b"dockerPull"],
        example=(
            "tool.cwl",
            'cwlVersion: v1.2\nclass: CommandLineTool\nhints: {DockerRequirement: {dockerPull: "ubuntu:22.04"}}\n',
        ),
    )
    yield Scanner(
        "galaxy",
        [],
        "mooring.scanners.galaxy:scan",
        "mooring.scanners.galaxy:recognises",
        candidates=["*.xml"],
        needles=[b"<container"],
        example=(
            "tools/bwa.xml",
            '<tool id="bwa">\n  <requirements>\n    <container type="docker">quay.io/biocontainers/bwa:0.7.17</container>\n  </requirements>\n</tool>\n',
        ),
    )
    yield Scanner(
        "apptainer",
        ["{Singularity,Apptainer}", "{Singularity,Apptainer}.*"],
        "mooring.scanners.apptainer:scan",
        "mooring.scanners.apptainer:recognises",
        candidates=["*.def"],
        needles=[b"ootstrap", b"OOTSTRAP"],
        example=("Singularity", "Bootstrap: docker\nFrom: ubuntu:22.04\n"),
    )
    yield Scanner(
        "earthfile",
        ["Earthfile", "Earthfile.*", "*.earth"],
        "mooring.scanners.earthfile:scan",
        example=("Earthfile", "VERSION 0.8\nFROM golang:1.23\n"),
    )
    yield Scanner(
        "marker",
        [],
        "mooring.scanners.marker:scan",
        "mooring.scanners.marker:recognises",
        candidates=_TEXTS,
        needles=[b"mooring: image"],
        beside=True,
        example=("settings.conf", 'base = "nginx:1.25"   # mooring: image\n'),
    )
