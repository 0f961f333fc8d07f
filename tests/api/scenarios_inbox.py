"""The inbox: what people do with conversations, the live stream, search, and what a person may ask for."""

import json

from scenarios import scenario
from stream import Stream
from world import that


def changed(kind, one):
    return lambda event: event["event"] == "change" and json.loads(event["data"]) == {"kind": kind, "id": one}


def row(stage, conversation, query=""):
    items = stage.me.get(f"/api/v1/inbox?limit=200{query}")["items"]
    return next((one for one in items if one["id"] == conversation), None)


@scenario
def the_inbox_lists_conversations_as_people_work_on_them(stage):
    mid = stage.writes("amir", "put me on your list")
    stage.activity_of(mid)
    conversation = stage.message(mid)["conversation_id"]
    stage.me.patch("/api/v1/inbox/" + conversation, {"assignee_id": "me", "unread": False, "owner": "person"})
    mine = row(stage, conversation, "&view=mine")
    that(mine and not mine["unread"] and mine["owner"] == "person", f"{mine}")
    that(row(stage, conversation, "&view=unassigned") is None, "assigned and unassigned at once")
    counts = stage.me.get("/api/v1/inbox/counts")
    that(counts["mine"] == {"count": len(stage.me.get("/api/v1/inbox?view=mine&limit=200")["items"]), "more": False}, f"{counts}")
    stage.me.patch("/api/v1/inbox/" + conversation, {"assignee_id": None, "unread": True, "owner": "automation"})
    that(row(stage, conversation, "&unread=true") is not None, "not unread")


@scenario
def snooze_close_and_bulk(stage):
    conversation = stage.mine["conversations"]
    done = stage.me.post("/api/v1/inbox/bulk", {"ids": [conversation, stage.theirs["conversations"]],
                                                "change": {"snoozed_until": "2099-01-01T00:00:00Z"}}, 422)
    that(done["field"] == "change.snoozed_until", f"{done}")
    soon = stage.me.get("/api/v1/inbox/" + conversation)["composer"]["closes_at"]
    done = stage.me.post("/api/v1/inbox/bulk", {"ids": [conversation, stage.theirs["conversations"]],
                                                "change": {"snoozed_until": soon}})["items"]
    that([one["changed"] for one in done] == [True, False], f"{done}")
    that(row(stage, conversation) is None and row(stage, conversation, "&view=snoozed"), "not snoozed")
    stage.me.patch("/api/v1/inbox/" + conversation, {"state": "closed"})
    that(row(stage, conversation, "&view=closed"), "not closed")
    stage.me.patch("/api/v1/inbox/" + conversation, {"state": "open"})
    that(row(stage, conversation), "not open again")


@scenario
def notes_labels_views_and_drafts(stage):
    conversation = stage.mine["conversations"]
    at = "/api/v1/inbox/" + conversation
    note = stage.me.post(at + "/notes", {"text": "asks for blue"}, 201)
    stage.writer.call("PATCH", "/api/v1/notes/" + note["id"], {"text": "not mine"}, 403)
    stage.me.patch("/api/v1/notes/" + note["id"], {"text": "asks for green"})
    that("asks for green" in [one["text"] for one in stage.me.get(at + "/notes")["items"]], "the note is not there")
    stage.me.call("DELETE", "/api/v1/notes/" + note["id"], expect=204)
    label = stage.me.post("/api/v1/labels", {"name": "Urgent", "colour": "red"}, 201)
    stage.me.post("/api/v1/labels", {"name": "URGENT", "colour": "red"}, 409)
    stage.me.put("/api/v1/labels/" + label["id"], {"name": "Urgent!", "colour": "orange"})
    that(label["id"] in stage.me.patch(at, {"labels": {"add": [label["id"]]}})["labels"], "no label")
    that(row(stage, conversation, "&label=" + label["id"]), "not found by its label")
    stage.me.call("DELETE", "/api/v1/labels/" + label["id"], expect=204)
    that(stage.me.get(at)["labels"] == [], "a label that is gone")
    view = stage.me.post("/api/v1/inbox-views", {"name": "Soon", "shared": True, "filter": {"closing_within_hours": 2}}, 201)
    stage.writer.call("PUT", "/api/v1/inbox-views/" + view["id"], {"name": "x", "shared": True, "filter": {}}, 403)
    that([one["mine"] for one in stage.writer.get("/api/v1/inbox-views")["items"] if one["id"] == view["id"]] == [False], "theirs")
    stage.me.put("/api/v1/inbox-views/" + view["id"], {"name": "Soon", "shared": False, "filter": {"view": "mine"}})
    stage.me.call("DELETE", "/api/v1/inbox-views/" + view["id"], expect=204)
    stage.me.call("PUT", at + "/draft", {"text": "Dear"}, 204)
    that(stage.me.get(at)["draft"]["text"] == "Dear" and stage.writer.get(at)["draft"] is None, "drafts are not one's own")


@scenario
def canned_replies_fill_in_who_they_are_for(stage):
    texts = [{"language": "en", "text": "Hello {{name|there}}"}, {"language": "fa", "text": "سلام {{name|}}"}]
    made = stage.me.post("/api/v1/canned-replies", {"shortcut": "greet", "texts": texts}, 201)
    at = "/api/v1/canned-replies/" + made["id"]
    filled = stage.me.get(f"{at}/filled?conversation={stage.mine['conversations']}&language=en")["text"]
    that(filled.startswith("Hello ") and "{{" not in filled, filled)
    stage.me.get(f"{at}/filled?conversation={stage.theirs['conversations']}", 404)
    stage.me.put(at, {"shortcut": "greeting", "texts": texts[:1]})
    stage.me.call("DELETE", at, expect=204)
    that(stage.me.get("/api/v1/canned-replies")["items"] != [made], "it is still there")


@scenario
def who_types_takes_over_and_is_seen(stage):
    conversation = stage.message(stage.writes("sam", "is anybody there?"))["conversation_id"]
    at = f"/api/v1/inbox/{conversation}/presence"
    stage.me.post(at, {"state": "viewing"})
    stream = Stream(stage.writer)
    that(stream.next()["event"] == "ready", "the stream does not begin with ready")
    that(stage.me.post(at, {"state": "typing"})["owner"] == "person", "nobody took over")
    told = json.loads(stream.until(lambda event: event["event"] == "presence" and "typing" in event["data"])["data"])
    stream.close()
    that(told["conversation_id"] == conversation, f"{told}")
    others = stage.writer.post(at, {"state": "viewing"})["others"]
    that([one["state"] for one in others] == ["typing"], f"{others}")
    that(stage.writer.get("/api/v1/inbox/" + conversation)["presence"] == others, "presence differs")
    stage.me.post(at, {"state": "gone"})
    stage.me.patch("/api/v1/inbox/" + conversation, {"owner": "automation"})


@scenario
def the_stream_tells_what_came_and_goes_on_where_it_was_left(stage):
    first, theirs = Stream(stage.me), Stream(stage.neighbour)
    first.next()
    theirs.next()
    conversation = stage.mine["conversations"]
    stage.writes("leila", "do you hear me?")
    first.until(changed("message", conversation))
    first.close()
    stage.me.patch("/api/v1/inbox/" + conversation, {"unread": True})
    again = Stream(stage.me, first.last)
    again.until(changed("conversation", conversation))
    again.close()
    lost = Stream(stage.me, "1.1-99999999")
    that(lost.next()["event"] == "reset", "an event that never was is no reset")
    lost.close()
    stage.neighbour.patch("/api/v1/workspace", {"automation_paused": True})
    told = theirs.until(lambda event: event["event"] == "change")
    that(json.loads(told["data"]) == {"kind": "switches", "id": None}, f"next door heard {told}")
    stage.neighbour.patch("/api/v1/workspace", {"automation_paused": False})
    theirs.close()


@scenario
def messages_and_people_are_found_by_their_words(stage):
    mid = stage.writes("leila", "كتاب‌هاي آبي Unusualword ۱۲۳")
    message = stage.message(mid)
    hits = stage.me.until("/api/v1/search?q=unusual", lambda page: page["items"], "hit")["items"]
    that([one["message_id"] for one in hits] == [message["id"]], f"{hits}")
    begin, end = hits[0]["spans"][0]
    that(hits[0]["text"][begin:end] == "Unusualword", f"{hits[0]}")
    persian = stage.me.get("/api/v1/search?q=" + "%DA%A9%D8%AA%D8%A7%D8%A8%D9%87%D8%A7%DB%8C%20123")["items"]
    that([one["message_id"] for one in persian] == [message["id"]], f"{persian}")
    that(stage.neighbour.get("/api/v1/search?q=unusual")["items"] == [], "next door finds it")
    at = f"/api/v1/search?q=unusual&conversation={stage.theirs['conversations']}"
    stage.me.get(at, 404)
    stage.me.get("/api/v1/search?q=", 422)
    stage.me.until("/api/v1/search?in=contacts&q=leila", lambda page: page["items"], "person")


@scenario
def a_person_is_exported_and_erased_and_their_stop_outlives_it(stage):
    stage.fake("people", {"name": "Parisa", "id": "parisa"})
    mid = stage.writes("parisa", "please forget Forgettable")
    stage.activity_of(mid)
    conversation = stage.message(mid)["conversation_id"]
    contact = stage.me.get("/api/v1/conversations/" + conversation)["contact_id"]
    stop = stage.writes("parisa", "stop")
    that(stage.activity_of(stop)["outcome"] == "opted_out", "stop was not heard")
    stage.me.until("/api/v1/search?q=forgettable", lambda page: page["items"], "hit")
    stage.me.until("/api/v1/sends?state=queued", lambda page: not page["items"], "end of the queue")
    exported = stage.me.get(f"/api/v1/contacts/{contact}/export")["tables"]
    that(any("Forgettable" in one["body"] for one in exported["message"]), "the message is not in the export")
    that(exported["consent_event"] and exported["trace"], f"{exported.keys()}")
    erased = stage.me.post(f"/api/v1/contacts/{contact}/erase", {"confirm": "erase"})
    that(erased["opt_out_kept"] and erased["erased"]["contact"] == 1, f"{erased}")
    stage.me.get("/api/v1/contacts/" + contact, 404)
    stage.me.get("/api/v1/inbox/" + conversation, 404)
    that(stage.me.get("/api/v1/search?q=forgettable")["items"] == [], "search still finds it")
    again = stage.message(stage.writes("parisa", "hello again"))["conversation_id"]
    known = stage.me.get("/api/v1/inbox/" + again)
    that(known["contact"]["id"] != contact and known["contact"]["opted_out"], f"{known['contact']}")
    that(known["composer"]["state"] == "closed", f"{known['composer']}")


@scenario
def only_what_surely_did_not_arrive_is_sent_again(stage):
    problem = stage.me.post(f"/api/v1/sends/{stage.mine['sends']}/retry", expect=409)
    that(problem["code"] == "send.not_safe_to_retry", f"{problem}")


@scenario
def who_works_is_the_person_who_is_signed_in(stage):
    conversation, agent = stage.mine["conversations"], stage.people["agent"]
    at, her = "/api/v1/inbox/" + conversation, agent.me["person"]["id"]
    that(agent.patch(at, {"assignee_id": "me"})["assignee_id"] == her, "not assigned to her")
    that(stage.owner.get("/api/v1/inbox?assignee=" + her)["items"][0]["id"] == conversation, "not found by whose it is")
    that(agent.post(at + "/notes", {"text": "hers"}, 201)["author_id"] == her, "the note is not hers")
    that(stage.owner.patch(at, {"assignee_id": None})["assignee_id"] is None, "still assigned")
    that(stage.owner.patch(at, {"assignee_id": stage.theirs["members"]}, 404)["code"] == "api.not_found", "assigned to next door")


@scenario
def a_browser_watches_the_workspace_that_it_names_in_the_address(stage):
    workspace = stage.mine["workspace"]
    watching = Stream(stage.people["viewer"], query=f"?workspace={workspace}")
    that(watching.next()["event"] == "ready", "the stream does not begin with ready")
    conversation = stage.mine["conversations"]
    stage.me.patch("/api/v1/inbox/" + conversation, {"unread": True})
    watching.until(changed("conversation", conversation))
    watching.close()
    stage.people["viewer"].get(f"/api/v1/events?workspace={stage.theirs['workspace']}", 404)


@scenario
def an_answer_in_the_making_is_dropped_when_a_person_takes_over_and_automation_can_be_given_back(stage):
    stage.fake("people", {"name": "Dara", "id": "dara"})
    stage.me.patch("/api/v1/installation", {"sending_paused": True})
    try:
        conversation = stage.message(stage.writes("dara", "how much is it?"))["conversation_id"]
        at = "/api/v1/inbox/" + conversation
        stage.me.until(at, lambda whole: whole["answers_waiting"] == 1, "answer in the making")
        waiting = [one for one in stage.me.get("/api/v1/sends?state=queued")["items"] if one["conversation_id"] == conversation]
        stage.owner.post(at + "/presence", {"state": "typing"})
    finally:
        stage.me.patch("/api/v1/installation", {"sending_paused": False})
    target = "/api/v1/sends/" + waiting[0]["id"]
    stage.me.until(target, lambda one: one["state"] == "dropped", "end of what automation had in the making")
    that(stage.me.get(at)["answers_waiting"] == 0, "it still counts as waiting")
    problem = stage.me.post(target + "/retry", expect=409)
    that(problem["code"] == "send.superseded_by_person", f"{problem}")
    stage.owner.patch(at, {"owner": "automation"})
    that(stage.activity_of(stage.writes("dara", "how much is it now?"))["outcome"] == "answered", "automation did not go on")
