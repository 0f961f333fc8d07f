"""What a process looks like from outside."""
import os
import pathlib
import re
import urllib.request


def metric(base, name):
    """The sum of a metric's samples."""
    with urllib.request.urlopen(base + "/metrics", timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if re.match(rf"{name}[ {{]", line))


def memory_mb(process, what="VmRSS"):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(rf"{what}:\s+(\d+) kB", status).group(1)) / 1024


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


def has_sanitizers(program):
    """Such a build keeps memory that it has let go, so how much it takes says nothing."""
    return b"__asan_init" in pathlib.Path(program).read_bytes() or b"__tsan_init" in pathlib.Path(program).read_bytes()


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
