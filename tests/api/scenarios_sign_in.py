"""How the members of one workspace sign in, where it asks for more than the others do."""

from scenarios import scenario
from scenarios_people import code_of, token_of
from stage import PASSWORD
from world import that

SIGN_IN = "/api/v1/sign-in"


def keeper_of_another(stage, name):
    """The owner of a workspace of its own, which others do not work in."""
    made = stage.owner.post("/api/v1/workspaces", {"name": name}, 201)["workspace"]
    body = {"email": f"keeper@{made['id'].replace('_', '-').lower()}.example", "role": "owner"}
    link = stage.owner.call("POST", "/api/v1/invitations", body, 201, {"Dunlin-Workspace": made["id"]}).json["link"]
    stage.owner.post("/api/v1/me/workspace", {"workspace": stage.mine["workspace"]})
    keeper = stage.person()
    keeper.come("/api/v1/invitations/accept", {"link": token_of(link), "name": "Keeper", "password": PASSWORD})
    return keeper, made["id"]


def turn_on(person):
    secret = person.post("/api/v1/me/totp", {"password": PASSWORD})["secret"]
    person.post("/api/v1/me/totp/confirm", {"code": code_of(secret)})


@scenario
def a_workspace_that_asks_for_a_second_factor_is_closed_to_who_has_none(stage):
    keeper, workspace = keeper_of_another(stage, "Careful")
    rule = {"sign_in": {"second_factor_required": True}}
    problem = keeper.patch("/api/v1/workspace", rule, 409)
    that(problem["code"] == "sign_in.own_factor_first" and problem["field"] == "sign_in.second_factor_required", f"{problem}")
    turn_on(keeper)
    that(keeper.patch("/api/v1/workspace", rule)["sign_in"]["second_factor_required"], "not kept")
    entry = keeper.get("/api/v1/audit?limit=1")["items"][0]
    that(not entry["before"]["sign_in"]["second_factor_required"] and entry["after"]["sign_in"]["second_factor_required"], f"{entry}")

    there = {"Dunlin-Workspace": workspace}
    refused = stage.owner.call("GET", "/api/v1/conversations", headers=there, expect=403).json
    that(refused["code"] == "auth.second_factor_required" and "Security" in refused["hint"], f"{refused}")
    stage.owner.call("GET", "/api/v1/events", headers=there, expect=403)
    me = stage.owner.call("GET", "/api/v1/me", headers=there, expect=200).json["workspace"]
    that(me["closed"] == "second_factor" and me["may"] == [], f"{me}")
    that(stage.owner.get("/api/v1/me")["workspace"]["closed"] is None, "another workspace is closed, too")
    key = keeper.post("/api/v1/api-keys", {"name": "shop", "access": "read"}, 201)["token"]
    that(stage.caller(key).get("/api/v1/workspace")["id"] == workspace, "a key is concerned")

    guest = stage.invited(keeper, "agent", "guest@careful.example")
    that(guest.get("/api/v1/workspace", 403)["code"] == "auth.second_factor_required", "a newcomer is in")
    turn_on(guest)
    that(guest.get("/api/v1/workspace")["id"] == workspace, "a second factor opens nothing")
    problem = guest.post("/api/v1/me/totp/off", {"password": PASSWORD}, 409)
    that(problem["code"] == "totp.required" and "Careful" in problem["detail"], f"{problem}")
    guest.post("/api/v1/workspace/leave", expect=204)
    guest.call("POST", "/api/v1/me/totp/off", {"password": PASSWORD}, 204)
    keeper.patch("/api/v1/workspace", {"sign_in": {"second_factor_required": False}})
    that(stage.owner.call("GET", "/api/v1/workspace", headers=there, expect=200).json["id"] == workspace, "it did not open again")


@scenario
def a_key_requires_a_second_factor_only_where_an_owner_has_one(stage):
    keeper, _ = keeper_of_another(stage, "Keyed")
    writer = stage.caller(keeper.post("/api/v1/api-keys", {"name": "writes", "access": "write"}, 201)["token"])
    rule = {"sign_in": {"second_factor_required": True}}
    that(writer.patch("/api/v1/workspace", rule, 409)["code"] == "sign_in.owners_factor_first", "nobody could come in")
    turn_on(keeper)
    that(writer.patch("/api/v1/workspace", rule)["sign_in"]["second_factor_required"], "not kept")
    writer.patch("/api/v1/workspace", {"sign_in": {"second_factor_required": False}})


@scenario
def how_long_sessions_last_is_set_within_bounds(stage):
    keeper, _ = keeper_of_another(stage, "Short")
    before = keeper.get("/api/v1/workspace")["sign_in"]
    that(before == {"second_factor_required": False, "idle_minutes": None, "session_days": None}, f"{before}")
    now = keeper.patch("/api/v1/workspace", {"sign_in": {"idle_minutes": 15, "session_days": 30}})["sign_in"]
    that(now["idle_minutes"] == 15 and now["session_days"] == 30, f"{now}")
    for field, values in {"idle_minutes": (14, 721, 15.5, "15"), "session_days": (0, 31, -1)}.items():
        for value in values:
            problem = keeper.patch("/api/v1/workspace", {"sign_in": {field: value}}, 422)
            that(problem["field"] == f"sign_in.{field}", f"{value}: {problem}")
    that(keeper.get("/api/v1/me")["workspace"]["closed"] is None, "closed at once")
    that(keeper.patch("/api/v1/workspace", {"sign_in": {"idle_minutes": None, "session_days": None}})["sign_in"] == before, "not taken back")


@scenario
def who_has_a_second_factor_is_for_those_to_see_who_administer_members(stage):
    for caller, seen in ((stage.owner, {True, False}), (stage.me, {True, False}), (stage.people["viewer"], {None}), (stage.reader, {None})):
        told = {one["second_factor"] for one in caller.get("/api/v1/members")["items"]}
        that(told <= seen and None not in told or told == seen == {None}, f"{told}")
