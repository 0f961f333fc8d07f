#!/usr/bin/env python3
"""The whole way over many accounts: signed webhooks straight to the server, each recorded, decided, answered at the fake
Instagram and its outcome recorded. As fast as it goes, with what each side costs in processor time, so that the next limit
shows; and at a calm rate, how long from webhook to answer received."""
import datetime
import sys
import tempfile
import time

from live_server import ROOT, children_seconds, live, memory_mb, metric, percentile, processor_seconds, row, world
from crowd import Crowd
from load import Paced, delivering, write_bodies

ACCOUNTS, PEOPLE = 100, 20
MESSAGES = {"sqlite": 30_000, "postgresql": 15_000}
MOST_SECONDS = 300
CALM_PER_SECOND, CALM_SECONDS = 200, 10
PROMISED = {"sqlite": 3000, "postgresql": 1500}


def spent(made):
    """Processor seconds so far of the server, the fake and the database beside them."""
    database = children_seconds(made.postgres.process) if made.postgres else 0
    return [processor_seconds(made.server.process), processor_seconds(made.sim_process), database]


def at_rest(made):
    return live.drained(made.server, made.sim) and metric(made.server.base, "dunlin_bodies_waiting") == 0


def as_fast_as_it_goes(made, crowd, count):
    """Seconds until all were answered 200, and until the outcome of the last send was recorded."""
    before = len(crowd.sends())
    with tempfile.NamedTemporaryFile(dir=ROOT / "build/bench", suffix=".txt") as file:
        write_bodies(file.name, crowd.questions(count))
        began = time.monotonic()
        with delivering(made.server.base, file.name) as wait_for_answers:
            wait_for_answers()
            accepted_s = time.monotonic() - began
    # Asking the fake for one send costs next to nothing; the server counts its queue for us only at the end.
    done = live.wait_until(lambda: crowd.has_sent(before + count), MOST_SECONDS)
    done = done and live.wait_until(lambda: at_rest(made), 60)
    if not done:
        raise SystemExit(f"{len(crowd.sends()) - before} of {count} were sent after {MOST_SECONDS} s")
    return accepted_s, time.monotonic() - began


def calm(made, crowd):
    """Milliseconds from the moment a webhook was due to leave to the moment its answer was at the fake."""
    before, bodies = len(crowd.sends()), crowd.questions(CALM_PER_SECOND * CALM_SECONDS, "calm question")
    first = crowd.asked - len(bodies)
    due = Paced(made.server.base).run(bodies, CALM_PER_SECOND)
    if not live.wait_until(lambda: crowd.has_sent(before + len(bodies)), MOST_SECONDS):
        raise SystemExit(f"{len(crowd.sends(before))} of {len(bodies)} were sent after {MOST_SECONDS} s")
    sends = crowd.sends(before)
    at = {int(send["text"].rsplit(" ", 1)[1]): datetime.datetime.fromisoformat(send["at"]).timestamp() for send in sends}
    return [(at[first + number] - when) * 1e3 for number, when in enumerate(due)]


def measure(engine):
    count = MESSAGES[engine]
    with world(engine, live.RULES) as made:
        crowd = Crowd(made, ACCOUNTS, PEOPLE)
        before = spent(made)
        accepted_s, all_s = as_fast_as_it_goes(made, crowd, count)
        server, fake, database = ((after - first) / count * 1e6 for first, after in zip(before, spent(made)))
        took_ms = calm(made, crowd)
        row(f"{engine}: all the way, {len(crowd.threads)} conversations of {ACCOUNTS} accounts", f"{count / all_s:,.0f}/s",
            f"promised: {PROMISED[engine]:,}/s", f"{count / all_s / PROMISED[engine]:.2f}x")
        row(f"{engine}: accepted meanwhile", f"{count / accepted_s:,.0f}/s")
        row(f"{engine}: processor time a message: server", f"{server:,.0f} µs",
            f"fake {fake:,.0f} µs" + (f", database {database:,.0f} µs" if database else ""), f"{server / fake:.1f}x")
        row(f"{engine}: webhook to answer received at {CALM_PER_SECOND}/s, middle", f"{percentile(took_ms, 0.5):.1f} ms",
            "promised: 10 ms", f"{percentile(took_ms, 0.5) / 10:.2f}x")
        row(f"{engine}: the same, 99 of 100", f"{percentile(took_ms, 0.99):.1f} ms")
        peak = memory_mb(made.server.process, "VmHWM")
        row(f"{engine}: most memory held", f"{peak:.0f} MB", "promised under load: 512 MB", f"{peak / 512:.2f}x")


def main():
    for engine in sys.argv[1:] or ("sqlite", "postgresql"):
        measure(engine)


if __name__ == "__main__":
    main()
