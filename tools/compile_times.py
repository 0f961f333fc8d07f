#!/usr/bin/env python3
"""compile_times.py [build folder]: the slowest compilations of a build, from Ninja's log. Times are those of the last
run of each step; one that came out of the compiler cache shows next to nothing."""

import pathlib
import sys

LIMIT_S = 10


def slowest(log, count=10):
    """[(seconds, object)] of the log's object files, the slowest first."""
    last = {}
    for line in log.splitlines():
        fields = line.split("\t")
        if len(fields) >= 4 and fields[3].endswith(".o"):
            last[fields[3]] = (int(fields[1]) - int(fields[0])) / 1000
    return sorted(((seconds, name) for name, seconds in last.items()), reverse=True)[:count]


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build/debug")
    rows = slowest((folder / ".ninja_log").read_text())
    for seconds, name in rows:
        print(f"{seconds:6.1f} s{' !' if seconds > LIMIT_S else '  '} {name}")
    over = sum(1 for seconds, _ in rows if seconds > LIMIT_S)
    print(f"{over or 'none'} over {LIMIT_S} s")


if __name__ == "__main__":
    main()
