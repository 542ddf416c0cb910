"""The kinds that say more of images than a pod does: Argo, Flux, Tekton, Crossplane, OLM, KubeVirt, OpenShift, kpt."""

import pytest

from mooring.scanners.kubernetes import recognises, scan

DIGEST = "sha256:" + "0123456789abcdef" * 4
UNKNOWN = "its value is not known before the file is used"
COMPOSED = "it is put together from parts that stand elsewhere"
SHARED = "two references share the variable that it comes from"
BUILT = "it names what is built"
TAG_ELSEWHERE = "its tag is the one of the image that it takes the place of"
ADD_DIGEST = "Flux reads a digest from `ref.digest` alone; add that key"
RANGE = "its tag is chosen from a range when Flux reads it"
WRITE_REGISTRY = "its registry is a setting of Crossplane; write the registry out"

PLACES = {
    "an Argo CD application": (
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: web, namespace: argocd}
        spec:
          destination: {namespace: prod}
          source:
            repoURL: https://github.com/org/app
            kustomize:
              images:
              - org/app=ghcr.io/org/app:v1
              - nginx:1.25
              - "redis=redis"
              - busybox
              - web=*:v2
              - db=q.io/db@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
              - 'app={{ image }}'
        """,
        [
            "spec.source.kustomize.images[0]: ghcr.io/org/app:v1",
            "spec.source.kustomize.images[1]: nginx:1.25",
            f"spec.source.kustomize.images[2]: ? | {TAG_ELSEWHERE}",
            f"spec.source.kustomize.images[4]: web:v2 | {COMPOSED}",
            f"spec.source.kustomize.images[5]: q.io/db@{DIGEST}",
            f"spec.source.kustomize.images[6]: ? | {UNKNOWN}",
        ],
    ),
    "several sources": (
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        spec:
          sources:
          - kustomize: {images: ['a=b:1']}
          - helm:
              parameters:
              - {name: image.repository, value: q.io/a/b}
              - {name: image.tag, value: v1}
              - {name: sidecar.image, value: 'envoy:2'}
              - {name: replicas, value: '2'}
          - helm:
              valuesObject: {image: {repository: q.io/c/d, tag: v3}, name: x}
          - helm:
              values: |
                controller:
                  image:
                    repository: q.io/e/f
                    tag: "1.10"
        """,
        [
            "spec.sources[0].kustomize.images[0]: b:1",
            "spec.sources[1].helm.parameters.image: q.io/a/b:v1",
            "spec.sources[1].helm.parameters.sidecar.image: envoy:2",
            "spec.sources[2].helm.valuesObject.image: q.io/c/d:v3",
            "spec.sources[3].helm.values: controller.image: q.io/e/f:1.10",
        ],
    ),
    "an ApplicationSet": (
        """
        apiVersion: argoproj.io/v1alpha1
        kind: ApplicationSet
        spec:
          generators:
          - list: {elements: [{cluster: a, image: 'q.io/a/b:1'}]}
          template:
            spec:
              source: {kustomize: {images: ['app={{.image}}', 'web=nginx:1']}}
              sources: [{helm: {parameters: [{name: image.repository, value: a}, {name: image.tag, value: '{{tag}}'}]}}]
        """,
        [
            "spec.generators[0].list.elements[0].image: q.io/a/b:1",
            f"spec.template.spec.source.kustomize.images[0]: ? | {UNKNOWN}",
            "spec.template.spec.source.kustomize.images[1]: nginx:1",
            f"spec.template.spec.sources[0].helm.parameters.image: ? | {UNKNOWN}",
        ],
    ),
    "a workflow of Argo": (
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        spec:
          arguments: {parameters: [{name: base, value: 'alpine:3'}, {name: tag, value: '1.2'}]}
          templates:
          - container: {image: busybox}
          - script: {image: 'python:3', source: print()}
          - containerSet: {containers: [{name: a, image: 'a:1'}]}
          - sidecars: [{name: s, image: 'nginx:1'}]
            initContainers: [{name: i, image: 'i:1'}]
          - container: {image: '{{workflow.parameters.base}}'}
          - container: {image: 'node:{{ workflow.parameters.tag }}'}
          - inputs: {parameters: [{name: image, default: 'go:1'}]}
            container: {image: '{{inputs.parameters.image}}'}
          - container: {image: '{{inputs.parameters.other}}'}
          - resource:
              manifest: |
                apiVersion: v1
                kind: Pod
                spec: {containers: [{image: 'pod:1'}]}
        """,
        [
            "spec.templates[0].container.image: busybox",
            "spec.templates[1].script.image: python:3",
            "spec.templates[2].containerSet.containers[0].image: a:1",
            "spec.templates[3].sidecars[0].image: nginx:1",
            "spec.templates[3].initContainers[0].image: i:1",
            "spec.templates[4].container.image: alpine:3",
            f"spec.templates[5].container.image: node:1.2 | {COMPOSED}",
            "spec.templates[6].container.image: go:1",
            f"spec.templates[7].container.image: ? | {UNKNOWN}",
            "spec.templates[8].resource.manifest: spec.containers[0].image: pod:1",
        ],
    ),
    "a cron workflow": (
        """
        apiVersion: argoproj.io/v1alpha1
        kind: CronWorkflow
        spec:
          workflowSpec:
            arguments: {parameters: [{name: i, value: 'a:1'}]}
            templates: [{container: {image: '{{workflow.parameters.i}}'}}]
        """,
        ["spec.workflowSpec.templates[0].container.image: a:1"],
    ),
    "a task of Tekton": (
        """
        apiVersion: tekton.dev/v1
        kind: Task
        spec:
          params:
          - {name: BUILDER_IMAGE, default: 'q.io/builder:1'}
          - {name: version, default: '20'}
          - {name: IMAGE, description: what is built}
          stepTemplate: {image: alpine}
          steps:
          - {name: a, image: 'bash:5'}
          - {name: b, image: $(params.BUILDER_IMAGE)}
          - {name: c, image: 'node:$(params["version"])'}
          - {name: d, image: $(params.IMAGE)}
          sidecars: [{image: 'docker:dind'}]
        """,
        [
            "spec.stepTemplate.image: alpine",
            "spec.steps[0].image: bash:5",
            "spec.steps[1].image: q.io/builder:1",
            f"spec.steps[2].image: node:20 | {COMPOSED}",
            f"spec.steps[3].image: ? | {UNKNOWN}",
            "spec.sidecars[0].image: docker:dind",
        ],
    ),
    "a pipeline of Tekton": (
        """
        apiVersion: tekton.dev/v1
        kind: Pipeline
        spec:
          tasks:
          - taskRef:
              resolver: bundles
              params:
              - {name: bundle, value: 'q.io/tasks/clone:1'}
              - {name: name, value: clone}
          - taskRef: {bundle: 'q.io/tasks/old:2', name: old}
          - taskRef: {name: kaniko}
            params:
            - {name: BUILDER_IMAGE, value: 'gcr.io/kaniko/executor:v1'}
            - {name: IMAGE, value: 'q.io/org/app:latest'}
            - {name: APP_IMAGE, value: 'q.io/org/app:latest'}
            - {name: CACHE_IMAGE, value: 'q.io/org/cache:latest'}
            - {name: builder-image, value: $(params.image)}
          - taskSpec: {steps: [{image: 'a:1'}]}
          finally: [{taskSpec: {steps: [{image: 'b:1'}]}}]
        """,
        [
            "spec.tasks[0].taskRef.params[0].value: q.io/tasks/clone:1",
            "spec.tasks[1].taskRef.bundle: q.io/tasks/old:2",
            "spec.tasks[2].params[0].value: gcr.io/kaniko/executor:v1",
            f"spec.tasks[2].params[2].value: q.io/org/app:latest (build-output) | {BUILT}",
            "spec.tasks[2].params[3].value: q.io/org/cache:latest (cache) | it names a build cache",
            "spec.tasks[3].taskSpec.steps[0].image: a:1",
            "spec.finally[0].taskSpec.steps[0].image: b:1",
        ],
    ),
    "runs and actions of Tekton": (
        """
        apiVersion: tekton.dev/v1
        kind: PipelineRun
        spec:
          pipelineRef: {bundle: 'q.io/p:1', name: p}
          pipelineSpec: {tasks: [{taskSpec: {steps: [{image: 'a:1'}]}}]}
        ---
        apiVersion: tekton.dev/v1beta1
        kind: StepAction
        spec: {image: alpine}
        ---
        apiVersion: triggers.tekton.dev/v1beta1
        kind: TriggerTemplate
        spec:
          resourcetemplates:
          - {apiVersion: tekton.dev/v1, kind: TaskRun, spec: {taskSpec: {steps: [{image: 'b:1'}]}}}
        """,
        [
            "spec.pipelineRef.bundle: q.io/p:1",
            "spec.pipelineSpec.tasks[0].taskSpec.steps[0].image: a:1",
            "spec.image: alpine",
            "spec.resourcetemplates[0].spec.taskSpec.steps[0].image: b:1",
        ],
    ),
    "a parameter that two steps use": (
        """
        apiVersion: tekton.dev/v1
        kind: Task
        spec:
          params: [{name: i, default: 'a:1'}, {name: j, default: 'b:1'}]
          steps: [{image: $(params.i)}, {image: $(params.i)}, {image: $(params.j)}, {image: q.io/$(params.j)}]
        """,
        [
            "spec.steps[0].image: a:1",
            f"spec.steps[2].image: b:1 | {SHARED}",
            f"spec.steps[3].image: q.io/b:1 | {COMPOSED}",
        ],
    ),
    "a parameter with a value and a default": (
        """
        apiVersion: tekton.dev/v1
        kind: PipelineRun
        spec:
          params: [{name: i, value: 'a:1'}]
          pipelineSpec: {params: [{name: i, default: 'b:1'}], tasks: [{taskSpec: {steps: [{image: $(params.i)}]}}]}
        """,
        ["spec.pipelineSpec.tasks[0].taskSpec.steps[0].image: a:1"],
    ),
    "parameters of the tasks of a pipeline": (
        """
        apiVersion: tekton.dev/v1
        kind: Pipeline
        spec:
          params: [{name: i, default: 'a:1'}, {name: k, default: 'c:1'}]
          tasks:
          - params: [{name: i, value: 'b:1'}]
            taskSpec: {params: [{name: i, default: 'no:1'}], steps: [{image: $(params.i)}]}
          - params: [{name: i, value: $(params.i)}]
            taskSpec: {params: [{name: i}], steps: [{image: $(params.i)}]}
          finally:
          - params: [{name: j, value: $(params.k)}]
            taskSpec: {steps: [{image: $(params.j)}]}
        """,
        [
            "spec.tasks[0].taskSpec.steps[0].image: b:1",
            "spec.tasks[1].taskSpec.steps[0].image: a:1",
            "spec.finally[0].taskSpec.steps[0].image: c:1",
        ],
    ),
    "parameters of the templates of a workflow": (
        """
        apiVersion: argoproj.io/v1alpha1
        kind: WorkflowTemplate
        spec:
          templates:
          - inputs: {parameters: [{name: i, default: 'a:1'}]}
            container: {image: '{{inputs.parameters.i}}'}
          - inputs: {parameters: [{name: i, value: 'b:1', default: 'no:1'}]}
            script: {image: '{{=inputs.parameters.i}}'}
          - container: {image: '{{inputs.parameters.i}}'}
        """,
        [
            "spec.templates[0].container.image: a:1",
            "spec.templates[1].script.image: b:1",
            f"spec.templates[2].container.image: ? | {UNKNOWN}",
        ],
    ),
    "parameters of a trigger": (
        """
        apiVersion: triggers.tekton.dev/v1beta1
        kind: TriggerTemplate
        spec:
          params: [{name: i, default: 'a:1'}]
          resourcetemplates:
          - apiVersion: tekton.dev/v1
            kind: TaskRun
            spec:
              params: [{name: i, value: $(tt.params.i)}]
              taskSpec: {steps: [{image: $(params.i)}]}
        """,
        ["spec.resourcetemplates[0].spec.taskSpec.steps[0].image: a:1"],
    ),
    "scripts of Tekton": (
        """
        apiVersion: tekton.dev/v1
        kind: Task
        spec:
          steps:
          - image: docker:1
            script: |
              #!/usr/bin/env bash
              docker pull alpine:3
              kubectl apply -f - <<EOF
              apiVersion: v1
              kind: Pod
              spec: {containers: [{image: 'pod:1'}]}
              EOF
          - image: python:3
            script: |
              #!/usr/bin/env python3
              docker run alpine:4
          - script: |
              cat <<EOF > kustomization.yaml
              images: [{name: kustomized, newTag: v9}]
              EOF
          sidecars: [{script: docker run redis:7}]
        ---
        apiVersion: tekton.dev/v1beta1
        kind: StepAction
        spec: {image: 'crane:1', script: crane digest busybox:1}
        """,
        [
            "spec.steps[0].image: docker:1",
            "spec.steps[0].script: alpine:3",
            "spec.steps[0].script: pod:1",
            "spec.steps[1].image: python:3",
            "spec.steps[2].script: kustomized:v9",
            "spec.sidecars[0].script: redis:7",
            "spec.image: crane:1",
            "spec.script: busybox:1",
        ],
    ),
    "scripts of Argo Workflows": (
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        spec:
          podSpecPatch: |
            containers: [{name: main, image: 'patched:1'}]
          arguments:
            parameters:
            - name: pod
              value: |
                apiVersion: v1
                kind: Pod
                spec: {containers: [{image: 'pod:1'}]}
          templates:
          - script: {image: 'docker:1', command: [/bin/sh], source: docker pull alpine:3}
          - script: {image: 'python:3', command: [python], source: docker pull alpine:4}
        """,
        [
            "spec.podSpecPatch: containers[0].image: patched:1",
            "spec.arguments.parameters[0].value: spec.containers[0].image: pod:1",
            "spec.templates[0].script.image: docker:1",
            "spec.templates[0].script.source: alpine:3",
            "spec.templates[1].script.image: python:3",
        ],
    ),
    "a manifest in a parameter of Tekton": (
        """
        apiVersion: tekton.dev/v1
        kind: PipelineRun
        spec:
          params:
          - name: manifest
            value: |
              apiVersion: v1
              kind: Pod
              spec: {containers: [{image: 'pod:1'}]}
          - {name: note, value: "kind: Pod, image: nginx:1"}
        """,
        ["spec.params[0].value: spec.containers[0].image: pod:1"],
    ),
    "Flux's older patches": (
        """
        apiVersion: kustomize.toolkit.fluxcd.io/v1beta2
        kind: Kustomization
        spec:
          patchesStrategicMerge: [{apiVersion: v1, kind: Pod, spec: {containers: [{image: 'a:1'}]}}]
          patchesJson6902:
          - target: {kind: Deployment}
            patch: [{op: replace, path: /spec/template/spec/containers/0/image, value: 'b:1'}]
        ---
        apiVersion: helm.toolkit.fluxcd.io/v2beta1
        kind: HelmRelease
        metadata: {namespace: prod}
        spec:
          postRenderers:
          - kustomize:
              patchesJson6902: [{patch: [{op: add, path: /spec/containers/-, value: {image: 'c:1'}}]}]
        """,
        [
            "spec.patchesStrategicMerge[0].spec.containers[0].image: a:1",
            "spec.patchesJson6902[0].patch[0].value: b:1",
            "spec.postRenderers[0].kustomize.patchesJson6902[0].patch[0].value.image: c:1",
        ],
    ),
    "artifacts by their URL": (
        """
        apiVersion: fluxcd.controlplane.io/v1
        kind: FluxInstance
        spec: {distribution: {version: 2.x, registry: ghcr.io/fluxcd, artifact: 'oci://ghcr.io/a/manifests:latest'}}
        ---
        apiVersion: extensions.istio.io/v1alpha1
        kind: WasmPlugin
        spec: {url: 'oci://ghcr.io/a/plugin:v1'}
        ---
        apiVersion: extensions.istio.io/v1alpha1
        kind: WasmPlugin
        spec: {url: 'https://example.com/plugin.wasm'}
        """,
        [
            "spec.distribution.artifact: ghcr.io/a/manifests:latest",
            "spec.url: ghcr.io/a/plugin:v1",
        ],
    ),
    "what oc mirrors": (
        """
        apiVersion: mirror.openshift.io/v1alpha2
        kind: ImageSetConfiguration
        mirror:
          additionalImages: [{name: 'registry.redhat.io/ubi8/ubi:latest'}]
          operators: [{catalog: 'registry.redhat.io/redhat/redhat-operator-index:v4.13'}]
        """,
        [
            "mirror.additionalImages[0].name: registry.redhat.io/ubi8/ubi:latest",
            "mirror.operators[0].catalog: registry.redhat.io/redhat/redhat-operator-index:v4.13",
        ],
    ),
    "Flux": (
        """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        spec:
          targetNamespace: prod
          values:
            image: {repository: ghcr.io/a/b, tag: v1}
            extra: {image: 'nginx:1'}
          postRenderers:
          - kustomize:
              images: [{name: a, newName: q.io/a, newTag: '2'}]
              patches:
              - patch: |
                  - op: replace
                    path: /spec/template/spec/containers/0/image
                    value: redis:7
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        spec:
          images:
          - {name: podinfo, newName: ghcr.io/s/podinfo, newTag: 6.5.0} # {"$imagepolicy": "flux-system:podinfo"}
          patches:
          - patch: |
              apiVersion: apps/v1
              kind: Deployment
              metadata: {name: x}
              spec: {template: {spec: {containers: [{name: a, image: 'c:3'}]}}}
        """,
        [
            "spec.values.image: ghcr.io/a/b:v1",
            "spec.values.extra.image: nginx:1",
            "spec.postRenderers[0].kustomize.images[0]: q.io/a:2",
            "spec.postRenderers[0].kustomize.patches[0].patch: [0].value: redis:7",
            "spec.images[0]: ghcr.io/s/podinfo:6.5.0",
            "spec.patches[0].patch: spec.template.spec.containers[0].image: c:3",
        ],
    ),
    "artifacts that Flux pulls": (
        """
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: OCIRepository
        spec: {url: 'oci://ghcr.io/a/manifests', ref: {tag: v1}}
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: OCIRepository
        spec: {url: 'oci://ghcr.io/b/manifests', ref: {tag: v1, digest: ''}}
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: OCIRepository
        spec: {url: 'oci://ghcr.io/c/manifests', ref: {semver: '>=1'}}
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: OCIRepository
        spec: {url: 'oci://ghcr.io/d/manifests'}
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: HelmRepository
        spec: {type: oci, url: 'oci://ghcr.io/e/charts'}
        """,
        [
            f"spec: ghcr.io/a/manifests:v1 | {ADD_DIGEST}",
            "spec: ghcr.io/b/manifests:v1",
            f"spec: ? | {RANGE}",
            f"spec: ghcr.io/d/manifests | {ADD_DIGEST}",
        ],
    ),
    "k3s' charts": (
        """
        apiVersion: helm.cattle.io/v1
        kind: HelmChart
        spec:
          chart: x
          jobImage: rancher/klipper-helm:v0.8
          valuesContent: |-
            image:
              repository: q.io/a/b
              tag: v1
        """,
        ["spec.jobImage: rancher/klipper-helm:v0.8", "spec.valuesContent: image: q.io/a/b:v1"],
    ),
    "Crossplane": (
        """
        apiVersion: pkg.crossplane.io/v1
        kind: Provider
        spec: {package: 'xpkg.upbound.io/upbound/provider-aws:v1'}
        ---
        apiVersion: pkg.crossplane.io/v1beta1
        kind: Function
        spec: {package: 'crossplane-contrib/function-x:v1'}
        ---
        apiVersion: pkg.crossplane.io/v1
        kind: Configuration
        spec: {package: 'xpkg.upbound.io/a/b'}
        ---
        apiVersion: meta.pkg.crossplane.io/v1
        kind: Configuration
        spec: {dependsOn: [{provider: xpkg.upbound.io/upbound/provider-aws, version: '>=v1'}]}
        ---
        apiVersion: apiextensions.crossplane.io/v1
        kind: Composition
        spec:
          resources:
          - base: {apiVersion: kubernetes.crossplane.io/v1, kind: Object, spec: {forProvider: {manifest: {
              apiVersion: v1, kind: Pod, spec: {containers: [{image: 'a:1'}]}}}}}
        """,
        [
            "spec.package: xpkg.upbound.io/upbound/provider-aws:v1",
            f"spec.package: crossplane-contrib/function-x:v1 | {WRITE_REGISTRY}",
            "spec.package: xpkg.upbound.io/a/b",
            "spec.resources[0].base.spec.forProvider.manifest.spec.containers[0].image: a:1",
        ],
    ),
    "the Operator Lifecycle Manager": (
        """
        apiVersion: operators.coreos.com/v1alpha1
        kind: ClusterServiceVersion
        metadata:
          annotations:
            containerImage: quay.io/org/operator:v1
            alm-examples: '[{"apiVersion": "v1", "kind": "Pod", "spec": {"image": "a:1"}}]'
        spec:
          install:
            spec:
              deployments:
              - spec:
                  template:
                    spec:
                      containers:
                      - image: quay.io/org/operator:v1.0
                        env: [{name: RELATED_IMAGE_DB, value: 'postgres:16'}]
          relatedImages: [{name: db, image: postgres}]
        ---
        apiVersion: operators.coreos.com/v1alpha1
        kind: CatalogSource
        spec: {sourceType: grpc, image: 'quay.io/org/catalog:latest'}
        ---
        apiVersion: olm.operatorframework.io/v1
        kind: ClusterCatalog
        spec: {source: {type: Image, image: {ref: 'quay.io/org/catalog'}}}
        """,
        [
            "metadata.annotations.containerImage: quay.io/org/operator:v1",
            "spec.install.spec.deployments[0].spec.template.spec.containers[0].image: quay.io/org/operator:v1.0",
            "spec.install.spec.deployments[0].spec.template.spec.containers[0].env[0].value: postgres:16",
            "spec.relatedImages[0].image: postgres",
            "spec.image: quay.io/org/catalog:latest",
            "spec.source.image.ref: quay.io/org/catalog",
        ],
    ),
    "KubeVirt": (
        """
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        spec:
          dataVolumeTemplates:
          - spec: {source: {registry: {url: 'docker://quay.io/containerdisks/fedora:40'}}}
          - spec: {source: {registry: {url: 'oci-archive:disk'}}}
          - spec: {source: {http: {url: 'https://example.com/disk.qcow2'}}}
          template:
            spec:
              volumes: [{name: root, containerDisk: {image: quay.io/kubevirt/cirros}}]
              domain: {firmware: {kernelBoot: {container: {image: kernel, kernelPath: /boot}}}}
        """,
        [
            "spec.dataVolumeTemplates[0].spec.source.registry.url: quay.io/containerdisks/fedora:40",
            "spec.template.spec.volumes[0].containerDisk.image: quay.io/kubevirt/cirros",
            "spec.template.spec.domain.firmware.kernelBoot.container.image: kernel",
        ],
    ),
    "a container of a custom resource": (
        """
        apiVersion: numaflow.numaproj.io/v1alpha1
        kind: MonoVertex
        spec:
          sink: {udsink: {container: {image: sink-log}}}
          source: {http: {}}
        """,
        ["spec.sink.udsink.container.image: sink-log"],
    ),
    "OpenShift": (
        """
        apiVersion: template.openshift.io/v1
        kind: Template
        parameters:
        - {name: IMAGE, value: quay.io/org/app}
        - {name: TAG, value: v1}
        - {name: WHOLE, value: 'redis:7'}
        - {name: REQUIRED, required: true}
        - {name: EMPTY, value: "", required: true}
        objects:
        - apiVersion: v1
          kind: Pod
          spec:
            containers:
            - image: ${IMAGE}:${TAG}
            - image: ${WHOLE}
            - image: ${REQUIRED}
            - image: quay.io/org/app:${EMPTY}
        - apiVersion: build.openshift.io/v1
          kind: BuildConfig
          spec:
            strategy: {dockerStrategy: {from: {kind: DockerImage, name: 'ubi9:1'}}}
            output: {to: {kind: DockerImage, name: 'quay.io/org/app:v1'}}
        - apiVersion: image.openshift.io/v1
          kind: ImageStream
          spec: {tags: [{name: a, from: {kind: DockerImage, name: httpd}}, {from: {kind: ImageStreamTag, name: 'b:1'}}]}
        """,
        [
            f"objects[0].spec.containers[0].image: quay.io/org/app:v1 | {COMPOSED}",
            "objects[0].spec.containers[1].image: redis:7",
            f"objects[0].spec.containers[2].image: ? | {UNKNOWN}",
            f"objects[0].spec.containers[3].image: ? | {UNKNOWN}",
            "objects[1].spec.strategy.dockerStrategy.from.name: ubi9:1",
            f"objects[1].spec.output.to.name: quay.io/org/app:v1 (build-output) | {BUILT}",
            "objects[2].spec.tags[0].from.name: httpd",
        ],
    ),
    "Shipwright": (
        """
        apiVersion: shipwright.io/v1beta1
        kind: Build
        spec: {builder: {image: 'q.io/builder:1'}, output: {image: 'q.io/org/app:1'}}
        """,
        ["spec.builder.image: q.io/builder:1", f"spec.output.image: q.io/org/app:1 (build-output) | {BUILT}"],
    ),
    "functions of kpt and Kustomize": (
        """
        apiVersion: kpt.dev/v1
        kind: Kptfile
        pipeline:
          mutators: [{image: 'gcr.io/kpt-fn/set-labels:v0.1'}]
          validators: [{image: kubeval}]
        ---
        apiVersion: example.com/v1
        kind: Function
        metadata:
          annotations:
            config.kubernetes.io/function: |
              container:
                image: gcr.io/kustomize-functions/a:v0.3
        """,
        [
            "pipeline.mutators[0].image: gcr.io/kpt-fn/set-labels:v0.1",
            "pipeline.validators[0].image: kubeval",
            "metadata.annotations.config.kubernetes.io/function: container.image: gcr.io/kustomize-functions/a:v0.3",
        ],
    ),
    "what the only call of a template gives it": (
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        spec:
          templates:
          - name: main
            dag:
              tasks:
              - {name: a, template: once, arguments: {parameters: [{name: i, value: 'q.io/a/a:1'}, {name: j, value: x}]}}
              - {name: b, template: twice, arguments: {parameters: [{name: i, value: 'q.io/a/b:1'}]}}
              - {name: c, template: twice, arguments: {parameters: [{name: i, value: 'q.io/a/b:2'}]}}
              - {name: d, template: items, arguments: {parameters: [{name: i, value: 'q.io/a/{{item}}'}]}}
          - {name: once, inputs: {parameters: [{name: i, default: 'no:1'}]}, container: {image: '{{inputs.parameters.i}}'}}
          - {name: twice, inputs: {parameters: [{name: i}]}, container: {image: '{{inputs.parameters.i}}'}}
          - {name: items, inputs: {parameters: [{name: i}]}, container: {image: '{{inputs.parameters.i}}'}}
          - steps: [[{name: e, template: step, arguments: {parameters: [{name: t, value: '3.19'}]}}]]
          - {name: step, inputs: {parameters: [{name: t}]}, container: {image: 'q.io/a/e:{{inputs.parameters.t}}'}}
        """,
        [
            "spec.templates[1].container.image: q.io/a/a:1",
            f"spec.templates[2].container.image: ? | {UNKNOWN}",
            f"spec.templates[3].container.image: ? | {UNKNOWN}",
            f"spec.templates[5].container.image: q.io/a/e:3.19 | {COMPOSED}",
        ],
    ),
    "the images of Knative's operator": (
        """
        apiVersion: operator.knative.dev/v1beta1
        kind: KnativeServing
        spec:
          registry:
            default: 'q.io/knative/${NAME}:v1'
            override: {activator: 'q.io/knative/activator:v1', queue-proxy: q.io/knative/queue}
        """,
        [
            "spec.registry.override.activator: q.io/knative/activator:v1",
            "spec.registry.override.queue-proxy: q.io/knative/queue",
        ],
    ),
    "a plugin of Argo Workflows": (
        """
        apiVersion: v1
        kind: ConfigMap
        data:
          sidecar.container: |
            name: plugin
            image: python:alpine
        """,
        ["data.sidecar.container: image: python:alpine"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), PLACES.values(), ids=PLACES)
def test_places(text, expected, read):
    assert recognises("\n".join(line.removeprefix(" " * 8) for line in text.split("\n")).encode())
    assert read(scan, text) == expected


PINS = {
    "Argo CD's short form": (
        (
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    kustomize:\n      images:\n"
            "      - org/app=ghcr.io/org/app:v1 # live\n      - 'nginx:1.25'\n      - a=b\n"
        ),
        [("ghcr.io/org/app:v1", f"ghcr.io/org/app:v1@{DIGEST}"), ("nginx:1.25", f"nginx:1.25@{DIGEST}")],
    ),
    "values as text": (
        (
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n"
            "        image:\n          repository: q.io/a\n          tag: 1.2 # x\n          digest:\n        é: 1\n"
        ),
        [("digest:", f"digest: {DIGEST}")],
    ),
    "parameters": (
        (
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      parameters:\n"
            "      - name: image.repository\n        value: q.io/a\n      - name: image.tag\n        value: v1\n"
        ),
        [("value: v1", f"value: v1@{DIGEST}")],
    ),
    "Flux's artifact": (
        (
            "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nspec:\n  url: oci://ghcr.io/a/b\n"
            "  ref:\n    tag: v1\n    digest: ''\n"
        ),
        [("digest: ''", f"digest: '{DIGEST}'")],
    ),
    "Flux's artifact without a key for a digest": (
        "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nspec: {url: 'oci://a.io/b', ref: {tag: v1}}\n",
        [],
    ),
    "a default of Tekton": (
        (
            "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  params:\n  - name: image\n    default: bash:5\n"
            "  steps:\n  - image: $(params.image)\n"
        ),
        [("bash:5", f"bash:5@{DIGEST}")],
    ),
    "a value of Argo Workflows": (
        (
            "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  arguments:\n    parameters:\n    - name: base\n"
            "      value: alpine:3\n  templates:\n  - container:\n      image: '{{workflow.parameters.base}}'\n"
        ),
        [("alpine:3", f"alpine:3@{DIGEST}")],
    ),
    "what is composed": (
        (
            "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  params: [{name: v, default: '5'}]\n"
            "  steps: [{image: 'bash:$(params.v)'}]\n"
        ),
        [],
    ),
    "Crossplane": (
        (
            "apiVersion: pkg.crossplane.io/v1\nkind: Provider\nspec:\n  package: xpkg.upbound.io/a/b:v1\n---\n"
            "apiVersion: pkg.crossplane.io/v1\nkind: Provider\nspec:\n  package: a/b:v1\n"
        ),
        [("xpkg.upbound.io/a/b:v1", f"xpkg.upbound.io/a/b:v1@{DIGEST}")],
    ),
    "a disk": (
        (
            "apiVersion: cdi.kubevirt.io/v1beta1\nkind: DataVolume\nspec:\n  source:\n    registry:\n"
            "      url: docker://q.io/disk:1\n"
        ),
        [("docker://q.io/disk:1", f"docker://q.io/disk:1@{DIGEST}")],
    ),
    "a tag beside the image": (
        "apiVersion: example.com/v1\nkind: Thing\nspec:\n  image: q.io/a/b\n  tag: 2 # x\n",
        [("tag: 2", f'tag: "2@{DIGEST}"')],
    ),
}


@pytest.mark.parametrize(("text", "changes"), PINS.values(), ids=PINS)
def test_pins(text, changes, pin):
    pinned = pin(scan, text)
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    assert pinned == text
