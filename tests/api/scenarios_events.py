"""The event stream: what happened while nobody listened comes after the reconnect, once each, in order."""

import http.client
import json

from scenarios import scenario
from world import PATIENCE_SECONDS, that


class Stream:
    """Reads server-sent events as a browser does, and keeps the last id."""

    def __init__(self, stage, last_id=None, query=""):
        self.line = http.client.HTTPConnection("127.0.0.1", stage.server.port, timeout=PATIENCE_SECONDS)
        headers = {} if last_id is None else {"Last-Event-ID": str(last_id)}
        self.line.request("GET", "/sim/api/events" + query, headers=headers)
        self.answer = self.line.getresponse()
        that(self.answer.status == 200, f"answered {self.answer.status}")
        that(self.answer.headers["Content-Type"] == "text/event-stream", f"{self.answer.headers['Content-Type']}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.line.close()

    def next(self):
        fields = {}
        while True:
            line = self.answer.readline().decode()
            that(line, "the stream ended")
            if line.startswith(":"):
                continue
            if line == "\n" and fields:
                that(fields["event"] == "change", f"event {fields['event']}")
                told = json.loads(fields["data"])
                that(str(told["id"]) == fields["id"], f"id {fields['id']} over {told['id']}")
                return told
            if line != "\n":
                name, _, value = line.rstrip("\n").partition(": ")
                fields[name] = value

    def until(self, holds):
        seen = []
        while not seen or not holds(seen[-1]):
            seen.append(self.next())
        return seen


def says(text):
    return lambda event: event["type"] == "message" and event["message"]["text"] == text


@scenario
def events_missed_while_away_come_once_each_in_order(stage):
    start = stage.fake("state")["last_event_id"]
    with Stream(stage, start) as first:
        stage.writes("leila", "before I leave")
        left_at = first.until(says("before I leave"))[-1]["id"]
    for number in range(30):
        stage.writes("leila", f"while away {number}")
    with Stream(stage, left_at) as second:
        stage.writes("leila", "I am back")
        seen = second.until(says("I am back"))
    that([one["id"] for one in seen] == list(range(left_at + 1, left_at + 1 + len(seen))), "a gap, a repetition or disorder")
    texts = [one["message"]["text"] for one in seen if one["type"] == "message" and one["message"]["from"] == "person"]
    that([one for one in texts if one.startswith("while away")] == [f"while away {number}" for number in range(30)], f"{texts}")


@scenario
def two_who_resume_at_different_places_see_the_same_rest(stage):
    start = stage.fake("state")["last_event_id"]
    stage.writes("sam", "first of two")
    stage.writes("sam", "second of two")
    with Stream(stage, start) as early:
        all_of_it = early.until(says("second of two"))
    middle = next(one["id"] for one in all_of_it if says("first of two")(one))
    with Stream(stage, query=f"?last_event_id={middle}") as late:
        rest = late.until(says("second of two"))
    that([one for one in all_of_it if one["id"] > middle] == rest, "the rests differ")


@scenario
def without_an_id_only_what_happens_from_now_on_comes(stage):
    stage.writes("sam", "long ago")
    with Stream(stage) as stream:
        stage.writes("sam", "from now on")
        seen = stream.until(says("from now on"))
    that(not any(says("long ago")(one) for one in seen), "the past came too")


@scenario
def an_id_that_is_not_kept_any_more_or_never_was_is_answered_in_words(stage):
    last = stage.fake("state")["last_event_id"]
    stage.server.stop()
    stage.server.start()
    for unknown in (0, last - 1, last + 1_000_000, 2**62):
        with Stream(stage, unknown) as stream:
            told = stream.next()
            that(told["type"] == "reset" and told["detail"].endswith("."), f"{told}")


@scenario
def an_id_that_is_none_is_refused_with_its_place(stage):
    for wrong in ("x", "-1", "1.5", "99999999999999999999", "1x"):
        line = http.client.HTTPConnection("127.0.0.1", stage.server.port, timeout=PATIENCE_SECONDS)
        line.request("GET", "/sim/api/events", headers={"Last-Event-ID": wrong})
        answer = line.getresponse()
        that(answer.status == 422, f"{wrong!r} was answered {answer.status}")
        problem = json.loads(answer.read())
        that(problem["field"] == "Last-Event-ID" and problem["detail"].endswith("."), f"{problem}")
        line.close()
