"""What the steps that kill servers share: the real program beside `dunlin sim`, people who write without pause, and the
fake Instagram's own log as judge."""
import collections
import json
import os
import pathlib
import random
import re
import signal
import socket
import sqlite3
import subprocess
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / os.environ.get("DUNLIN_BUILD", "build/debug") / "dunlin"
PEOPLE = 20
# An outcome left unknown by the last kill is read back two and four minutes after its deadline, and sent again after
# that; what waits behind it then goes out.
DRAIN_SECONDS = 420
RULES = """rules:
  - name: quote
    trigger: message
    conditions: {keywords: {any: [{text: question, kind: word}]}}
    actions: [{type: reply, variants: [{text: "You asked: {{text}}"}]}]
"""
OUT_OF_REACH = (urllib.error.URLError, ConnectionError, TimeoutError)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def call(url, body=None, timeout=5):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=timeout) as answer:
        return json.load(answer)


def all_pages(url):
    items, after = [], None
    while True:
        page = call(url + "?limit=10000" + ("" if after is None else f"&after={after}"))
        items += page["items"]
        if not page["more"]:
            return items
        after = page["next"]


def select_wait(seconds):
    threading.Event().wait(seconds)


def wait_until(condition, seconds):
    """Whether the condition came true in time; what cannot be reached counts as not yet."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return True
        except OUT_OF_REACH:
            pass
        select_wait(0.05)
    return False


class Load(threading.Thread):
    """Writes questions as fast as the fake takes them, until told to stop."""

    def __init__(self, sim, seed):
        super().__init__(daemon=True)
        self.sim, self.random, self.stop, self.count = sim, random.Random(seed), threading.Event(), 0
        self.running = threading.Event()

    def run(self):
        while not self.stop.is_set():
            if not self.running.wait(0.1):
                continue
            person = f"person{self.random.randrange(PEOPLE)}"
            self.count += 1
            call(f"{self.sim}/sim/api/people/{person}/write", {"text": f"question {self.count}"})
            # A little under what an account may send, so that what is left at the end is not a mere backlog.
            self.stop.wait(0.012)


class Server:
    def __init__(self, port, environment, log):
        self.base, self.environment, self.log, self.process = f"http://127.0.0.1:{port}", environment, log, None

    def start(self):
        self.process = subprocess.Popen([PROGRAM, "serve"], env=self.environment, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                return call(self.base + "/readyz")
            except OUT_OF_REACH:
                select_wait(0.01)
        raise SystemExit("the server did not come up")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


def start_sim(port, log, *further_ports):
    """Webhooks go to the port; with further ones, each attempt to one of all by chance."""
    targets = ",".join(f"http://127.0.0.1:{each}/webhooks/instagram" for each in (port, *further_ports))
    sim = subprocess.Popen([PROGRAM, "sim", "--listen", "127.0.0.1:0", "--deliver-to", targets],
                           stdout=subprocess.PIPE, stderr=log, text=True)
    for line in sim.stdout:
        found = re.search(r"listens on (http://\S+)", line)
        if found:
            threading.Thread(target=sim.stdout.read, daemon=True).start()
            return sim, found.group(1)
    raise SystemExit("the fake Instagram did not come up")


def settings(sim, port, data):
    """The environment of a server that answers for the fake's demo account without running into its budgets."""
    outside = {name: value for name, value in os.environ.items()
               if not name.startswith("DUNLIN_") and name not in ("PORT", "DATABASE_URL")}
    return {**outside, "DUNLIN_DATA_DIR": str(data), "DUNLIN_LISTEN": f"127.0.0.1:{port}",
            "DUNLIN_GRAPH_URL": sim, "DUNLIN_IG_APP_SECRET": "sim-app-secret-0001",
            "DUNLIN_VERIFY_TOKEN": "simulator", "DUNLIN_IG_USER_ID": "17841499900000001",
            "DUNLIN_IG_ACCESS_TOKEN": "IGAASIMdemoshop00000000000000000000000001",
            "DUNLIN_ACCOUNT_CALLS_PER_HOUR": "1000000", "DUNLIN_APP_CALLS_PER_DAY": "100000000"}


def make_people(sim):
    for number in range(PEOPLE):
        call(f"{sim}/sim/api/people", {"name": f"person{number}", "id": f"person{number}"})


def import_rules(folder, environment, log):
    (folder / "rules.yaml").write_text(RULES)
    subprocess.run([PROGRAM, "rules", "import", "--mode", "replace", folder / "rules.yaml"], env=environment,
                   check=True, stdout=log, stderr=log)


def drained(server, sim):
    facts = call(server.base + "/readyz")["sends"]
    waiting = call(f"{sim}/sim/api/state")["webhooks"]["waiting"]
    return waiting == 0 and facts["queued"] == 0 and facts["sending"] == 0


def stored_messages(data):
    with sqlite3.connect(data / "dunlin.db") as database:
        # Text is ordered by its bytes there, under PostgreSQL's name for that.
        database.create_collation("C", lambda one, other: (one > other) - (one < other))
        return {row[0] for row in database.execute("SELECT mid FROM message WHERE mid IS NOT NULL")}


def judge(sim, stored):
    """What the fake's log says against the ids of stored messages: faults, events answered 200, messages sent."""
    accepted = [event.split(":", 1)[1] for delivery in all_pages(f"{sim}/sim/api/deliveries")
                if delivery["state"] == "accepted" for event in delivery["events"]
                if event.startswith(("message:", "echo:"))]
    lost = [mid for mid in accepted if mid not in stored]
    faults = [f"lost: {mid} was answered 200 and is not stored" for mid in lost[:5]]
    sends = collections.Counter((send["igsid"], send["text"]) for send in all_pages(f"{sim}/sim/api/sends"))
    twice = [key for key, count in sends.items() if count > 1]
    faults += [f"twice: {key[1]!r} reached {key[0]} {sends[key]} times" for key in twice[:5]]
    return faults, len(accepted), sum(sends.values())
