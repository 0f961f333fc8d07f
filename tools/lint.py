#!/usr/bin/env python3
"""Format and static checks. ./dev fmt and ./dev lint call it; without --all it looks at what differs from the last commit."""

import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import source_tree  # noqa: E402

BUILD = source_tree.ROOT / "build/debug"


def run(command):
    return subprocess.run(command, cwd=source_tree.ROOT, capture_output=True, text=True)


def clang_format(paths, fix):
    """Formats the files, or shows how they differ from their formatted shape. Returns whether all is well."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        formatted = pool.map(lambda path: run(["clang-format-19", "--style=file", str(path)]).stdout, paths)
        wrong = {path: text for path, text in zip(paths, formatted) if text != (source_tree.ROOT / path).read_text()}
    if fix:
        for path, text in wrong.items():
            (source_tree.ROOT / path).write_text(text)
    for path in wrong:
        print(f"{path}: {'formatted' if fix else 'not formatted; ./dev fmt does it'}")
    print(f"format: {len(paths)} files, {len(wrong)} {'changed' if fix else 'faults'}")
    return fix or not wrong


def clang_tidy(paths):
    """Runs clang-tidy on the sources of the debug build. Returns whether all is well."""
    sources = [path for path in paths if path.suffix == ".cc"]

    def one(path):
        started = time.monotonic()
        done = run(["clang-tidy-19", "--quiet", "-p", str(BUILD), str(path)])
        return path, done, time.monotonic() - started

    faults = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, done, seconds in pool.map(one, sources):
            if done.returncode:
                faults += 1
                print(done.stdout.strip() or done.stderr.strip())
            print(f"clang-tidy: {path} {'fails' if done.returncode else 'ok'}, {seconds:.1f} s", flush=True)
    print(f"clang-tidy: {len(sources)} files, {faults} with faults")
    return faults == 0


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--all", action="store_true", help="every file, not only the changed ones")
    arguments.add_argument("--fix", action="store_true", help="write the formatted files")
    arguments.add_argument("--tidy", action="store_true", help="include layers, tidy rules and clang-tidy too")
    chosen = arguments.parse_args()
    listed = source_tree.files() if chosen.all else source_tree.changed_files()
    paths = [path for path in listed if source_tree.is_cpp(path)]
    good = clang_format(paths, chosen.fix)
    if chosen.tidy:
        for check in ("check_layers", "check_tidy"):
            good &= subprocess.run([sys.executable, f"tools/{check}.py"], cwd=source_tree.ROOT).returncode == 0
        good &= clang_tidy(paths)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
