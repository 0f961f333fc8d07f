#!/usr/bin/env python3
"""sim_bugs.py <build> [--seeds N] [--only word] [--write]: hunts each planted bug of cmake/planted_bugs.cmake with the
simulation. Each must be caught within N seeds by a check that names a promise. --write keeps the result in the guide."""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import guide  # noqa: E402

BUG = re.compile(r'^dunlin_planted_bug\((\w+) (\S+)\s+"((?:[^"\\]|\\.)*)"', re.M)


def bugs():
    """(name, file, what it does) of each."""
    text = (guide.ROOT / "cmake" / "planted_bugs.cmake").read_text()
    return [(name, file, words.replace('\\"', '"')) for name, file, words in BUG.findall(text)]


def verdict(output):
    """(seed, sentence) of the first failure that a simulation printed, or nothing."""
    seed = re.search(r"^seed (\d+): ", output, re.M)
    if seed is None:
        return None
    sentence = re.search(r"^  ((?:R\d+|S\d+|abort): .*)", output[seed.end():], re.M)
    return int(seed[1]), sentence[1] if sentence else "no reason given"


def first_failure(program, first, last, *options):
    command = [program, "--first", str(first), "--seeds", str(last - first + 1), "--until-failure", "--jobs", "1", *options]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    return verdict(done.stdout)


def hunt(program, seeds):
    """Each seed once; then, when that shows nothing, twice: what differs between two runs is a fault too. Where the program
    ended itself the hunt goes on: a promise has to name the bug."""
    aborted = None
    for options in ([], ["--twice"]):
        first = 1
        while first <= seeds:
            found = first_failure(program, first, seeds, *options)
            if found is None:
                break
            if not found[1].startswith("abort"):
                return found
            aborted, first = aborted or found, found[0] + 1
    return aborted


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--only", default="")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()

    wanted = [bug for bug in bugs() if asked.only in bug[0] and (asked.build / f"sim_bug_{bug[0]}").exists()]
    rows, failed = [], 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = pool.map(lambda bug: hunt(asked.build / f"sim_bug_{bug[0]}", asked.seeds), wanted)
        for (name, file, words), found in zip(wanted, runs):
            seed, sentence = found or (0, "")
            promise = sentence.split(":")[0]
            caught = found is not None and promise != "abort"
            failed += not caught
            rows.append([f"`{name}`", words, f"`{file}`", promise if caught else "nothing", str(seed) if caught else "–"])
            print(f"planted bug {name}: " + (f"seed {seed}, {sentence[:100]}" if found else f"not caught in {asked.seeds} seeds"),
                  flush=True)
    if asked.write:
        guide.write("planted-bugs", ["planted bug", "what it does", "where", "caught by", "in seed"], rows)
    print(f"{len(rows) - failed} passed, {failed} failed")
    return 1 if failed or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
