#!/usr/bin/env python3
"""Builds the Dockerfile, runs deploy/compose.yaml, and checks what an operator relies on.

usage: container_test.py [--no-build]

Needs the Docker Engine of this very machine, and Compose. Checks the image's size and user, that there is no shell, no start without a
key, the read-only root, the limits, that texts are answered within the memory, and that the service ends in time with requests in flight. Where no registry of images
can be reached, deploy/test/stand_ins.sh makes the base images first.
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
IMAGE, PROJECT, USER = "aalam:local", "aalam-container-test", 65532
MIB = 1024 * 1024
MAX_IMAGE_BYTES, MEMORY_BYTES = 40 * MIB, 256 * MIB
DRAIN_S = 10


def run(*command: str, check: bool = True) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "AALAM_PORT": str(PORT)})
    if check and done.returncode:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def compose(*arguments: str) -> str:
    has_plugin = not subprocess.run(["docker", "compose", "version"], capture_output=True).returncode
    program = ["docker", "compose"] if has_plugin else [shutil.which("docker-compose") or sys.exit("Compose is missing")]
    return run(*program, "--project-name", PROJECT, "--file", "deploy/compose.yaml", *arguments)


def inspect(container: str) -> dict:
    return json.loads(run("docker", "inspect", container))[0]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


PORT = free_port()


def check_image() -> None:
    image = inspect(IMAGE)
    assert image["Size"] <= MAX_IMAGE_BYTES, f"the image has {image['Size'] / MIB:.1f} MiB"
    config = image["Config"]
    assert config["User"] == f"{USER}:{USER}", config["User"]
    assert config["Healthcheck"]["Test"] == ["CMD", "/usr/local/bin/aalam", "health"], config["Healthcheck"]
    shell = subprocess.run(["docker", "run", "--rm", "--entrypoint", "/bin/sh", IMAGE, "-c", "true"], capture_output=True)
    assert shell.returncode == 127, f"there is a shell: {shell}"
    print(f"image: {image['Size'] / MIB:.1f} MiB, user {config['User']}, no shell")


def check_refusal() -> None:
    """Reached by others, and without a key or a word that none is needed, it does not start."""
    refused = subprocess.run(["docker", "run", "--rm", IMAGE], capture_output=True, text=True)
    assert refused.returncode == 3 and "--open-tagging" in refused.stderr, refused
    print("refuses to start where others could reach it, without a key")


def wait_until_healthy(container: str) -> None:
    started = time.monotonic()
    while (state := inspect(container)["State"])["Health"]["Status"] != "healthy":
        assert state["Running"] and time.monotonic() - started < 60, f"{state}\n{run('docker', 'logs', container)}"
        time.sleep(0.5)
    print(f"healthy after {time.monotonic() - started:.0f} s, by the binary's own word")


def check_confinement(container: str) -> None:
    details = inspect(container)
    process = pathlib.Path("/proc", str(details["State"]["Pid"]))
    status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    assert status["Uid"].split() == [str(USER)] * 4 and status["Gid"].split() == [str(USER)] * 4, status
    for capabilities in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[capabilities], 16) == 0, (capabilities, status[capabilities])
    assert status["NoNewPrivs"].strip() == "1" and status["Seccomp"].strip() == "2", status
    mounts = {line.split()[1]: line.split()[3].split(",") for line in (process / "mounts").read_text().splitlines()}
    assert "ro" in mounts["/"] and "noexec" in mounts["/tmp"] and "rw" in mounts["/var/lib/aalam"], mounts
    (volume,) = [mount for mount in details["Mounts"] if mount["Destination"] == "/var/lib/aalam"]
    store = os.stat(volume["Source"])
    assert (store.st_uid, store.st_gid) == (USER, USER), store
    limits = details["HostConfig"]
    assert (limits["Memory"], limits["MemorySwap"], limits["PidsLimit"]) == (MEMORY_BYTES, MEMORY_BYTES, 128), limits
    print("confined: no capability, no new privileges, read-only root, the store alone to write to")


def post(path: str, body: str, kind: str) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", body.encode(), {"content-type": kind})
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.read().decode()


def check_answers(container: str) -> None:
    answer = json.loads(post("/v1/tag", "وصل سيرغي لافروف إلى بيروت", "text/plain"))
    assert [mention["entity"] for mention in answer["mentions"]] == ["sergey_lavrov", "beirut"], answer
    page = "وصل سيرغي لافروف إلى بيروت، وقال إن الوضع في لبنان صعب. " * 8000
    for _ in range(5):
        assert len(json.loads(post("/v1/tag?types=place", page, "text/plain"))["mentions"]) == 16000
    peak_kib = int(pathlib.Path("/proc", str(inspect(container)["State"]["Pid"]), "status").read_text().split("VmHWM:")[1].split()[0])
    assert peak_kib * 1024 < MEMORY_BYTES * 3 // 4, f"{peak_kib} KiB of memory"
    print(f"answers texts, five of {len(page.encode()) / MIB:.1f} MiB among them; at most {peak_kib // 1024} MiB of memory")


class Batch:
    """A batch that stands open."""

    def __init__(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", PORT), timeout=30)
        head = "POST /v1/tag/batch?types=place HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
        self.socket.sendall(head.encode())
        self.send('{"text": "زار بيروت"}\n')

    def send(self, chunk: str) -> None:
        body = chunk.encode()
        self.socket.sendall(b"%x\r\n%b\r\n" % (len(body), body))

    def rest(self) -> str:
        return b"".join(iter(lambda: self.socket.recv(65536), b"")).decode()


def check_stop(container: str) -> None:
    """One batch ends while the service drains and is answered to its end; another never ends and does not hold the service up."""
    ending, standing = Batch(), Batch()
    time.sleep(0.5)
    started = time.monotonic()
    stopping = subprocess.Popen(["docker", "stop", "--time", "30", container], stdout=subprocess.DEVNULL)
    time.sleep(2)
    ending.send('{"text": "ثم زار دمشق"}\n')
    ending.send("")
    answers = ending.rest()
    assert answers.startswith("HTTP/1.1 200") and answers.count('"offsets"') == 2 and answers.endswith("0\r\n\r\n"), answers
    stopping.wait(timeout=60)
    took = time.monotonic() - started
    assert "0\r\n\r\n" not in standing.rest(), "the batch that never ended has an end"
    state = inspect(container)["State"]
    assert (state["ExitCode"], state["OOMKilled"]) == (0, False) and took < DRAIN_S + 2, (took, state)
    print(f"stops with exit code 0 after {took:.1f} s, with one batch answered to its end and another that never ends")


def main() -> None:
    if "--no-build" not in sys.argv:
        run("docker", "build", "--tag", IMAGE, ".")
    check_image()
    check_refusal()
    try:
        compose("up", "--detach", "--no-build")
        container = compose("ps", "--quiet").strip()
        wait_until_healthy(container)
        check_confinement(container)
        check_answers(container)
        check_stop(container)
    finally:
        compose("down", "--volumes")
    print("container: passed")


main()
