"""People and programs that use the server while something else is done to it: each asks over a new connection, again and
again, and is timed."""
import http.client
import threading
import time
import urllib.parse

PATIENCE = 30


class User(threading.Thread):
    """Asks `make()` = (method, path, body, headers) by the clock; a time counts from the moment when the question was due."""

    def __init__(self, base, make, every):
        super().__init__(daemon=True)
        address = urllib.parse.urlsplit(base)
        self.host, self.port, self.make, self.every = address.hostname, address.port, make, every
        self.took_ms, self.statuses, self.ended = [], [], threading.Event()

    def ask(self):
        method, path, body, headers = self.make()
        line = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException) as fault:
            return type(fault).__name__
        finally:
            line.close()

    def run(self):
        due = time.monotonic()
        while not self.ended.wait(max(0, due - time.monotonic())):
            self.statuses.append(self.ask())
            self.took_ms.append((time.monotonic() - due) * 1e3)
            due = max(due + self.every, time.monotonic() - 1)

    def end(self):
        self.ended.set()
        self.join()


def reader(base, path, every, key=""):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return User(base, lambda: ("GET", path, None, headers), every)


class Users:
    """Several of them, by name; what they saw in all their times of work."""

    def __init__(self, make):
        self.make, self.working, self.took_ms, self.statuses = make, {}, {}, {}

    def start(self):
        self.working = self.make()
        for user in self.working.values():
            user.start()

    def end(self):
        for name, user in self.working.items():
            user.end()
            self.took_ms.setdefault(name, []).extend(user.took_ms)
            self.statuses.setdefault(name, []).extend(user.statuses)
        self.working = {}
