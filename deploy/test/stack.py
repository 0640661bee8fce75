"""What the tests of deploy/compose.yaml share: Docker, the file under a name and on a port of its own, and how a container is confined."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
IMAGE, USER = "aalam:local", 65532
MIB = 1024 * 1024
MEMORY_BYTES = 256 * MIB


def run(*command: str, settings: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, **(settings or {})})
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def inspect(name: str) -> dict:
    return json.loads(run("docker", "inspect", name))[0]


def process(container: str) -> pathlib.Path:
    """What this machine tells of the container's first process."""
    return pathlib.Path("/proc", str(inspect(container)["State"]["Pid"]))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def ask(method: str, url: str, body: str | None = None, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """Status and answer; raises OSError if there is none."""
    request = urllib.request.Request(url, body.encode() if body is not None else None, headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class Stack:
    """deploy/compose.yaml, which goes with its volumes when the block ends."""

    def __init__(self, project: str, *options: str, **settings: str) -> None:
        has_plugin = not subprocess.run(["docker", "compose", "version"], capture_output=True).returncode
        program = ["docker", "compose"] if has_plugin else [shutil.which("docker-compose") or sys.exit("Compose is missing")]
        self.command = [*program, "--project-name", project, "--file", "deploy/compose.yaml", *options]
        self.port = free_port()
        self.settings = {"AALAM_PORT": str(self.port), **settings}
        self.url = f"http://127.0.0.1:{self.port}"

    def compose(self, *arguments: str) -> str:
        return run(*self.command, *arguments, settings=self.settings)

    def container(self, service: str) -> str:
        return self.compose("ps", "--quiet", service).strip()

    def __enter__(self) -> "Stack":
        return self

    def __exit__(self, kind: type | None, *_: object) -> None:
        try:
            if kind:
                print(self.compose("logs", "--no-color", "--tail", "10"), file=sys.stderr)
        finally:
            self.compose("down", "--volumes")


def wait_until_healthy(container: str) -> float:
    """The seconds that it took."""
    started = time.monotonic()
    while (state := inspect(container)["State"])["Health"]["Status"] != "healthy":
        assert state["Running"] and time.monotonic() - started < 60, f"{state}\n{run('docker', 'logs', container)}"
        time.sleep(0.5)
    return time.monotonic() - started


def mounts(container: str) -> dict[str, list[str]]:
    """Options by path."""
    return {line.split()[1]: line.split()[3].split(",") for line in (process(container) / "mounts").read_text().splitlines()}


def check_confined(container: str, user: int) -> None:
    """No rights but those of its user, and no root that it could write to."""
    status = dict(line.split(":", 1) for line in (process(container) / "status").read_text().splitlines())
    assert status["Uid"].split() == [str(user)] * 4 and status["Gid"].split() == [str(user)] * 4, status
    for capabilities in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[capabilities], 16) == 0, (capabilities, status[capabilities])
    assert status["NoNewPrivs"].strip() == "1" and status["Seccomp"].strip() == "2", status
    options = mounts(container)
    assert "ro" in options["/"] and "noexec" in options["/tmp"], options


def check_limits(container: str) -> None:
    limits = inspect(container)["HostConfig"]
    assert (limits["Memory"], limits["MemorySwap"], limits["PidsLimit"]) == (MEMORY_BYTES, MEMORY_BYTES, 128), limits
