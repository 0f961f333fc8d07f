#!/usr/bin/env python3
"""The inbox on a full workspace (`dunlin demo`): pages of the list, a conversation opened, search, each from one client after
the other over HTTP, beside a bare keyed read of the same run: one conversation's row by its id; and a new rule tried on all that
people have written. Arguments: how many thousands of messages (1000), and the engines."""
import http.client
import json
import random
import re
import subprocess
import sys
import time
import urllib.parse

from live_server import live, row, world

REQUESTS = 400
PROMISED_LIST_MS = 50
PROMISED_BACKTEST = 1_000_000
RULE = {"name": "Wool", "conditions": {"keywords": {"any": ["wool", "پشم"]}},
        "actions": [{"type": "reply", "variants": [{"text": "It is all wool."}]}]}
WORDS = ["blue dress", "price", "ship", "linen", "thank", "قیمت", "ارسال شیراز", "سلام", "order 4", "a", "wool coat olive",
         "collaboration spring", "پیراهن آبی", "zzzz"]


class Client:
    def __init__(self, made, key):
        self.line = http.client.HTTPConnection(urllib.parse.urlsplit(made.server.base).netloc)
        self.headers = {"Authorization": "Bearer " + key}

    def get(self, target):
        return self.call("GET", target)

    def call(self, method, target, body=None):
        headers = self.headers | ({"Content-Type": "application/json"} if body else {})
        self.line.request(method, target, body=json.dumps(body) if body else None, headers=headers)
        answer = self.line.getresponse()
        told = answer.read()
        if answer.status not in (200, 202):
            raise SystemExit(f"{target}: {answer.status} {told[:300]}")
        return json.loads(told)


def milliseconds(work, targets):
    took = []
    for target in targets:
        began = time.perf_counter()
        work(target)
        took.append((time.perf_counter() - began) * 1e3)
    took.sort()
    return took[len(took) // 2], took[int(len(took) * 0.99)]


def fill(made, messages):
    """With the server down: the embedded database has one owner. Answers the key and messages a second."""
    made.server.end()
    began = time.monotonic()
    out = subprocess.run([live.PROGRAM, "demo", "--messages", str(messages)], env=made.environment, check=True,
                         capture_output=True, text=True).stdout
    took = time.monotonic() - began
    made.server.start()
    return re.search(r"dk_\S+", out).group(0), messages / took


def pages(client, query):
    """Cursors of a walk down the list, so that pages deep in it are asked for too."""
    target, targets = "/api/v1/inbox?limit=50" + query, []
    cursor = ""
    while len(targets) < REQUESTS:
        targets.append(target + cursor)
        page = client.get(targets[-1])
        if page["next"] is None:
            cursor = ""
            if len(targets) < 3:
                return (targets * REQUESTS)[:REQUESTS]
            continue
        cursor = "&cursor=" + urllib.parse.quote(page["next"])
    return targets


def backtest(client):
    """Messages a minute, and how many there were."""
    began = time.monotonic()
    target = "/api/v1/rules/backtests/" + client.call("POST", "/api/v1/rules/backtests", {"rule": RULE})["id"]
    while (told := client.get(target))["state"] == "running":
        live.select_wait(0.05)
    if told["state"] != "done":
        raise SystemExit(f"the backtest: {told}")
    return told["messages"] / (time.monotonic() - began) * 60, told["messages"]


def measure(engine, messages):
    draw = random.Random(1)
    with world(engine) as made:
        key, rate = fill(made, messages)
        row(f"{engine}: fill with {messages:,} messages", f"{rate:,.0f}/s", "promised: a few minutes", f"{messages / rate:.0f} s")
        client = Client(made, key)
        conversations = [one["id"] for target in pages(client, "")[:20] for one in client.get(target)["items"]]
        bare = milliseconds(client.get, ["/api/v1/conversations/" + draw.choice(conversations) for _ in range(REQUESTS)])
        baseline = f"bare keyed read: {bare[0]:.1f} ms, p99 {bare[1]:.1f} ms"
        label = client.get("/api/v1/labels")["items"][0]["id"]
        asked = {"list, all": pages(client, ""), "list, mine": pages(client, "&view=mine"),
                 "list, unassigned and unread": pages(client, "&view=unassigned&unread=true"),
                 "list, a label": pages(client, "&label=" + label),
                 "list, closing soon": pages(client, "&closing_within_hours=2"),
                 "list, closed": pages(client, "&view=closed"),
                 "counts": ["/api/v1/inbox/counts"] * REQUESTS,
                 "open": ["/api/v1/inbox/" + draw.choice(conversations) for _ in range(REQUESTS)],
                 "messages": [f"/api/v1/conversations/{draw.choice(conversations)}/messages" for _ in range(REQUESTS)],
                 "search": ["/api/v1/search?q=" + urllib.parse.quote(draw.choice(WORDS)) for _ in range(REQUESTS)],
                 "search, people": ["/api/v1/search?in=contacts&q=" + urllib.parse.quote(draw.choice(["anna", "لیلا م", "guest.12"]))
                                    for _ in range(REQUESTS)]}
        for what, targets in asked.items():
            middle, p99 = milliseconds(client.get, targets)
            promised = f"; promised: {PROMISED_LIST_MS} ms" if what.startswith("list") else ""
            row(f"{engine}: {what}", f"{middle:.1f} ms, p99 {p99:.1f} ms", baseline + promised, f"{p99 / bare[1]:.1f}x")
        rate, written = backtest(client)
        row(f"{engine}: a rule tried on {written:,} messages of people", f"{rate:,.0f}/min", f"promised: {PROMISED_BACKTEST:,}/min",
            f"{rate / PROMISED_BACKTEST:.2f}x")


def main():
    thousands = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for engine in sys.argv[2:] or ("sqlite", "postgresql"):
        measure(engine, thousands * 1000)


if __name__ == "__main__":
    main()
