#!/usr/bin/env python3
"""The whole way: from the moment a person writes to the moment the answer is at Instagram, by the fake's own log,
against a bare call that sends one message; and how much of the ceiling of an account a backlog uses."""
import datetime
import http.client
import json
import threading
import time
import urllib.parse

from live_server import live, percentile, row, world

CALM_PER_SECOND, CALM_SECONDS = 20, 10
BUSY_PER_SECOND, BUSY_SECONDS = 180, 12
CEILING_PER_SECOND = 100
TOKEN = "IGAASIMdemoshop00000000000000000000000001"


class Caller:
    """One kept connection to the fake Instagram."""

    def __init__(self, sim):
        address = urllib.parse.urlsplit(sim)
        self.connection = http.client.HTTPConnection(address.hostname, address.port)

    def post(self, path, body, headers=None):
        self.connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **(headers or {})})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            raise SystemExit(f"{path} was answered {answer.status}: {text.decode()}")
        return json.loads(text)


def write_steadily(sim, first, per_second, seconds):
    """Paced by the clock, whatever each call takes. Returns the text of each message by its mid."""
    caller, start, written = Caller(sim), time.monotonic(), {}
    for number in range(int(per_second * seconds)):
        threading.Event().wait(max(0, start + number / per_second - time.monotonic()))
        text = f"question {first + number}"
        written[caller.post(f"/sim/api/people/person{number % live.PEOPLE}/write", {"text": text})["mid"]] = text
    return written


def moment(text):
    return datetime.datetime.fromisoformat(text).timestamp()


def answers(sim):
    """When each answer arrived, by what it answers."""
    sends = live.all_pages(f"{sim}/sim/api/sends")
    return {send["text"].removeprefix("You asked: "): moment(send["at"]) for send in sends}


def calm(made):
    written = write_steadily(made.sim, 0, CALM_PER_SECOND, CALM_SECONDS)
    live.wait_until(lambda: len(answers(made.sim)) >= len(written), 60)
    arrived = answers(made.sim)
    left = {event.split(":", 1)[1]: moment(delivery["first_at"])
            for delivery in live.all_pages(f"{made.sim}/sim/api/deliveries") for event in delivery["events"]}
    return [(arrived[text] - left[mid]) * 1e3 for mid, text in written.items()]


def busy(made):
    """Answers a second while more is written than an account may send, without the first and last two seconds."""
    written = write_steadily(made.sim, 1_000_000, BUSY_PER_SECOND, BUSY_SECONDS)
    live.wait_until(lambda: set(written.values()) <= answers(made.sim).keys(), 120)
    at = sorted(when for text, when in answers(made.sim).items() if text in set(written.values()))
    inner = [when for when in at if at[0] + 2 <= when <= at[-1] - 2]
    return len(inner) / (inner[-1] - inner[0])


def bare_sends(made, count=200):
    """Milliseconds of a call that sends one message to the fake, from a script that does nothing else."""
    caller, person, out = Caller(made.sim), live.all_pages(f"{made.sim}/sim/api/sends")[0]["igsid"], []
    for number in range(count):
        start = time.monotonic()
        caller.post("/v25.0/me/messages", {"recipient": {"id": person}, "message": {"text": f"bare {number}"}},
                    {"Authorization": f"Bearer {TOKEN}"})
        out.append((time.monotonic() - start) * 1e3)
        threading.Event().wait(0.02)
    return out


def measure(engine):
    with world(engine, live.RULES) as made:
        live.make_people(made.sim)
        took_ms, rate = calm(made), busy(made)
        middle, late = percentile(took_ms, 0.5), percentile(took_ms, 0.99)
        # Last: what it sends counts against the same ceiling.
        bare = percentile(bare_sends(made), 0.5)
        row(f"{engine}: written to answered, middle of {len(took_ms)}", f"{middle:.1f} ms",
            f"a bare call that sends: {bare:.1f} ms", f"{middle / bare:.1f}x")
        row(f"{engine}: written to answered, 99 of 100", f"{late:.1f} ms",
            f"a bare call that sends: {bare:.1f} ms", f"{late / bare:.1f}x")
        row(f"{engine}: answers a second with a backlog", f"{rate:.0f}/s",
            f"what an account may send: {CEILING_PER_SECOND}/s", f"{rate / CEILING_PER_SECOND:.2f}x")


def main():
    for engine in ("sqlite", "postgresql"):
        measure(engine)


if __name__ == "__main__":
    main()
