"""What somebody should see to: raised by itself, told, acknowledged, over."""

from scenarios import scenario
from world import that


def open_alerts(caller, kind):
    return caller.get(f"/api/v1/alerts?state=open&kind={kind}")["items"]


@scenario
def an_account_whose_token_is_refused_raises_one_alert_that_ends_when_it_is_connected_again(stage):
    ig_id, token = "17841499900000044", "IGAASIMalert0000000000000000000000000044"
    stage.fake("accounts", {"username": "alert.shop", "ig_id": ig_id, "token": token})
    account = {"ig_id": ig_id, "username": "alert.shop", "transport": "simulator", "access_token": token}
    made = stage.me.post("/api/v1/accounts", {**account, "token_expires_at": stage.in_days(6)}, 201)
    stage.wake_alerts()
    told = stage.me.until("/api/v1/alerts?state=open&kind=token_expiring", lambda page: page["items"], "alert")["items"]
    that(len(told) == 1 and told[0]["account_id"] == made["id"] and "alert.shop" in told[0]["says"], f"{told}")
    that(told[0]["severity"] == "warning" and told[0]["todo"], f"{told}")
    seen = stage.people["operator"].post(f"/api/v1/alerts/{told[0]['id']}/acknowledge")
    that(seen["state"] == "acknowledged" and seen["acknowledged_by"] == stage.people["operator"].me["person"]["id"], f"{seen}")
    that(stage.me.post(f"/api/v1/alerts/{told[0]['id']}/acknowledge") == seen, "it was acknowledged twice")
    that(stage.neighbour.get("/api/v1/alerts?kind=token_expiring")["items"] == [], "next door learns of it")
    stage.me.post("/api/v1/accounts", {**account, "token_expires_at": stage.in_days(50)})
    stage.wake_alerts()
    stage.me.until(f"/api/v1/alerts/{told[0]['id']}", lambda alert: alert["state"] == "over", "end of the alert")


@scenario
def what_is_watched_is_set_for_a_workspace(stage):
    before = stage.owner.get("/api/v1/alert-settings")
    known = {one["kind"] for one in before["kinds"]}
    that("webhook_silence" in known and "test" not in known, f"{known}")
    silence = next(one for one in before["kinds"] if one["kind"] == "webhook_silence")
    that(silence["unit"] == "hours" and silence["threshold"] == silence["default"], f"{silence}")
    after = stage.owner.patch("/api/v1/alert-settings", {"kinds": [{"kind": "webhook_silence", "threshold": 12}]})
    that(next(one for one in after["kinds"] if one["kind"] == "webhook_silence")["threshold"] == 12, f"{after}")
    entry = stage.owner.get("/api/v1/audit?action=alert.configure&limit=1")["items"][0]
    that(entry["before"]["webhook_silence"]["threshold"] == 48 and entry["after"]["webhook_silence"]["threshold"] == 12, f"{entry}")
    for wrong in ({"kind": "webhook_silence", "threshold": 0}, {"kind": "account_paused", "threshold": 3}, {"kind": "test"},
                  {"kind": "webhook_silence", "threshold": 721}, {"enabled": True}, {"kind": "disk_low", "wish": 1}):
        problem = stage.owner.call("PATCH", "/api/v1/alert-settings", {"kinds": [wrong]}, 422).json
        that("kinds[0]" in problem["field"], f"{wrong}: {problem}")
    stage.owner.patch("/api/v1/alert-settings", {"kinds": [{"kind": "webhook_silence", "threshold": 48}]})


@scenario
def each_person_says_whether_alerts_come_by_mail(stage):
    that(stage.owner.get("/api/v1/alert-settings")["my_mail"] is True, "an owner is not told")
    that(stage.people["viewer"].get("/api/v1/alert-settings")["my_mail"] is False, "a viewer is told unasked")
    that(stage.people["viewer"].put("/api/v1/alert-settings/mail", {"mail": True})["my_mail"] is True, "a viewer's wish")
    that(stage.owner.get("/api/v1/alert-settings")["my_mail"] is True, "one person's wish is another's")
    that(stage.me.get("/api/v1/alert-settings")["my_mail"] is None, "a key is told by mail")
    problem = stage.me.call("PUT", "/api/v1/alert-settings/mail", {"mail": True}, 403).json
    that(problem["code"] == "auth.person_only", f"{problem}")


@scenario
def a_webhook_never_leads_to_an_address_that_is_not_public(stage):
    for url in ("http://hooks.example.com/x", "https://a@hooks.example.com/", "https:///x", "https://hooks.example.com/#x"):
        problem = stage.owner.call("PUT", "/api/v1/alert-settings/webhook", {"url": url, "style": "slack"}, 422).json
        that(problem["field"] == "url", f"{url}: {problem}")
    made = stage.owner.put("/api/v1/alert-settings/webhook", {"url": "https://127.0.0.1:1/x", "style": "standard"})
    that(made["secret"].startswith("whsec_") and made["host"] == "127.0.0.1:1", f"{made}")
    alert = stage.owner.post("/api/v1/alerts/test", expect=201)
    that(alert["kind"] == "test" and alert["state"] == "over", f"{alert}")
    told = stage.owner.until("/api/v1/alert-settings", lambda one: one["webhook"]["last"], "word of the call")["webhook"]
    that(told["last"]["delivered"] is False and told["last"]["says"] and told["waiting"] >= 1, f"{told}")
    stage.owner.call("DELETE", "/api/v1/alert-settings/webhook", expect=204)
    that(stage.owner.get("/api/v1/alert-settings")["webhook"] is None, "it is still there")
