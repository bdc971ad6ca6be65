"""Reads docker-compose.yml as compose has merged it, and says what is wrong with its forms.

    docker-compose config | forms.py docker-compose.yml deploy

Compose checks the keys; this checks what it cannot know: which services belong together, that each name is the one in
the certificate, that nothing is published beyond this machine, that every image is pinned and has its licence told.
It never starts anything.
"""

import pathlib
import re
import sys

import yaml

NODES = {"node1", "node2", "node3"}
FORMS = {
    "alone": {"app"},
    "server": {"prepare", "server", "app-on-server"},
    "cluster": {"prepare", *NODES, "api1", "api2", "balancer"},
}
LOCAL = "cangliu:local"


def dependencies(service):
    """Names, be they a list or a table of conditions."""
    return set(service.get("depends_on") or [])


def host(port):
    """The address that a port is published on; compose writes it as a line or as a table."""
    if isinstance(port, dict):
        return port.get("host_ip", "")
    return port.rsplit(":", 2)[0] if port.count(":") == 2 else ""


def of_forms(services):
    """Each form has its services, and needs none of another."""
    for form, expected in FORMS.items():
        found = {name for name, service in services.items() if form in service.get("profiles", [])}
        if found != expected:
            yield f"form {form} has {sorted(found)}, not {sorted(expected)}"
        for name in found:
            missing = dependencies(services[name]) - found
            if missing:
                yield f"{name} of form {form} needs {sorted(missing)}, which that form has not"
    for name, service in services.items():
        if not service.get("profiles"):
            yield f"{name} starts with every form"


def of_images(services, header):
    """Exact versions, each with its licence at the top of the file."""
    for name, service in services.items():
        image = service["image"]
        if image != LOCAL and not re.search(r":v?\d+\.\d+\.\d+(@sha256:[0-9a-f]{64})?$", image):
            yield f"{name} runs {image}, which is no exact version"
        if f"#   {image.split('@')[0]} " not in header:
            yield f"the licence of {image} is not told"


def of_ports(services):
    """Loopback only, and of the log's nodes none at all."""
    for name, service in services.items():
        ports = service.get("ports", [])
        for port in ports:
            if host(port) != "127.0.0.1":
                yield f"{name} publishes {port} beyond this machine"
        if ports and "kurrentdb" in service["image"]:
            yield f"{name} publishes {ports}"


def of_names(services, deploy):
    """A node is called what its certificate says, a member knows the others, and the balancer knows the API nodes."""
    prepared = re.search(r"for node in (.*); do", (deploy / "prepare.sh").read_text())[1].split()
    for name in ["server", *sorted(NODES)]:
        told = services[name]["environment"]
        if name not in prepared:
            yield f"prepare.sh makes no certificate for {name}"
        if told["KURRENTDB_NODE_HOST_ADVERTISE_AS"] != name or f"/{name}/" not in told["KURRENTDB_CERTIFICATE_FILE"]:
            yield f"{name} tells another name than that in its certificate"
        if name in NODES:
            seeds = {seed.split(":")[0] for seed in told["KURRENTDB_GOSSIP_SEED"].split(",")}
            if seeds != NODES - {name}:
                yield f"{name} asks {sorted(seeds)}"
    servers = dict(re.findall(r"^    server (\S+) (\S+)$", (deploy / "haproxy.cfg").read_text(), re.MULTILINE))
    if servers != {name: f"{name}:8080" for name in FORMS["cluster"] if name.startswith("api")}:
        yield f"the balancer knows {servers}"


def main():
    """Prints the faults."""
    file, deploy = (pathlib.Path(argument) for argument in sys.argv[1:])
    services = yaml.safe_load(sys.stdin)["services"]
    faults = [
        *of_forms(services),
        *of_images(services, file.read_text()),
        *of_ports(services),
        *of_names(services, deploy),
    ]
    for fault in faults:
        print(f"{file}: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
