"""Tables in docs/guides/reliability.md that a command makes: each stands between two comments that name it."""

import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guides" / "reliability.md"


def _place(name):
    return re.compile(rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- {name} ends -->)", re.S)


def read(name, guide=GUIDE):
    """The rows of the table, each a list of its cells, without its head."""
    found = _place(name).search(guide.read_text())
    if found is None:
        raise SystemExit(f"{guide} has no place for the table {name}")
    lines = [line for line in found[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def write(name, head, rows, guide=GUIDE):
    table = "".join(f"| {' | '.join(row)} |\n" for row in [head, ["---"] * len(head), *rows])
    text = guide.read_text()
    read(name, guide)
    guide.write_text(_place(name).sub(lambda found: f"{found[1]}\n{table}\n{found[2]}", text))


def commit():
    """The commit that is checked out, with a + when something is changed beside the guide itself."""
    short = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    status = ["git", "status", "--porcelain", "--untracked-files=no", "--", ".", f":!{GUIDE.relative_to(ROOT)}"]
    changed = subprocess.run(status, cwd=ROOT, capture_output=True, text=True).stdout
    return short.strip() + ("+" if changed.strip() else "")
