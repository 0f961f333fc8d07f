"""Signed webhooks as files for wrk, which posts them as fast as they are taken."""
import contextlib
import os
import subprocess

from live_server import ROOT
from webhooks import Paced, message_body, signature  # noqa: F401

CONNECTIONS = 64
PATIENCE = "60s"


def write_bodies(file, bodies):
    with open(file, "w", encoding="utf-8") as out:
        out.writelines(f"{signature(body)} {body}\n" for body in bodies)


def wrk(base, script, bodies, seconds, connections=CONNECTIONS):
    """The line of figures that the script ends with, as numbers."""
    done = subprocess.run(["wrk", "-t", "1", "-c", str(connections), "-d", str(seconds), "--timeout", PATIENCE, "-s",
                           ROOT / "bench" / script, base],
                          env={**os.environ, "DUNLIN_BENCH_BODIES": str(bodies)}, check=True, stdout=subprocess.PIPE, text=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("figures "))
    return list(map(int, line.split()[1:]))


@contextlib.contextmanager
def delivering(base, file, connections=CONNECTIONS, most_seconds=600):
    """wrk at work on the bodies of a file; the value waits until all of them were answered 200."""
    with subprocess.Popen(
            ["wrk", "-t", "1", "-c", str(connections), "-d", str(most_seconds), "-s", ROOT / "bench/deliver.lua", base],
            env={**os.environ, "DUNLIN_BENCH_BODIES": str(file)}, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield lambda: any(line == "delivered\n" for line in process.stdout)
        finally:
            process.kill()
