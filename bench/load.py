"""Signed webhooks: as files for wrk, which posts them as fast as they are taken, and one after another by the clock."""
import collections
import contextlib
import hashlib
import hmac
import json
import os
import selectors
import socket
import subprocess
import time
import urllib.parse

from live_server import ROOT

SECRET = b"sim-app-secret-0001"
CONNECTIONS = 64
PATIENCE = "60s"


def message_body(ig_id, igsid, mid, text, now_ms):
    messaging = {"sender": {"id": igsid}, "recipient": {"id": ig_id}, "timestamp": now_ms,
                 "message": {"mid": mid, "text": text}}
    entry = {"id": ig_id, "time": now_ms, "messaging": [messaging]}
    return json.dumps({"object": "instagram", "entry": [entry]}, separators=(",", ":"))


def signature(body):
    return hmac.new(SECRET, body.encode(), hashlib.sha256).hexdigest()


def write_bodies(file, bodies):
    with open(file, "w", encoding="utf-8") as out:
        out.writelines(f"{signature(body)} {body}\n" for body in bodies)


def wrk(base, script, bodies, seconds, connections=CONNECTIONS):
    """The line of figures that the script ends with, as numbers."""
    done = subprocess.run(["wrk", "-t", "1", "-c", str(connections), "-d", str(seconds), "--timeout", PATIENCE, "-s",
                           ROOT / "bench" / script, base],
                          env={**os.environ, "DUNLIN_BENCH_BODIES": str(bodies)}, check=True, stdout=subprocess.PIPE, text=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("figures "))
    return list(map(int, line.split()[1:]))


@contextlib.contextmanager
def delivering(base, file, connections=CONNECTIONS, most_seconds=600):
    """wrk at work on the bodies of a file; the value waits until all of them were answered 200."""
    with subprocess.Popen(
            ["wrk", "-t", "1", "-c", str(connections), "-d", str(most_seconds), "-s", ROOT / "bench/deliver.lua", base],
            env={**os.environ, "DUNLIN_BENCH_BODIES": str(file)}, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield lambda: any(line == "delivered\n" for line in process.stdout)
        finally:
            process.kill()


def request(base, body):
    host = urllib.parse.urlsplit(base).netloc
    return (f"POST /webhooks/instagram HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            f"X-Hub-Signature-256: sha256={signature(body)}\r\nContent-Length: {len(body.encode())}\r\n\r\n{body}").encode()


class Paced:
    """Posts by the clock over kept connections, whatever each answer takes. A time counts from the moment when the request
    was due, so that a server that stalls is charged for all that waits meanwhile."""

    def __init__(self, base, connections=CONNECTIONS):
        address = urllib.parse.urlsplit(base)
        self.base, self.selector, self.took_ms, self.bad = base, selectors.SelectSelector(), [], 0
        self.idle = collections.deque()
        for _ in range(connections):
            line = socket.create_connection((address.hostname, address.port))
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.idle.append(line)

    def answered(self, line, due):
        answer = line.recv(65536)
        self.took_ms.append((time.monotonic() - due) * 1e3)
        self.bad += not answer.startswith(b"HTTP/1.1 200")
        self.selector.unregister(line)
        self.idle.append(line)

    def run(self, bodies, per_second):
        """When each was due, by the wall clock."""
        requests = [request(self.base, body) for body in bodies]
        start, wall, at = time.monotonic(), time.time(), 0
        while at < len(requests) or self.selector.get_map():
            now = time.monotonic()
            while at < len(requests) and self.idle and start + at / per_second <= now:
                # The longest idle first: a server closes those that are idle for long.
                line = self.idle.popleft()
                line.sendall(requests[at])
                self.selector.register(line, selectors.EVENT_READ, start + at / per_second)
                at += 1
            more = at < len(requests) and self.idle
            for key, _ in self.selector.select(max(0, start + at / per_second - time.monotonic()) if more else 5):
                self.answered(key.fileobj, key.data)
        return [wall + number / per_second for number in range(len(requests))]
