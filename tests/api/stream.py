"""The event stream of a caller: what browsers watch with."""

import http.client
import time

from world import PATIENCE_SECONDS, that


class Stream:
    """The event stream of a caller, read until something holds."""

    def __init__(self, caller, last=None, query=""):
        self.line = http.client.HTTPConnection("127.0.0.1", caller.server.port, timeout=PATIENCE_SECONDS)
        headers = caller.credentials()
        if last:
            headers["Last-Event-ID"] = last
        self.line.request("GET", "/api/v1/events" + query, headers=headers)
        self.answer = self.line.getresponse()
        that(self.answer.status == 200, f"the stream is answered {self.answer.status}")
        caller.contract.faults("GET", "/api/v1/events", self.answer.status, self.answer.headers["Content-Type"], b"")
        that(self.answer.headers["Content-Type"] == "text/event-stream", f"{self.answer.headers}")
        self.last = None

    def next(self):
        event = {}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            that(time.monotonic() < deadline, f"after {PATIENCE_SECONDS} s there is still no event")
            line = self.answer.readline().decode().rstrip("\n")
            if not line and event:
                return event
            name, _, value = line.partition(": ")
            if name in ("id", "event", "data"):
                event[name] = value
                self.last = event.get("id", self.last)

    def until(self, holds):
        while True:
            event = self.next()
            if holds(event):
                return event

    def close(self):
        self.line.close()
