"""Every change by a person or a key leaves an entry: one good call for each call of the contract that changes something."""

import itertools

from scenarios import case, scenario
from stage import PASSWORD, RULE
from scenarios_people import code_of, token_of
from scenarios_sign_in import keeper_of_another
from world import that
import contract as contract_of

# Calls that change nothing of anybody's, and those whose whole effect is a letter or a look.
NO_CHANGE = {"POST /api/v1/rules/test", "POST /api/v1/rules/lint", "POST /api/v1/webhook/verify-test", "POST /api/v1/invitations/look",
             "POST /api/v1/password-reset", "POST /api/v1/sign-up/letter",
             "PUT /api/v1/inbox/{id}/draft"}
# Held where they are done: by the stage (set-up), in src/server/people_test.cc (sign-up needs another setting), and in the
# scenarios that make what they need (a parked event, a held send).
ELSEWHERE = {"POST /api/v1/set-up", "POST /api/v1/sign-up", "POST /api/v1/parked-events/{id}/replay",
             "POST /api/v1/sends/{id}/settle", "POST /api/v1/sends/{id}/retry"}


def in_workspace(stage):
    return "/api/v1/audit", stage.me


def in_installation(stage):
    return "/api/v1/installation/audit", stage.me


def newest(stage, log):
    target, caller = log(stage)
    return caller.get(target + "?limit=1")["items"][0]


def someone(stage, name):
    return stage.invited(stage.owner, "agent", f"{name}.audit@shop.example")


NUMBERS = itertools.count()


def an_account(stage):
    ig_id = f"1784140000000{next(NUMBERS):04}"
    return stage.owner.post("/api/v1/accounts", {"ig_id": ig_id, "username": "left.shop", "transport": "simulator"}, 201)["id"]


def a_rule(stage):
    return "/api/v1/rules/" + stage.owner.post("/api/v1/rules", {**RULE, "name": f"Audited {next(NUMBERS)}"}, 201)["id"]


def a_draft(stage):
    rule = {**RULE, "name": f"Audited {next(NUMBERS)}"}
    return "/api/v1/rule-drafts/" + stage.owner.post("/api/v1/rule-drafts", {"rule": rule}, 201)["id"]


def a_backtest(stage):
    return "/api/v1/rules/backtests/" + stage.owner.post("/api/v1/rules/backtests", {"rule": RULE}, 202)["id"]


def with_totp(stage, name):
    person = someone(stage, name)
    secret = person.post("/api/v1/me/totp", {"password": PASSWORD})["secret"]
    person.post("/api/v1/me/totp/confirm", {"code": code_of(secret)})
    return person, secret


def sign_in_twice(stage):
    person, secret = with_totp(stage, "half")
    half = stage.person().come("/api/v1/sign-in", {"email": "half.audit@shop.example", "password": PASSWORD}, 200)
    codes = person.post("/api/v1/me/recovery-codes", {"password": PASSWORD})["recovery_codes"]
    stage.nobody.post("/api/v1/sign-in/second-factor", {"ticket": half["ticket"], "code": codes[0]})


def confirm(stage):
    with_totp(stage, "confirm")


def reset(stage):
    someone(stage, "reset")
    link = stage.me.post("/api/v1/installation/reset-link", {"email": "reset.audit@shop.example"}, 201)["link"]
    stage.nobody.call("POST", "/api/v1/password-reset/finish", {"link": token_of(link), "password": "another sentence"}, 204)


def accept(stage):
    stage.invited(stage.owner, "viewer", "accept.audit@shop.example")


def invite(stage):
    return stage.owner.post("/api/v1/invitations", {"email": "inv.audit@shop.example", "role": "viewer"}, 201)["id"]


def send(stage):
    target = f"/api/v1/conversations/{stage.mine['conversations']}/messages"
    stage.writes("leila", "how much is it?")
    stage.owner.post(target, {"text": "From a person"}, 202, {"Idempotency-Key": f"audit {next(NUMBERS)}"})


def key(stage):
    stage.owner.call("POST", "/api/v1/me/proof", {"password": PASSWORD}, 204)
    return stage.owner.post("/api/v1/api-keys", {"name": "audited", "access": "read"}, 201)["id"]


def delete_workspace(stage):
    keeper, _ = keeper_of_another(stage, "Audited")
    keeper.call("POST", "/api/v1/workspace/delete", {"name": "Audited", "password": PASSWORD}, 204)


def leave(stage):
    someone(stage, "leave").call("POST", "/api/v1/workspace/leave", expect=204)


def backup(stage):
    stage.me.call("POST", "/api/v1/installation/backups")


def make_workspace(stage):
    stage.owner.post("/api/v1/workspaces", {"name": "Audited"}, 201)
    entry = newest(stage, in_installation)
    stage.owner.post("/api/v1/me/workspace", {"workspace": stage.mine["workspace"]})
    that(entry["action"] == "workspace.create", f"{entry}")


def make_demo(stage):
    stage.owner.post("/api/v1/installation/demo", expect=202)
    entry = newest(stage, in_installation)
    remove_demo(stage)
    that(entry["action"] == "demo.make", f"{entry}")


def remove_demo(stage):
    stage.owner.call("DELETE", "/api/v1/installation/demo", expect=202)
    stage.owner.until("/api/v1/installation/demo", lambda demo: demo["state"] == "none", "end of the demo")


def at_inbox(stage, more=""):
    return f"/api/v1/inbox/{stage.mine['inbox']}{more}"


def a_note(stage):
    return "/api/v1/notes/" + stage.owner.post(at_inbox(stage, "/notes"), {"text": "audited"}, 201)["id"]


def a_label(stage):
    made = stage.owner.post("/api/v1/labels", {"name": f"Audited {next(NUMBERS)}", "colour": "red"}, 201)
    return "/api/v1/labels/" + made["id"]


def a_canned_reply(stage):
    made = stage.owner.post("/api/v1/canned-replies", {"shortcut": f"audited-{next(NUMBERS)}", "texts": TEXTS}, 201)
    return "/api/v1/canned-replies/" + made["id"]


def a_view(stage):
    return "/api/v1/inbox-views/" + stage.owner.post("/api/v1/inbox-views", VIEW, 201)["id"]


def type_in(stage):
    stage.owner.patch(at_inbox(stage), {"owner": "automation"})
    stage.owner.post(at_inbox(stage, "/presence"), {"state": "typing"})
    stage.owner.post(at_inbox(stage, "/presence"), {"state": "typing"})


def erase(stage):
    stage.fake("people", {"name": "Audited", "id": "audited"})
    contact = stage.message(stage.writes("audited", "forget this"))["conversation_id"]
    contact = stage.owner.get("/api/v1/conversations/" + contact)["contact_id"]
    stage.me.until("/api/v1/sends?state=queued", lambda page: not page["items"], "end of the queue")
    stage.owner.post(f"/api/v1/contacts/{contact}/erase", {"confirm": "erase"})


TEXTS = [{"language": "en", "text": "Hello"}]
VIEW = {"name": "Audited", "shared": True, "filter": {}}


# call → (action, log, what does it)
CHANGES = {
    "POST /api/v1/accounts": ("account.connect", in_workspace, lambda s: s.owner.call("POST", "/api/v1/accounts", {
        "ig_id": "17841499900000055", "username": "by.hand", "transport": "by_hand"})),
    "POST /api/v1/accounts/{id}/disconnect": ("account.disconnect", in_workspace, lambda s: s.owner.post(
        f"/api/v1/accounts/{an_account(s)}/disconnect")),
    "PATCH /api/v1/accounts/{id}": ("account.change", in_workspace, lambda s: s.owner.patch(
        "/api/v1/accounts/" + s.mine["accounts"], {"automation_paused": False})),
    "PATCH /api/v1/contacts/{id}/tags": ("contact.tag", in_workspace, lambda s: s.owner.patch(
        f"/api/v1/contacts/{s.mine['contacts']}/tags", {"remove": ["none"]})),
    "POST /api/v1/contacts/{id}/consent": ("contact.consent", in_workspace, lambda s: s.owner.post(
        f"/api/v1/contacts/{s.mine['contacts']}/consent", {"kind": "granted", "source": "api"}, 201)),
    "PATCH /api/v1/conversations/{id}": ("conversation.change", in_workspace, lambda s: s.owner.patch(
        "/api/v1/conversations/" + s.mine["conversations"], {"owner": "automation"})),
    "POST /api/v1/conversations/{id}/messages": ("send.queue", in_workspace, send),
    "PATCH /api/v1/inbox/{id}": ("conversation.change", in_workspace, lambda s: s.owner.patch(at_inbox(s), {"unread": False})),
    "POST /api/v1/inbox/bulk": ("conversation.change", in_workspace, lambda s: s.owner.post(
        "/api/v1/inbox/bulk", {"ids": [s.mine["inbox"]], "change": {"unread": True}})),
    "POST /api/v1/inbox/{id}/presence": ("conversation.take_over", in_workspace, type_in),
    "POST /api/v1/inbox/{id}/notes": ("note.create", in_workspace, a_note),
    "PATCH /api/v1/notes/{id}": ("note.change", in_workspace, lambda s: s.owner.patch(a_note(s), {"text": "again"})),
    "DELETE /api/v1/notes/{id}": ("note.remove", in_workspace, lambda s: s.owner.call("DELETE", a_note(s), expect=204)),
    "POST /api/v1/labels": ("label.create", in_workspace, a_label),
    "PUT /api/v1/labels/{id}": ("label.change", in_workspace, lambda s: s.owner.put(
        a_label(s), {"name": f"Audited {next(NUMBERS)}", "colour": "blue"})),
    "DELETE /api/v1/labels/{id}": ("label.remove", in_workspace, lambda s: s.owner.call("DELETE", a_label(s), expect=204)),
    "POST /api/v1/canned-replies": ("canned_reply.create", in_workspace, a_canned_reply),
    "PUT /api/v1/canned-replies/{id}": ("canned_reply.change", in_workspace, lambda s: s.owner.put(
        a_canned_reply(s), {"shortcut": f"audited-{next(NUMBERS)}", "texts": TEXTS})),
    "DELETE /api/v1/canned-replies/{id}": ("canned_reply.remove", in_workspace, lambda s: s.owner.call(
        "DELETE", a_canned_reply(s), expect=204)),
    "POST /api/v1/inbox-views": ("inbox_view.create", in_workspace, a_view),
    "PUT /api/v1/inbox-views/{id}": ("inbox_view.change", in_workspace, lambda s: s.owner.put(a_view(s), VIEW)),
    "DELETE /api/v1/inbox-views/{id}": ("inbox_view.remove", in_workspace, lambda s: s.owner.call("DELETE", a_view(s), expect=204)),
    "POST /api/v1/contacts/{id}/erase": ("contact.erase", in_workspace, erase),
    "POST /api/v1/rules": ("rule.publish", in_workspace, a_rule),
    "PUT /api/v1/rules/{id}": ("rule.publish", in_workspace, lambda s: s.owner.put(a_rule(s), {**RULE, "name": f"Audited {next(NUMBERS)}"})),
    "DELETE /api/v1/rules/{id}": ("rule.remove", in_workspace, lambda s: s.owner.call("DELETE", a_rule(s), expect=204)),
    "POST /api/v1/rules/{id}/restore": ("rule.restore", in_workspace, lambda s: s.owner.post(a_rule(s) + "/restore", {"version": 1})),
    "PUT /api/v1/rules/order": ("rule.reorder", in_workspace, lambda s: s.owner.put("/api/v1/rules/order", {
        "order": [one["id"] for one in s.owner.get("/api/v1/rules?limit=200")["items"]][::-1]})),
    "POST /api/v1/rule-drafts": ("rule_draft.create", in_workspace, a_draft),
    "PUT /api/v1/rule-drafts/{id}": ("rule_draft.change", in_workspace, lambda s: s.owner.put(a_draft(s), {"rule": RULE})),
    "DELETE /api/v1/rule-drafts/{id}": ("rule_draft.remove", in_workspace, lambda s: s.owner.call("DELETE", a_draft(s), expect=204)),
    "POST /api/v1/rule-drafts/{id}/publish": ("rule.publish", in_workspace, lambda s: s.owner.post(a_draft(s) + "/publish", {})),
    "POST /api/v1/rules/backtests": ("backtest.start", in_workspace, a_backtest),
    "DELETE /api/v1/rules/backtests/{id}": ("backtest.cancel", in_workspace, lambda s: s.owner.call(
        "DELETE", a_backtest(s), expect=204)),
    "POST /api/v1/rules/import": ("rule.import", in_workspace, lambda s: s.owner.call(
        "POST", "/api/v1/rules/import", raw=b"rules: []", headers={"Content-Type": "application/yaml"}, expect=200)),
    "POST /api/v1/parked-events/replay": ("event.replay", in_workspace, lambda s: s.owner.post(
        "/api/v1/parked-events/replay", {"reason": "missing_sender"})),
    "POST /api/v1/alerts/{id}/acknowledge": ("alert.acknowledge", in_workspace, lambda s: s.owner.post(
        f"/api/v1/alerts/{s.mine['alerts']}/acknowledge")),
    "POST /api/v1/alerts/test": ("alert.test", in_workspace, lambda s: s.owner.post("/api/v1/alerts/test", expect=201)),
    "PATCH /api/v1/alert-settings": ("alert.configure", in_workspace, lambda s: s.owner.patch(
        "/api/v1/alert-settings", {"kinds": [{"kind": "queue_age", "threshold": 31}]})),
    "PUT /api/v1/alert-settings/mail": ("alert.mail", in_workspace, lambda s: s.owner.put(
        "/api/v1/alert-settings/mail", {"mail": True})),
    "PUT /api/v1/alert-settings/webhook": ("alert.webhook", in_workspace, lambda s: s.owner.put(
        "/api/v1/alert-settings/webhook", {"url": "https://hooks.shop.example/secret-path", "style": "standard"})),
    "DELETE /api/v1/alert-settings/webhook": ("alert.webhook_removed", in_workspace, lambda s: s.owner.call(
        "DELETE", "/api/v1/alert-settings/webhook", expect=204)),
    "PATCH /api/v1/workspace": ("workspace.change", in_workspace, lambda s: s.owner.patch("/api/v1/workspace", {"language": "en"})),
    "PATCH /api/v1/limits": ("limits.change", in_workspace, lambda s: s.owner.patch("/api/v1/limits", {"messages_per_second": None})),
    "POST /api/v1/workspace/delete": ("workspace.delete", in_installation, delete_workspace),
    "POST /api/v1/workspace/leave": ("member.leave", in_workspace, leave),
    "POST /api/v1/api-keys": ("api_key.create", in_workspace, key),
    "DELETE /api/v1/api-keys/{id}": ("api_key.revoke", in_workspace, lambda s: s.owner.call(
        "DELETE", "/api/v1/api-keys/" + key(s), expect=204)),
    "PATCH /api/v1/members/{id}": ("member.change", in_workspace, lambda s: s.owner.patch(
        "/api/v1/members/" + s.people["viewer"].me["person"]["id"], {"role": "viewer"})),
    "DELETE /api/v1/members/{id}": ("member.remove", in_workspace, lambda s: s.owner.call(
        "DELETE", "/api/v1/members/" + someone(s, "remove").me["person"]["id"], expect=204)),
    "POST /api/v1/invitations": ("invitation.create", in_workspace, invite),
    "DELETE /api/v1/invitations/{id}": ("invitation.withdraw", in_workspace, lambda s: s.owner.call(
        "DELETE", "/api/v1/invitations/" + invite(s), expect=204)),
    "POST /api/v1/invitations/accept": ("invitation.accept", in_workspace, accept),
    "POST /api/v1/sign-in": ("session.begin", in_installation, lambda s: s.person().come(
        "/api/v1/sign-in", {"email": "operator@shop.example", "password": PASSWORD}, 200)),
    "POST /api/v1/sign-in/second-factor": ("session.begin", in_installation, sign_in_twice),
    "POST /api/v1/sign-out": ("session.end", in_installation, lambda s: someone(s, "out").call("POST", "/api/v1/sign-out", expect=204)),
    "POST /api/v1/password-reset/finish": ("person.reset_password", in_installation, reset),
    "PATCH /api/v1/me": ("person.change", in_installation, lambda s: s.owner.patch("/api/v1/me", {"theme": "system"})),
    "DELETE /api/v1/me/sessions": ("session.end_others", in_installation, lambda s: someone(s, "others").call(
        "DELETE", "/api/v1/me/sessions", expect=204)),
    "DELETE /api/v1/me/sessions/{id}": ("session.end", in_installation, lambda s: (p := someone(s, "one")).call(
        "DELETE", "/api/v1/me/sessions/" + p.me["session_id"], expect=204)),
    "POST /api/v1/me/email": ("person.change_email", in_installation, lambda s: someone(s, "mail").post(
        "/api/v1/me/email", {"email": "moved.audit@shop.example", "password": PASSWORD})),
    "POST /api/v1/me/password": ("person.change_password", in_installation, lambda s: someone(s, "pw").call(
        "POST", "/api/v1/me/password", {"password": PASSWORD, "new_password": "yet another sentence"}, 204)),
    "POST /api/v1/me/workspace": ("person.switch_workspace", in_installation, lambda s: s.owner.post(
        "/api/v1/me/workspace", {"workspace": s.mine["workspace"]})),
    "POST /api/v1/me/proof": ("session.prove", in_installation, lambda s: s.owner.call(
        "POST", "/api/v1/me/proof", {"password": PASSWORD}, 204)),
    "POST /api/v1/me/totp": ("totp.begin", in_installation, lambda s: someone(s, "begin").post("/api/v1/me/totp", {"password": PASSWORD})),
    "POST /api/v1/me/totp/confirm": ("totp.on", in_installation, confirm),
    "POST /api/v1/me/totp/off": ("totp.off", in_installation, lambda s: with_totp(s, "off")[0].call(
        "POST", "/api/v1/me/totp/off", {"password": PASSWORD}, 204)),
    "POST /api/v1/me/recovery-codes": ("totp.new_codes", in_installation, lambda s: with_totp(s, "codes")[0].post(
        "/api/v1/me/recovery-codes", {"password": PASSWORD})),
    "POST /api/v1/workspaces": (None, in_installation, make_workspace),
    "PATCH /api/v1/installation": ("installation.change", in_installation, lambda s: s.owner.patch(
        "/api/v1/installation", {"sending_paused": False})),
    "POST /api/v1/installation/backups": ("installation.backup", in_installation, backup),
    "POST /api/v1/installation/demo": (None, in_installation, make_demo),
    "DELETE /api/v1/installation/demo": ("demo.remove", in_installation, remove_demo),
    "PATCH /api/v1/first-steps": ("first_steps.change", in_workspace, lambda s: s.owner.patch(
        "/api/v1/first-steps", {"put_away": False})),
    "POST /api/v1/installation/setup-link": ("installation.setup_link", in_installation, lambda s: s.me.post(
        "/api/v1/installation/setup-link", expect=409)),
    "POST /api/v1/installation/reset-link": ("installation.reset_link", in_installation, lambda s: s.me.post(
        "/api/v1/installation/reset-link", {"email": "operator@shop.example"}, 201)),
}


def leaves_an_entry(stage, call):
    action, log, act = CHANGES[call]
    before = newest(stage, log)["id"]
    act(stage)
    entry = newest(stage, log)
    if action is None:
        return
    that(entry["id"] != before, "no entry was left")
    that(entry["action"] == action, f"{entry}")
    that(entry["actor"]["kind"] in ("person", "api_key") and entry["address"] == "127.0.0.1", f"{entry}")


def make_cases(contract):
    for (method, path), _ in sorted(contract.operations.items()):
        call = f"{method} {path}"
        if not path.startswith("/api/v1/") or method == "GET" or call in NO_CHANGE | ELSEWHERE:
            continue
        if call not in CHANGES:
            case(f"{call}: leaves an entry in the audit log", lambda s, c=call: that(False, f"nobody wrote how {c} is done"))
        else:
            case(f"{call}: leaves an entry in the audit log", lambda s, c=call: leaves_an_entry(s, c))


@scenario
def the_audit_log_is_filtered_and_paged_and_says_what_was_before(stage):
    stage.owner.patch("/api/v1/workspace", {"name": "Before"})
    stage.owner.patch("/api/v1/workspace", {"name": "After"})
    entry = newest(stage, in_workspace)
    that(entry["before"]["name"] == "Before" and entry["after"]["name"] == "After", f"{entry}")
    that(entry["actor"] == {"kind": "person", "id": stage.owner.me["person"]["id"], "name": "Leila"}, f"{entry}")
    page = stage.owner.get(f"/api/v1/audit?action=workspace.change&actor={entry['actor']['id']}&object={entry['object']}&limit=1")
    that(page["items"][0] == entry and page["next"], f"{page}")
    after = stage.owner.get(f"/api/v1/audit?action=workspace.change&limit=1&cursor={page['next']}")["items"][0]
    that(after["id"] != entry["id"] and after["action"] == "workspace.change", f"{after}")
    stage.owner.patch("/api/v1/workspace", {"name": "Demo shop"})


@scenario
def no_entry_holds_a_secret(stage):
    text = str([stage.me.get(target + "?limit=200") for target in ("/api/v1/audit", "/api/v1/installation/audit")])
    for secret in (PASSWORD, stage.owner.cookie, "IGAAS", "argon2", "whsec_", "secret-path"):
        that(secret not in text, "a secret is in the audit log")


make_cases(contract_of.Contract())
