"""Several nodes on one database beside one fake Instagram that sends each webhook to any of them: who writes to them, what
is done to them, and the fake's own log as judge."""
import collections
import http.client
import json
import random
import re
import signal
import threading
import time
import urllib.parse

from live import OUT_OF_REACH, Server, all_pages, call, free_port, import_rules, select_wait, settings, start_sim, wait_until

MASTER_KEY = "a5" * 32
NUMBER_SECONDS = 60
ANSWER = re.compile(r"^You asked: question (\d+)$")
# State 4 is an outcome that is not known yet: it is read back minutes later, and what follows in its conversation waits.
OPEN = "SELECT COUNT(*) FROM intent i WHERE i.state IN (0, 1, 2) AND NOT EXISTS (SELECT 1 FROM intent u WHERE " \
       "u.workspace_id = i.workspace_id AND u.conversation_id = i.conversation_id AND u.state = 4)"
UNFINISHED = "SELECT COUNT(*) FROM raw_event r WHERE NOT EXISTS (SELECT 1 FROM decoded d WHERE d.raw_id = r.id)"
# A trace is written once, with the answer it decided, while the conversation is locked: commits of one conversation follow
# each other. Needs track_commit_timestamp.
DECIDED = "SELECT i.conversation_id, m.body, extract(epoch FROM pg_xact_commit_timestamp(t.xmin)) FROM intent i " \
          "JOIN message m ON m.workspace_id = i.workspace_id AND m.id = i.message_id " \
          "JOIN trace t ON t.workspace_id = i.workspace_id AND t.id = i.trace_id WHERE i.purpose = 0"


class Post:
    """One kept connection for JSON."""

    def __init__(self, base, key=""):
        address = urllib.parse.urlsplit(base)
        self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        self.headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}

    def __call__(self, path, body):
        for attempt in (1, 2):
            try:
                self.connection.request("POST", path, json.dumps(body), self.headers)
                answer = self.connection.getresponse()
                text = answer.read()
                break
            except (ConnectionError, http.client.RemoteDisconnected):
                self.connection.close()
                if attempt == 2:
                    raise
        if answer.status not in (200, 201):
            raise SystemExit(f"{path} was answered {answer.status}: {text.decode()}")
        return json.loads(text)


class Nodes:
    """`count` processes of Dunlin on one database, with several accounts and many people who may write to each."""

    def __init__(self, folder, database_url, log, count=3, **changed):
        ports = [free_port() for _ in range(count)]
        self.folder, self.log = folder, log
        self.sim_process, self.sim = start_sim(ports[0], log, *ports[1:])
        self.post = Post(self.sim)
        common = {"DUNLIN_DATABASE_URL": database_url, "DUNLIN_MASTER_KEY": MASTER_KEY,
                  "DUNLIN_LOG_LEVEL": "warning", **changed}
        self.servers = [Server(port, {**settings(self.sim, port, folder / f"node{number}"), **common},
                               open(folder / f"node{number}.log", "ab"))
                        for number, port in enumerate(ports, 1)]
        self.accounts, self.people, self.frozen, self.numbers_lost = [], [], set(), 0

    def start(self, rules=True):
        for server in self.servers:
            server.start()
        if rules:
            import_rules(self.folder, self.servers[0].environment, self.log)

    def add_accounts(self, count):
        key = (self.folder / "node1/cli.key").read_text().strip()
        connect, made = Post(self.servers[0].base, key), []
        for number in range(len(self.accounts), len(self.accounts) + count):
            ig_id, token = f"1784149990002{number:04d}", f"IGAASIMnodes{number:029d}"
            self.post("/sim/api/accounts", {"username": f"shop{number}", "ig_id": ig_id, "token": token})
            connect("/api/v1/accounts", {"ig_id": ig_id, "username": f"shop{number}", "transport": "graph",
                                         "access_token": token})
            made.append(ig_id)
        self.accounts += made
        return made

    def add_people(self, count):
        made = [f"person{number}" for number in range(len(self.people), len(self.people) + count)]
        for name in made:
            self.post("/sim/api/people", {"name": name, "id": name})
        self.people += made
        return made

    def restart(self, **changed):
        for server in self.servers:
            server.end()
            server.environment.update(changed)
        self.start(rules=False)

    def end(self):
        """The statuses they ended with; whatever still runs is killed."""
        statuses = []
        for server in self.servers:
            if server.process and server.process.poll() is None:
                server.process.send_signal(signal.SIGCONT)
                try:
                    statuses.append(server.end())
                except Exception:
                    server.process.kill()
                    statuses.append(-9)
            server.log.close()
        self.sim_process.kill()
        return statuses


class Writer(threading.Thread):
    """Questions to accounts by people, each drawn by chance, so many a second, until told to stop."""

    def __init__(self, nodes, seed, per_second):
        super().__init__(daemon=True)
        self.nodes, self.random, self.per_second = nodes, random.Random(seed), per_second
        self.post, self.count, self.stop = Post(nodes.sim), 0, threading.Event()

    def write(self, account, person):
        self.count += 1
        self.post(f"/sim/api/people/{person}/write", {"text": f"question {self.count}", "account": account})

    def run(self):
        due = time.monotonic()
        while not self.stop.is_set():
            self.write(self.random.choice(self.nodes.accounts), self.random.choice(self.nodes.people))
            due = max(due + 1 / self.per_second, time.monotonic() - 1)
            self.stop.wait(max(0, due - time.monotonic()))

    def end(self):
        self.stop.set()
        self.join()


def drained(nodes, ask):
    """Nothing waits but what waits for an outcome that is being read back."""
    if call(f"{nodes.sim}/sim/api/state")["webhooks"]["waiting"]:
        return False
    return ask(OPEN) == ["0"] and ask(UNFINISHED) == ["0"]


def sends_of(sim):
    return [send for send in all_pages(f"{sim}/sim/api/sends") if ANSWER.match(send["text"])]


def accepted_of(sim):
    """The ids of messages and echoes in bodies that were answered 200."""
    return [event.split(":", 1)[1] for delivery in all_pages(f"{sim}/sim/api/deliveries")
            if delivery["state"] == "accepted" for event in delivery["events"] if event.startswith(("message:", "echo:"))]


def judge_lost(sim, rows):
    accepted = accepted_of(sim)
    stored = {row[0] for row in rows("SELECT mid FROM message WHERE mid IS NOT NULL")}
    lost = [mid for mid in accepted if mid not in stored]
    return [f"lost: {mid} was answered 200 and is not stored" for mid in lost[:5]], len(accepted)


def judge_twice(sends):
    twice = collections.Counter((send["account"], send["igsid"], send["text"]) for send in sends)
    return [f"twice: {key[2]!r} reached {key[1]} {count} times" for key, count in twice.items() if count > 1][:5]


def judge_unanswered(sends, rows, count):
    """Each question has its answer, or a row that says why it waits."""
    answered = {int(ANSWER.match(send["text"]).group(1)) for send in sends}
    waiting = {row[0] for row in rows("SELECT m.body FROM intent i JOIN message m ON m.workspace_id = i.workspace_id "
                                      "AND m.id = i.message_id WHERE i.state IN (0, 1, 2, 4, 5)")}
    missing = [number for number in range(1, count + 1)
               if number not in answered and f"You asked: question {number}" not in waiting]
    return [f"unanswered: question {number}" for number in missing[:5]], len(waiting)


def judge_order(sends, rows):
    """The answers of a conversation left in the order in which they were decided. Also how many were decided in another
    order than they were written in, which a pause of a node may cause."""
    decided = {(body, conversation): float(at) for conversation, body, at in rows(DECIDED)}
    by_text = collections.defaultdict(list)
    for (body, conversation), at in decided.items():
        by_text[body].append(at)
    newest, last, faults, late = {}, {}, [], 0
    for send in sends:
        conversation = (send["account"], send["igsid"])
        at, number = by_text[send["text"]][0], int(ANSWER.match(send["text"]).group(1))
        if at < newest.get(conversation, 0):
            faults.append(f"order: {send['text']!r} left after an answer that was decided later")
        newest[conversation] = max(at, newest.get(conversation, 0))
        late += number < last.get(conversation, 0)
        last[conversation] = max(number, last.get(conversation, 0))
    return faults[:5], late


def judge_limits(sim):
    """Instagram's own ceilings: no call passed one."""
    over = [each for each in all_pages(f"{sim}/sim/api/calls") if each["over_limit"]]
    return [f"limit: a {each['what']} of {each['account']} at {each['at']} was refused with {each['code']}"
            for each in over[:5]]


def kill(nodes, chance):
    """One node dies and is started again a moment later."""
    server = chance.choice([server for server in nodes.servers if server not in nodes.frozen])
    server.kill()
    select_wait(chance.uniform(0, 2))
    server.start()


def freeze(nodes, server, seconds):
    """One node stands still for so long, and then goes on with what it had in hand; returns at once. After more than a minute
    another may have its number: then it ends, and is started anew as a supervisor does."""
    server.process.send_signal(signal.SIGSTOP)
    nodes.frozen.add(server)

    def thaw():
        server.process.send_signal(signal.SIGCONT)
        if seconds > NUMBER_SECONDS and wait_until(lambda: server.process.poll() is not None, 10):
            nodes.numbers_lost += 1
            server.start()
        nodes.frozen.discard(server)

    timer = threading.Timer(seconds, thaw)
    timer.daemon = True
    timer.start()


def status_of(server):
    try:
        call(server.base + "/readyz", timeout=10)
        return 200
    except OUT_OF_REACH as fault:
        return getattr(fault, "code", 0)


def all_ready(nodes, seconds):
    """All that do not stand still."""
    return wait_until(lambda: all(status_of(server) == 200 for server in nodes.servers if server not in nodes.frozen), seconds)
