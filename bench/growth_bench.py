#!/usr/bin/env python3
"""What a message costs while the database grows, written by the real server: webhooks that are taken in, stored as messages
and decided; no rule answers. Then how long a start takes with all of them. Arguments: how many thousands of messages
(1000; fewer when it takes too long), and the engines."""
import sys
import tempfile
import time

from live_server import ROOT, children_seconds, live, memory_mb, metric, processor_seconds, row, world
from load import delivering, message_body, write_bodies

STEPS = 10
# No further step begins after so long.
MOST_SECONDS = 300
PEOPLE = 50_000
IG_ID = "17841499900000001"
PROMISED_START_MS = 1000


def bodies(first, count):
    now_ms = int(time.time() * 1000)
    for number in range(first, first + count):
        yield message_body(IG_ID, f"77{number * 7919 % PEOPLE:013d}", f"aWdfZAG1bench{number:012d}" + "A" * 100,
                           f"Do you have the blue dress, {number}?", now_ms)


def spent(made):
    database = children_seconds(made.postgres.process) if made.postgres else 0
    return processor_seconds(made.server.process) + database


def grow(made, first, count):
    """Microseconds of processor time a message, and messages a second."""
    with tempfile.NamedTemporaryFile(dir=ROOT / "build/bench", suffix=".txt") as file:
        write_bodies(file.name, bodies(first, count))
        before, began = spent(made), time.monotonic()
        with delivering(made.server.base, file.name) as wait_for_answers:
            wait_for_answers()
        if not live.wait_until(lambda: metric(made.server.base, "dunlin_bodies_waiting") == 0, 600):
            raise SystemExit("not all that was accepted was handled")
    return (spent(made) - before) / count * 1e6, count / (time.monotonic() - began)


def start_ms(made):
    """The quickest of three, of a server that was ended in order."""
    took = []
    for _ in range(3):
        made.server.end()
        began = time.monotonic()
        made.server.start()
        took.append((time.monotonic() - began) * 1e3)
    return min(took)


def measure(engine, messages):
    step, stored, began = messages // STEPS, 0, time.monotonic()
    with world(engine) as made:
        empty_ms, first_us = start_ms(made), None
        while stored < messages and time.monotonic() < began + MOST_SECONDS:
            cost_us, rate = grow(made, stored, step)
            first_us = first_us or cost_us
            row(f"{engine}: a message, {stored:,} to {stored + step:,} stored", f"{cost_us:,.0f} µs",
                f"the first {step:,}: {first_us:,.0f} µs ({rate:,.0f}/s now)", f"{cost_us / first_us:.2f}x")
            stored += step
        peak = memory_mb(made.server.process, "VmHWM")
        row(f"{engine}: most memory held", f"{peak:.0f} MB", "promised under load: 512 MB", f"{peak / 512:.2f}x")
        full_ms = start_ms(made)
        row(f"{engine}: start with {stored:,} messages, to ready", f"{full_ms:.0f} ms",
            f"with none: {empty_ms:.0f} ms; promised: {PROMISED_START_MS} ms", f"{full_ms / PROMISED_START_MS:.2f}x")


def main():
    thousands = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for engine in sys.argv[2:] or ("sqlite", "postgresql"):
        measure(engine, thousands * 1000)


if __name__ == "__main__":
    main()
