#!/usr/bin/env python3
"""Runs the profile `replicas` of deploy/compose.yaml, and checks through the proxy what an operator relies on, with a replica or the
database gone too.

usage: replicas_test.py

Needs the Docker Engine of this very machine, Compose, and the image aalam:local, which container_test.py builds. Where no registry of
images can be reached, `deploy/test/stand_ins.sh replicas` makes the other images first.
"""
import contextlib
import http.client
import json
import secrets
import threading
import time
from collections.abc import Callable

from stack import USER, Stack, ask, check_confined, check_limits, inspect, run, wait_until_healthy

PROJECT, PROXY_USER = "aalam-replicas-test", 101
REPLICAS = ["replica-1", "replica-2", "replica-3"]
KEY, PASSWORD = secrets.token_hex(24), secrets.token_hex(24)
PATIENCE_S, REACHED_WITHIN_S, SPREAD_EDITS = 60, 2.0, 5
TEXT, ENTITIES = "وصل سيرغي لافروف إلى بيروت", ["sergey_lavrov", "beirut"]
# Far more than the connections hold on the way, so that it must be read and written at the same time.
BATCH_LINES = 20_000
UNKNOWN_TOWN = "قرطبوش"


def wait_for(what: str, done: Callable[[], bool]) -> float:
    """The seconds that it took."""
    started = time.monotonic()
    while not done():
        assert time.monotonic() - started < PATIENCE_S, f"in vain: {what}"
        time.sleep(0.02)
    return time.monotonic() - started


def tag(url: str, text: str = TEXT) -> tuple[int, str]:
    return ask("POST", f"{url}/v1/tag", text, {"content-type": "text/plain"})


def entities(url: str, text: str = TEXT) -> list[str | None]:
    status, answer = tag(url, text)
    assert status == 200, (status, answer)
    return [mention.get("entity") for mention in json.loads(answer)["mentions"]]


def put(url: str, town: str, name: str) -> tuple[int, str]:
    row = {"name": name, "name_en": town, "subtype": "city", "country": "LB"}
    headers = {"content-type": "application/json", "authorization": f"Bearer {KEY}"}
    return ask("PUT", f"{url}/v1/gazetteers/cities/entries/{town}", json.dumps(row), headers)


def metric(url: str, name: str) -> float:
    return sum(float(line.split()[-1]) for line in ask("GET", f"{url}/metrics")[1].splitlines() if line.startswith(name))


class Replicas:
    """Each by its container, and by the address at which this machine reaches it without the proxy."""

    def __init__(self, stack: Stack) -> None:
        self.containers = {service: stack.container(service) for service in REPLICAS}

    def url(self, service: str) -> str:
        (network,) = inspect(self.containers[service])["NetworkSettings"]["Networks"].values()
        return f"http://{network['IPAddress']}:8080"

    def urls(self) -> list[str]:
        return [self.url(service) for service in REPLICAS]

    def reached_by(self, town: str, name: str) -> float:
        """The seconds until the last of them tags it."""
        text = f"زار الوفد {name}"
        return max(wait_for(f"{town} at {url}", lambda: town in entities(url, text)) for url in self.urls())


def check_start(stack: Stack, replicas: Replicas) -> None:
    for container in replicas.containers.values():
        wait_until_healthy(container)
    wait_for("an answer of the proxy", lambda: ask("GET", f"{stack.url}/readyz")[0] == 200)
    # The three, the proxy and the database: the service that has a store of its own stays out.
    assert len(stack.compose("ps", "--quiet").split()) == len(REPLICAS) + 2, stack.compose("ps")
    print("three replicas healthy, and answering through the proxy")


def check_confinement(stack: Stack, replicas: Replicas) -> None:
    for container in replicas.containers.values():
        check_confined(container, USER)
        check_limits(container)
    check_confined(stack.container("proxy"), PROXY_USER)
    ports = {container: inspect(container)["NetworkSettings"]["Ports"] for container in stack.compose("ps", "--quiet").split()}
    assert [container for container in ports if any(ports[container].values())] == [stack.container("proxy")], ports
    print("replicas and proxy confined: no capability, no new privileges, read-only root; the proxy alone has a port of this machine")


def check_tagging(stack: Stack, replicas: Replicas) -> None:
    for _ in range(30):
        assert entities(stack.url) == ENTITIES
    shares = [metric(url, "aalam_texts_total") for url in replicas.urls()]
    assert all(shares), shares
    print(f"30 texts are tagged, by each replica some ({', '.join(f'{share:.0f}' for share in shares)})")


def check_batch(stack: Stack) -> None:
    line = json.dumps({"text": TEXT}, ensure_ascii=False).encode() + b"\n"
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=PATIENCE_S)
    with contextlib.closing(connection):
        connection.putrequest("POST", "/v1/tag/batch")
        connection.putheader("content-type", "application/x-ndjson")
        connection.putheader("content-length", str(len(line) * BATCH_LINES))
        connection.endheaders(line)
        response = connection.getresponse()
        assert response.status == 200, response.status
        answers = [response.readline()]
        rest = threading.Thread(target=connection.send, args=(line * (BATCH_LINES - 1),))
        rest.start()
        answers += response.read().splitlines()
        rest.join()
    assert len(answers) == BATCH_LINES, (len(answers), answers[-1])
    assert all([mention["entity"] for mention in json.loads(answer)["mentions"]] == ENTITIES for answer in answers)
    print(f"a batch of {BATCH_LINES} lines is answered whole, its first line before the others are sent")


def check_edits(stack: Stack, replicas: Replicas) -> None:
    took = []
    for number in range(SPREAD_EDITS):
        town, name = f"spread_town_{number}", f"{UNKNOWN_TOWN} {'الأولى الثانية الثالثة الرابعة الخامسة'.split()[number]}"
        assert town not in entities(stack.url, f"زار الوفد {name}")
        status, answer = put(stack.url, town, name)
        assert status == 201, (status, answer)
        took.append(replicas.reached_by(town, name))
    assert max(took) < REACHED_WITHIN_S, took
    versions = {ask("GET", f"{url}/v1/gazetteers")[1] for url in replicas.urls()}
    assert len(versions) == 1, versions
    print(f"{SPREAD_EDITS} edits put through the proxy are tagged by all after {max(took):.2f} s at most; one version of the lists at all")


def check_kept_inside(stack: Stack, replicas: Replicas) -> None:
    admin = {"authorization": f"Bearer {KEY}"}
    for path in ("/metrics", "//metrics", "/%6Detrics"):
        assert ask("GET", stack.url + path)[0] == 404, path
    for path in ("/v1/reload", "/v1//reload", "/v1/x/../reload", "/v1%2Freload"):
        assert ask("POST", stack.url + path, "", admin)[0] == 403, path
    for url in replicas.urls():
        assert ask("GET", f"{url}/metrics")[0] == 200 and metric(url, "aalam_reloads_total{") == 0, url
    print("/metrics is 404 and /v1/reload 403 from the outside, in other spellings too")


class Callers:
    """Ask for tags through the proxy, several at once, while the block lasts; each answer must be right."""

    def __init__(self, stack: Stack) -> None:
        self.url, self.answered, self.failures, self.slowest, self.over = stack.url, 0, [], 0.0, threading.Event()
        self.threads = [threading.Thread(target=self.work) for _ in range(4)]

    def work(self) -> None:
        while not self.over.is_set():
            started = time.monotonic()
            try:
                found = entities(self.url)
                if found != ENTITIES:
                    self.failures.append(found)
            except (OSError, AssertionError) as error:
                self.failures.append(error)
            self.answered += 1
            self.slowest = max(self.slowest, time.monotonic() - started)
            time.sleep(0.01)

    def __enter__(self) -> "Callers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()
        assert not self.failures, f"{len(self.failures)} of {self.answered} failed: {self.failures[:5]}"


def check_replica_gone(stack: Stack, replicas: Replicas, order: str, town: str, name: str) -> None:
    container = replicas.containers["replica-2"]
    with Callers(stack) as callers:
        time.sleep(1)
        run("docker", order, container)
        until_edited = wait_for("an edit with a replica gone", lambda: put(stack.url, town, name)[0] in (200, 201))
        time.sleep(4)
        run("docker", "start", container)
        wait_until_healthy(container)
    replicas.reached_by(town, name)
    print(f"docker {order} of one replica: {callers.answered} requests meanwhile, all answered, the slowest after {callers.slowest:.1f} s; "
          f"an edit is stored after {until_edited:.1f} s, and known to the replica after its start")


def check_database_gone(stack: Stack, replicas: Replicas) -> None:
    name = f"{UNKNOWN_TOWN} الشمالية"
    with Callers(stack) as callers:
        stack.compose("stop", "database")
        refused = []
        for _ in range(3):
            started = time.monotonic()
            status, answer = put(stack.url, "database_town", name)
            assert status == 503 and "store_failed" in answer, (status, answer)
            refused.append(time.monotonic() - started)
        assert ask("GET", f"{stack.url}/readyz")[0] == 200
        stack.compose("start", "database")
        until_edited = wait_for("an edit with the database back", lambda: put(stack.url, "database_town", name)[0] in (200, 201))
    replicas.reached_by("database_town", name)
    print(f"docker stop of the database: {callers.answered} requests meanwhile, all answered, the slowest after {callers.slowest:.1f} s; "
          f"an edit is answered 503 after {max(refused):.1f} s at most, and {until_edited:.1f} s after its start stored, and tagged by all")


def main() -> None:
    with Stack(PROJECT, "--profile", "replicas", AALAM_ADMIN_KEY=KEY, AALAM_STORE_PASSWORD=PASSWORD) as stack:
        stack.compose("up", "--detach", "--no-build", "proxy")
        replicas = Replicas(stack)
        check_start(stack, replicas)
        check_confinement(stack, replicas)
        check_tagging(stack, replicas)
        check_batch(stack)
        check_kept_inside(stack, replicas)
        check_edits(stack, replicas)
        check_replica_gone(stack, replicas, "kill", "killed_town", f"{UNKNOWN_TOWN} الجنوبية")
        check_replica_gone(stack, replicas, "stop", "stopped_town", f"{UNKNOWN_TOWN} الشرقية")
        check_database_gone(stack, replicas)
    print("replicas: passed")


main()
