"""The release program, started and looked at from outside, for the benchmarks."""
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
os.environ["DUNLIN_BUILD"] = "build/release"
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/steps"))
import live  # noqa: E402
from postgres import Postgres, newest_programs  # noqa: E402

NO_RULES = "rules:\n  - name: never\n    trigger: message\n" \
           "    conditions: {keywords: {any: [{text: zzzzzz, kind: exact}]}}\n" \
           "    actions: [{type: reply, variants: [{text: \"never\"}]}]\n"


def metric(base, name):
    """The sum of a metric's samples."""
    with urllib.request.urlopen(base + "/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if re.match(rf"{name}[ {{]", line))


def memory_mb(process, what="VmRSS"):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(rf"{what}:\s+(\d+) kB", status).group(1)) / 1024


def processor_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children_seconds(process):
    """The processor time of a PostgreSQL cluster: the postmaster, its children that ended and those that live."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    total = sum(map(int, fields[11:15]))
    for child in pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        try:
            total += sum(map(int, pathlib.Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
        except OSError:
            pass  # it ended just now
    return total / os.sysconf("SC_CLK_TCK")


class World:
    """`dunlin sim` and `dunlin serve` on the given engine, with the given rules (or none that ever match)."""

    def __init__(self, folder, engine, rules):
        self.folder, self.log = folder, open(folder / "log", "wb")
        port = live.free_port()
        self.sim_process, self.sim = live.start_sim(port, self.log)
        self.environment = live.settings(self.sim, port, folder / "data")
        self.postgres = None
        if engine == "postgresql":
            self.postgres = Postgres(newest_programs(), folder / "postgresql")
            self.environment["DUNLIN_DATABASE_URL"] = self.postgres.url
        self.server = live.Server(port, self.environment, self.log)
        self.server.start()
        (folder / "rules.yaml").write_text(rules)
        subprocess.run([live.PROGRAM, "rules", "import", "--mode", "replace", folder / "rules.yaml"],
                       env=self.environment, check=True, stdout=self.log, stderr=self.log)

    def end(self):
        self.server.end()
        self.sim_process.kill()
        if self.postgres:
            self.postgres.end()
        self.log.close()


@contextlib.contextmanager
def world(engine, rules=NO_RULES):
    # On the disk of the tree: what is in memory alone syncs for nothing.
    parent = ROOT / "build/bench"
    parent.mkdir(parents=True, exist_ok=True)
    parent.chmod(0o755)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="dunlin-bench-", dir=parent))
    folder.chmod(0o755)
    made = World(folder, engine, rules)
    try:
        yield made
    finally:
        made.end()
        shutil.rmtree(folder, ignore_errors=True)


def row(what, figure, baseline="", ratio=""):
    print(f"  {what:<58}{figure:>16}   {baseline:<44}{ratio:>8}", flush=True)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
