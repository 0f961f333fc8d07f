#!/usr/bin/env python3
"""prove.py [--seeds N] [--crash-points N] [--kills N] [--nodes N] [--failovers N] [--overload SECONDS] [--sick-neighbour SECONDS]
[--slow-connections N] [--soak SECONDS] [--fuzz SECONDS]: runs so much more of each proof and adds it to the totals in
docs/guides/reliability.md. Seeds go on where the last run ended, so that none is counted twice; a failure is counted too, and
ends with an error. --overload floods each engine for so long, --sick-neighbour takes so many seconds for each sickness (from 30
on all outcomes are waited for), --fuzz for each target.
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
          "overload": "minutes of overload, each on both engines", "sick_neighbour": "minutes beside a sick account",
          "slow_connections": "slow or idle connections of each of five kinds", "soak": "minutes of steady load",
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


def simulate(option, proof):
    def of(number, totals):
        # A seed has many points: theirs are never used again when the next run begins at as many seeds.
        _, output = run(["build/release/dunlin_sim", "--first", str(totals.done(proof) + 1), option, str(number)])
        passed, failed = counted(output)
        return passed + failed, failed
    return of


def kill_loop(rounds, totals):
    status, _ = run(["tests/steps/30-kill-loop"], DUNLIN_BUILD="build/release", DUNLIN_KILL_ROUNDS=str(rounds),
                    DUNLIN_KILL_SEED=str(totals.done("kills") + 1))
    return rounds, 0 if status == 0 else rounds


def step(command, proof, **variables):
    """One that counts its rounds; `{}` stands for how many."""
    def of(number, totals):
        environment = {name: str(value).format(number) for name, value in variables.items()}
        _, output = run([word.format(number) for word in command], DUNLIN_BUILD="build/release",
                        DUNLIN_KILL_SEED=str(totals.done(proof) + 1), **environment)
        passed, failed = counted(output)
        return passed + failed, failed
    return of


def whole(command, share=1.0, **variables):
    """One that holds or does not as a whole; what is counted is `share` of what was asked for."""
    def of(number, _):
        environment = {name: str(value).format(number) for name, value in variables.items()}
        status, output = run([word.format(number) for word in command], DUNLIN_BUILD="build/release", **environment)
        held = status == 0 and counted(output)[1] == 0
        return round(number * share, 1), 0 if held else round(number * share, 1)
    return of


def fuzz(seconds, _):
    targets = len(list((guide.ROOT / "tests" / "fuzz").glob("*_fuzz.cc")))
    status, _ = run(["tools/dev/fuzz.sh", str(seconds)])
    minutes = round(targets * seconds / 60, 1)
    return minutes, 0 if status == 0 else minutes


MINUTE = 1 / 60
# tests/steps/neighbour.py
SICKNESSES = 8
RUN = {"seeds": simulate("--seeds", "seeds"),
       "crash_points": simulate("--crash-points", "crash_points"),
       "kills": kill_loop,
       "nodes": step(["tests/steps/26-nodes"], "nodes", DUNLIN_NODES_ROUNDS="{}"),
       "failovers": step(["python3", "tools/dev/failovers.py", "build/release", "{}"], "failovers"),
       # Ten times the 2,000 events a second of R6.
       "overload": whole(["tests/steps/33-overload"], MINUTE, DUNLIN_OVERLOAD_SECONDS="{}", DUNLIN_OVERLOAD_RATE=20_000),
       "sick_neighbour": whole(["tests/steps/34-sick-neighbour"], SICKNESSES * MINUTE, DUNLIN_SICK_SECONDS="{}"),
       "slow_connections": whole(["tests/steps/36-slow-connections"], DUNLIN_SLOW_CONNECTIONS="{}", DUNLIN_SLOW_SECONDS=10,
                                 DUNLIN_SLOW_MOST_MS=100),
       "soak": whole(["python3", "tools/dev/soak.py", "build/release", "{}"], MINUTE),
       "fuzz": fuzz}


def prove(totals, asked):
    """Runs what was asked for, yields (proof, number, failed)."""
    for proof, of in RUN.items():
        number = getattr(asked, proof)
        if number:
            yield proof, *of(number, totals)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for proof in RUN:
        parser.add_argument("--" + proof.replace("_", "-"), type=int, default=0)
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
