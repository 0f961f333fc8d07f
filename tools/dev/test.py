#!/usr/bin/env python3
"""The test command behind ./dev test: runs every suite on the builds given, adds up, ends with "N passed, N failed".

A suite is a check of the source tree, a gtest program of the build, the web's unit tests, or an executable in
tests/steps. Each gets one line with its count and time; the output of one that fails is shown in full.
"""

import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import suites  # noqa: E402

TIME_LIMIT_S = 1200


def run(suite):
    """Runs one suite. Returns (suite, counts, output, seconds)."""
    started = time.monotonic()
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1", **suite.environment}
    try:
        done = subprocess.run(
            suite.command, cwd=suites.ROOT, env=environment, stdin=subprocess.DEVNULL, timeout=TIME_LIMIT_S,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        )
        output, status = done.stdout, done.returncode
    except subprocess.TimeoutExpired as stuck:
        output = (stuck.stdout or b"").decode(errors="replace") + f"\nstopped after {TIME_LIMIT_S} s\n"
        status = -1
    except OSError as error:
        output, status = f"{error}\n", -1
    return suite, suite.count(output, status), output, time.monotonic() - started


def report(suite, counts, output, seconds):
    log = suites.LOGS / f"{suite.name.replace('/', '-')}.txt"
    log.write_text(output)
    if counts.failed:
        print(f"\n──── {suite.name} ────\n{output.rstrip()}\n────")
    print(f"{suite.name:<32} {counts}  {seconds:8.1f} s", flush=True)


def run_all(chosen):
    """Runs suites in the order given; neighbours that may share the machine run side by side."""
    total, failed = suites.Counts(), []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        together = pool.map(run, [suite for suite in chosen if not suite.alone])
        alone = map(run, [suite for suite in chosen if suite.alone])
        for results in (together, alone):
            for suite, counts, output, seconds in results:
                report(suite, counts, output, seconds)
                total += counts
                if counts.failed:
                    failed.append(suite.name)
    return total, failed


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--presets", default="debug")
    arguments.add_argument("words", nargs="*", help="run only suites whose name contains one of these")
    options = arguments.parse_args()
    suites.LOGS.mkdir(parents=True, exist_ok=True)
    found = suites.find(options.presets.split(","))
    chosen = [s for s in found if not options.words or any(word in s.name for word in options.words)]
    if not chosen:
        print(f"No suite's name contains {' or '.join(options.words)}. There are:")
        print("\n".join(f"  {suite.name}" for suite in found))
        return 1
    started = time.monotonic()
    total, failed = run_all(chosen)
    print(f"\n{len(chosen)} suites in {time.monotonic() - started:.0f} s; logs in {suites.LOGS.relative_to(suites.ROOT)}")
    if failed:
        print(f"failed: {', '.join(failed)}")
    print(total.sentence())
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
