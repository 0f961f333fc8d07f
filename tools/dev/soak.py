#!/usr/bin/env python3
"""soak.py <build> <seconds>: a steady load of questions, signed and answered, 100 a second over 20 accounts, on the real server.
Every ten seconds the server's memory and descriptors are noted, the size of its WAL files, of the journal, and how many bodies
wait. A line is fitted through the second half of the samples: none may rise by more than stated, beyond what the scatter of
the samples leaves open (two standard errors) and what is too little to tell in so short a time."""
import os
import pathlib
import shutil
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ["DUNLIN_BUILD"] = sys.argv[1]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/steps"))
from checks import Checks  # noqa: E402
from crowd import Crowd  # noqa: E402
from live import RULES, wait_until  # noqa: E402
from watch import descriptors, memory_mb, metric, percentile  # noqa: E402
from webhooks import Paced  # noqa: E402
from world import World  # noqa: E402

SECONDS = float(sys.argv[2])
PER_SECOND, EVERY, ACCOUNTS, PEOPLE = 100, 10, 20, 20
FEWEST = 8
# Unit; the rise of an hour; that of the half below which it is none, however short; and the most at any time.
TOLERATED = {"memory": ("MiB", 0.5, 1, 512), "descriptors": ("", 1, 2, 200), "WAL files": ("MiB", 1, 1, 128),
             "journal": ("MiB", 1, 1, 512), "bodies waiting": ("", 10, 2, 1000)}
PATIENCE = 120


def size_mb(folder, pattern):
    return sum(file.stat().st_size for file in folder.glob(pattern)) / (1 << 20)


def sample(world):
    process, data = world.server.process, world.folder / "data"
    return {"memory": memory_mb(process), "descriptors": descriptors(process), "WAL files": size_mb(data, "*-wal"),
            "journal": size_mb(data, "journal.db"), "bodies waiting": metric(world.server.base, "dunlin_bodies_waiting")}


def line(points):
    """Slope and its standard error, by least squares."""
    count = len(points)
    mean_x, mean_y = (sum(values) / count for values in zip(*points))
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    rest = sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in points)
    return slope, (rest / (count - 2) / spread) ** 0.5


def soak(world, checks):
    """The samples with their hours, and how long the webhooks took."""
    crowd, start, samples, took_ms = Crowd(world, ACCOUNTS, PEOPLE), time.monotonic(), [], []
    paced, sent = Paced(world.server.base, 32), 0
    while time.monotonic() - start < SECONDS:
        paced.run(crowd.questions(PER_SECOND * EVERY), PER_SECOND)
        took_ms += paced.took_ms
        paced.took_ms = []
        samples.append(((time.monotonic() - start) / 3600, sample(world)))
        print("  " + f"{samples[-1][0] * 60:6.1f} min: " + ", ".join(
            f"{name} {value:.1f} {TOLERATED[name][0]}".rstrip() for name, value in samples[-1][1].items()), flush=True)
    paced.close()
    checks.hold(paced.bad == 0, f"{paced.bad} webhooks were not answered 200")
    checks.hold(wait_until(lambda: crowd.has_sent(crowd.asked), PATIENCE), "not all questions were answered")
    sent = [send["text"] for send in crowd.sends()]
    checks.hold(len(sent) == len(set(sent)) == crowd.asked, f"{len(sent)} answers, {len(set(sent))} of them different, for {crowd.asked} questions")
    print(f"{crowd.asked} questions, {len(sent)} answers, webhooks taken p99 {percentile(took_ms, 0.99):.0f} ms")
    return samples


def judge(samples, checks):
    half = samples[len(samples) // 2:]
    for name, (unit, an_hour, none, most) in TOLERATED.items():
        highest = max(values[name] for _, values in samples)
        checks.hold(highest <= most, f"{name}: {highest:.0f} {unit} at most, allowed {most}")
        if len(half) < FEWEST:
            continue
        slope, error = line([(hours, values[name]) for hours, values in half])
        allowed = max(an_hour, none / (half[-1][0] - half[0][0]))
        what = f"{name}: {slope:+.2f} ± {2 * error:.2f} {unit} an hour over the second half, allowed {allowed:.2f}"
        checks.hold(slope - 2 * error <= allowed, what)
        print(f"{what}; most {highest:.1f}")
    if len(half) < FEWEST:
        print(f"too short to fit a line: {len(half)} samples in the second half, {FEWEST} are needed")


def main():
    (ROOT / "build/bench").mkdir(parents=True, exist_ok=True)
    folder, checks = pathlib.Path(tempfile.mkdtemp(prefix="dunlin-soak-", dir=ROOT / "build/bench")), Checks()
    world = World(folder, "sqlite", RULES, DUNLIN_LOG_LEVEL="warning")
    try:
        samples = soak(world, checks)
    finally:
        world.end()
    judge(samples, checks)
    status = checks.end(folder)
    if status == 0:
        shutil.rmtree(folder, ignore_errors=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
