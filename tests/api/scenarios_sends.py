"""What leaves: answers of members, their idempotency, tasks of accounts that are worked by hand."""

from scenarios import scenario
from stage import BY_HAND_IG_ID
from world import that


def send(caller, conversation, body, key, expect=202):
    target = f"/api/v1/conversations/{conversation}/messages"
    return caller.call("POST", target, body, expect, {"Idempotency-Key": key}).json


@scenario
def an_answer_of_a_member_reaches_the_phone_once(stage):
    conversation = stage.mine["conversations"]
    first = send(stage.me, conversation, {"text": "We have it in blue."}, "key 1")
    that(send(stage.me, conversation, {"text": "We have it in blue."}, "key 1") == first, "repeated, another answer")
    sent = stage.me.until("/api/v1/sends/" + first["id"], lambda one: one["state"] == "sent", "sent message")
    that(sent["mid"] != "", "no mid")
    texts = [one["text"] for one in stage.fake("sends")["items"]]
    that(texts.count("We have it in blue.") == 1, f"sent {texts.count('We have it in blue.')} times")
    that(stage.me.get("/api/v1/conversations/" + conversation)["owner"] == "person", "automation still owns it")


@scenario
def a_key_for_another_body_is_refused_and_sends_nothing(stage):
    conversation = stage.mine["conversations"]
    send(stage.me, conversation, {"text": "one body"}, "key 2")
    problem = send(stage.me, conversation, {"text": "another body"}, "key 2", 409)
    that(problem["code"] == "api.idempotency_mismatch", f"{problem}")
    stage.me.until("/api/v1/sends?state=queued", lambda page: not page["items"], "end of the queue")
    that("another body" not in [one["text"] for one in stage.fake("sends")["items"]], "it was sent")


@scenario
def each_shape_of_content_is_taken_as_described(stage):
    shapes = [
        {"type": "text", "text": "Which?", "quick_replies": [{"title": "Blue"}, {"title": "Red", "payload": "RED"}]},
        {"type": "image", "url": "https://media.example/1.jpg"},
        {"type": "buttons", "text": "Choose", "buttons": [{"title": "Shop", "url": "https://shop.example"}]},
        {"type": "cards", "cards": [{"title": "Dress", "subtitle": "Blue", "buttons": [{"title": "Buy", "payload": "B"}]}]}]
    target = f"/api/v1/conversations/{stage.mine['conversations']}/messages"
    for number, shape in enumerate(shapes):
        that(stage.contract.accepts("POST", target, shape), f"the contract does not allow {shape}")
        queued = send(stage.me, stage.mine["conversations"], shape, f"shape {number}")
        that(queued["content"]["type"] == shape["type"], f"{queued['content']}")


@scenario
def sends_are_listed_by_state(stage):
    for state in ("queued", "claimed", "sending", "sent", "unknown", "held", "refused", "failed", "dropped"):
        page = stage.me.get(f"/api/v1/sends?state={state}")
        that(all(one["state"] == state for one in page["items"]), f"not only {state}")


@scenario
def who_said_stop_gets_nothing_more(stage):
    stage.fake("people", {"name": "Omid", "id": "omid"})
    mid = stage.writes("omid", "stop")
    that(stage.activity_of(mid)["outcome"] == "opted_out", "stop was not heard")
    problem = send(stage.me, stage.message(mid)["conversation_id"], {"text": "but why?"}, "key 3", 409)
    that(problem["code"] == "send.opted_out", f"{problem}")


@scenario
def a_disconnected_account_sends_nothing_more_and_what_waits_is_refused(stage):
    ig_id = "17841499900000098"
    token = "IGAASIMleaving0000000000000000000000000098"
    account = {"ig_id": ig_id, "username": "leaving.shop", "transport": "simulator", "access_token": token}
    stage.fake("accounts", {"username": "leaving.shop", "ig_id": ig_id, "token": token})
    made = stage.owner.post("/api/v1/accounts", account, 201)
    stage.owner.patch("/api/v1/accounts/" + made["id"], {"automation_paused": True})
    first = stage.message(stage.writes("leila", "how much is it?", account=ig_id))
    conversation = first["conversation_id"]

    def answers(page):
        return [one for one in page["items"] if one["conversation_id"] == conversation]

    waits = stage.me.until("/api/v1/sends?state=queued", lambda page: answers(page), "an answer that waits")
    waiting = answers(waits)[0]
    target = f"/api/v1/accounts/{made['id']}/disconnect"
    agent = stage.invited(stage.owner, "operator", "operator.leaving@shop.example")
    agent.call("POST", target, None, 403)
    gone = stage.owner.post(target)
    that(gone["state"] == "disconnected", f"{gone}")
    refused = stage.me.until("/api/v1/sends/" + waiting["id"], lambda one: one["state"] == "refused", "the refusal")
    that("disconnected" in refused["reason"], f"{refused}")
    problem = send(stage.owner, conversation, {"text": "One more thing."}, "gone 1", 409)
    that(problem["code"] == "send.account_gone", f"{problem}")
    that(stage.me.get(f"/api/v1/inbox/{conversation}")["composer"]["state"] == "closed", "the composer is open")
    story = stage.me.get(f"/api/v1/activity/why?message={first['id']}")
    that(story["verdict"] == "refused", f"{story}")
    again = stage.owner.post("/api/v1/accounts", account, 200)
    that((again["id"], again["state"]) == (made["id"], "active"), f"{again}")
    stage.owner.patch("/api/v1/accounts/" + made["id"], {"automation_paused": False})
    stage.activity_of(stage.writes("leila", "are you back? how much is it?", account=ig_id))


@scenario
def tasks_are_listed_and_settled_by_the_person_who_did_them(stage):
    stage.fake("accounts", {"username": "by.hand", "ig_id": BY_HAND_IG_ID})
    stage.me.post("/api/v1/accounts", {"ig_id": BY_HAND_IG_ID, "username": "by.hand", "transport": "by_hand"}, 201)
    mid = stage.writes("amir", "how much is it?", account=BY_HAND_IG_ID)
    stage.activity_of(mid)
    conversation = stage.message(mid)["conversation_id"]
    send(stage.me, conversation, {"text": "I look it up."}, "task 2")
    tasks = stage.me.until("/api/v1/tasks?transport=by_hand", lambda page: len(page["items"]) == 2, "two tasks")["items"]
    that([one["text"] for one in tasks][1] == "I look it up.", f"not oldest first: {tasks}")
    that(stage.me.get("/api/v1/tasks?transport=device")["items"] == [], "tasks of another transport")
    page = stage.me.get("/api/v1/tasks?limit=1")
    that(stage.me.get("/api/v1/tasks?limit=1&cursor=" + page["next"])["items"][0]["id"] == tasks[1]["id"], "wrong page")
    first, second = (f"/api/v1/sends/{one['id']}" for one in tasks)
    problem = stage.me.post(first + "/settle", {"outcome": "not_sent", "send_again": True}, 409)
    that(problem["code"] == "send.is_task", f"{problem}")
    that(stage.me.post(first + "/settle", {"outcome": "sent"})["state"] == "sent", "not sent")
    that(stage.me.post(second + "/settle", {"outcome": "not_sent"})["state"] == "failed", "not failed")
    entry = stage.me.get("/api/v1/audit?limit=1")["items"][0]
    that(entry["action"] == "send.settle" and entry["before"] == {"state": "held"}, f"no entry: {entry}")
    that(stage.me.post(first + "/settle", {"outcome": "sent"}, 409)["code"] == "send.not_held", "settled twice")
    stage.me.post(first + "/settle", {"outcome": "sent", "send_again": True}, 422)
    that(stage.me.post(second + "/retry", expect=202)["state"] == "queued", "not queued again")
    entry = stage.me.get("/api/v1/audit?limit=1")["items"][0]
    that(entry["action"] == "send.retry" and entry["before"] == {"state": "failed"}, f"no entry: {entry}")
    again = stage.me.until("/api/v1/tasks?transport=by_hand", lambda page: page["items"], "task")["items"]
    that(f"/api/v1/sends/{again[0]['id']}" == second, f"another task: {again}")
    that(stage.me.post(second + "/settle", {"outcome": "sent"})["state"] == "sent", "not sent at last")
