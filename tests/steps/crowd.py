"""Many accounts with many people, at the fake Instagram and in Dunlin, because Instagram takes 100 messages a second from
one. Everybody has written before, so that every account may answer; Dunlin was not told of it."""
import http.client
import json
import time
import urllib.parse

from webhooks import message_body


def id_of(number):
    return f"1784149990001{number:04d}"


def token_of(number):
    return f"IGAASIMbench{number:029d}"


class Caller:
    """One kept connection."""

    def __init__(self, base, key=""):
        address = urllib.parse.urlsplit(base)
        self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        self.headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}

    def call(self, method, path, body=None):
        try:
            answer = self.ask(method, path, body)
        except (BrokenPipeError, http.client.RemoteDisconnected):
            self.connection.close()  # it was idle for so long that the other side has closed it
            answer = self.ask(method, path, body)
        text = answer.read()
        if answer.status not in (200, 201):
            raise SystemExit(f"{path} was answered {answer.status}: {text.decode()}")
        return json.loads(text)

    def ask(self, method, path, body):
        self.connection.request(method, path, None if body is None else json.dumps(body), self.headers)
        return self.connection.getresponse()


class Crowd:
    def __init__(self, made, accounts, people):
        self.fake, self.threads = Caller(made.sim), []
        self.dunlin = Caller(made.server.base, made.key())
        self.fake.call("PUT", "/sim/api/switches", {"echoes": False})
        ids = [self.add_account(number) for number in range(accounts)]
        for number in range(people):
            person = self.fake.call("POST", "/sim/api/people", {"name": f"person {number}", "id": f"person{number}"})
            self.threads += [(thread["account"], thread["igsid"]) for thread in person["threads"] if thread["account"] in ids]
        for _, igsid in self.threads:
            self.fake.call("POST", f"/sim/api/people/{igsid}/write", {"text": "hello"})
        self.asked = 0

    def add_account(self, number):
        self.fake.call("POST", "/sim/api/accounts", {"username": f"shop{number}", "ig_id": id_of(number),
                                                     "token": token_of(number), "subscribed": False})
        self.connect(number)
        return id_of(number)

    def connect(self, number):
        """Again, too, as an owner does when the token is of no use any more."""
        self.dunlin.call("POST", "/api/v1/accounts", {"ig_id": id_of(number), "username": f"shop{number}",
                                                      "transport": "graph", "access_token": token_of(number)})

    def questions(self, count, text="question"):
        """Bodies that one after another come from the next conversation, each with a text of its own."""
        now_ms, bodies = int(time.time() * 1000), []
        for number in range(self.asked, self.asked + count):
            account, igsid = self.threads[number % len(self.threads)]
            bodies.append(message_body(account, igsid, f"aWdfZAG1bench{number:012d}" + "A" * 100, f"{text} {number}", now_ms))
        self.asked += count
        return bodies

    def sends(self, after=0):
        """What arrived at the fake after so many sends."""
        items = []
        while True:
            page = self.fake.call("GET", f"/sim/api/sends?after={after}&limit=10000")
            items += page["items"]
            after = page["next"]
            if not page["more"]:
                return items

    def has_sent(self, count):
        return bool(self.fake.call("GET", f"/sim/api/sends?after={count - 1}&limit=1")["items"])
