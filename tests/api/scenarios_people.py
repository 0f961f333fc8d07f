"""People: coming in, going out, and what they may do to each other."""

import base64
import hashlib
import hmac
import struct
import time

from scenarios import scenario
from stage import PASSWORD
from world import that

SIGN_IN = "/api/v1/sign-in"


def token_of(link):
    return link.split("#link=")[1]


def code_of(secret, at=None):
    """RFC 6238, reckoned here by itself."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, hashlib.sha1).digest()
    start = digest[19] & 15
    return f"{(struct.unpack('>I', digest[start:start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def newcomer(stage, email, role="agent"):
    return stage.invited(stage.owner, role, email)


@scenario
def the_first_person_owns_the_first_workspace_and_the_link_is_dead(stage):
    me = stage.owner.get("/api/v1/me")
    that(me["person"]["installer"] and me["workspace"]["role"] == "owner", f"{me}")
    that(me["workspace"]["may"] == ["read", "inbox", "operate", "manage", "administer"], f"{me['workspace']}")
    that(me["person"]["email"] == "Leila@Shop.example", "the e-mail is not as it was written")
    that(not stage.nobody.get(SIGN_IN)["set_up_needed"], "set-up is still asked for")
    stage.me.post("/api/v1/installation/setup-link", expect=409)
    body = {"link": "x" * 40, "name": "Eve", "email": "eve@x.example", "password": PASSWORD}
    that(stage.nobody.post("/api/v1/set-up", body, 404)["code"] == "auth.link_ended", "another link")


@scenario
def a_person_signs_in_with_whatever_case_works_and_signs_out(stage):
    person = stage.person()
    said = person.come(SIGN_IN, {"email": " LEILA@shop.EXAMPLE ", "password": PASSWORD}, 200)
    that(said["me"]["person"]["name"] == "Leila", f"{said}")
    sessions = person.get("/api/v1/me/sessions")["items"]
    that([one["current"] for one in sessions].count(True) == 1 and len(sessions) >= 2, f"{sessions}")
    person.call("POST", "/api/v1/sign-out", expect=204)
    person.get("/api/v1/me", expect=401)


@scenario
def who_is_unknown_and_who_is_wrong_get_one_answer(stage):
    told = [stage.nobody.call("POST", SIGN_IN, {"email": email, "password": "not the password"}, 401).body
            for email in ("viewer@shop.example", "nobody@shop.example", "no address")]
    that(len(set(told)) == 1, f"{told}")
    person = stage.person()
    person.come(SIGN_IN, {"email": "viewer@shop.example", "password": PASSWORD}, 200)


@scenario
def after_five_wrong_attempts_the_sixth_waits_for_known_and_unknown_alike(stage):
    newcomer(stage, "locked@shop.example")
    for email in ("locked@shop.example", "unknown@shop.example"):
        told = [stage.nobody.call("POST", SIGN_IN, {"email": email, "password": "not the password"}) for _ in range(5)]
        that([one.status for one in told] == [401] * 5, f"{told}")
        # Hashing takes its time here, and the first waits are short.
        while told[-1].status == 401 and len(told) < 10:
            told.append(stage.nobody.call("POST", SIGN_IN, {"email": email, "password": "not the password"}))
        problem = told[-1].json
        that(problem["code"] == "auth.too_many_attempts" and "Wait" in problem["hint"], f"{problem}")


@scenario
def what_a_page_of_another_origin_sends_with_the_cookie_changes_nothing(stage):
    body = {"name": "Taken over"}
    thief = stage.owner.again()
    that(thief.get("/api/v1/me")["person"]["name"] == "Leila", "the cookie alone does not read")
    thief.call("PATCH", "/api/v1/me", body, 403)
    thief.csrf = "0" * 64
    thief.call("PATCH", "/api/v1/me", body, 403)
    for header in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
                   {"Sec-Fetch-Site": "same-site"}):
        problem = stage.owner.call("PATCH", "/api/v1/me", body, 403, header).json
        that(problem["code"] == "auth.other_origin", f"{problem}")
        stage.nobody.call("POST", SIGN_IN, {"email": "viewer@shop.example", "password": PASSWORD}, 403, header)
    stage.owner.call("PATCH", "/api/v1/me", {"theme": "dark"}, 200, {"Origin": f"http://127.0.0.1:{stage.server.port}",
                                                                  "Sec-Fetch-Site": "same-origin"})
    that(stage.owner.get("/api/v1/me")["person"]["name"] == "Leila", "the name changed")


@scenario
def two_cookies_of_one_name_are_none(stage):
    twice = {"Cookie": f"sid={stage.owner.cookie}; sid={stage.stranger.cookie}"}
    stage.nobody.call("GET", "/api/v1/me", expect=401, headers=twice)
    stage.nobody.call("GET", "/api/v1/me", expect=401, headers={"Cookie": "sid=" + "x" * 44})


@scenario
def a_new_email_is_taken_with_the_password_and_signed_in_by_from_then_on(stage):
    person, again = newcomer(stage, "before@shop.example"), stage.person()
    newcomer(stage, "somebody@shop.example")
    again.come(SIGN_IN, {"email": "before@shop.example", "password": PASSWORD}, 200)
    target, new = "/api/v1/me/email", "After@shop.example"
    that(person.post(target, {"email": new, "password": "wrong one here"}, 403)["field"] == "password", "no proof")
    that(person.post(target, {"email": "no address", "password": PASSWORD}, 422)["field"] == "email", "no address")
    taken = person.post(target, {"email": "Somebody@Shop.example", "password": PASSWORD}, 409)
    that(taken["code"] == "person.email_taken" and taken["field"] == "email", f"{taken}")
    again.get("/api/v1/me")
    that(person.post(target, {"email": new, "password": PASSWORD})["person"]["email"] == new, "it is not told")
    again.get("/api/v1/me", expect=401)
    stage.nobody.post(SIGN_IN, {"email": "before@shop.example", "password": PASSWORD}, 401)
    stage.person().come(SIGN_IN, {"email": "after@shop.example", "password": PASSWORD}, 200)
    entry = stage.me.get("/api/v1/installation/audit?action=person.change_email")["items"][0]
    that((entry["before"], entry["after"]) == ({"email": "before@shop.example"}, {"email": new}), f"{entry}")
    that(person.post(target, {"email": new, "password": PASSWORD})["person"]["email"] == new, "one's own is refused")


@scenario
def a_new_password_ends_the_other_sessions_and_is_asked_for_next_time(stage):
    person, again = newcomer(stage, "fresh@shop.example"), stage.person()
    again.come(SIGN_IN, {"email": "fresh@shop.example", "password": PASSWORD}, 200)
    target, new = "/api/v1/me/password", "quite another sentence"
    that(person.post(target, {"password": "wrong one here", "new_password": new}, 403)["field"] == "password", "no proof")
    for weak in ("short", "password1234", "fresh@shop.example"):
        problem = person.post(target, {"password": PASSWORD, "new_password": weak}, 422)
        that(problem["field"] == "new_password", f"{problem}")
    person.call("POST", target, {"password": PASSWORD, "new_password": new}, 204)
    person.get("/api/v1/me")
    again.get("/api/v1/me", expect=401)
    stage.nobody.post(SIGN_IN, {"email": "fresh@shop.example", "password": PASSWORD}, 401)
    stage.person().come(SIGN_IN, {"email": "fresh@shop.example", "password": new}, 200)


@scenario
def a_session_is_ended_from_another_and_all_others_at_once(stage):
    first, second, third = newcomer(stage, "many@shop.example"), stage.person(), stage.person()
    for one in (second, third):
        one.come(SIGN_IN, {"email": "many@shop.example", "password": PASSWORD}, 200)
    first.call("DELETE", "/api/v1/me/sessions/" + second.me["session_id"], expect=204)
    second.get("/api/v1/me", expect=401)
    first.call("DELETE", "/api/v1/me/sessions", expect=204)
    third.get("/api/v1/me", expect=401)
    that(len(first.get("/api/v1/me/sessions")["items"]) == 1, "others are left")


@scenario
def the_second_factor_is_asked_for_once_it_is_on_and_a_code_counts_once(stage):
    person = newcomer(stage, "careful@shop.example")
    begun = person.post("/api/v1/me/totp", {"password": PASSWORD})
    that(begun["address"].startswith("otpauth://totp/Dunlin:careful%40shop.example?secret=" + begun["secret"]), f"{begun}")
    person.post("/api/v1/me/totp/confirm", {"code": "000000"}, 422)
    used = code_of(begun["secret"])
    codes = person.post("/api/v1/me/totp/confirm", {"code": used})["recovery_codes"]
    that(len(codes) == 10 and person.get("/api/v1/me")["person"]["second_factor"], f"{codes}")
    other = stage.person()
    half = other.come(SIGN_IN, {"email": "careful@shop.example", "password": PASSWORD}, 200)
    that(half["state"] == "second_factor" and half["me"] is None, f"{half}")
    second = SIGN_IN + "/second-factor"
    other.post(second, {"ticket": half["ticket"], "code": used}, 401)
    other.come(second, {"ticket": half["ticket"], "code": codes[0].upper()}, 200)
    that(other.get("/api/v1/me")["person"]["recovery_codes_left"] == 9, "the code was not used up")
    other.post(second, {"ticket": half["ticket"], "code": codes[1]}, 404)
    new = person.post("/api/v1/me/recovery-codes", {"password": PASSWORD})["recovery_codes"]
    that(not set(new) & set(codes), "old codes are left")
    person.call("POST", "/api/v1/me/totp/off", {"password": PASSWORD}, 204)
    person.post("/api/v1/me/recovery-codes", {"password": PASSWORD}, 409)
    stage.person().come(SIGN_IN, {"email": "careful@shop.example", "password": PASSWORD}, 200)


@scenario
def a_ticket_has_five_tries(stage):
    person = newcomer(stage, "tries@shop.example")
    secret = person.post("/api/v1/me/totp", {"password": PASSWORD})["secret"]
    person.post("/api/v1/me/totp/confirm", {"code": code_of(secret)})
    half = stage.person().come(SIGN_IN, {"email": "tries@shop.example", "password": PASSWORD}, 200)
    body = {"ticket": half["ticket"], "code": "000000"}
    statuses = [stage.nobody.call("POST", SIGN_IN + "/second-factor", body).status for _ in range(6)]
    that(statuses[:5] == [401] * 5 and statuses[5] in (404, 429), f"{statuses}")


@scenario
def the_operator_hands_out_a_link_for_a_new_password(stage):
    person = newcomer(stage, "forgot@shop.example")
    problem = stage.nobody.post("/api/v1/password-reset", {"email": "forgot@shop.example"}, 409)
    that(problem["code"] == "auth.no_mail" and "dunlin reset-password" in problem["hint"], f"{problem}")
    stage.me.post("/api/v1/installation/reset-link", {"email": "nobody@shop.example"}, 404)
    old, link = (token_of(stage.me.post("/api/v1/installation/reset-link", {"email": "Forgot@shop.example"}, 201)["link"])
                 for _ in range(2))
    target, new = "/api/v1/password-reset/finish", "remembered at last"
    stage.nobody.post(target, {"link": old, "password": new}, 404)
    stage.nobody.post(target, {"link": link, "password": "short"}, 422)
    stage.nobody.call("POST", target, {"link": link, "password": new}, 204)
    stage.nobody.post(target, {"link": link, "password": new}, 404)
    person.get("/api/v1/me", expect=401)
    stage.person().come(SIGN_IN, {"email": "forgot@shop.example", "password": new}, 200)


@scenario
def sign_up_is_closed_unless_the_installer_opens_it(stage):
    body = {"name": "Eve", "email": "eve@x.example", "password": PASSWORD}
    that(stage.nobody.post("/api/v1/sign-up", body, 403)["code"] == "auth.sign_up_closed", "it is open")
    stage.nobody.post("/api/v1/sign-up/letter", {"email": "eve@x.example"}, 403)


@scenario
def an_invitation_is_looked_at_accepted_once_and_withdrawn(stage):
    made = stage.owner.post("/api/v1/invitations", {"email": "new@shop.example", "role": "viewer", "language": "fa"}, 201)
    link = {"link": token_of(made["link"])}
    shown = stage.nobody.post("/api/v1/invitations/look", link)
    that(shown["role"] == "viewer" and shown["email"] == "new@shop.example" and not shown["has_sign_in"], f"{shown}")
    person = stage.person()
    person.come("/api/v1/invitations/accept", {**link, "name": "New", "password": PASSWORD})
    that(person.me["workspace"]["role"] == "viewer", f"{person.me}")
    stage.nobody.post("/api/v1/invitations/look", link, 404)
    stage.owner.post("/api/v1/invitations", {"email": "NEW@shop.example", "role": "agent"}, 409)
    other = stage.owner.post("/api/v1/invitations", {"email": "gone@shop.example", "role": "agent"}, 201)
    that(other["id"] in [one["id"] for one in stage.owner.get("/api/v1/invitations")["items"]], "not listed")
    stage.owner.call("DELETE", "/api/v1/invitations/" + other["id"], expect=204)
    stage.nobody.post("/api/v1/invitations/look", {"link": token_of(other["link"])}, 404)
    stage.people["admin"].post("/api/v1/invitations", {"email": "boss@shop.example", "role": "owner"}, 403)


@scenario
def one_person_works_in_two_workspaces_and_switches(stage):
    link = token_of(stage.neighbour.post("/api/v1/invitations", {"email": "agent@shop.example", "role": "viewer"}, 201)["link"])
    agent = stage.people["agent"]
    stage.nobody.post("/api/v1/invitations/accept", {"link": link, "name": "x", "password": PASSWORD}, 409)
    stage.people["viewer"].post("/api/v1/invitations/accept", {"link": link}, 403)
    agent.call("POST", "/api/v1/invitations/accept", {"link": link}, 204)
    here, there = stage.mine["workspace"], stage.theirs["workspace"]
    me = agent.get("/api/v1/me")
    that({one["id"]: one["role"] for one in me["workspaces"]} == {here: "agent", there: "viewer"}, f"{me}")
    that(agent.get("/api/v1/workspace")["id"] == there, "who joins does not work there")
    asked = agent.call("GET", "/api/v1/workspace", headers={"Dunlin-Workspace": here}, expect=200).json
    that(asked["id"] == here, "the header is not heeded")
    that(agent.post("/api/v1/me/workspace", {"workspace": here})["workspace"]["id"] == here, "not switched")
    that(agent.get("/api/v1/workspace")["id"] == here, "the switch is not kept")
    agent.call("POST", "/api/v1/workspace/leave", expect=204, headers={"Dunlin-Workspace": there})
    that(len(agent.get("/api/v1/me")["workspaces"]) == 1, "still in there")


@scenario
def who_owns_a_workspace_makes_another_with_the_shipped_rules(stage):
    stage.people["viewer"].post("/api/v1/workspaces", {"name": "Mine"}, 403)
    made = stage.owner.post("/api/v1/workspaces", {"name": "Second shop"}, 201)
    that(made["workspace"]["name"] == "Second shop" and made["workspace"]["role"] == "owner", f"{made}")
    that(len(stage.owner.get("/api/v1/rules")["items"]) > 0, "no rules came with it")
    stage.owner.post("/api/v1/workspace/leave", expect=409)
    stage.owner.post("/api/v1/me/workspace", {"workspace": stage.mine["workspace"]})


@scenario
def owners_decide_about_owners_and_one_stays(stage):
    members = {one["email"]: one for one in stage.owner.get("/api/v1/members")["items"]}
    owner, viewer = members["Leila@Shop.example"], members["viewer@shop.example"]
    admin, target = stage.people["admin"], "/api/v1/members/"
    for body in ({"role": "viewer"},):
        that(stage.owner.patch(target + owner["id"], body, 409)["code"] == "member.last_owner", "the last owner went")
        admin.patch(target + owner["id"], body, 403)
    admin.patch(target + viewer["id"], {"role": "owner"}, 403)
    admin.call("DELETE", target + owner["id"], expect=403)
    that(stage.owner.patch(target + viewer["id"], {"role": "owner"})["role"] == "owner", "not made an owner")
    stage.people["viewer"].patch(target + viewer["id"], {"role": "viewer"})
    stage.owner.call("DELETE", target + owner["id"], expect=409)
    gone = newcomer(stage, "leaver@shop.example")
    stage.owner.call("DELETE", target + gone.me["person"]["id"], expect=204)
    that(gone.get("/api/v1/workspace", 403)["code"] == "auth.no_workspace", "still in there")
    that(gone.get("/api/v1/me")["workspace"] is None, "still in there")


@scenario
def a_key_can_do_no_more_than_its_scopes_and_its_maker(stage):
    stage.owner.call("POST", "/api/v1/me/proof", {"password": PASSWORD}, 204)
    made = stage.owner.post("/api/v1/api-keys", {"name": "inbox", "access": "write", "scopes": ["inbox"]}, 201)
    that(made["scopes"] == ["read", "inbox"], f"{made}")
    key = stage.caller(made["token"])
    key.get("/api/v1/contacts")
    key.call("PATCH", f"/api/v1/contacts/{stage.mine['contacts']}/tags", {"add": ["by key"]}, 200)
    key.call("PATCH", f"/api/v1/contacts/{stage.mine['contacts']}/tags", {"remove": ["by key"]}, 200)
    key.post("/api/v1/rules", {}, 403)
    key.post("/api/v1/api-keys", {"name": "more", "access": "write"}, 403)
    key.get("/api/v1/me", 403)
    low = stage.caller(stage.owner.post("/api/v1/api-keys", {"name": "people", "access": "write", "scopes": ["administer"]}, 201)["token"])
    that(low.post("/api/v1/api-keys", {"name": "x", "access": "write", "scopes": ["manage"]}, 403)["field"] == "scopes", "beyond")
    that(low.post("/api/v1/api-keys", {"name": "x", "access": "write"}, 201)["scopes"] == ["read", "administer"], "beyond")
    stage.owner.post("/api/v1/api-keys", {"name": "x", "access": "read", "scopes": ["inbox"]}, 422)
    stage.owner.post("/api/v1/api-keys", {"name": "x", "access": "write", "scopes": ["own"]}, 422)


@scenario
def a_key_of_another_workspace_than_the_one_named_is_refused(stage):
    stage.me.call("GET", "/api/v1/workspace", headers={"Dunlin-Workspace": stage.mine["workspace"]}, expect=200)
    stage.me.call("GET", "/api/v1/workspace", headers={"Dunlin-Workspace": stage.theirs["workspace"]}, expect=404)


@scenario
def passwords_and_tokens_are_nowhere_in_the_database(stage):
    if stage.postgres:
        return
    data = b"".join(path.read_bytes() for path in (stage.server.folder / "data").glob("dunlin.db*"))
    for secret in (PASSWORD, stage.owner.cookie, stage.owner.csrf):
        that(secret.encode() not in data, "a secret is stored in clear")
