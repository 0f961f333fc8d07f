"""The server under test: the real `dunlin serve`, with the fake Instagram inside or beside it, and the calls to it."""

import collections
import hashlib
import http.client
import json
import os
import pathlib
import queue
import re
import sqlite3
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / os.environ.get("DUNLIN_BUILD", "build/debug") / "dunlin"
PATIENCE_SECONDS = 60

Answer = collections.namedtuple("Answer", "status headers body json")


class Fault(Exception):
    """What a scenario found wrong, in words."""


def that(holds, words):
    if not holds:
        raise Fault(words)


def environment(**settings):
    outside = {name: value for name, value in os.environ.items() if not name.startswith("DUNLIN_")}
    return {**outside, **{f"DUNLIN_{name}": value for name, value in settings.items()}}


SECOND_WORKSPACE = """
    CREATE TEMP TABLE second AS SELECT * FROM workspace;
    UPDATE second SET id = id + 1, name = 'Next door';
    INSERT INTO workspace SELECT * FROM second;
    INSERT INTO api_key (workspace_id, id, name, prefix, token_hash, can_write, installer, created_at)
      SELECT workspace_id + 1, id + 1, 'Next door', 'dk_next', '{hash}', 1, 0, created_at FROM api_key;
"""


class Server:
    """One `dunlin serve` with data of its own: in its folder, or in the empty database of `postgres`. `start` again after
    `stop` finds the same data."""

    def __init__(self, folder, postgres=None, **settings):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=folder))
        self.postgres = postgres
        self.settings = {"DATA_DIR": str(self.folder / "data"), "LISTEN": "127.0.0.1:0", **settings}
        if postgres:
            self.settings["DATABASE_URL"] = postgres.url
        self.log = open(self.folder / "log", "ab")
        self.process = self.key = self.port = None

    def start(self):
        self.process = subprocess.Popen([PROGRAM, "serve"], env=environment(**self.settings), cwd=self.folder,
                                        stdout=subprocess.PIPE, stderr=self.log, text=True)
        lines = queue.Queue()

        def read(out=self.process.stdout):
            for line in out:
                lines.put(line)
            lines.put(None)

        threading.Thread(target=read, daemon=True).start()
        port = None
        while True:
            line = lines.get(timeout=PATIENCE_SECONDS)
            if line is None:
                raise Fault(f"the server did not start; {self.folder / 'log'} says why")
            port = port or re.search(r"https?://[^\s/]*:(\d+)", line)
            if "Stop with Ctrl-C" in line:
                break
        self.port = int(port.group(1))
        self.key = (self.folder / "data/cli.key").read_text()
        return self

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            that(self.process.wait(timeout=PATIENCE_SECONDS) == 0, "the server did not end well")

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def add_workspace(self, token):
        """A second workspace with a key of its own; only while the server is down. There is no call for it yet."""
        script = SECOND_WORKSPACE.format(hash=hashlib.sha256(token.encode()).hexdigest())
        if self.postgres:
            self.postgres.ask(script)
            return
        with sqlite3.connect(self.folder / "data/dunlin.db") as database:
            database.create_collation("C", lambda a, b: (a > b) - (a < b))
            database.executescript(script)
        database.close()


class Caller:
    """Calls a server with one key and holds each answer against the contract."""

    def __init__(self, server, contract, key=None):
        self.server, self.contract, self.key = server, contract, server.key if key is None else key

    def credentials(self):
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    def call(self, method, target, body=None, expect=None, headers=None, raw=None):
        """`body` goes as JSON, `raw` (bytes) as it is. Raises a Fault unless the status is `expect`."""
        sent = self.credentials()
        if body is not None:
            raw = json.dumps(body).encode()
        if raw is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        sent = {name: value for name, value in sent.items() if value is not None}
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE_SECONDS)
        try:
            line.request(method, target, raw, sent)
            got = line.getresponse()
            content, told = got.read(), got.headers
        finally:
            line.close()
        answer = Answer(got.status, told, content, self.judge(method, target, got.status, told, content))
        if expect is not None and answer.status != expect:
            raise Fault(f"{method} {target} was answered {answer.status} and not {expect}: {content[:500].decode()}")
        return answer

    def judge(self, method, target, status, told, content):
        path = target.split("?")[0]
        content_type = told.get("Content-Type", "")
        if path.startswith("/sim/"):
            return json.loads(content) if content else None
        wrong = self.contract.faults(method, path, status, content_type, content)
        if path.startswith("/api/v1/"):
            if told.get("Cache-Control") != "no-store":
                wrong.append(f"Cache-Control is {told.get('Cache-Control')}")
            if status == 401 and told.get("WWW-Authenticate") != "Bearer":
                wrong.append("a 401 does not name the scheme Bearer")
        value = json.loads(content) if content and content_type.split(";")[0].endswith("json") else None
        if content_type == "application/problem+json":
            wrong += unhelpful(value)
        if wrong:
            raise Fault(f"{method} {target} → {status}: " + "; ".join(wrong) + f"\n  {content[:1000].decode()}")
        return value

    def get(self, target, expect=200):
        """The JSON of the answer; `expect=None` takes any status."""
        return self.call("GET", target, expect=expect).json

    def post(self, target, body=None, expect=200, headers=None):
        return self.call("POST", target, body, expect, headers).json

    def patch(self, target, body, expect=200):
        return self.call("PATCH", target, body, expect).json

    def put(self, target, body, expect=200):
        return self.call("PUT", target, body, expect).json

    def until(self, target, holds, what, expect=200):
        """Asks again until `holds` of the answer; the server's own work in between is what is waited for."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            got = self.get(target, expect)
            if holds(got):
                return got
            that(time.monotonic() < deadline, f"after {PATIENCE_SECONDS} s there is still no {what}: {got}")


class Person(Caller):
    """Calls as a browser does: with the cookie of a session, and the token that goes with it."""

    def __init__(self, server, contract):
        super().__init__(server, contract, "")
        self.cookie = self.csrf = self.me = None

    def credentials(self):
        sent = {"Cookie": f"a=1; sid={self.cookie}"} if self.cookie else {}
        return {**sent, "X-CSRF-Token": self.csrf} if self.csrf else sent

    def come(self, target, body, expect=201):
        """Signs in, up or joins; answers what the door said."""
        answer = self.call("POST", target, body, expect)
        if answer.json and answer.json["state"] == "signed_in":
            self.keep(answer)
        return answer.json

    def keep(self, answer):
        said = answer.headers["Set-Cookie"]
        that(re.fullmatch(r"sid=[^;]{40,}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax", said), f"the cookie: {said}")
        self.cookie = said.split(";")[0].removeprefix("sid=")
        self.me = answer.json["me"]
        self.csrf = self.me["csrf_token"]

    def again(self):
        """The same session in another browser tab: nothing is kept but the cookie."""
        other = Person(self.server, self.contract)
        other.cookie = self.cookie
        return other


def unhelpful(problem):
    """What a problem leaves unsaid: what is wrong as a sentence, where, and what to do about it."""
    detail = problem["detail"]
    if not detail.endswith("."):
        yield "the detail is no sentence"
    if problem["status"] >= 500:
        return
    if re.search(r"\b(null|nullptr|std::|exception|sqlite|SQL)\b", detail):
        yield "the detail speaks of the program, not of the input"
    if not problem.get("field") and not problem.get("hint"):
        yield "neither a field nor a hint"
    if problem["status"] in (400, 401, 403, 404, 405, 409, 413, 415) and not problem.get("hint"):
        yield "no hint says what to do"
    if problem.get("hint", "x.")[-1] not in ".?":
        yield "the hint is no sentence"
