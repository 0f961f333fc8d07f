"""What Dunlin is measured against: Node with Fastify; nginx, which neither verifies nor stores (bench/baseline); and one
synced commit after another on the same engine and disk."""
import contextlib
import pathlib
import signal
import socket
import sqlite3
import subprocess
import time

from live_server import ROOT, live

FOLDER = ROOT / "bench/baseline"
COMMIT_SECONDS = 3


def accepts(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def started(words, port, folder):
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL) as process:
        try:
            if not live.wait_until(lambda: accepts(port), 30):
                raise SystemExit(f"{words[0]} did not come up")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)


def node(target, folder):
    """Its address, with the given file or postgresql:// address to store in."""
    port = live.free_port()
    return started(["node", FOLDER / "server.js", target, str(port)], port, folder)


def nginx(folder):
    port, home = live.free_port(), folder / "nginx"
    home.mkdir()
    (home / "nginx.conf").write_text((FOLDER / "nginx.conf").read_text().replace("PORT", str(port)))
    return started(["nginx", "-p", home, "-c", home / "nginx.conf"], port, folder)


def commits_a_second(made):
    return commits_postgres(made.postgres) if made.postgres else commits_sqlite(made.folder)


def commits_sqlite(folder):
    with sqlite3.connect(folder / "commits.db", isolation_level=None) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE body (id INTEGER PRIMARY KEY, body BLOB)")
        count, end = 0, time.monotonic() + COMMIT_SECONDS
        while time.monotonic() < end:
            database.execute("INSERT INTO body (body) VALUES (?)", (b"x" * 400,))
            count += 1
    return count / COMMIT_SECONDS


def commits_postgres(postgres):
    postgres.ask("CREATE TABLE bench_body (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body BYTEA)")
    script = pathlib.Path(postgres.folder) / "insert.sql"
    script.write_text("INSERT INTO bench_body (body) VALUES (decode(repeat('78', 400), 'hex'));\n")
    done = subprocess.run([postgres.programs / "pgbench", "-n", "-f", script, "-c", "1", "-T", str(COMMIT_SECONDS), "-h",
                           postgres.folder, "-U", "dunlin", "dunlin"],
                          check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return float(next(line.split()[2] for line in done.stdout.splitlines() if line.startswith("tps")))
