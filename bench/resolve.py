"""How long it takes to learn the digests of 500 references, beside `skopeo inspect` and `pindock run`.

    python bench/resolve.py [--rounds N]

Starts Debian's docker-registry on a loopback port, fills it, and lets each tool pin (or look up) the same 500
references with an empty cache, once directly and once through a proxy that delays every request by 40 ms; by how much
it really delays them is measured, and ideal is (requests * that latency / requests at a time). Tools take turns, the
best of the rounds counts, and every answer is checked. skopeo takes one reference a process, so sixteen processes run
at a time, as many as Mooring has requests under way. Peers that are not installed (Debian: skopeo, PyPI: pindock) are
left out. Exits with 1 where Mooring misses a goal.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import multiprocessing
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from operator import sub

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir, "tests"))

from kit.distribution import Distribution, free_port  # noqa: E402 - the path had to be set first
from kit.images import OCI_INDEX, build  # noqa: E402
from mooring.reference import Reference  # noqa: E402
from mooring.registry import Client, Settings  # noqa: E402

REPOSITORIES, TAGS = 50, 10
CONCURRENCY = 16
LATENCY = 0.04
MOST_OVERHEAD = 1.3
MOST_MEMORY = 120
MEBIBYTE = 1 << 20


METER = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
with open(sys.argv[1], "w") as file:
    file.write(str(usage.ru_maxrss))
sys.exit(os.waitstatus_to_exitcode(status))
"""


def fill(registry: Distribution) -> dict[str, str]:
    """Put images into the registry; their digests by name and tag."""
    digests = {}
    for repository in range(REPOSITORIES):
        for tag in range(TAGS):
            image = build(f"{repository} {tag}", ["linux/amd64"])
            name = f"bench/app{repository}"
            digests[f"{name}:1.{tag}"] = registry.push_image(name, image, [f"1.{tag}"])
    return digests


def serve_slowly(port: int, upstream: int, delay: float) -> None:
    """Forward connections, each piece that the client sends held back for so long."""

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, held_back: float) -> None:
        try:
            while data := await reader.read(65536):
                await asyncio.sleep(held_back)
                writer.write(data)
        except ConnectionError:
            pass
        writer.close()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", upstream)
        await asyncio.gather(forward(reader, back, delay), forward(there, writer, 0))

    async def serve() -> None:
        async with await asyncio.start_server(accept, "127.0.0.1", port, backlog=256) as server:
            await server.serve_forever()

    asyncio.run(serve())


def added_latency(registry: Distribution, port: int, name: str) -> float:
    """By how much the proxy really delays a request, in seconds."""

    def usual(port: int) -> float:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        times = []
        for _ in range(25):
            begin = time.perf_counter()
            connection.request("HEAD", "/v2/{}/manifests/{}".format(*name.split(":")), headers={"Accept": OCI_INDEX})
            connection.getresponse().read()
            times.append(time.perf_counter() - begin)
        connection.close()
        return statistics.median(times)

    return usual(port) - usual(registry.port)


class Tool:
    """A command that pins the references in a Dockerfile. `peak` is the memory it took at most, in MiB."""

    def __init__(self, *command: str) -> None:
        self.command = command
        self.name = " ".join([os.path.basename(command[0]), *command[1:]])
        self.peak = 0.0

    def ask(self, host: str, digests: dict[str, str]) -> float:
        """The seconds that the command takes. Raises `AssertionError` where an answer is missing or wrong."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "Dockerfile")
            with open(path, "w", encoding="utf-8") as file:
                file.writelines(f"FROM {host}/{name} AS stage{number}\n" for number, name in enumerate(digests))
            begin = time.perf_counter()
            run(self.command, folder)
            seconds = time.perf_counter() - begin
            with open(path, encoding="utf-8") as file:
                found = dict(re.findall(rf"FROM {re.escape(host)}/(\S+?)@(\S+) AS", file.read()))
        assert found == digests, f"{self.name} pinned {len(found)} of {len(digests)}"
        return seconds

    def weigh(self, host: str, digests: dict[str, str]) -> None:
        """Run once more to see how much memory it takes."""
        with tempfile.NamedTemporaryFile("r", encoding="utf-8") as file:
            metered = type(self)(sys.executable, "-S", "-c", METER, file.name, *self.command)
            metered.ask(host, digests)
            self.peak = int(file.read()) * 1024 / MEBIBYTE


class ClientAlone(Tool):
    """Mooring's registry client in this process: what is left without starting up, reading and writing files."""

    def ask(self, host: str, digests: dict[str, str]) -> float:
        """The seconds until all references are resolved."""
        references = [Reference.parse(f"{host}/{name}") for name in digests]
        with tempfile.TemporaryDirectory() as folder:
            begin = time.perf_counter()
            with Client(Settings(cache_dir=folder, concurrency=CONCURRENCY), environ={}) as client:
                answers = client.resolve(references)
            seconds = time.perf_counter() - begin
        assert all(answers[f"{host}/{name}"].digest == digest for name, digest in digests.items())
        return seconds

    def weigh(self, host: str, digests: dict[str, str]) -> None:
        """It has no process of its own that could be weighed."""


class Skopeo(Tool):
    """`skopeo inspect`, which looks up a single reference: several processes at a time."""

    def ask(self, host: str, digests: dict[str, str]) -> float:
        """The seconds that all processes take together."""

        def inspect(name: str) -> str:
            options = ("--tls-verify=false", "--no-tags", "--format", "{{.Digest}}")
            return run((*self.command, *options, f"docker://{host}/{name}"), folder).strip()

        with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(CONCURRENCY) as pool:
            begin = time.perf_counter()
            found = list(pool.map(inspect, digests))
            seconds = time.perf_counter() - begin
        assert found == list(digests.values())
        return seconds


def run(command: tuple[str, ...], folder: str) -> str:
    """The output of a command that runs in a folder with no cache and no login."""
    environ = {**os.environ, "XDG_CACHE_HOME": os.path.join(folder, "cache"), "HOME": folder, "DOCKER_CONFIG": folder}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr[:2000]}")
    return done.stdout


def tools() -> list[Tool]:
    """Mooring, and the peers that are installed."""
    ours = Tool(os.path.join(os.path.dirname(sys.executable), "mooring"), "pin")
    peers = [Skopeo("skopeo", "inspect"), Tool("pindock", "run")]
    return [ours, ClientAlone("its client alone"), *(peer for peer in peers if shutil.which(peer.command[0]))]


def show(contestants: list[Tool], times: dict[Tool, list[float]], latency: float, references: int) -> list[str]:
    """Print the table; give the goals that Mooring misses."""
    ours, client, *peers = contestants
    ideal = references * latency / CONCURRENCY
    print(f"{references} references; the latency added is {latency * 1000:.1f} ms, so that {ideal:.2f} s are ideal\n")
    print("| | directly | with latency | times ideal | times Mooring's | peak memory |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for tool in contestants:
        direct, slow = times[tool]
        ratios = f"{direct / times[ours][0]:.1f} and {slow / times[ours][1]:.1f}"
        peak = f"{tool.peak:.0f} MiB" if tool.peak else ""
        print(f"| `{tool.name}` | {direct:.2f} s | {slow:.2f} s | {slow / ideal:.2f} | {ratios} | {peak} |")
    missed = [f"{peer.name} is faster" for peer in peers if min(map(sub, times[peer], times[ours])) < 0]
    if times[client][1] > MOST_OVERHEAD * ideal:
        missed.append(f"with latency, resolving takes {times[client][1] / ideal:.2f} times the ideal")
    if ours.peak > MOST_MEMORY:
        missed.append(f"it takes {ours.peak:.0f} MiB")
    return missed


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often each tool runs (default: 3)")
    options = parser.parse_args()
    contestants = tools()
    times = {tool: [float("inf"), float("inf")] for tool in contestants}
    registry = Distribution()
    port = free_port()
    proxy = multiprocessing.Process(target=serve_slowly, args=(port, registry.port, LATENCY), daemon=True)
    try:
        digests = fill(registry)
        proxy.start()
        time.sleep(0.5)
        latency = added_latency(registry, port, next(iter(digests)))
        for _ in range(options.rounds):
            for column, host in enumerate((registry.host, f"127.0.0.1:{port}")):
                for tool in contestants:
                    times[tool][column] = min(times[tool][column], tool.ask(host, digests))
        for tool in contestants:
            tool.weigh(registry.host, digests)
    finally:
        proxy.terminate()
        registry.close()
    missed = show(contestants, times, latency, len(digests))
    for goal in missed:
        print(f"missed: {goal}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
