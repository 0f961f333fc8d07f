#!/usr/bin/env python3
"""From the command to a server that is ready, with nothing there and with its data there; and the memory it holds
idle."""
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

from live_server import ROOT, live, memory_mb, row

ROUNDS = 7
IDLE_SECONDS = 10


def bare_start_ms():
    start = time.monotonic()
    subprocess.run([live.PROGRAM, "--version"], check=True, stdout=subprocess.DEVNULL)
    return (time.monotonic() - start) * 1e3


def start_ms(environment, log):
    """The server, and the milliseconds until it said that it is ready."""
    server = live.Server(int(environment["DUNLIN_LISTEN"].rsplit(":", 1)[1]), environment, log)
    start = time.monotonic()
    server.start()
    return server, (time.monotonic() - start) * 1e3


def main():
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUNLIN_")}
    first, second = [], []
    bare = statistics.median(bare_start_ms() for _ in range(ROUNDS))
    (ROOT / "build/bench").mkdir(parents=True, exist_ok=True)
    with open(os.devnull, "w", encoding="utf-8") as log:
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory(dir=ROOT / "build/bench") as folder:
                environment = {**kept, "DUNLIN_DATA_DIR": str(pathlib.Path(folder) / "data"),
                               "DUNLIN_LISTEN": f"127.0.0.1:{live.free_port()}"}
                for times in (first, second):
                    server, took = start_ms(environment, log)
                    times.append(took)
                    if len(second) == ROUNDS:
                        live.select_wait(IDLE_SECONDS)
                        idle = memory_mb(server.process)
                    server.end()
    row("first start, demo made, to ready", f"{statistics.median(first):.0f} ms",
        f"dunlin --version: {bare:.0f} ms", f"{statistics.median(first) / bare:.1f}x")
    row("start with data, to ready", f"{statistics.median(second):.0f} ms",
        f"dunlin --version: {bare:.0f} ms", f"{statistics.median(second) / bare:.1f}x")
    row(f"memory after {IDLE_SECONDS} s idle, demo and fake inside", f"{idle:.0f} MB", "promised: 60 MB",
        f"{idle / 60:.2f}x")


if __name__ == "__main__":
    main()
