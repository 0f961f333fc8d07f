"""Activity by filters, why nothing happened, and parked events replayed together."""

from scenarios import scenario
from world import that


def ids(stage, query):
    return [one["id"] for one in stage.me.get(f"/api/v1/activity?limit=200&{query}")["items"]]


@scenario
def activity_is_found_by_every_filter(stage):
    mid = stage.writes("leila", "how much is it?")
    one = stage.activity_of(mid)
    rule = one["detail"]["rules"]["fired"][0]["rule"]
    for query in (f"rule={rule}", f"account={one['account_id']}", f"conversation={one['conversation_id']}", "outcome=answered",
                  "kind=message", "test=false", f"from={one['at']}",
                  f"rule={rule}&account={one['account_id']}&kind=message&outcome=answered&conversation={one['conversation_id']}"):
        that(one["id"] in ids(stage, query), f"it is not found by {query}")
    for query in ("outcome=too_old", "kind=postback", "test=true", f"to={one['at']}", f"rule={rule}&outcome=ignored"):
        that(one["id"] not in ids(stage, query), f"it is found by {query}")
    for query in ("from=yesterday", "to=1", "test=maybe", "rule=x", "account=x"):
        problem = stage.me.call("GET", f"/api/v1/activity?{query}", expect=422).json
        that(problem["field"] == query.split("=")[0], f"{query}: {problem}")


def why(stage, query, caller=None):
    return (caller or stage.me).get(f"/api/v1/activity/why?{query}")


@scenario
def why_is_told_of_a_message_that_was_answered(stage):
    mid = stage.writes("leila", "how much is it?")
    activity, message = stage.activity_of(mid), stage.message(mid)
    story = stage.me.until(f"/api/v1/activity/why?message={message['id']}", lambda one: one["verdict"] == "answered", "the answer")
    steps = [step["id"] for step in story["steps"]]
    that(steps[:4] == ["arrival.received", "owner.automation", "consent.free", "rules.fired"], f"{steps}")
    that(story["activity_id"] == activity["id"] and "rules.lost" in steps and steps[-1] in ("send.sent", "send.seen"), f"{story}")
    that(why(stage, f"conversation={message['conversation_id']}")["message_id"] == message["id"], "another message is its newest")


@scenario
def why_is_told_of_what_a_person_handles_and_of_what_waits(stage):
    stage.fake("people", {"name": "Wondering", "id": "wondering"})
    message = stage.message(stage.writes("wondering", "how much is it?"))
    conversation = message["conversation_id"]
    stage.owner.patch(f"/api/v1/conversations/{conversation}", {"owner": "person"})
    silent = stage.message(stage.writes("wondering", "hello?"))
    stage.activity_of(silent["mid"])
    story = why(stage, f"conversation={conversation}")
    that(story["verdict"] == "person_handles" and story["steps"][-1]["id"] == "owner.person", f"{story}")
    that(story["steps"][-1]["todo"], "nothing is said about what can be done")
    stage.owner.patch(f"/api/v1/conversations/{conversation}", {"owner": "automation"})
    stage.owner.patch("/api/v1/workspace", {"automation_paused": True})
    try:
        waits = stage.message(stage.writes("wondering", "how much is it?"))
        story = stage.me.until(f"/api/v1/activity/why?message={waits['id']}", lambda one: one["verdict"] == "waiting", "its waiting")
        that("switch.workspace" in [step["id"] for step in story["steps"]], f"{story}")
    finally:
        stage.owner.patch("/api/v1/workspace", {"automation_paused": False})
    stage.me.until(f"/api/v1/activity/why?message={waits['id']}", lambda one: one["verdict"] == "answered", "its answer")


@scenario
def why_of_somebody_who_never_wrote_names_what_may_be_the_cause(stage):
    story = why(stage, "username=@Nobody.At.All")
    that(story["verdict"] in ("not_arrived", "parked") and story["steps"][0]["id"] == "arrival.nobody", f"{story}")
    that(story["steps"][0]["values"]["username"] == "nobody.at.all" and story["message_id"] is None, f"{story}")
    for query in ("", "?username=", "?username=a&conversation=" + stage.mine["conversations"], "?message=x", "?username=" + "a" * 65):
        stage.me.call("GET", "/api/v1/activity/why" + query, expect=422)


@scenario
def parked_events_are_counted_and_replayed_together_in_parts(stage):
    ig_id, token = "17841499900000033", "IGAASIMparts000000000000000000000000033"
    stage.fake("accounts", {"username": "parts.shop", "ig_id": ig_id, "token": token})
    for number in range(3):
        stage.writes("leila", f"how much is it, {number}?", account=ig_id)
    stage.me.until("/api/v1/parked-events/count", lambda told: told["reasons"].get("unknown_account") == 3, "three parked events")
    that(all(one["account_ig_id"] == ig_id for one in stage.me.get("/api/v1/parked-events?reason=unknown_account")["items"]), "whose")
    that(stage.neighbour.get("/api/v1/parked-events/count")["count"] == 0, "a key of one workspace counts what is nobody's")
    again = stage.me.post("/api/v1/parked-events/replay", {"reason": "unknown_account", "limit": 2})
    that((again["replayed"], again["parked_again"], again["left"]) == (0, 2, 1), f"{again}")
    rest = stage.me.post("/api/v1/parked-events/replay", {"reason": "unknown_account", "cursor": again["next"]})
    that((rest["parked_again"], rest["left"], rest["next"]) == (1, 0, None), f"{rest}")
    account = stage.me.post("/api/v1/accounts", {"ig_id": ig_id, "username": "parts.shop", "transport": "simulator",
                                                 "access_token": token}, 201)
    done = stage.me.post("/api/v1/parked-events/replay", {"account": account["id"]})
    that((done["replayed"], done["parked_again"], done["failed"], done["next"]) == (3, 0, 0, None), f"{done}")
    that(stage.me.post("/api/v1/parked-events/replay", {"account": account["id"]})["replayed"] == 0, "it was done twice")
    that(len(ids(stage, f"account={account['id']}&kind=message")) == 3, "not every event came through once")
    entry = stage.me.get("/api/v1/audit?action=event.replay&limit=1")["items"][0]
    that(entry["actor"]["kind"] == "api_key", f"{entry}")
