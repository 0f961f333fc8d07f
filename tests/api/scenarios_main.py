"""Each call as it is meant to be used."""

import json
import re

import contract
from scenarios import scenario
from stage import NEXT_DOOR_IG_ID, RULE
from world import that


@scenario
def a_workspace_is_read_and_changed(stage):
    before = stage.me.get("/api/v1/workspace")
    changed = stage.me.patch("/api/v1/workspace", {"name": "فروشگاه", "zone": "Asia/Tehran", "opt_out_words": ["basta"]})
    that(changed["name"] == "فروشگاه" and changed["opt_out_words"] == ["basta"], f"not as asked: {changed}")
    that(changed["language"] == before["language"], "what was not named has changed")
    kept = {name: before[name] for name in ("name", "zone", "language", "automation_paused", "opt_out_words")}
    that(stage.me.patch("/api/v1/workspace", kept) == before, "it did not change back")


@scenario
def a_key_is_shown_once_works_and_is_revoked_at_once(stage):
    made = stage.me.post("/api/v1/api-keys", {"name": "a tool", "access": "read", "installer": False}, 201)
    caller = stage.caller(made.pop("token"))
    caller.get("/api/v1/workspace")
    listed = next(key for key in stage.me.get("/api/v1/api-keys")["items"] if key["id"] == made["id"])
    that(listed["name"] == "a tool" and "token" not in listed, f"listed as {listed}")
    stage.me.call("DELETE", "/api/v1/api-keys/" + made["id"], expect=204)
    caller.get("/api/v1/workspace", expect=401)
    stage.me.call("DELETE", "/api/v1/api-keys/" + made["id"], expect=204)


@scenario
def the_installation_is_paused_and_resumed(stage):
    that(stage.me.patch("/api/v1/installation", {"sending_paused": True}) == {"sending_paused": True}, "not paused")
    that(stage.me.get("/api/v1/installation")["sending_paused"], "not paused")
    that(not stage.me.patch("/api/v1/installation", {"sending_paused": False})["sending_paused"], "not resumed")


@scenario
def a_backup_is_made_while_the_server_runs(stage):
    if stage.postgres:
        that("pg_dump" in stage.me.post("/api/v1/installation/backups", expect=409)["hint"], "no word of pg_dump")
    else:
        made = stage.me.post("/api/v1/installation/backups", expect=201)
        that(made["size_bytes"] > 0 and made["name"].endswith(".tar"), f"{made}")
    for caller in (stage.reader, stage.writer, stage.neighbour):
        caller.post("/api/v1/installation/backups", expect=403)


@scenario
def an_account_is_connected_connected_again_and_paused(stage):
    ig_id, token = "17841499900000099", "IGAAsecret1000000000000000000000000000099"
    stage.fake("accounts", {"username": "second.shop", "ig_id": ig_id, "token": token})
    new = {"ig_id": ig_id, "username": "second.shop", "transport": "graph", "access_token": token,
           "token_expires_at": "2030-01-02T03:04:05Z",
           "proxy": {"kind": "socks5", "host": "proxy.example", "port": 1080, "user": "u", "password": "hidden1"}}
    made = stage.me.call("POST", "/api/v1/accounts", new, 201)
    that(token.encode() not in made.body and b"hidden1" not in made.body, "a secret came back")
    again = stage.me.post("/api/v1/accounts", new, 200)
    that(again["id"] == made.json["id"] and again["username"] == "second.shop", f"not the same account: {again}")
    target = "/api/v1/accounts/" + again["id"]
    that(stage.me.patch(target, {"automation_paused": True, "human_agent": True})["automation_paused"], "not paused")
    that(stage.me.get(target)["human_agent"], "not kept")
    that(again["id"] in [one["id"] for one in stage.me.get("/api/v1/accounts")["items"]], "it is not listed")


@scenario
def an_account_of_another_workspace_is_not_taken_over(stage):
    body = {"ig_id": NEXT_DOOR_IG_ID, "username": "mine.now", "transport": "simulator"}
    stage.me.post("/api/v1/accounts", body, 409)
    that(stage.neighbour.get("/api/v1/accounts/" + stage.theirs["accounts"])["username"] == "next.door", "taken over")


@scenario
def a_contact_is_found_tagged_and_its_consent_kept(stage):
    target = "/api/v1/contacts/" + stage.mine["contacts"]
    contact = stage.me.get(target)
    page = stage.me.get("/api/v1/contacts?limit=200&account=" + contact["account_id"])
    that(contact["id"] in [one["id"] for one in page["items"]], "not listed under its account")
    that(stage.me.patch(target + "/tags", {"add": ["vip", "فارسی"]})["tags"] == ["vip", "فارسی"], "not tagged")
    that(stage.me.patch(target + "/tags", {"remove": ["vip", "فارسی"]})["tags"] == [], "tags stayed")
    ledger = stage.me.post(target + "/consent", {"kind": "granted", "source": "api", "evidence": "form 7"}, 201)
    that(ledger["has_basis"] and ledger["history"][-1]["evidence"] == "form 7" or ledger["history"][0]["evidence"]
         == "form 7", f"not in the ledger: {ledger}")
    that(not stage.me.post(target + "/consent", {"kind": "withdrawn", "source": "api"}, 201)["has_basis"], "basis stayed")
    that(len(stage.me.get(target + "/consent")["history"]) >= 2, "lines were lost")


@scenario
def a_conversation_changes_hands_closes_and_is_listed_by_state(stage):
    mid = stage.writes("sam", "how much is it?")
    stage.activity_of(mid)
    target = "/api/v1/conversations/" + stage.message(mid)["conversation_id"]
    that(stage.me.get(target)["owner"] == "automation", "automation does not own it")
    that(stage.me.patch(target, {"owner": "person"})["owner"] == "person", "not handed over")
    trace = stage.activity_of(stage.writes("sam", "how much is it now?"))
    that(trace["outcome"] == "person_handles", f"automation acted: {trace['outcome']}")
    that(stage.me.patch(target, {"owner": "automation", "state": "closed"})["state"] == "closed", "not closed")
    for state, there in (("closed", True), ("open", False), ("archived", False)):
        listed = [one["id"] for one in stage.me.get(f"/api/v1/conversations?state={state}&limit=200")["items"]]
        that((target.split("/")[-1] in listed) == there, f"wrongly listed as {state}")
    stage.message(stage.writes("sam", "hello again"))
    that(stage.me.get(target)["state"] == "open", "a message did not open it again")


@scenario
def messages_of_every_kind_are_told_as_described(stage):
    first = stage.writes("amir", "how much is it?")
    answer = next(step["detail"]["mid"] for step in stage.activity_of(first)["send_steps"] if step["detail"].get("mid"))
    stage.fake("people/amir/react", {"mid": answer, "reaction": "love"})
    stage.fake("people/amir/story-reply", {"text": "nice"})
    stage.fake("people/amir/story-mention", {})
    stage.fake("people/amir/postback", {"title": "Prices", "payload": "PRICES"})
    stage.fake("people/amir/write", {"attachments": [{"type": "image", "url": "https://media.example/1.jpg"}]})
    stage.fake("people/amir/referral", {"ref": "flyer"})
    gone = stage.writes("amir", "secret")
    stage.message(gone)
    stage.fake("people/amir/edit", {"mid": gone, "text": "no secret"})
    stage.fake("people/amir/unsend", {"mid": gone})
    stage.fake("people/amir/read", {})
    stage.fake("people/amir/comment", {"text": "wow"})
    conversation = stage.message(first)["conversation_id"]
    kinds = {"message", "reaction", "postback", "edit", "delete", "seen", "referral", "comment", "echo"}
    page = stage.me.until("/api/v1/activity?limit=200", lambda page: kinds <= {one["kind"] for one in page["items"]},
                          f"activity of each of {kinds}")
    for one in page["items"]:
        stage.me.get("/api/v1/activity/" + one["id"])
    messages = stage.me.get(f"/api/v1/conversations/{conversation}/messages?limit=200")["items"]
    by_mid = {one["mid"]: one for one in messages}
    that(by_mid[gone]["text"] == "" and by_mid[gone]["deleted_at"], f"the unsent text is still there: {by_mid[gone]}")
    that([one["emoji"] for one in by_mid[answer]["reactions"]] != [], "the reaction is not on the answer")
    that({"story_reply", "story_mention", "postback", "image"} <= {one["kind"] for one in messages}, "a kind is missing")


@scenario
def activity_is_filtered_by_outcome_kind_and_conversation(stage):
    conversation = stage.mine["conversations"]
    page = stage.me.get(f"/api/v1/activity?outcome=answered&kind=message&conversation={conversation}")
    that(page["items"] and all(one["outcome"] == "answered" and one["conversation_id"] == conversation
                               for one in page["items"]), f"not as filtered: {page}")
    trace = stage.me.get("/api/v1/activity/" + stage.mine["activity"])
    that(trace["detail"]["rules"]["fired"][0]["rule"] == stage.mine["rules"], "the rule that fired is not named")
    that([one["step"] for one in trace["send_steps"]][:2] == ["sending", "sent"], f"steps: {trace['send_steps']}")


@scenario
def capabilities_name_every_transport(stage):
    told = stage.me.get("/api/v1/capabilities")
    that([one["transport"] for one in told["transports"]] == ["graph", "by_hand", "device", "simulator"], f"{told}")


@scenario
def the_contract_is_served_as_it_stands_in_the_tree(stage):
    served = stage.nobody.call("GET", "/api/openapi.yaml", expect=200)
    that(served.body == contract.DOCUMENT.read_bytes(), "the binary holds another contract: build it again")
    page = stage.nobody.call("GET", "/api/docs", expect=200)
    for method, path in stage.contract.operations:
        that(f"<code>{path}</code>".encode() in page.body, f"{method} {path} is not on the page")


@scenario
def health_is_told_without_a_key(stage):
    that(stage.nobody.get("/healthz")["status"] == "ok", "not healthy")
    that(stage.nobody.get("/readyz")["status"] == "ok", "not ready")


@scenario
def all_that_the_grafana_board_shows_is_in_the_metrics(stage):
    board = json.loads((contract.DOCUMENT.parent.parent / "docs/grafana/dunlin.json").read_text())
    asked = {name for panel in board["panels"] for target in panel["targets"]
             for name in re.findall(r"\b(?:dunlin|process)_\w+", target["expr"])}
    that(len(asked) > 10, f"the board asks for {asked}")
    stage.writes("leila", "how much is it?")
    text = stage.nobody.call("GET", "/metrics", expect=200).body.decode()
    served = {line.split("{")[0].split(" ")[0] for line in text.splitlines() if not line.startswith("#")}
    that(asked <= served, f"not served: {asked - served}")
    that(re.search(r"^process_resident_memory_bytes [1-9]", text, re.M), "no memory")
    that(re.search(r'^dunlin_graph_calls_total{outcome="answered"} [1-9]', text, re.M), "no call to Instagram counted")


@scenario
def a_rule_is_drafted_tried_over_history_and_published(stage):
    draft = stage.me.post("/api/v1/rule-drafts", {"rule": {**RULE, "name": "Drafted"}}, 201)
    target = "/api/v1/rule-drafts/" + draft["id"]
    saved = stage.me.put(target, {"rule": draft["rule"], "saved_at": draft["saved_at"]})
    that(stage.me.get(target) == saved, "read differently than saved")
    that(stage.me.post("/api/v1/rules/lint", {"rule": draft["rule"]})["fault"] is None, "it could not be published")
    begun = stage.me.post("/api/v1/rules/backtests", {"rule": draft["rule"], "days": 30}, 202)
    told = "/api/v1/rules/backtests/" + begun["id"]
    done = stage.me.until(told, lambda backtest: backtest["state"] != "running", "end of the backtest")
    that(done["state"] == "done" and done["messages"] > 0 and done["share"] == 1, f"the backtest: {done}")
    stage.me.call("DELETE", told, expect=204)
    made = stage.me.post(target + "/publish", {})
    order = [rule["id"] for rule in stage.me.get("/api/v1/rules?limit=200")["items"]]
    moved = stage.me.put("/api/v1/rules/order", {"order": [made["id"], *(one for one in order if one != made["id"])]})
    that(moved["items"][0]["id"] == made["id"], "it is not the first")
    that(stage.me.get("/api/v1/rules/templates")["items"], "no templates")
    that("fired" in stage.me.get("/api/v1/rules/statistics?days=7"), "no statistics")
    stage.me.call("DELETE", "/api/v1/rules/" + made["id"], expect=204)
    stage.me.post("/api/v1/rule-drafts", {"rule": RULE}, 201)
    for one in stage.me.get("/api/v1/rule-drafts")["items"]:
        stage.me.call("DELETE", "/api/v1/rule-drafts/" + one["id"], expect=204)


@scenario
def a_rule_lives_from_first_version_to_restore(stage):
    made = stage.me.post("/api/v1/rules", RULE, 201)
    target = "/api/v1/rules/" + made["id"]
    that(stage.me.get(target) == made, "read differently than made")
    that(stage.me.put(target, {**made, "priority": 7})["version"] == 2, "the version did not grow")
    stage.me.call("PUT", target, {**made, "version": 1}, 409)
    versions = stage.me.get(target + "/versions")["items"]
    that([one["version"] for one in versions] == [2, 1], f"versions: {versions}")
    that(stage.me.post(target + "/restore", {"version": 1})["priority"] == 0, "not restored")
    that(stage.me.get(target + "/statistics?days=366")["fired"] == 0, "it fired")
    stage.me.call("DELETE", target, expect=204)
    stage.me.get(target, expect=404)
    stage.me.post(target + "/restore", {"version": 9}, 404)
    that(stage.me.post(target + "/restore", {"version": 1})["name"] == made["name"], "a removed rule was not restored")
    stage.me.call("DELETE", target, expect=204)


EVERY_ACTION = [
    {"type": "reply", "variants": [{"text": "a", "weight": 3}, {"text": "b {{name|there}}", "quick_replies": [
        {"title": "Yes", "payload": "YES"}]}]},
    {"type": "text", "text": "plain", "quick_replies": [{"title": "No", "payload": "NO"}]},
    {"type": "media", "kind": "video", "url": "https://media.example/v.mp4"},
    {"type": "buttons", "text": "Choose", "buttons": [{"kind": "web_url", "title": "Shop", "url": "https://shop.example"},
                                                      {"title": "Back", "payload": "BACK"}]},
    {"type": "cards", "elements": [{"title": "Dress", "subtitle": "Blue", "image_url": "https://media.example/d.jpg",
                                    "url": "https://shop.example/d", "buttons": [{"title": "Buy", "payload": "BUY"}]}]},
    {"type": "add_tag", "tag": "asked"}, {"type": "hand_to_person"}, {"type": "close_conversation"}]
EVERY_CONDITION = {
    "keywords": {"any": ["dress", {"text": "sale today", "kind": "phrase"}, {"text": "^x\\d+$", "kind": "regex"}],
                 "all": [{"text": "blue", "kind": "contains"}], "none": [{"text": "stop", "kind": "exact"}]},
    "message_kinds": ["text"], "languages": ["en"], "tags_any": ["vip"], "tags_none": ["spam"], "media_ids": ["1"],
    "payloads": ["P"], "schedule": {"days": [1, 5], "from": "22:00", "to": "06:00", "when": "outside"},
    "test_traffic": "never"}


@scenario
def a_rule_with_everything_comes_back_as_it_went(stage):
    body = {"name": "Everything", "active": False, "priority": -5, "trigger": "message", "then": "keep_going",
            "cooldown_seconds": 60, "conditions": EVERY_CONDITION, "actions": EVERY_ACTION}
    that(stage.contract.accepts("POST", "/api/v1/rules", body), "the contract does not allow a rule with everything")
    made = stage.me.post("/api/v1/rules", body, 201)
    again = stage.me.put("/api/v1/rules/" + made["id"], made)
    that({**again, "version": 1} == made, f"it changed on the way:\n{made}\n{again}")
    yaml_text = stage.me.call("GET", "/api/v1/rules/export", expect=200).body
    done = stage.me.call("POST", "/api/v1/rules/import", raw=yaml_text, expect=200,
                         headers={"Content-Type": "application/yaml"}).json
    that(done["changed"] == done["created"] == done["removed"] == 0, f"its own export changes it: {done}")
    stage.me.call("DELETE", "/api/v1/rules/" + made["id"], expect=204)


@scenario
def rules_are_listed_in_pages_and_tried(stage):
    listed = stage.me.get("/api/v1/rules?limit=200")["items"]
    told = stage.me.post("/api/v1/rules/test", {"text": "how much?", "draft": RULE, "contact": stage.mine["contacts"]})
    that(told["fired"][0]["name"] == "Price (English)" and told["fired"][0]["matched"] == [[0, 8]], f"{told}")
    that(len(told["losers"]) == len(listed), "not every rule is explained")
    at = {"text": "x", "at": "2026-11-21T12:00:00Z", "triggers": ["story_reply"], "chance": 3, "is_test": True,
          "username": "u", "name": "n", "language": "fa", "media_id": "1", "payload": "p", "tags": ["vip"],
          "message_kind": "text", "account": stage.mine["accounts"]}
    stage.reader.post("/api/v1/rules/test", at)


@scenario
def a_yaml_document_is_published_whole_or_not_at_all(stage):
    as_yaml = {"Content-Type": "application/yaml"}
    before = stage.me.call("GET", "/api/v1/rules/export", expect=200).body
    bad = b"rules:\n  - name: Fine\n    actions: [{type: reply, variants: [{text: hi}]}]\n  - name: Bad\n    actions: 7\n"
    problem = stage.me.call("POST", "/api/v1/rules/import", raw=bad, headers=as_yaml, expect=422).json
    that("Line 5" in problem["detail"], f"no line is named: {problem}")
    that(stage.me.call("GET", "/api/v1/rules/export").body == before, "half of it was published")
    one = b"rules: [{name: Only, actions: [{type: reply, variants: [{text: hi}]}]}]\n"
    done = stage.me.call("POST", "/api/v1/rules/import?mode=replace", raw=one, headers=as_yaml, expect=200).json
    that(done["created"] == 1 and done["removed"] > 0, f"{done}")
    done = stage.me.call("POST", "/api/v1/rules/import?mode=replace", raw=before, headers=as_yaml, expect=200).json
    that(done["removed"] == 1, f"{done}")


@scenario
def every_list_gives_the_same_in_pages_of_one(stage):
    lists = ["contacts", "conversations", f"conversations/{stage.mine['conversations']}/messages", "sends", "rules",
             "activity"]
    for name in lists:
        target, items, cursor = "/api/v1/" + name, [], ""
        whole = [one["id"] for one in stage.me.get(target + "?limit=200")["items"]]
        while cursor is not None:
            page = stage.me.get(f"{target}?limit=1&cursor={cursor}")
            that(len(page["items"]) <= 1, f"{name}: more than one on a page of one")
            items += [one["id"] for one in page["items"]]
            cursor = page["next"]
        that(items == whole and len(whole) > 0, f"{name}: {len(items)} in pages of one, {len(whole)} at once")
