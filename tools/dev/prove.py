#!/usr/bin/env python3
"""prove.py [--seeds N] [--crash-points N] [--kills N] [--nodes N] [--failovers N] [--fuzz SECONDS]: runs so much more of each
proof and adds it to the totals in docs/guides/reliability.md. Seeds go on where the last run ended, so that none is counted twice; a failure is counted
too, and ends with an error. Fuzzing takes so many seconds for each target.
Without any of them: 10,000 seeds."""

import argparse
import datetime
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import guide  # noqa: E402

HEAD = ["proof", "in all", "of them failed", "last run"]
PROOFS = {"seeds": "seeds of the simulation", "crash_points": "power cuts, one before each operation of the disk", "kills": "kills of the real server",
          "nodes": "kills, standstills and deaths of PostgreSQL under three nodes", "failovers": "fail-overs of PostgreSQL under three nodes",
          "fuzz": "minutes of fuzzing"}


class Totals:
    """The table as numbers."""

    def __init__(self, rows):
        self.rows = {words: [0, 0, "–"] for words in PROOFS.values()}
        for words, number, failed, last in rows:
            self.rows[words] = [float(number.replace(",", "")), float(failed.replace(",", "")), last]

    def add(self, proof, number, failed, when):
        row = self.rows[PROOFS[proof]]
        self.rows[PROOFS[proof]] = [row[0] + number, row[1] + failed, f"{number:,g} at {when}"]

    def done(self, proof):
        return int(self.rows[PROOFS[proof]][0])

    def table(self):
        def shown(number):
            return f"{number:,.0f}" if number == int(number) else f"{number:,.1f}"
        return [[words, shown(row[0]), shown(row[1]), row[2]] for words, row in self.rows.items()]


def run(command, **environment):
    """Its status, and what it printed, which people see as it comes."""
    process = subprocess.Popen(command, cwd=guide.ROOT, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, text=True, errors="replace")
    output = ""
    for line in process.stdout:
        print(line, end="", flush=True)
        output += line
    return process.wait(), output


def counted(output):
    """(passed, failed) of the last line that says so."""
    found = re.findall(r"^(\d+) passed, (\d+) failed", output, re.M)
    return (int(found[-1][0]), int(found[-1][1])) if found else (0, 1)


def prove(totals, asked):
    """Runs what was asked for, yields (proof, number, failed)."""
    if asked.seeds:
        first = totals.done("seeds") + 1
        _, output = run(["build/release/dunlin_sim", "--first", str(first), "--seeds", str(asked.seeds)])
        passed, failed = counted(output)
        yield "seeds", passed + failed, failed
    if asked.crash_points:
        # A seed has many points: theirs are never used again when the next run begins at as many seeds.
        first = totals.done("crash_points") + 1
        _, output = run(["build/release/dunlin_sim", "--first", str(first), "--crash-points", str(asked.crash_points)])
        passed, failed = counted(output)
        yield "crash_points", passed + failed, failed
    if asked.kills:
        status, _ = run(["tests/steps/30-kill-loop"], DUNLIN_BUILD="build/release", DUNLIN_KILL_ROUNDS=str(asked.kills),
                        DUNLIN_KILL_SEED=str(totals.done("kills") + 1))
        yield "kills", asked.kills, 0 if status == 0 else asked.kills
    if asked.nodes:
        _, output = run(["tests/steps/26-nodes"], DUNLIN_BUILD="build/release", DUNLIN_NODES_ROUNDS=str(asked.nodes),
                        DUNLIN_KILL_SEED=str(totals.done("nodes") + 1))
        passed, failed = counted(output)
        yield "nodes", passed + failed, failed
    if asked.failovers:
        _, output = run(["python3", "tools/dev/failovers.py", "build/release", str(asked.failovers)],
                        DUNLIN_KILL_SEED=str(totals.done("failovers") + 1))
        passed, failed = counted(output)
        yield "failovers", passed + failed, failed
    if asked.fuzz:
        targets = len(list((guide.ROOT / "tests" / "fuzz").glob("*_fuzz.cc")))
        status, _ = run(["tools/dev/fuzz.sh", str(asked.fuzz)])
        minutes = round(targets * asked.fuzz / 60, 1)
        yield "fuzz", minutes, 0 if status == 0 else minutes


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=0)
    parser.add_argument("--crash-points", type=int, default=0)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--nodes", type=int, default=0)
    parser.add_argument("--failovers", type=int, default=0)
    parser.add_argument("--fuzz", type=int, default=0)
    asked = parser.parse_args()
    if not any(vars(asked).values()):
        asked.seeds = 10_000
    totals = Totals(guide.read("proved"))
    when = f"{guide.commit()}, {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}"
    bad = 0
    for proof, number, failed in prove(totals, asked):
        totals.add(proof, number, failed, when)
        guide.write("proved", HEAD, totals.table())
        bad += failed
    for row in totals.table():
        print(f"{row[0]}: {row[1]}, {row[2]} failed; last {row[3]}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
