"""Signed webhooks, as Instagram delivers them, and how to post them by the clock."""
import collections
import hashlib
import hmac
import json
import selectors
import socket
import time
import urllib.parse

SECRET = b"sim-app-secret-0001"


def entry(ig_id, igsid, mid, text, now_ms):
    messaging = {"sender": {"id": igsid}, "recipient": {"id": ig_id}, "timestamp": now_ms,
                 "message": {"mid": mid, "text": text}}
    return {"id": ig_id, "time": now_ms, "messaging": [messaging]}


def message_body(ig_id, igsid, mid, text, now_ms):
    return json.dumps({"object": "instagram", "entry": [entry(ig_id, igsid, mid, text, now_ms)]}, separators=(",", ":"))


def signature(body):
    return hmac.new(SECRET, body.encode(), hashlib.sha256).hexdigest()


def head(netloc, signed, length):
    return (f"POST /webhooks/instagram HTTP/1.1\r\nHost: {netloc}\r\nContent-Type: application/json\r\n"
            f"X-Hub-Signature-256: sha256={signed}\r\nContent-Length: {length}\r\n\r\n").encode()


def request(base, body):
    data = body.encode()
    return head(urllib.parse.urlsplit(base).netloc, signature(body), len(data)) + data


class Paced:
    """Posts by the clock over kept connections, whatever each answer takes. A time counts from the moment when the request
    was due, so that a server that stalls is charged for all that waits meanwhile."""

    def __init__(self, base, connections=64):
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

    def close(self):
        for line in self.idle:
            line.close()
