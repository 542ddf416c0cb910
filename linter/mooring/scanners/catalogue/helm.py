"""Helm, and templates of other files."""

from __future__ import annotations

from mooring import Scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_YAML = "{yml,yaml}"


_TEMPLATE_ENDINGS = "{tpl,tmpl,j2,jinja,jinja2,gotmpl,gotpl,tftpl,erb,in,template,mustache,hbs,envsubst}"


def scanners() -> Iterator[Scanner]:
    """Hand them over; of two that take a path the first counts."""
    yield Scanner(
        "helm",
        [
            "Chart.yaml",
            f"values*.{_YAML}",
            f"*[-._]values.{_YAML}",
            f"*[-._]values[-._]*.{_YAML}",
            f"helmfile*.{_YAML}",
            f"helmfile*.{_YAML}.gotmpl",
            f"helmfile.d/**/*.{_YAML}",
            f"helmfile.d/**/*.{_YAML}.gotmpl",
        ],
        "mooring.scanners.helm:scan",
        "mooring.scanners.helm:recognises",
        candidates=[f"{{values,environments,envs}}/**/*.{_YAML}", f"ci/*.{_YAML}", f"overrides.{_YAML}"],
        needles=[b"mage", b"MAGE", b"repo"],
        example=("values.yaml", 'image: {repository: nginx, tag: "1.25"}\n'),
    )
    yield Scanner(
        "template",
        [f"*.{_YAML}.{_TEMPLATE_ENDINGS}", f"*.{{tf,tofu,env}}.{_TEMPLATE_ENDINGS}", "!.env.*"],
        "mooring.scanners.templates:scan",
        "mooring.scanners.templates:recognises",
        candidates=[f"templates/**/*.{_YAML}", "templates/**/*.tpl", f"*.{_TEMPLATE_ENDINGS}"],
        needles=[b"mage", b"repository", b"FROM", b"docker", b"podman"],
        example=("deployment.yaml.j2", 'spec:\n  containers:\n  - name: {{ name }}\n    image: "nginx:1.25"\n'),
    )
