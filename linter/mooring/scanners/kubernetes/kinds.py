"""What the Kubernetes family says of images, kind by kind: the table that `reader` reads objects by.

`STEPS` are places in mappings that stand under a key, or are items of a list under it, anywhere in an object; `KINDS`
are places counted from the object. Both name the group of the API ("*" for any), as the documentation of each does:

- Kubernetes API reference (core/v1 PodSpec, Container, ImageVolumeSource); KubeVirt (ContainerDiskSource, kernelBoot);
- Argo Workflows (container, script, containerSet, sidecars), Argo CD (ApplicationSource, KustomizeOptions);
- Tekton (Task, StepAction; the bundles resolver); Flux (HelmRelease, Kustomization, OCIRepository); k3s' HelmChart;
- Operator Lifecycle Manager (ClusterServiceVersion, CatalogSource); Crossplane (Provider, Configuration, Function);
- kpt and Kustomize's functions (Kptfile, the annotation `config.kubernetes.io/function`);
- Kustomize (kustomization and the configurations of its built-in transformers); CDI (DataVolume).
"""

from __future__ import annotations

from mooring.scanners.kubernetes import charts, readings, texts
from mooring.scanners.kubernetes import kustomizations as kustomize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.scanners.rows import Kind

STEPS: tuple[tuple[str, str, str, Kind], ...] = (
    ("containers[]", "*", "image", readings.sure),
    ("initContainers[]", "*", "image", readings.sure),
    ("ephemeralContainers[]", "*", "image", readings.sure),
    ("volumes[]", "*", "image.reference", readings.sure),
    ("volumes[]", "*", "containerDisk.image", readings.sure),
    ("container", "*", "image", readings.sure),
    ("env[]", "*", "", readings.variable),
    ("from", "*", "", readings.docker_image),
    ("to", "*", "", readings.docker_image_built),
    ("script", "argoproj.io", "image", readings.sure),
    ("sidecars[]", "argoproj.io", "image", readings.sure),
    ("script", "argoproj.io", "", readings.script_source),
    ("parameters[]", "argoproj.io", "value", readings.manifest),
    ("steps[]", "tekton.dev", "image", readings.sure),
    ("sidecars[]", "tekton.dev", "image", readings.sure),
    ("steps[]", "tekton.dev", "script", readings.script),
    ("sidecars[]", "tekton.dev", "script", readings.script),
    ("stepTemplate", "tekton.dev", "image", readings.sure),
    ("taskRef", "tekton.dev", "", readings.bundle),
    ("pipelineRef", "tekton.dev", "", readings.bundle),
    ("params[]", "tekton.dev", "", readings.parameter),
    ("params[]", "tekton.dev", "value", readings.manifest),
    ("params[]", "tekton.dev", "default", readings.manifest),
    ("check", "tekton.dev", "image", readings.sure),
    ("mutators[]", "kpt.dev", "image", readings.sure),
    ("validators[]", "kpt.dev", "image", readings.sure),
)
"""Step, group, place in the mapping ("" for the mapping itself), and how what stands there is read."""

KINDS: tuple[tuple[str, str, str, Kind], ...] = (
    ("", "ConfigMap", "data.*", texts.text),
    ("", "ConfigMap", 'data."sidecar.container"', readings.within("image")),
    ("", "Secret", "stringData.*", texts.text),
    ("*", "*", 'metadata.annotations."config.kubernetes.io/function"', readings.within("container.image")),
    ("*", "*", 'metadata.annotations."config.k8s.io/function"', readings.within("container.image")),
    ("argoproj.io", "*", "**.resource.manifest", readings.manifest),
    ("argoproj.io", "*", "**.podSpecPatch", readings.patch),
    ("argoproj.io", "Application|ApplicationSet", "**.kustomize.images[]", kustomize.override),
    ("argoproj.io", "Application|ApplicationSet", "**.kustomize.patches[].patch", readings.patch),
    ("argoproj.io", "Application|ApplicationSet", "**.helm.parameters", charts.parameters),
    ("argoproj.io", "Application|ApplicationSet", "**.helm.valuesObject", charts.values),
    ("argoproj.io", "Application|ApplicationSet", "**.helm.values", charts.values_text),
    ("tekton.dev", "StepAction", "spec.image", readings.sure),
    ("tekton.dev", "StepAction", "spec.script", readings.script),
    ("operator.knative.dev", "*", "spec.registry.override.*", readings.sure),
    ("helm.toolkit.fluxcd.io", "HelmRelease", "spec.values", charts.values),
    ("helm.toolkit.fluxcd.io", "HelmRelease", "spec.postRenderers[].kustomize.images[]", kustomize.image),
    ("helm.toolkit.fluxcd.io", "HelmRelease", "spec.postRenderers[].kustomize.patches[].patch", readings.patch),
    ("helm.toolkit.fluxcd.io", "HelmRelease", "spec.postRenderers[].kustomize.patchesJson6902[].patch", readings.patch),
    ("kustomize.toolkit.fluxcd.io", "Kustomization", "spec.images[]", kustomize.image),
    ("kustomize.toolkit.fluxcd.io", "Kustomization", "spec.patches[].patch", readings.patch),
    ("kustomize.toolkit.fluxcd.io", "Kustomization", "spec.patchesJson6902[].patch", readings.patch),
    ("source.toolkit.fluxcd.io", "OCIRepository", "spec", readings.oci_repository),
    ("fluxcd.controlplane.io", "FluxInstance", "spec.distribution.artifact", readings.artifact_url),
    ("extensions.istio.io", "WasmPlugin", "spec.url", readings.artifact_url),
    ("helm.cattle.io", "HelmChart|HelmChartConfig", "spec.valuesContent", charts.values_text),
    ("pkg.crossplane.io", "Provider|Configuration|Function", "spec.package", readings.crossplane_package),
    ("operators.coreos.com", "ClusterServiceVersion", "spec.relatedImages[].image", readings.sure),
    ("operators.coreos.com", "ClusterServiceVersion", "metadata.annotations.containerImage", readings.sure),
    ("operators.coreos.com", "CatalogSource", "spec.image", readings.sure),
    ("olm.operatorframework.io", "ClusterCatalog", "spec.source.image.ref", readings.sure),
    ("mirror.openshift.io", "ImageSetConfiguration", "mirror.additionalImages[].name", readings.sure),
    ("mirror.openshift.io", "ImageSetConfiguration", "mirror.operators[].catalog", readings.sure),
    ("kubevirt.io", "*", "**.source.registry.url", readings.disk_url),
    ("kustomize.config.k8s.io", "*", "images[]", kustomize.image),
    ("kustomize.config.k8s.io", "*", "imageTags[]", kustomize.image),
    ("kustomize.config.k8s.io", "*", "patches[].patch", readings.patch),
    ("kustomize.config.k8s.io", "*", "patchesJson6902[].patch", readings.patch),
    ("kustomize.config.k8s.io", "*", "patchesStrategicMerge[]", readings.patch),
    ("kustomize.config.k8s.io", "*", "generators[]", readings.manifest),
    ("kustomize.config.k8s.io", "*", "transformers[]", readings.manifest),
    ("kustomize.config.k8s.io", "*", "validators[]", readings.manifest),
    ("kustomize.config.k8s.io", "*", "replacements[].sourceValue", readings.likely),
    ("kustomize.config.k8s.io", "*", "configMapGenerator[].literals[]", kustomize.literal),
    ("kustomize.config.k8s.io", "*", "secretGenerator[].literals[]", kustomize.literal),
    ("kustomize.config.k8s.io", "*", "helmCharts[].valuesInline", charts.values),
    ("builtin", "ImageTagTransformer", "imageTag", kustomize.image),
    ("builtin", "PatchTransformer|PatchJson6902Transformer", "patch", readings.patch),
    ("builtin", "PatchJson6902Transformer", "jsonOp", readings.patch),
    ("builtin", "PatchStrategicMergeTransformer", "patches", readings.patch),
    ("builtin", "HelmChartInflationGenerator", "valuesInline", charts.values),
)
"""Group, kinds, place in the object, and how what stands there is read."""

LEFT_OUT = frozenset(
    {
        ("Application", "helm"),
        ("Application", "images"),
        ("ApplicationSet", "helm"),
        ("HelmRelease", "values"),
        ("HelmRelease", "images"),
        ("HelmChartInflationGenerator", "valuesInline"),
        ("Kustomization", "images"),
        ("Kustomization", "imageTags"),
        ("Kustomization", "helmCharts"),
    }
)
"""Keys whose values `KINDS` reads wholly, each with the kind of the object."""
