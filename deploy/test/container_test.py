#!/usr/bin/env python3
"""Builds the Dockerfile, runs deploy/compose.yaml, and checks what an operator relies on.

usage: container_test.py [--no-build]

Needs the Docker Engine of this very machine, and Compose. Checks the image's size and user, that there is no shell, no start without a
key, the read-only root, the limits, that texts are answered within the memory, and that the service ends in time with requests in flight.
Where no registry of images can be reached, deploy/test/stand_ins.sh makes the base images first.
"""
import json
import os
import socket
import subprocess
import sys
import time

from stack import (
    IMAGE, MEMORY_BYTES, MIB, USER, Stack, ask, check_confined, check_limits, inspect, mounts, process, run, wait_until_healthy,
)

PROJECT = "aalam-container-test"
MAX_IMAGE_BYTES = 40 * MIB
DRAIN_S = 10


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


def check_confinement(container: str) -> None:
    check_confined(container, USER)
    check_limits(container)
    assert "rw" in mounts(container)["/var/lib/aalam"], mounts(container)
    (volume,) = [mount for mount in inspect(container)["Mounts"] if mount["Destination"] == "/var/lib/aalam"]
    store = os.stat(volume["Source"])
    assert (store.st_uid, store.st_gid) == (USER, USER), store
    print("confined: no capability, no new privileges, read-only root, the store alone to write to")


def tag(url: str, text: str) -> list[dict]:
    status, answer = ask("POST", url, text, {"content-type": "text/plain"})
    assert status == 200, (status, answer)
    return json.loads(answer)["mentions"]


def check_answers(stack: Stack, container: str) -> None:
    mentions = tag(f"{stack.url}/v1/tag", "وصل سيرغي لافروف إلى بيروت")
    assert [mention["entity"] for mention in mentions] == ["sergey_lavrov", "beirut"], mentions
    page = "وصل سيرغي لافروف إلى بيروت، وقال إن الوضع في لبنان صعب. " * 8000
    for _ in range(5):
        assert len(tag(f"{stack.url}/v1/tag?types=place", page)) == 16000
    peak_kib = int((process(container) / "status").read_text().split("VmHWM:")[1].split()[0])
    assert peak_kib * 1024 < MEMORY_BYTES * 3 // 4, f"{peak_kib} KiB of memory"
    print(f"answers texts, five of {len(page.encode()) / MIB:.1f} MiB among them; at most {peak_kib // 1024} MiB of memory")


class Batch:
    """A batch that stands open."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        head = ["POST /v1/tag/batch?types=place HTTP/1.1", "Host: localhost", "Content-Type: application/x-ndjson",
                "Transfer-Encoding: chunked"]
        self.socket.sendall("\r\n".join([*head, "", ""]).encode())
        self.send('{"text": "زار بيروت"}\n')

    def send(self, chunk: str) -> None:
        body = chunk.encode()
        self.socket.sendall(b"%x\r\n%b\r\n" % (len(body), body))

    def rest(self) -> str:
        return b"".join(iter(lambda: self.socket.recv(65536), b"")).decode()


def check_stop(stack: Stack, container: str) -> None:
    """One batch ends while the service drains and is answered to its end; another never ends and does not hold the service up."""
    ending, standing = Batch(stack.port), Batch(stack.port)
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
    with Stack(PROJECT) as stack:
        stack.compose("up", "--detach", "--no-build")
        container = stack.container("aalam")
        print(f"healthy after {wait_until_healthy(container):.0f} s, by the binary's own word")
        check_confinement(container)
        check_answers(stack, container)
        check_stop(stack, container)
    print("container: passed")


main()
