"""What Meta calls, and what became of what could not be read."""

import hashlib
import hmac
import json
import resource

import world
from scenarios import scenario
from world import that

SECRET, VERIFY_TOKEN = "an-app-secret", "a-verify-token"
HOOK = "/webhooks/instagram"
NOWHERE = "http://127.0.0.1:9"


def post_signed(caller, body, signature, expect):
    headers = {} if signature is None else {"X-Hub-Signature-256": signature}
    return caller.call("POST", HOOK, raw=body, headers=headers, expect=expect)


def signed(body):
    return "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


def connected_server(stage):
    return world.Server(stage.folder, IG_APP_SECRET=SECRET, VERIFY_TOKEN=VERIFY_TOKEN, IG_USER_ID="17841400000000001",
                        IG_ACCESS_TOKEN="IGAAunused", GRAPH_URL=NOWHERE)


def limit_files(server, size):
    hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))


@scenario
def what_cannot_be_made_durable_is_answered_503_until_it_can(stage):
    server = connected_server(stage)
    try:
        meta = world.Caller(server.start(), stage.contract, "")
        body = json.dumps({"object": "instagram", "entry": []}).encode()
        limit_files(server, 0)
        post_signed(meta, body, signed(body), 503)
        told = meta.until("/readyz", lambda told: told["status"] == "unavailable", "word of it at /readyz", expect=None)
        that("takes no writes" in told["checks"]["database"], f"{told}")
        limit_files(server, None)
        post_signed(meta, body, signed(body), 200)
        meta.until("/readyz", lambda told: "takes no writes" not in told["checks"]["database"], "end of it", expect=None)
        server.stop()
    finally:
        server.kill()


@scenario
def a_connected_server_takes_what_is_signed_and_nothing_else(stage):
    server = connected_server(stage)
    try:
        meta = world.Caller(server.start(), stage.contract, "")
        body = json.dumps({"object": "instagram", "entry": [{"id": "17841499999999999", "time": 1, "messaging": [
            {"sender": {"id": "77"}, "recipient": {"id": "17841499999999999"}, "timestamp": 1,
             "message": {"mid": "m1", "text": "hi"}}]}]}).encode()
        that(post_signed(meta, body, signed(body), 200).body == b"EVENT_RECEIVED", "another answer")
        for wrong in (None, "sha256=" + "0" * 64, signed(body + b" "), signed(body).upper(), "sha1=" + "0" * 40, ""):
            post_signed(meta, body, wrong, 401)
        post_signed(meta, b"not JSON at all", signed(b"not JSON at all"), 200)
        post_signed(meta, b"x" * (5 * 2**20 + 1), "sha256=" + "0" * 64, 413)
        me = world.Caller(server, stage.contract)
        parked = me.until("/api/v1/parked-events", lambda page: len(page["items"]) == 2, "two parked events")["items"]
        that({one["reason"] for one in parked} == {"unknown_account", "undecodable"}, f"{parked}")
        page = me.get("/api/v1/parked-events?limit=1")
        that(page["items"] + me.get("/api/v1/parked-events?limit=1&cursor=" + page["next"])["items"] == parked, "pages")
        for one in parked:
            again = me.post(f"/api/v1/parked-events/{one['id']}/replay")
            that(again["outcome"].startswith("parked"), f"{again}")
        me.call("GET", HOOK + f"?hub.mode=subscribe&hub.verify_token={VERIFY_TOKEN}&hub.challenge=42", expect=200)
        told = me.post("/api/v1/webhook/verify-test")
        that(told["verified"] and told["status"] == 200, f"{told}")
        that(not me.post("/api/v1/webhook/verify-test", {"verify_token": "other"})["verified"], "any token will do")
        server.stop()
    finally:
        server.kill()


@scenario
def a_wrong_verification_is_refused_in_words(stage):
    good = "hub.mode=subscribe&hub.verify_token=simulator&hub.challenge=abc_-9"
    that(stage.nobody.call("GET", f"{HOOK}?{good}", expect=200).body == b"abc_-9", "not the challenge")
    for wrong in ("", good.replace("subscribe", "other"), good.replace("simulator", "x"), good + "&hub.mode=subscribe",
                  good.replace("abc_-9", "%3Cscript%3E"), good.replace("abc_-9", "a" * 65)):
        that(len(stage.nobody.call("GET", f"{HOOK}?{wrong}", expect=403).body) > 20, f"no words for {wrong}")


@scenario
def an_event_of_an_unknown_account_is_parked_and_replayed_when_it_is_known(stage):
    ig_id, token = "17841499900000066", "IGAASIMlater000000000000000000000000066"
    stage.fake("accounts", {"username": "later.shop", "ig_id": ig_id, "token": token})
    stage.writes("leila", "how much is it there?", account=ig_id)
    parked = stage.me.until("/api/v1/parked-events", lambda page: page["items"], "parked event")["items"][0]
    that(parked["reason"] == "unknown_account", f"{parked}")
    that(stage.neighbour.get("/api/v1/parked-events")["items"] == [], "a key of one workspace sees what is nobody's")
    stage.neighbour.call("POST", f"/api/v1/parked-events/{parked['id']}/replay", expect=404)
    stage.me.post("/api/v1/accounts", {"ig_id": ig_id, "username": "later.shop", "transport": "simulator",
                                       "access_token": token}, 201)
    that(stage.me.post(f"/api/v1/parked-events/{parked['id']}/replay")["outcome"] == "answered", "not answered")
    entry = stage.me.get(f"/api/v1/audit?limit=1&object={parked['id']}")["items"][0]
    that(entry["action"] == "event.replay", f"no entry: {entry}")
    that(stage.me.get("/api/v1/parked-events")["items"] == [], "it is still parked")
