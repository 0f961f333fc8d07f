"""The rules of the tidy test: what each forbids, where, and why. check_tidy.py applies them."""

import fnmatch
import re

import co_await
import source_tree

MAX_FILE_LINES = 500
MAX_COMPONENT_LINES = 250
MAX_FUNCTION_LINES = 70

SOURCE_SUFFIXES = {".cc", ".h", ".ts", ".js", ".mjs", ".svelte", ".css", ".py", ".sh", ".cmake", ".sql", ".S"}
TEXT_SUFFIXES = SOURCE_SUFFIXES | {".md", ".toml", ".yaml", ".yml", ".html", ".txt", ".json", ""}
GENERATED = ["web/src/api/schema.d.ts", "web/package-lock.json", "*.generated.*", "LICENSE"]
ADAPTERS = ["*_sqlite.cc", "sqlite_*.cc", "sqlite_*.h", "postgres_*.cc", "postgres_*.h", "*_beast.cc", "beast_*.h"] + [
    "*_curl.cc", "curl_*.h", "*_posix.cc"
]

# (what it is called, pattern, what to do instead). Applied to code without comments and strings.
BANS = [
    ("a clock", r"\b(?:system|steady|high_resolution|utc|tai)_clock::now\b", "ask the Clock seam"),
    ("sleeping", r"\b(?:sleep_for|sleep_until|usleep|nanosleep)\b|(?<!\w)::sleep\s*\(|\bsleep\s*\(\s*\d", "wait on a timer of the Executor seam"),
    ("chance", r"\brandom_device\b|(?<![\w.>])s?rand\s*\(", "ask the Random seam"),
    ("a clock", r"(?<![\w.>])(?:gettimeofday|clock_gettime)\s*\(|(?<![\w.>])time\s*\(", "ask the Clock seam"),
    ("the environment", r"\b(?:secure_)?getenv\b", "take it from the settings"),
    ("a thread", r"\bstd::(?:jthread|thread|async)\b", "use the Executor or Database seam"),
]
UNORDERED = re.compile(r"\bstd::unordered_\w+")
# Only these may stand in tests too: they make a test flaky.
TEST_BANS = [BANS[1], BANS[2]]

SQL = re.compile(r"(?i)\b(?:select\s.+\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from)\b", re.DOTALL)
SQL_FORBIDDEN = [
    ("LIKE", r"(?i)\blike\b"),
    ("now()", r"(?i)\bnow\s*\(\s*\)"),
    ("::", r"::\s*\w"),
    ("a boolean literal", r"(?i)[=(,]\s*(?:true|false)\b"),
]
SWITCHED_OFF = re.compile(r"\bDISABLED_\w|\b(?:it|test|describe)\.(?:skip|only|todo)\b")
WEB_SLEEP = re.compile(r"\bwaitForTimeout\b|\bsetTimeout\(\s*(?:r|res|resolve|done)\b")
SHELL_SLEEP = re.compile(r"(?m)^\s*(?:[^#\n]*[;&|]\s*)?sleep\s+[\d.]")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
MACHINE_PATH = re.compile(r"(?<![\w.~$}/:-])/(?:home|root|Users|work|mnt|tmp)/\w")


def matches(path, patterns):
    return any(fnmatch.fnmatchcase(str(path), p) or fnmatch.fnmatchcase(path.name, p) for p in patterns)


def is_test(path):
    return source_tree.is_cpp_test(path) or path.name.endswith((".test.ts", ".spec.ts")) or path.parts[0] == "tests"


def may_touch_the_world(path):
    return matches(path, ADAPTERS) or path.parts[0] != "src" or path.name == "main.cc"


def bans(path, text):
    """Clock, chance, threads and the environment outside adapters."""
    if not source_tree.is_cpp(path) or may_touch_the_world(path):
        return
    code = source_tree.code_only(text)
    for name, pattern, instead in TEST_BANS if is_test(path) else BANS:
        for match in re.finditer(pattern, code):
            yield source_tree.line_of(code, match.start()), f"{name} outside an adapter: {instead}"
    if not is_test(path) and "cache" not in path.stem:
        for match in UNORDERED.finditer(code):
            line = source_tree.line_of(code, match.start())
            yield line, f"{match.group(0)} outside an adapter or a cache: its order differs from run to run"


def sizes(path, text, ratchet):
    """Files and functions that are too long."""
    if path.suffix not in SOURCE_SUFFIXES or matches(path, GENERATED):
        return
    lines = text.count("\n")
    allowed = MAX_COMPONENT_LINES if path.suffix == ".svelte" else MAX_FILE_LINES
    limit = ratchet.get(str(path), allowed)
    if lines > limit:
        yield 1, f"{lines} lines, at most {limit}: split it by what it does"
    elif str(path) in ratchet and lines < limit:
        yield 1, f"{lines} lines now: lower its line in tools/tidy_ratchet.txt from {limit}, or drop it at {allowed}"
    if source_tree.is_cpp(path):
        for first, last in source_tree.functions(text):
            if last - first + 1 > MAX_FUNCTION_LINES:
                yield first, f"a function of {last - first + 1} lines, at most {MAX_FUNCTION_LINES}"


def awaits(path, text):
    """co_await in another shape than the three that every compiler gets right."""
    if source_tree.is_cpp(path) and not str(path).startswith("tests/canary/"):
        yield from co_await.faults(text)
        yield from co_await.lambda_faults(text)


def sql(path, text):
    """SQL outside store files, and SQL that only one engine understands."""
    if not source_tree.is_cpp(path) or path.parts[0] != "src":
        return
    stores = path.parts[1] == "db" or path.name.startswith("store")
    if is_test(path) or matches(path, ADAPTERS):
        return
    for line, literal in source_tree.string_literals(text):
        if not SQL.search(literal):
            continue
        if not stores:
            yield line, "SQL outside a store*.cc file"
        for name, pattern in SQL_FORBIDDEN:
            if re.search(pattern, literal):
                yield line, f"{name} in SQL: the two engines differ on it"


def headers(path, text):
    """#pragma once in headers; a file's own header first."""
    if not source_tree.is_cpp(path) or path.parts[0] not in ("src", "sim"):
        return
    if path.suffix == ".h" and "#pragma once" not in text.split("\n")[:3]:
        yield 1, "a header begins with #pragma once"
    own = path.with_suffix(".h")
    if path.suffix == ".cc" and (source_tree.ROOT / own).is_file():
        first = next(iter(source_tree.includes(text)), (1, "", True))
        if not str(own).endswith(first[1]) or not first[2]:
            yield first[0], f"its own header comes first: {own.name}"


def tests(path, text):
    """Tests that wait by the clock or are switched off."""
    if not is_test(path) or path.suffix == ".md":
        return
    patterns = [(SWITCHED_OFF, "a test that is switched off")]
    if path.suffix in (".ts", ".js", ".mjs"):
        patterns.append((WEB_SLEEP, "a test that waits by the clock"))
    if path.suffix in (".sh", "") and text.startswith("#!") and "sh" in text.split("\n")[0]:
        patterns.append((SHELL_SLEEP, "a test that waits by the clock"))
    if source_tree.is_cpp(path):
        text = source_tree.code_only(text)
        patterns.append((re.compile(BANS[1][1]), "a test that waits by the clock"))
    for pattern, words in patterns:
        for match in pattern.finditer(text):
            yield source_tree.line_of(text, match.start()), words


def finished(path, text):
    """Notes to oneself, and paths that exist on one machine only."""
    if path.suffix not in TEXT_SUFFIXES or matches(path, GENERATED) or str(path).startswith("tools/t"):
        return
    for match in UNFINISHED.finditer(text):
        yield source_tree.line_of(text, match.start()), f"{match.group(0)}: finish it, or say it in an issue"
    for match in MACHINE_PATH.finditer(text):
        yield source_tree.line_of(text, match.start()), f"a path of one machine: {match.group(0)}…"


# name for people → rule(path, text) yielding (line, words)
RULES = {
    "bans": bans,
    "co_await": awaits,
    "SQL": sql,
    "headers": headers,
    "tests": tests,
    "finished": finished,
}
