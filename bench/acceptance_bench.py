#!/usr/bin/env python3
"""Durable acceptance: signed webhooks posted to the real server, each answered 200 only when it is on disk, against one
synced commit after another on the same engine and disk; and how fast what was accepted is then decided."""
import hashlib
import hmac
import json
import os
import pathlib
import sqlite3
import subprocess
import tempfile
import time

from live_server import ROOT, live, memory_mb, metric, processor_seconds, row, world

SECONDS = 8
BODIES = 400_000
PEOPLE = 2000
CONNECTIONS = 64


def write_bodies(file):
    now_ms = int(time.time() * 1000)
    with open(file, "w", encoding="utf-8") as out:
        for number in range(BODIES):
            text = f"Do you have the blue dress, {number}?"
            message = {"mid": f"aWdfZAG1bench{number:012d}" + "A" * 100, "text": text}
            messaging = {"sender": {"id": f"77{number % PEOPLE:013d}"}, "recipient": {"id": "17841499900000001"},
                         "timestamp": now_ms, "message": message}
            entry = {"id": "17841499900000001", "time": now_ms, "messaging": [messaging]}
            body = json.dumps({"object": "instagram", "entry": [entry]}, separators=(",", ":"))
            signature = hmac.new(b"sim-app-secret-0001", body.encode(), hashlib.sha256).hexdigest()
            out.write(f"{signature} {body}\n")


def load(base, bodies):
    """Requests, seconds, and latency in ms at the middle and at 99 of 100."""
    done = subprocess.run(
        ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", str(SECONDS), "-s", ROOT / "bench/accept.lua", base],
        env={**os.environ, "DUNLIN_BENCH_BODIES": str(bodies)}, check=True, stdout=subprocess.PIPE, text=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("figures "))
    requests, duration_us, middle_us, late_us, bad = map(int, line.split()[1:])
    if bad:
        raise SystemExit(f"{bad} of {requests} requests were not answered 200:\n{done.stdout}")
    return requests, duration_us / 1e6, middle_us / 1e3, late_us / 1e3


def commits_sqlite(folder):
    with sqlite3.connect(folder / "baseline.db", isolation_level=None) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE body (id INTEGER PRIMARY KEY, body BLOB)")
        count, end = 0, time.monotonic() + 3
        while time.monotonic() < end:
            database.execute("INSERT INTO body (body) VALUES (?)", (b"x" * 400,))
            count += 1
    return count / 3


def commits_postgres(postgres):
    connection = ["-h", postgres.folder, "-U", "dunlin", "dunlin"]
    table = "CREATE TABLE bench_body (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body BYTEA)"
    subprocess.run([postgres.programs / "psql", "-q", *connection[:-1], "-d", "dunlin", "-c", table], check=True)
    script = pathlib.Path(postgres.folder) / "insert.sql"
    script.write_text("INSERT INTO bench_body (body) VALUES (decode(repeat('78', 400), 'hex'));\n")
    done = subprocess.run([postgres.programs / "pgbench", "-n", "-f", script, "-c", "1", "-T", "3", *connection],
                          check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return float(next(line.split()[2] for line in done.stdout.splitlines() if line.startswith("tps")))


def measure(engine, bodies):
    with world(engine) as made:
        server, process = made.server, made.server.process
        baseline = commits_postgres(made.postgres) if made.postgres else commits_sqlite(made.folder)
        spent, began = processor_seconds(process), time.monotonic()
        requests, seconds, middle_ms, late_ms = load(server.base, bodies)
        live.wait_until(lambda: metric(server.base, "dunlin_bodies_waiting") == 0, 600)
        decided_s, spent = time.monotonic() - began, processor_seconds(process) - spent
        rate = requests / seconds
        row(f"{engine}: accepted a second, {CONNECTIONS} connections", f"{rate:,.0f}/s",
            f"one synced commit after another: {baseline:,.0f}/s", f"{rate / baseline:.1f}x")
        row(f"{engine}: time to 200, middle and 99 of 100", f"{middle_ms:.1f} / {late_ms:.1f} ms")
        row(f"{engine}: accepted, stored as messages and decided", f"{requests / decided_s:,.0f}/s",
            "accepted a second", f"{requests / decided_s / rate:.2f}x")
        row(f"{engine}: processor time for one, all of it", f"{spent / requests * 1e6:,.0f} µs")
        peak = memory_mb(process, "VmHWM")
        row(f"{engine}: most memory held", f"{peak:.0f} MB", "promised under load: 512 MB", f"{peak / 512:.2f}x")


def main():
    (ROOT / "build/bench").mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=ROOT / "build/bench", suffix=".txt") as bodies:
        write_bodies(bodies.name)
        for engine in ("sqlite", "postgresql"):
            measure(engine, bodies.name)


if __name__ == "__main__":
    main()
