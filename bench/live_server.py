"""The release program, started and looked at from outside, for the benchmarks."""
import contextlib
import os
import pathlib
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
os.environ["DUNLIN_BUILD"] = "build/release"
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/steps"))
import live  # noqa: E402, F401
from watch import memory_mb, metric, percentile  # noqa: E402, F401
from world import NO_RULES, World  # noqa: E402

# What PostgreSQL ships with. The tests give it less memory, so that several fit beside each other.
POSTGRES = ("shared_buffers=128MB", "max_wal_size=1GB")


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


@contextlib.contextmanager
def world(engine, rules=NO_RULES):
    # On the disk of the tree: what is in memory alone syncs for nothing.
    parent = ROOT / "build/bench"
    parent.mkdir(parents=True, exist_ok=True)
    parent.chmod(0o755)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="dunlin-bench-", dir=parent))
    folder.chmod(0o755)
    made = World(folder, engine, rules, postgres=POSTGRES)
    try:
        yield made
    finally:
        made.end()
        shutil.rmtree(folder, ignore_errors=True)


def row(what, figure, baseline="", ratio=""):
    print(f"  {what:<58}{figure:>16}   {baseline:<44}{ratio:>8}", flush=True)
