"""What a workspace sets for itself: what is said to who writes STOP, its own limits, how long things are kept."""

from scenarios import scenario
from world import that


def sent_texts(stage):
    return [one["text"] for one in stage.fake("sends")["items"]]


@scenario
def who_writes_stop_and_start_is_told_so_in_the_workspace_s_own_words(stage):
    before = stage.me.get("/api/v1/workspace")["opt_out_texts"]
    that(not before["stop"]["own"] and before["stop"]["texts"], f"no shipped texts: {before}")
    own = {"stop": [{"language": "en", "text": "Gone."}, {"language": "fa", "text": "رفتیم."}], "start": []}
    changed = stage.me.patch("/api/v1/workspace", {"opt_out_texts": own})["opt_out_texts"]
    that(changed == {"stop": {"own": True, "texts": own["stop"]}, "start": {"own": True, "texts": []}}, f"{changed}")
    stage.fake("people", {"name": "Kian", "id": "kian"})
    stop = stage.activity_of(stage.writes("kian", "لغو"))
    that(stop["outcome"] == "opted_out", f"{stop}")
    stage.me.until("/api/v1/activity/" + stop["id"], lambda one: any(step["step"] == "sent" for step in one["send_steps"]),
                   "confirmation")
    that(sent_texts(stage).count("رفتیم.") == 1, f"{sent_texts(stage)}")
    start = stage.activity_of(stage.writes("kian", "شروع"))
    stage.me.until("/api/v1/sends?state=queued", lambda page: not page["items"], "end of the queue")
    start = stage.me.get("/api/v1/activity/" + start["id"])
    that(start["outcome"] == "opted_out" and not start["send_steps"], f"something was sent though there is no text: {start}")
    that(sent_texts(stage).count("رفتیم.") == 1, f"{sent_texts(stage)}")
    back = stage.me.patch("/api/v1/workspace", {"opt_out_texts": {"stop": None, "start": None}})["opt_out_texts"]
    that(back == before, f"the shipped texts did not come back: {back}")


@scenario
def a_text_that_instagram_would_not_take_is_refused(stage):
    persian = "ب" * 501
    for text, code in ((" ", "opt_out.text_blank"), (persian, "input.length"), ("", "input.length")):
        problem = stage.me.patch("/api/v1/workspace", {"opt_out_texts": {"stop": [{"language": "fa", "text": text}]}}, 422)
        that(problem["code"] == code and problem["field"] == "opt_out_texts.stop[0].text", f"{problem}")
    twice = [{"language": "fa", "text": "a"}, {"language": "FA", "text": "b"}]
    problem = stage.me.patch("/api/v1/workspace", {"opt_out_texts": {"start": twice}}, 422)
    that(problem["code"] == "opt_out.language_twice", f"{problem}")


@scenario
def own_limits_are_shown_beside_the_ceilings_and_only_go_down(stage):
    before = stage.me.get("/api/v1/limits")
    ceilings = {one["name"]: one["ceiling"] for one in before["limits"]}
    that(ceilings["messages_per_second"] == 100 and ceilings["campaign_gap_seconds"] == 30, f"{ceilings}")
    that(all(one["own"] is None and one["in_force"] == one["ceiling"] for one in before["limits"]), f"{before}")
    used = {one["account"]: {use["name"]: use["count"] for use in one["used"]} for one in before["accounts"]}
    that(used[stage.mine["accounts"]]["calls_per_hour"] > 0, f"nothing is used: {used}")

    changed = stage.me.patch("/api/v1/limits", {"private_replies_per_hour": 100, "campaign_gap_seconds": 60})
    own = {one["name"]: one["own"] for one in changed["limits"] if one["own"] is not None}
    that(own == {"private_replies_per_hour": 100, "campaign_gap_seconds": 60}, f"{own}")
    for name, value in (("messages_per_second", 101), ("campaign_gap_seconds", 29),
                        ("calls_per_hour", ceilings["calls_per_hour"] + 1)):
        problem = stage.me.patch("/api/v1/limits", {name: value}, 422)
        that(problem["code"] == "limits.beyond_ceiling" and problem["field"] == name and problem["hint"], f"{problem}")
    entry = stage.me.get("/api/v1/audit?action=limits.change&limit=1")["items"][0]
    that(entry["before"]["campaign_gap_seconds"] is None and entry["after"]["campaign_gap_seconds"] == 60, f"{entry}")
    that(all(one["own"] is None for one in stage.neighbour.get("/api/v1/limits")["limits"]), "next door has them too")
    none = {"private_replies_per_hour": None, "campaign_gap_seconds": None}
    that(stage.me.patch("/api/v1/limits", none)["limits"] == before["limits"], "they did not go")


@scenario
def a_send_over_the_workspace_s_own_limit_waits_and_says_so(stage):
    used = {one["account"]: {use["name"]: use["count"] for use in one["used"]} for one in stage.me.get("/api/v1/limits")["accounts"]}
    at_hand = max(2, used[stage.mine["accounts"]]["calls_per_hour"])
    stage.me.patch("/api/v1/limits", {"calls_per_hour": at_hand})
    target = f"/api/v1/conversations/{stage.mine['conversations']}/messages"
    queued = stage.me.call("POST", target, {"text": "One too many"}, 202, {"Idempotency-Key": "own limit"}).json
    waits = stage.me.until("/api/v1/sends/" + queued["id"], lambda one: one["reason"] or one["state"] == "sent", "waiting send")
    that(waits["state"] == "queued" and "The workspace's own limit" in waits["reason"], f"{waits}")
    stage.me.patch("/api/v1/limits", {"calls_per_hour": None})


@scenario
def how_long_things_are_kept_is_set_within_bounds_and_begins_a_day_later(stage):
    before = stage.me.get("/api/v1/workspace")["retention"]
    that(before == {"messages_days": None, "activity_days": None, "parked_days": None, "begins_at": None}, f"{before}")
    changed = stage.me.patch("/api/v1/workspace", {"retention": {"messages_days": 90, "activity_days": 30}})["retention"]
    that(changed["messages_days"] == 90 and changed["parked_days"] is None and changed["begins_at"], f"{changed}")
    for days in (6, 3651, 0, -1, 30.5, "30"):
        problem = stage.me.patch("/api/v1/workspace", {"retention": {"parked_days": days}}, 422)
        that(problem["field"] == "retention.parked_days", f"{days}: {problem}")
    entry = stage.me.get("/api/v1/audit?action=workspace.change&limit=1")["items"][0]
    that(entry["after"]["retention"]["messages_days"] == 90, f"{entry}")
    kept = {"messages_days": None, "activity_days": None}
    that(stage.me.patch("/api/v1/workspace", {"retention": kept})["retention"] == before, "not taken back")
