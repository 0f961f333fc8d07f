#!/usr/bin/env python3
"""How long the pages take to change on a full workspace (`dunlin demo`), in Chromium on this machine: from the click until what is
listed stands there and its frame is due, the middle and the worst of the rounds, and the first time, when the page's code is
fetched too. Beside it the request that the page makes. Arguments: how many thousands of messages (1000), and the engines."""
import json
import subprocess
import sys

from inbox_bench import Client, fill, milliseconds
from live_server import ROOT, percentile, row, world

ROUNDS = 21
PROMISED_MS = 100
ASKED = {"activity": "/api/v1/activity", "rules": "/api/v1/rules", "settings": "/api/v1/workspace", "inbox": "/api/v1/inbox?limit=50",
         "a conversation": None}


def measure(engine, messages):
    with world(engine) as made:
        key, _ = fill(made, messages)
        conversation = Client(made, key).get("/api/v1/inbox?limit=50")["items"][5]["id"]
        out = subprocess.run(["node", ROOT / "bench/pages.mjs", f"{made.server.base}/#key={key}", str(ROUNDS)], check=True,
                             stdout=subprocess.PIPE, text=True).stdout
        client = Client(made, key)
        for what, took in json.loads(out).items():
            later = sorted(took["later"])
            middle, worst = percentile(later, 0.5), later[-1]
            asked = ASKED[what] or f"/api/v1/conversations/{conversation}/messages"
            bare = milliseconds(client.get, [asked] * ROUNDS)[0]
            row(f"{engine}: to {what}", f"{middle:.0f} ms, worst {worst:.0f} ms",
                f"its request {bare:.1f} ms; promised: {PROMISED_MS} ms", f"{middle / bare:.1f}x")
            row(f"{engine}: to {what}, the first time", f"{took['first']:.0f} ms")


def main():
    thousands = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for engine in sys.argv[2:] or ("sqlite",):
        measure(engine, thousands * 1000)


if __name__ == "__main__":
    main()
