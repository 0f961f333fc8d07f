#!/usr/bin/env python3
"""Acceptance by the clock while Graph takes every call and never answers, beside nginx under the same load."""
import sys

import baselines
from crowd import Crowd
from live_server import live, memory_mb, percentile, row, world
from load import CONNECTIONS, Paced

PER_SECOND, SECONDS = 2000, 15
HANGS = {"latency": {"probability": 1, "min_ms": 86_400_000, "max_ms": 86_400_000}}
ACCOUNTS, PEOPLE = 50, 20


def measure(engine):
    with world(engine, live.RULES) as made:
        crowd = Crowd(made, ACCOUNTS, PEOPLE)
        bodies = crowd.questions(PER_SECOND * SECONDS)
        with baselines.nginx(made.folder) as base:
            bare = Paced(base)
            bare.run(bodies, PER_SECOND)
        crowd.fake.call("PUT", "/sim/api/faults", HANGS)
        paced = Paced(made.server.base)
        paced.run(bodies, PER_SECOND)
        sent = len(crowd.sends())
        crowd.fake.call("PUT", "/sim/api/faults", {"latency": None})
        what = f"{engine}: 200 while Graph hangs, {PER_SECOND:,}/s"
        for name, share in (("middle", 0.5), ("99 of 100", 0.99)):
            took, other = percentile(paced.took_ms, share), percentile(bare.took_ms, share)
            row(f"{what}, {name}", f"{took:.1f} ms", f"nginx: {other:.1f} ms; promised at 99: 50 ms", f"{took / other:.1f}x")
        row(f"{engine}: of {len(bodies):,}, not answered 200", f"{paced.bad}", f"answers that reached Instagram: {sent}")
        row(f"{engine}: most memory held", f"{memory_mb(made.server.process, 'VmHWM'):.0f} MB", "promised: 512 MB")


def main():
    print(f"  {CONNECTIONS} connections of one script that keeps to the clock; all share all cores, none pinned")
    for engine in sys.argv[1:] or ("sqlite", "postgresql"):
        measure(engine)


if __name__ == "__main__":
    main()
