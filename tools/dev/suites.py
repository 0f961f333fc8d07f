"""The suites that ./dev test runs, and how the result of each is counted."""

import dataclasses
import json
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LOGS = ROOT / "build/log/test"
# Steps that compare times with those of the same run, or have a browser beside the server.
WANT_QUIET = re.compile(r"33-overload|34-sick-neighbour|36-slow-connections|4\d-.*")
LAST_LINE = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$")
SYMBOLIZER = "/usr/lib/llvm-19/bin/llvm-symbolizer"
SANITIZERS = {
    **({"ASAN_SYMBOLIZER_PATH": SYMBOLIZER} if os.path.exists(SYMBOLIZER) else {}),
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "TSAN_OPTIONS": f"second_deadlock_stack=1:suppressions={ROOT}/tools/tsan.supp",
}


@dataclasses.dataclass
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other):
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self):
        words = f"{self.passed:>5} passed"
        words += f", {self.failed} failed" if self.failed else ""
        return words + (f", {self.skipped} skipped" if self.skipped else "")

    def sentence(self):
        return f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")


def one(output, status):
    """A command that is one check."""
    return Counts(passed=1) if status == 0 else Counts(failed=1)


def by_last_line(output, status):
    """A command that ends with "N passed, N failed[, N skipped]"; a bad exit without a failure counted is one."""
    lines = output.strip().splitlines()
    match = LAST_LINE.match(lines[-1].strip()) if lines else None
    if not match:
        return Counts(failed=1)
    counts = Counts(*(int(number or 0) for number in match.groups()))
    if (status != 0 and not counts.failed) or counts == Counts():
        counts.failed += 1
    return counts


def unittest_count(output, status):
    ran = re.search(r"^Ran (\d+) tests?", output, re.MULTILINE)
    if not ran or ran.group(1) == "0":
        return Counts(failed=1)
    bad = sum(int(n) for n in re.findall(r"(?:failures|errors|unexpected successes)=(\d+)", output))
    bad = bad or (1 if status else 0)
    skipped = sum(int(n) for n in re.findall(r"\bskipped=(\d+)", output))
    return Counts(max(0, int(ran.group(1)) - bad - skipped), bad, skipped)


def gtest_count(report):
    """Counts from the JSON report; a program that died before it wrote one is counted by what it printed, plus one."""

    def count(output, status):
        try:
            cases = [case for group in json.loads(report.read_text())["testsuites"] for case in group["testsuite"]]
        except (OSError, ValueError):
            passed = len(re.findall(r"^\[       OK \]", output, re.MULTILINE))
            return Counts(passed, 1 + len(re.findall(r"^\[  FAILED  \] .*\(\d+ ms\)$", output, re.MULTILINE)))
        failed = sum(1 for case in cases if case.get("failures"))
        skipped = sum(1 for case in cases if case["result"] in ("SKIPPED", "SUPPRESSED") or case["status"] == "NOTRUN")
        counts = Counts(len(cases) - failed - skipped, failed, skipped)
        if status and not failed:
            counts.failed += 1
        return counts

    return count


def vitest_count(report):
    def count(output, status):
        try:
            told = json.loads(report.read_text())
        except (OSError, ValueError):
            return Counts(failed=1)
        skipped = told["numPendingTests"] + told.get("numTodoTests", 0)
        counts = Counts(told["numPassedTests"], told["numFailedTests"], skipped)
        if (status and not counts.failed) or counts == Counts():
            counts.failed += 1
        return counts

    return count


@dataclasses.dataclass
class Suite:
    name: str
    command: list
    count: object = one
    alone: bool = False  # wants the machine for itself
    environment: dict = dataclasses.field(default_factory=dict)


def source_suites():
    yield Suite("format", [sys.executable, "tools/lint.py", "--all"])
    yield Suite("layers", [sys.executable, "tools/check_layers.py"])
    yield Suite("tidy", [sys.executable, "tools/check_tidy.py"], by_last_line)
    yield Suite(
        "tools", [sys.executable, "-m", "unittest", "discover", "-s", "tools/tests"], unittest_count,
        environment={"PYTHONPATH": "tools:tools/dev"},
    )


def web_suites():
    package = ROOT / "web/package.json"
    scripts = json.loads(package.read_text()).get("scripts", {}) if package.exists() else {}
    if "check" in scripts:
        yield Suite("web/check", ["npm", "--prefix", "web", "run", "--silent", "check"])
    if "test" in scripts:
        report = LOGS / "web.json"
        report.unlink(missing_ok=True)
        command = ["npm", "--prefix", "web", "test", "--", "--reporter=default", "--reporter=json", f"--outputFile.json={report}"]
        yield Suite("web/unit", command, vitest_count(report))


def program_suites(preset, prefix):
    for program in sorted((ROOT / "build" / preset / "bin").glob("test_*")):
        if not os.access(program, os.X_OK):
            continue
        report = LOGS / f"{preset}-{program.name}.json"
        report.unlink(missing_ok=True)
        command = [str(program), f"--gtest_output=json:{report}", "--gtest_color=no"]
        yield Suite(prefix + program.name, command, gtest_count(report), environment=SANITIZERS)


def fuzz_suites(preset, prefix):
    """The corpus of each fuzz target, replayed once."""
    for program in sorted((ROOT / "build" / preset / "bin").glob("fuzz_*")):
        corpus = ROOT / "tests/fuzz/corpus" / program.name.removeprefix("fuzz_")
        yield Suite(f"{prefix}{program.name}", [str(program), "-runs=0", str(corpus)], environment=SANITIZERS)


def step_suites(preset, prefix):
    """tests/steps/*: see its README."""
    environment = {**SANITIZERS, "DUNLIN_BUILD": f"build/{preset}"}
    for step in sorted((ROOT / "tests/steps").glob("*")):
        if step.is_file() and os.access(step, os.X_OK):
            quiet = WANT_QUIET.fullmatch(step.name) is not None
            yield Suite(f"{prefix}steps/{step.name}", [str(step)], by_last_line, alone=quiet, environment=environment)


def find(presets):
    """All suites: the source tree's once, then programs and steps for each preset."""
    found = [*source_suites(), *web_suites()]
    for preset in presets:
        prefix = "" if len(presets) == 1 else f"{preset}/"
        found += [*program_suites(preset, prefix), *fuzz_suites(preset, prefix), *step_suites(preset, prefix)]
    return found
