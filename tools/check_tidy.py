#!/usr/bin/env python3
"""The tidy test: hard rules of the source tree (tools/tidy_rules.py), and figures that are reported, never failed."""

import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import source_tree  # noqa: E402
import tidy_rules  # noqa: E402

RATCHET = source_tree.ROOT / "tools/tidy_ratchet.txt"


def read_ratchet(text):
    """{path: lines} of files that are still too long; each line is "lines path". It may only shrink."""
    rows = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    return {path: int(lines) for lines, path in rows}


def check_file(path, text, ratchet):
    """{rule: ["path:line: words"]} of one file."""
    found = {name: list(rule(path, text)) for name, rule in tidy_rules.RULES.items()}
    found["sizes"] = list(tidy_rules.sizes(path, text, ratchet))
    return {name: [f"{path}:{line}: {words}" for line, words in rows] for name, rows in found.items()}


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0


def figures(texts):
    """Median and p90 of file length, p90 of function length, share of comment lines, over the C++ of src/ and sim/."""
    lengths = [text.count("\n") for text in texts]
    functions = [last - first + 1 for text in texts for first, last in source_tree.functions(text)]
    comments = sum(source_tree.comment_lines(text) for text in texts)
    return (
        f"files: {len(lengths)}, median {statistics.median(lengths or [0]):.0f} lines, p90 {percentile(lengths, 0.9)}; "
        f"functions: {len(functions)}, p90 {percentile(functions, 0.9)} lines; "
        f"comments: {100 * comments / max(1, sum(lengths)):.0f} % of lines"
    )


def main():
    ratchet = read_ratchet(RATCHET.read_text()) if RATCHET.exists() else {}
    faults = {name: [] for name in [*tidy_rules.RULES, "sizes"]}
    cpp = []
    for path in source_tree.files():
        if path.suffix not in tidy_rules.TEXT_SUFFIXES:
            continue
        text = (source_tree.ROOT / path).read_text(errors="replace")
        for name, rows in check_file(path, text, ratchet).items():
            faults[name] += rows
        if source_tree.is_cpp(path) and path.parts[0] in ("src", "sim"):
            cpp.append(text)
    for name, rows in faults.items():
        for row in rows:
            print(f"{row}  [{name}]")
    print(f"tidy: {figures(cpp)}")
    passed = sum(1 for rows in faults.values() if not rows)
    print(f"{passed} passed, {len(faults) - passed} failed")
    return 1 if passed < len(faults) else 0


if __name__ == "__main__":
    sys.exit(main())
