"""Kubernetes, and what is built on it."""

from __future__ import annotations

from mooring import Scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_YAML = "{yml,yaml}"


def scanners() -> Iterator[Scanner]:
    """Hand them over; of two that take a path the first counts."""
    yield Scanner(
        "kustomize",
        [f"kustomization.{_YAML}", "Kustomization"],
        "mooring.scanners.kustomize:scan",
        "mooring.scanners.kustomize:recognises",
        candidates=["*.{yml,yaml,json}"],
        needles=[b"op: ", b'"op"', b"'op'"],
        example=("kustomization.yaml", "images: [{name: web, newName: ghcr.io/org/web, newTag: v1}]"),
    )
    yield Scanner(
        "ko",
        [f".ko.{_YAML}"],
        "mooring.scanners.ko:scan",
        example=(".ko.yaml", 'defaultBaseImage: "cgr.dev/chainguard/static:latest"'),
    )
    yield Scanner(
        "devspace",
        [f"devspace.{_YAML}"],
        "mooring.scanners.devspace:scan",
        example=("devspace.yaml", 'dev: {app: {devImage: "node:20"}}'),
    )
    yield Scanner(
        "okteto",
        [f"okteto.{_YAML}"],
        "mooring.scanners.okteto:scan",
        example=("okteto.yml", 'dev: {api: {image: "okteto/node:20"}}'),
    )
    yield Scanner(
        "garden",
        [f"garden.{_YAML}", f"*.garden.{_YAML}"],
        "mooring.scanners.garden:scan",
        example=("garden.yml", '{kind: Deploy, type: container, name: db, spec: {image: "postgres:16"}}'),
    )
    yield Scanner(
        "olm-catalog",
        [],
        "mooring.scanners.olm_catalog:scan",
        "mooring.scanners.olm_catalog:recognises",
        candidates=["*.{yml,yaml,json}"],
        needles=[b"olm."],
        example=("catalog.yaml", '{schema: olm.bundle, name: a.v1, image: "quay.io/org/a-bundle:v1"}'),
    )
    yield Scanner(
        "prow",
        [],
        "mooring.scanners.prow:scan",
        "mooring.scanners.prow:recognises",
        candidates=[f"*.{_YAML}"],
        needles=[b"presubmits", b"postsubmits", b"periodics"],
        example=("jobs.yaml", 'periodics: [{name: nightly, spec: {containers: [{image: "golang:1.22"}]}}]'),
    )
    yield Scanner(
        "skaffold",
        [],
        "mooring.scanners.skaffold:scan",
        "mooring.scanners.skaffold:recognises",
        candidates=[f"*.{_YAML}"],
        needles=[b"skaffold/"],
        example=(
            "skaffold.yaml",
            'apiVersion: skaffold/v4beta13\nkind: Config\nverify: [{name: a, container: {image: "alpine:3.19"}}]',
        ),
    )
    yield Scanner(
        "kind",
        [],
        "mooring.scanners.kind:scan",
        "mooring.scanners.kind:recognises",
        candidates=[f"*.{_YAML}"],
        needles=[b"kind.x-k8s.io", b"kind.sigs.k8s.io"],
        example=(
            "kind.yaml",
            'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: [{role: worker, image: "kindest/node:v1.29.2"}]',
        ),
    )
    yield Scanner(
        "k3d",
        [],
        "mooring.scanners.k3d:scan",
        "mooring.scanners.k3d:recognises",
        candidates=[f"*.{_YAML}"],
        needles=[b"k3d.io/"],
        example=("k3d.yaml", 'apiVersion: k3d.io/v1alpha5\nkind: Simple\nimage: "rancher/k3s:v1.29.1-k3s1"'),
    )
    yield Scanner(
        "kubernetes",
        ["Kptfile"],
        "mooring.scanners.kubernetes:scan",
        "mooring.scanners.kubernetes:recognises",
        candidates=["*.{yml,yaml,json}"],
        needles=[b"apiVersion"],
        example=("pod.yaml", 'apiVersion: v1\nkind: Pod\nspec: {containers: [{name: web, image: "nginx:1.25"}]}'),
    )
