#!/usr/bin/env python3
"""failovers.py <build> [N]: three Dunlin nodes under load on three PostgreSQL nodes with synchronous replication under Patroni.
N times the primary's machine dies, its PostgreSQL dies, or it stands still for longer than its leadership; the fake
Instagram's log judges. Prints how long no webhook was taken. Only fail-overs that
were made are counted: a Patroni that gets stuck is mended or ends the run, which says so."""
import datetime
import os
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ["DUNLIN_BUILD"] = sys.argv[1] if len(sys.argv) > 1 else "build/release"
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/steps"))
from live import DRAIN_SECONDS, all_pages, select_wait, wait_until  # noqa: E402
import nodes as several  # noqa: E402
import patroni  # noqa: E402
from postgres import newest_programs  # noqa: E402

NUMBER = int(sys.argv[2]) if len(sys.argv) > 2 else 3
SEED = int(os.environ.get("DUNLIN_KILL_SEED", "1"))
PER_SECOND, ACCOUNTS, PEOPLE = 20, 4, 15
KINDS = {"machine": "the primary's machine died", "postgres": "the primary's PostgreSQL died",
         "frozen": "the primary's machine stood still for longer than its leadership"}


def strike(cluster, kind):
    """Makes the primary useless; when another has taken over, brings it back."""
    old = cluster.leader()
    if kind == "frozen":
        frozen = old.pids()
        patroni.signal_all(frozen, signal.SIGSTOP)
    elif kind == "postgres":
        old.kill_postgres()
    else:
        old.kill()
    replaced = wait_until(lambda: cluster.leader() not in (None, old), patroni.READY_SECONDS)
    if kind == "frozen":
        select_wait(2)
        patroni.signal_all(frozen, signal.SIGCONT)
    elif kind == "machine":
        old.start()
    return replaced


def moment(text):
    return datetime.datetime.fromisoformat(text).timestamp()


def outages(sim, strikes):
    """For each strike the longest time around it in which no webhook was answered 200, in seconds."""
    taken = sorted(moment(attempt["at"]) for delivery in all_pages(f"{sim}/sim/api/deliveries")
                   for attempt in delivery["attempts"] if attempt["status"] == 200)
    out = []
    for began, ended in strikes:
        around = [at for at in taken if began - 2 <= at <= ended + 60]
        out.append(max((b - a for a, b in zip(around, around[1:]) if b >= began and a <= ended), default=float("inf")))
    return out


def fail_over(cluster, world, faults):
    chance, strikes, kinds = random.Random(SEED), [], []
    for number in range(1, NUMBER + 1):
        select_wait(chance.uniform(1, 3))
        kind, began = chance.choice(list(KINDS)), time.time()
        if not strike(cluster, kind):
            faults.append(f"no other PostgreSQL took over after {KINDS[kind]}")
            break
        if not several.all_ready(world, patroni.READY_SECONDS):
            faults.append(f"not all nodes of Dunlin were ready again after {KINDS[kind]}")
        if not wait_until(cluster.is_whole, patroni.READY_SECONDS / 2):
            print(f"  mended, as Patroni did not by itself: {cluster.mend()}", flush=True)
        strikes.append((began, time.time()))
        kinds.append(kind)
        if not wait_until(cluster.is_whole, patroni.READY_SECONDS):
            print(f"  ended before its time, PostgreSQL cannot be failed over any more: {cluster.seen()}", flush=True)
            break
        print(f"  {number} of {NUMBER}: {KINDS[kind]}; whole again after {time.time() - began:.0f} s", flush=True)
    return strikes, kinds


def judge(cluster, world, writer):
    sends = several.sends_of(world.sim)
    faults, accepted = several.judge_lost(world.sim, cluster.rows)
    unanswered, waiting = several.judge_unanswered(sends, cluster.rows, writer.count)
    disorder, late = several.judge_order(sends, cluster.rows)
    print(f"{writer.count} messages written, {accepted} events answered 200, {len(sends)} answers sent, {waiting} behind an "
          f"outcome still being checked, {late} decided after a later one")
    return faults + several.judge_twice(sends) + unanswered + disorder + several.judge_limits(world.sim)


def tell_outages(sim, strikes, kinds):
    found = outages(sim, strikes)
    for kind in KINDS:
        times = sorted(seconds for seconds, each in zip(found, kinds) if each == kind)
        if times:
            print(f"no webhook was taken, {KINDS[kind]} ({len(times)} times): median {times[len(times) // 2]:.1f} s, "
                  f"worst {times[-1]:.1f} s")
    times = sorted(found)
    if times:
        print(f"outage of all {len(times)}: median {times[len(times) // 2]:.1f} s, worst {times[-1]:.1f} s")


def prove(cluster, world):
    faults = []
    world.start()
    world.add_accounts(ACCOUNTS)
    world.add_people(PEOPLE)
    writer = several.Writer(world, SEED, PER_SECOND)
    writer.start()
    strikes, kinds = fail_over(cluster, world, faults)
    writer.end()
    if not wait_until(lambda: several.drained(world, cluster.ask), DRAIN_SECONDS):
        faults.append(f"not drained after {DRAIN_SECONDS} s")
    faults += judge(cluster, world, writer)
    tell_outages(world.sim, strikes, kinds)
    return faults, len(strikes)


def main():
    lacking = patroni.missing()
    if lacking or newest_programs() is None:
        print(f"not installed: {', '.join(lacking) or 'postgresql-15'}; ./dev prove --failovers installs it")
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="dunlin-failover-"))
    folder.chmod(0o755)
    faults, cluster, world = ["it did not come to an end"], None, None
    log = open(folder / "log", "wb")
    try:
        cluster = patroni.Patroni(newest_programs(), folder / "cluster")
        world = several.Nodes(folder, cluster.url, log, DUNLIN_DURABILITY="strict")
        faults, done = prove(cluster, world)
        for fault in faults:
            print("  " + fault)
        failed = min(len(faults), max(done, 1))
        print(f"{max(done, 1) - failed} passed, {failed} failed")
        if failed:
            print(f"what is left: {folder}", file=sys.stderr)
        return 1 if failed else 0
    finally:
        if world:
            world.end()
        if cluster:
            cluster.end()
        log.close()
        if not faults:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
