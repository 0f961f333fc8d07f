"""The stage of the scenarios: one server with the fake Instagram inside, two workspaces, people who have written."""

import datetime

import world

NEXT_DOOR_IG_ID, NEXT_DOOR_TOKEN = "17841499900000077", "IGAASIMnextdoor0000000000000000000000077"
BY_HAND_IG_ID = "17841499900000088"
NEIGHBOURS_KEY = "dk_" + "n" * 43
PASSWORD = "the cat is on the roof"
ROLES = ("owner", "admin", "agent", "operator", "viewer")
RULE = {"name": "Opening hours", "conditions": {"keywords": {"any": ["open"]}},
        "actions": [{"type": "reply", "variants": [{"text": "We are open from 9 to 5."}]}]}


class Stage:
    def __init__(self, folder, its_contract, postgres=None):
        self.contract = its_contract
        self.folder, self.postgres = folder, postgres
        self.server = world.Server(folder, postgres)
        try:
            self.furnish()
        except BaseException:
            self.server.kill()
            raise

    def furnish(self):
        self.server.start()
        self.server.stop()
        self.server.add_workspace(NEIGHBOURS_KEY)
        self.server.start()
        self.me = world.Caller(self.server, self.contract)
        self.nobody = self.caller("")
        self.neighbour = self.caller(NEIGHBOURS_KEY)
        made = self.me.post("/api/v1/api-keys", {"name": "reads", "access": "read"}, 201)
        self.reader = self.caller(made["token"])
        made = self.me.post("/api/v1/api-keys", {"name": "writes", "access": "write"}, 201)
        self.writer = self.caller(made["token"])
        made = self.me.post("/api/v1/api-keys", {"name": "gone", "access": "write"}, 201)
        self.me.call("DELETE", "/api/v1/api-keys/" + made["id"], expect=204)
        self.revoked = self.caller(made["token"])
        self.bring_people()
        self.populate()

    def person(self):
        return world.Person(self.server, self.contract)

    def bring_people(self):
        """One of each role here, and one admin next door."""
        link = self.me.post("/api/v1/installation/setup-link", expect=201)["link"]
        self.owner = self.person()
        self.owner.come("/api/v1/set-up", {"link": link.split("#link=")[1], "name": "Leila", "email": "Leila@Shop.example",
                                           "password": PASSWORD})
        self.people = {"owner": self.owner}
        for role in ROLES[1:]:
            self.people[role] = self.invited(self.owner, role, f"{role}@shop.example")
        self.stranger = self.invited(self.neighbour, "admin", "admin@next.example")

    def invited(self, host, role, email):
        link = host.post("/api/v1/invitations", {"email": email, "role": role}, 201)["link"]
        person = self.person()
        person.come("/api/v1/invitations/accept", {"link": link.split("#link=")[1], "name": role.title(), "password": PASSWORD})
        return person

    def callers(self, operation):
        """Who may make this call here and next door."""
        needs = operation["x-needs"]
        if needs in ("person", "own"):
            return self.owner, self.stranger
        return (self.nobody, self.nobody) if needs == "everyone" else (self.me, self.neighbour)

    def caller(self, key):
        return world.Caller(self.server, self.contract, key)

    def populate(self):
        """Both workspaces get one of everything that has an id."""
        self.fake("accounts", {"username": "next.door", "ig_id": NEXT_DOOR_IG_ID, "token": NEXT_DOOR_TOKEN})
        self.neighbour.post("/api/v1/accounts", {"ig_id": NEXT_DOOR_IG_ID, "username": "next.door",
                                                 "transport": "simulator", "access_token": NEXT_DOOR_TOKEN}, 201)
        self.neighbour.post("/api/v1/rules", RULE, 201)
        self.writes("leila", "how much is it?")
        self.writes("leila", "are you open?", account=NEXT_DOOR_IG_ID)
        self.mine, self.theirs = self.ids_of(self.me), self.ids_of(self.neighbour)

    def fake(self, path, body=None, method=None):
        """The control API of the fake Instagram."""
        return self.me.call(method or ("GET" if body is None else "POST"), "/sim/api/" + path, body).json

    def in_days(self, days):
        when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
        return when.strftime("%Y-%m-%dT%H:%M:%SZ")

    def wake_alerts(self):
        """Whoever changes what is watched has it looked at now."""
        self.owner.patch("/api/v1/alert-settings", {"kinds": []})

    def writes(self, person, text, **more):
        """A person writes; answers the mid once the fake has handed the message over."""
        return self.fake(f"people/{person}/write", {"text": text, **more})["mid"]

    def activity_of(self, mid, caller=None):
        """The activity of the message with this mid, with its details, once its sends are settled."""
        caller = caller or self.me
        message = self.message(mid, caller)

        def ours(page):
            return [one for one in page["items"] if one["message_id"] == message["id"] and one["kind"] == "message"]

        found = ours(caller.until("/api/v1/activity?limit=200", ours, f"activity of {mid}"))[0]
        target = "/api/v1/activity/" + found["id"]
        if found["outcome"] != "answered":
            return caller.get(target)
        return caller.until(target, lambda one: any(step["step"] in ("sent", "task") for step in one["send_steps"]),
                            "end of the send")

    def message(self, mid, caller=None):
        caller = caller or self.me
        deep = {"found": None}

        def look(page):
            for one in page["items"]:
                messages = caller.get(f"/api/v1/conversations/{one['id']}/messages")["items"]
                deep["found"] = next((message for message in messages if message["mid"] == mid), deep["found"])
            return deep["found"]

        caller.until("/api/v1/conversations?limit=20", look, f"message {mid}")
        return deep["found"]

    def ids_of(self, caller):
        sends = caller.until("/api/v1/sends?state=sent", lambda page: page["items"], "send that was sent")["items"]
        activity = caller.until("/api/v1/activity?outcome=answered", lambda page: page["items"], "answer")["items"][0]
        return {"accounts": activity["account_id"], "contacts": activity["contact_id"],
                "conversations": activity["conversation_id"], "activity": activity["id"], "sends": sends[0]["id"],
                "rules": sends[0]["rule_id"], "messages": activity["message_id"],
                "api-keys": caller.get("/api/v1/api-keys")["items"][0]["id"],
                "rule-drafts": caller.post("/api/v1/rule-drafts", {"rule": RULE}, 201)["id"],
                "backtests": caller.post("/api/v1/rules/backtests", {"rule": RULE}, 202)["id"],
                "members": caller.get("/api/v1/members")["items"][-1]["id"],
                "invitations": caller.post("/api/v1/invitations", {"email": "later@x.example", "role": "viewer"}, 201)["id"],
                "workspace": caller.get("/api/v1/workspace")["id"],
                "alerts": caller.post("/api/v1/alerts/test", expect=201)["id"],
                "sessions": (self.owner if caller is self.me else self.stranger).get("/api/v1/me/sessions")["items"][0]["id"],
                **self.work_of(caller, activity["conversation_id"])}

    def work_of(self, caller, conversation):
        """One of everything that people make in the inbox."""
        texts = [{"language": "en", "text": "Hello"}]
        made = {"notes": (f"inbox/{conversation}/notes", {"text": "a note"}),
                "labels": ("labels", {"name": "a label", "colour": "blue"}),
                "canned-replies": ("canned-replies", {"shortcut": "hello", "texts": texts}),
                "inbox-views": ("inbox-views", {"name": "a view", "shared": False, "filter": {}})}
        return {"inbox": conversation,
                **{kind: caller.post("/api/v1/" + path, body, 201)["id"] for kind, (path, body) in made.items()}}

    def close(self):
        self.server.kill()
