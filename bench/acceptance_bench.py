#!/usr/bin/env python3
"""Durable acceptance: signed webhooks posted to the real server, each answered 200 only when it is on disk; beside what a
receiver is commonly made of, nginx, which neither verifies nor stores, and bare commits, all in the same run."""
import sys
import tempfile
import time

import baselines
from live_server import ROOT, live, memory_mb, metric, processor_seconds, row, world
from load import CONNECTIONS, message_body, wrk, write_bodies

SECONDS = 5
# More than Dunlin takes in that time: what comes again is known to it and costs less.
BODIES = 400_000
PEOPLE = 2000
IG_ID = "17841499900000001"


def bodies():
    now_ms = int(time.time() * 1000)
    for number in range(BODIES):
        yield message_body(IG_ID, f"77{number % PEOPLE:013d}", f"aWdfZAG1bench{number:012d}" + "A" * 100,
                           f"Do you have the blue dress, {number}?", now_ms)


def load(base, file):
    """Requests, seconds, and latency in ms at the middle and at 99 of 100."""
    requests, duration_us, middle_us, late_us, bad = wrk(base, "accept.lua", file, SECONDS)
    if bad:
        raise SystemExit(f"{bad} of {requests} requests were not answered 200")
    return requests, duration_us / 1e6, middle_us / 1e3, late_us / 1e3


def rate(started, file):
    with started as base:
        requests, seconds, _, _ = load(base, file)
    return requests / seconds


def measure_baselines(made, file):
    """Requests a second of each, by what it is; the databases on the same disk as Dunlin's."""
    out = {"one synced commit after another": baselines.commits_a_second(made)}
    out["Node, better-sqlite3"] = rate(baselines.node(str(made.folder / "baseline.db"), made.folder), file)
    if made.postgres:
        out["Node, pg"] = rate(baselines.node(made.postgres.make_database("baseline"), made.folder), file)
    out["nginx, 200 to all"] = rate(baselines.nginx(made.folder), file)
    return out


def measure(engine, file):
    """Requests a second, after rows of what they cost and what became of them."""
    with world(engine) as made:
        server, process = made.server, made.server.process
        spent, began = processor_seconds(process), time.monotonic()
        requests, seconds, middle_ms, late_ms = load(server.base, file)
        if requests > BODIES:
            raise SystemExit(f"{requests} requests need more than {BODIES} bodies")
        live.wait_until(lambda: metric(server.base, "dunlin_bodies_waiting") == 0, 600)
        decided_s, spent = time.monotonic() - began, processor_seconds(process) - spent
        accepted = requests / seconds
        row(f"{engine}: time to 200, middle and 99 of 100", f"{middle_ms:.1f} / {late_ms:.1f} ms")
        row(f"{engine}: accepted, stored as messages and decided", f"{requests / decided_s:,.0f}/s",
            "accepted a second", f"{requests / decided_s / accepted:.2f}x")
        row(f"{engine}: processor time for one, all of it", f"{spent / requests * 1e6:,.0f} µs")
        peak = memory_mb(process, "VmHWM")
        row(f"{engine}: most memory held", f"{peak:.0f} MB", "promised under load: 512 MB", f"{peak / 512:.2f}x")
        return accepted, measure_baselines(made, file)


def main():
    print(f"  {CONNECTIONS} connections of one wrk; load, server and database share all cores, none pinned")
    (ROOT / "build/bench").mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=ROOT / "build/bench", suffix=".txt") as file:
        write_bodies(file.name, bodies())
        for engine in sys.argv[1:] or ("sqlite", "postgresql"):
            accepted, others = measure(engine, file.name)
            for what, other in others.items():
                row(f"{engine}: accepted a second, {CONNECTIONS} connections", f"{accepted:,.0f}/s",
                    f"{what}: {other:,.0f}/s", f"{accepted / other:.2f}x")


if __name__ == "__main__":
    main()
