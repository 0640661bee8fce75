#!/usr/bin/env python3
"""Checks deploy/kubernetes/ against the schemas of Kubernetes, and that its files fit together.

usage: validate_manifests.py VENV_FOLDER
"""
import pathlib
import sys

from harness import enter_venv

PACKAGES = ["kubernetes-validate==1.37.0", "PyYAML==6.0.3"]
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "deploy" / "kubernetes"
# The oldest that knows the sleep before stopping without a feature gate, and a recent one.
VERSIONS = ["1.30", "1.34"]


def check_schemas(manifests: dict) -> None:
    import kubernetes_validate

    for name, manifest in manifests.items():
        for version in VERSIONS:
            try:
                kubernetes_validate.validate(manifest, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                sys.exit(f"{name}: no {manifest['kind']} of Kubernetes {version}: {error.message} at {error.path}")


def check_references(manifests: dict, kustomization: dict) -> None:
    """What one file says of another: names, labels, ports, images, times."""
    kinds = {manifest["kind"]: manifest for manifest in manifests.values()}
    deployment, pod = kinds["Deployment"], kinds["Deployment"]["spec"]["template"]
    labels = pod["metadata"]["labels"].items()
    selectors = {
        "Deployment": deployment["spec"]["selector"]["matchLabels"],
        "Service": kinds["Service"]["spec"]["selector"],
        "PodDisruptionBudget": kinds["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
        "NetworkPolicy": kinds["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"],
    }
    for kind, selector in selectors.items():
        assert selector and selector.items() <= labels, f"{kind} selects other pods than those of the Deployment"
    target = kinds["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
    assert target == {"apiVersion": deployment["apiVersion"], "kind": "Deployment", "name": deployment["metadata"]["name"]}, target

    (container,) = pod["spec"]["containers"]
    ports = {port["name"] for port in container["ports"]}
    named = [port["targetPort"] for port in kinds["Service"]["spec"]["ports"]]
    named += [port["port"] for rule in kinds["NetworkPolicy"]["spec"]["ingress"] for port in rule["ports"]]
    named += [container[probe]["httpGet"]["port"] for probe in ("startupProbe", "readinessProbe", "livenessProbe")]
    assert set(named) == ports, (named, ports)
    assert [image["name"] for image in kustomization["images"]] == [container["image"]]
    variables = {variable["name"]: variable for variable in container["env"]}
    for name, variable in variables.items():
        assert ("value" in variable) != ("valueFrom" in variable), f"{name} has no value, or two"
    store = variables["AALAM_STORE"]["valueFrom"]["secretKeyRef"]
    assert store["optional"], "without a store's secret the pods do not start, though they could tag"
    (mount,), (volume,) = container["volumeMounts"], pod["spec"]["volumes"]
    assert mount["name"] == volume["name"] and "secret" in volume, "the keys do not come from a secret"
    keys = pathlib.PurePosixPath(variables["AALAM_KEYS_FILE"]["value"])
    assert str(keys.parent) == mount["mountPath"] and mount["readOnly"], "the file of keys is not where the secret is mounted"
    drain_s, before_s = 10, container["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pod["spec"]["terminationGracePeriodSeconds"] > before_s + drain_s, "the pod is killed while it drains"


def main() -> None:
    enter_venv(pathlib.Path(sys.argv[1]).resolve(), PACKAGES)
    import yaml

    files = {path.name: yaml.safe_load(path.read_text()) for path in sorted(FOLDER.glob("*.yaml"))}
    kustomization = files.pop("kustomization.yaml")
    assert sorted(kustomization["resources"]) == sorted(files), "kustomization.yaml does not name every file"
    check_schemas(files)
    check_references(files, kustomization)
    print(f"{len(files)} manifests: right by the schemas of Kubernetes {', '.join(VERSIONS)}, and they fit together")


main()
