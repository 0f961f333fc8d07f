"""The first run: the steps that are read from what there is, and a demo to look around in."""

from scenarios import scenario
from world import that

STEPS, DEMO = "/api/v1/first-steps", "/api/v1/installation/demo"
GREETING = {"name": "First of our own", "conditions": {"keywords": {"any": ["marzipan"]}},
            "actions": [{"type": "reply", "variants": [{"text": "Marzipan comes in December."}]}]}


def done(steps):
    return {step["id"] for step in steps["steps"] if step["done"]}


def demo_gone(stage):
    stage.owner.call("DELETE", DEMO, expect=202)
    return stage.owner.until(DEMO, lambda demo: demo["state"] == "none", "end of the demo")


@scenario
def the_first_steps_are_done_by_doing_and_end_with_a_rule_of_ones_own_that_answers(stage):
    owner = stage.person()
    owner.come("/api/v1/sign-in", {"email": "leila@shop.example", "password": "the cat is on the roof"}, 200)
    here = stage.mine["workspace"]
    owner.post("/api/v1/workspaces", {"name": "Begun just now"}, 201)
    steps = owner.get(STEPS)
    that([step["id"] for step in steps["steps"]] == ["account", "message", "team", "rule", "answer"], f"{steps}")
    that(done(steps) == set() and steps["own_rule"] is None and not steps["simulated"], f"of an empty one: {steps}")
    rule = owner.post("/api/v1/rules", GREETING, 201)
    steps = owner.get(STEPS)
    that(done(steps) == {"rule"} and steps["own_rule"] == rule["id"], f"with a rule: {steps}")
    owner.post("/api/v1/invitations", {"email": "first@x.example", "role": "agent"}, 201)
    that(done(owner.get(STEPS)) == {"rule", "team"}, "somebody is invited")
    owner.post("/api/v1/me/workspace", {"workspace": here})
    that(done(stage.me.get(STEPS)) >= {"account", "message", "team"}, "of the shop")
    made = stage.me.post("/api/v1/rules", GREETING, 201)
    stage.writes("leila", "any marzipan?")
    stage.me.until(STEPS, lambda now: done(now) == {"account", "message", "team", "rule", "answer"}, "answer of the own rule")
    stage.me.call("DELETE", "/api/v1/rules/" + made["id"], expect=204)


@scenario
def the_first_steps_are_put_away_for_everybody_and_brought_back(stage):
    that(not stage.reader.get(STEPS)["put_away"], "put away before")
    for _ in range(2):
        that(stage.owner.patch(STEPS, {"put_away": True})["put_away"], "not put away")
    that(stage.reader.get(STEPS)["put_away"] and not stage.neighbour.get(STEPS)["put_away"], "for whom")
    that(not stage.owner.patch(STEPS, {"put_away": False})["put_away"], "not brought back")
    stage.people["agent"].patch(STEPS, {"put_away": True}, 403)
    that(stage.owner.patch(STEPS, {}, 422)["field"] == "put_away", "what is missing is not named")


@scenario
def a_demo_is_filled_and_removed_while_the_server_goes_on(stage):
    that(stage.owner.get(DEMO) == {"state": "none", "workspace": None, "messages": 0, "messages_wanted": 0, "created_at": None},
         "there is a demo")
    made = stage.owner.post(DEMO, expect=202)
    that(made["state"] == "filling" and made["key"] is None, f"{made}")
    that(stage.owner.post(DEMO, expect=409)["code"] == "demo.exists", "a second one")
    ready = stage.owner.until(DEMO, lambda demo: demo["state"] == "ready", "full demo")
    that(ready["messages"] == ready["messages_wanted"] == 3000, f"{ready}")
    there = {"Dunlin-Workspace": made["workspace"]}
    that(made["workspace"] in [one["id"] for one in stage.owner.get("/api/v1/me")["workspaces"]], "the owner is not in it")
    rows = stage.owner.call("GET", "/api/v1/inbox", headers=there, expect=200).json["items"]
    that(len(rows) == 50, f"{len(rows)} conversations")
    that(len(stage.owner.call("GET", "/api/v1/rules", headers=there, expect=200).json["items"]) > 3, "it has no rules")
    demo_gone(stage)
    stage.owner.call("GET", "/api/v1/inbox", headers=there, expect=404)
    demo_gone(stage)


@scenario
def who_makes_a_demo_by_a_key_gets_a_key_of_it(stage):
    made = stage.me.post(DEMO, expect=202)
    there = stage.caller(made["key"])
    that(there.get("/api/v1/workspace")["id"] == made["workspace"], "another workspace")
    there.get(DEMO, expect=403)
    # Removed while it is filled: nothing is added any more.
    demo_gone(stage)
    there.get("/api/v1/workspace", expect=401)
