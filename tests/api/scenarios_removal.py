"""A workspace is deleted by its owner: at once for everybody, and for good."""

from scenarios import scenario
from scenarios_sign_in import keeper_of_another
from stage import PASSWORD
from world import that

DELETE = "/api/v1/workspace/delete"
IG_ID = "17841400000990001"


@scenario
def a_workspace_is_deleted_by_its_owner_with_its_name_and_a_password(stage):
    keeper, workspace = keeper_of_another(stage, "Short lived")
    keeper.post("/api/v1/accounts", {"ig_id": IG_ID, "username": "short.lived", "transport": "simulator"}, 201)
    key = stage.caller(keeper.post("/api/v1/api-keys", {"name": "shop", "access": "write"}, 201)["token"])
    admin = stage.invited(keeper, "admin", "admin@short.example")
    invited = keeper.post("/api/v1/invitations", {"email": "late@short.example", "role": "viewer"}, 201)["link"].split("#link=")[1]
    good = {"name": "Short lived", "password": PASSWORD}
    that(admin.post(DELETE, good, 403)["code"] == "auth.not_allowed", "an admin decides about it")
    that(key.post(DELETE, good, 403)["code"] == "auth.person_only", "a key decides about it")
    problem = keeper.post(DELETE, {**good, "name": "short lived"}, 422)
    that(problem["code"] == "workspace.name_differs" and problem["field"] == "name", f"{problem}")
    keeper.post(DELETE, {**good, "password": "not the password"}, 403)
    that(keeper.get("/api/v1/workspace")["id"] == workspace, "it went without leave")

    keeper.call("POST", DELETE, good, 204)
    for person in (keeper, admin):
        me = person.get("/api/v1/me")
        that(me["workspace"] is None and me["workspaces"] == [], f"{me}")
        that(person.get("/api/v1/conversations", 403)["code"] == "auth.no_workspace", "it is still open")
    keeper.call("GET", "/api/v1/workspace", headers={"Dunlin-Workspace": workspace}, expect=404)
    stage.owner.call("GET", "/api/v1/workspace", headers={"Dunlin-Workspace": workspace}, expect=404)
    key.get("/api/v1/workspace", 401)
    stage.nobody.post("/api/v1/invitations/look", {"link": invited}, 404)
    entry = stage.me.get("/api/v1/installation/audit?action=workspace.delete&limit=1")["items"][0]
    that(entry["object"] == workspace and entry["before"]["name"] == "Short lived" and entry["actor"]["name"] == "Keeper", f"{entry}")

    other, _ = keeper_of_another(stage, "Next owner")
    other.post("/api/v1/accounts", {"ig_id": IG_ID, "username": "short.lived", "transport": "simulator"}, 201)
    other.call("POST", DELETE, {"name": "Next owner", "password": PASSWORD}, 204)
