"""Bad input, made for every call from the contract itself: whoever adds a call gets these cases with it."""

import json
import socket

from scenarios import case, scenario
from stage import RULE
from world import Fault, PATIENCE_SECONDS, that

MISTAKES = [{"a": 1}, [1], 1.5, -(2**70), 10**30, True, "", "x" * 30_000, "\u0000", None]
NOT_JSON = {"cut off": b'{"a": ', "two values": b"{} {}", "a comment": b"{} // no", "single quotes": b"{'a': 1}",
            "no UTF-8": b'{"\xff": 1}', "a lone surrogate": b'{"a": "\\ud800"}', "a duplicate key": b'{"a": 1, "a": 2}',
            "too deep": b'{"a":' * 40 + b"1" + b"}" * 40, "too many values": b"[" + b"1," * 100_001 + b"1]",
            "a number beyond all": b'{"a": 1e999}', "only blanks": b"   "}
NO_OBJECT = {"a list": [], "a text": "x", "a number": 1, "null": None}
NO_PAGE = ["limit=0", "limit=-1", "limit=201", "limit=1.5", "limit=%2B5", "limit=ten", "limit=99999999999999999999",
           "cursor=x", "cursor=p1-q1-n1-z", "cursor=" + "z" * 3000]
NO_ID = ["x", "con_", "zzz_1", "con_0OIl", "con_" + "z" * 300, "1", "' OR 1=1", "%F0%9F%90%A6"]


def quoted(text):
    return text.replace(" ", "%20").replace("'", "%27")


def noun(path):
    """What {id} is the id of: the segment before it."""
    return path.split("/{id}")[0].split("/")[-1]


def filled(stage, path, ids=None):
    """The path with an id of ours in the place of {id}."""
    return path.replace("{id}", (ids or stage.mine).get(noun(path), "raw_1"))


def json_schema(operation, contract):
    content = operation.get("requestBody", {}).get("content", {})
    return contract.resolve(content["application/json"]["schema"]) if "application/json" in content else None


def headers_for(operation):
    needs_key = any(one.get("name") == "Idempotency-Key" for one in operation.get("parameters", []))
    return {"Idempotency-Key": "bad input"} if needs_key else {}


def properties_of(schema, contract):
    found = dict(schema.get("properties", {}))
    for part in schema.get("allOf", []):
        found.update(properties_of(contract.resolve(part), contract))
    return found


def refuse_key(stage, method, path):
    target = filled(stage, path)
    for caller in (stage.nobody, stage.revoked, stage.caller("dk_" + "x" * 43), stage.caller("x" * 5000)):
        caller.call(method, target, expect=401)
    for header in ("Basic YTpi", "Bearer", "Bearer ", "dk_x", f"Bearer  {stage.me.key}", f"Bearer {stage.me.key} x"):
        stage.nobody.call(method, target, headers={"Authorization": header}, expect=401)
    stage.nobody.call(method, target + "?access_token=" + stage.me.key, expect=401)


def refuse_reader(stage, method, path):
    if "{id}" in path and noun(path) == "sessions":
        path = "/api/v1/me/sessions"
    before = stage.me.call("GET", filled(stage, path)).body
    problem = stage.reader.call(method, filled(stage, path), {}, 403, {"Idempotency-Key": "x"}).json
    that(problem["code"] in ("auth.not_allowed", "auth.person_only"), f"{problem}")
    that(stage.me.call("GET", filled(stage, path)).body == before, "it changed something")


def refuse_other_methods(stage, path, known):
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - known:
        if stage.contract.operation(method, filled(stage, path)):
            continue
        answer = stage.owner.call(method, filled(stage, path), {} if method != "GET" else None, 405)
        that(known <= set(answer.headers["Allow"].split(", ")), f"Allow: {answer.headers['Allow']}")


def refuse_bad_json(stage, method, path, operation):
    target, headers = filled(stage, path), headers_for(operation)
    caller = stage.callers(operation)[0]
    for name, raw in NOT_JSON.items():
        problem = caller.call(method, target, raw=raw, headers=headers)
        that(problem.status == 400, f"{name}: {problem.status} {problem.body[:300]}")
    for name, body in NO_OBJECT.items():
        raw = json.dumps(body).encode()
        problem = caller.call(method, target, raw=raw, headers=headers)
        if name == "null" and not operation["requestBody"].get("required"):
            continue
        that(problem.status == 422, f"{name}: {problem.status} {problem.body[:300]}")
    caller.call(method, target, raw=b"x" * (2**20 + 1), headers=headers, expect=413)
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/jsonx", "", None):
        caller.call(method, target, raw=b"{}", headers={**headers, "Content-Type": content_type}, expect=415)


def says(field, text):
    """By its name, or as people call it: "The new password"."""
    return field in text or "the " + field.replace("_", " ") in text.lower()


def refuse_bad_fields(stage, method, path, operation):
    """Each field once with each mistake that the contract does not allow, and one field that nobody knows."""
    target, headers = filled(stage, path), headers_for(operation)
    caller = stage.callers(operation)[0]
    schema = json_schema(operation, stage.contract)
    known = properties_of(schema, stage.contract)
    wrong = [({"surprise": 1}, "surprise")]
    for name, described in known.items():
        validator = stage.contract.validator(described)
        wrong += [({name: value}, name) for value in MISTAKES if not validator.is_valid(value) and value is not None]
    for body, field in wrong:
        answer = caller.call(method, target, body, headers=headers)
        if answer.status != 422:
            raise Fault(f"{str(body)[:80]} was answered {answer.status}: {answer.body[:300]}")
        named = answer.json.get("field", "") + " " + answer.json["detail"]
        that(says(field, named), f"{str(body)[:80]}: {field} is not named: {answer.json}")
    for missing in schema.get("required", []):
        problem = caller.call(method, target, {}, 422, headers).json
        that(says(missing, problem["detail"]), f"{missing} is not asked for: {problem}")


def refuse_bad_pages(stage, path):
    names = [one["name"] for one in map(stage.contract.resolve, stage.contract.operations[("GET", path)][1]["parameters"])]
    that({"limit", "cursor"} <= set(names), "a list with pages does not describe limit and cursor")
    for query in NO_PAGE:
        problem = stage.me.call("GET", filled(stage, path) + "?" + query, expect=422).json
        that(problem["field"] == query.split("=")[0], f"{query}: {problem}")


def refuse_bad_choices(stage, path, operation):
    for parameter in map(stage.contract.resolve, operation.get("parameters", [])):
        schema = stage.contract.resolve(parameter["schema"])
        if parameter["in"] != "query" or ("enum" not in schema and "maximum" not in schema):
            continue
        for value in ("nonsense", "-1", "99999999999"):
            body = {"raw": b"rules: []", "headers": {"Content-Type": "application/yaml"}} if "requestBody" in operation else {}
            method = "POST" if body else "GET"
            problem = stage.me.call(method, f"{filled(stage, path)}?{parameter['name']}={value}", expect=422, **body).json
            that(problem["field"] == parameter["name"], f"{value}: {problem}")


def refuse_ids(stage, method, path, operation):
    """What is unknown and what is another workspace's is one answer, to the byte: nobody learns what exists."""
    body = None if method in ("GET", "DELETE") else fitting_body(method, path)

    def asked_by(caller, target):
        return caller.call(method, target, body, 404, headers_for(operation)).body

    here, next_door = stage.callers(operation)
    for one in NO_ID:
        asked_by(here, path.replace("{id}", quoted(one)))
    mine, theirs = (ids.get(noun(path), "raw_1") for ids in (stage.mine, stage.theirs))
    unknown = asked_by(here, path.replace("{id}", mine[:4] + "2" + mine[5:]))
    that(asked_by(here, path.replace("{id}", theirs)) == unknown, "theirs is told from what does not exist")
    that(asked_by(next_door, path.replace("{id}", mine)) == unknown, "mine is told from what does not exist")


FITTING = {"notes/{id}": {"text": "x"}, "labels/{id}": {"name": "x", "colour": "red"},
           "canned-replies/{id}": {"shortcut": "x", "texts": [{"language": "en", "text": "x"}]},
           "inbox-views/{id}": {"name": "x", "shared": False, "filter": {}}, "inbox/{id}/notes": {"text": "x"},
           "inbox/{id}/draft": {"text": "x"}, "inbox/{id}/presence": {"state": "viewing"},
           "alert-settings": {"kinds": []}, "alert-settings/mail": {"mail": True},
           "alert-settings/webhook": {"url": "https://hooks.shop.example/x", "style": "slack"},
           "contacts/{id}/erase": {"confirm": "erase"}, "labels": {"name": "x", "colour": "red"},
           "canned-replies": {"shortcut": "x", "texts": [{"language": "en", "text": "x"}]},
           "inbox-views": {"name": "x", "shared": False, "filter": {}}, "inbox/bulk": {"ids": ["cnv_1"], "change": {}}}


def fitting_body(method, path):
    """A body that the call would take, so that only the id can be what is wrong."""
    known = FITTING.get(path.removeprefix("/api/v1/"))
    if known is not None:
        return known
    last = path.split("/")[-1]
    return {"tags": {"add": ["x"]}, "consent": {"kind": "opted_in", "source": "api"}, "messages": {"text": "x"},
            "settle": {"outcome": "sent"}, "restore": {"version": 1}, "replay": {}}.get(
        last, {"rule": RULE} if path == "/api/v1/rule-drafts/{id}"
        else {"order": []} if last == "order" else {"name": "x", "actions": [{"type": "hand_to_person"}]} if method == "PUT"
        else {"role": "viewer"} if noun(path) == "members" else {})


def make_cases(contract):
    methods = {}
    for (method, path), (_, operation, _) in sorted(contract.operations.items()):
        if not path.startswith("/api/v1/"):
            continue
        methods.setdefault(path, set()).add(method)
        call = f"{method} {path}"
        open_to_all = operation["x-needs"] == "everyone"
        if not open_to_all:
            case(f"{call}: no key, a wrong one, a revoked one", lambda s, m=method, p=path: refuse_key(s, m, p))
        if method != "GET" and operation["x-needs"] not in ("read", "everyone"):
            case(f"{call}: a key that may only read", lambda s, m=method, p=path: refuse_reader(s, m, p))
        if json_schema(operation, contract):
            case(f"{call}: a body that is no JSON object", lambda s, m=method, p=path, o=operation: refuse_bad_json(s, m, p, o))
            case(f"{call}: fields of wrong type, size and name",
                 lambda s, m=method, p=path, o=operation: refuse_bad_fields(s, m, p, o))
        names = [contract.resolve(one)["name"] for one in operation.get("parameters", [])]
        if "limit" in names:
            case(f"{call}: wrong pages", lambda s, p=path: refuse_bad_pages(s, p))
        case(f"{call}: wrong query parameters", lambda s, p=path, o=operation: refuse_bad_choices(s, p, o))
        if "{id}" in path:
            case(f"{call}: ids that are malformed, unknown or next door's",
                 lambda s, m=method, p=path, o=operation: refuse_ids(s, m, p, o))
    for path, known in sorted(methods.items()):
        case(f"{path}: other methods", lambda s, p=path, k=known: refuse_other_methods(s, p, k))


@scenario
def an_address_that_does_not_exist_is_said_to_be_none(stage):
    for target in ("/api/v1/", "/api/v1/nothing", "/api/v1/rules/", "/api/v2/rules", "/api/v1/rules/a/b/c", "/api/v1//rules"):
        that(stage.me.call("GET", target, expect=404).json["code"] == "api.no_such_route", target)
    that(stage.nobody.call("GET", "/api/v1/nothing").status == 401, "who has no key learns what exists")


@scenario
def what_is_next_doors_is_in_no_list_here(stage):
    theirs = stage.theirs
    stage.me.get("/api/v1/contacts?account=" + theirs["contacts"], expect=422)
    stage.me.get("/api/v1/activity?conversation=x", expect=422)
    for name in ("accounts", "contacts", "conversations", "activity", "sends", "rules", "api-keys", "members", "invitations"):
        listed = {one["id"] for one in stage.me.get(f"/api/v1/{name}{'' if name in ('accounts', 'api-keys', 'members', 'invitations') else '?limit=200'}")["items"]}
        that(theirs[name] not in listed and listed, f"{name}: theirs is listed, or nothing is")


@scenario
def only_the_installer_reaches_the_installation_and_makes_installers(stage):
    for caller in (stage.writer, stage.reader, stage.neighbour):
        caller.call("GET", "/api/v1/installation", expect=403)
        caller.call("PATCH", "/api/v1/installation", {"sending_paused": True}, 403)
    problem = stage.writer.post("/api/v1/api-keys", {"name": "more", "access": "read", "installer": True}, 403)
    that(problem["field"] == "installer", f"{problem}")
    stage.reader.call("GET", "/api/v1/api-keys", expect=403)


@scenario
def a_send_needs_an_idempotency_key_of_one_to_two_hundred_characters(stage):
    target = f"/api/v1/conversations/{stage.mine['conversations']}/messages"
    for key in (None, "", "k" * 201):
        problem = stage.me.call("POST", target, {"text": "x"}, 422, {"Idempotency-Key": key}).json
        that(problem["field"] == "Idempotency-Key", f"{problem}")


@scenario
def content_that_instagram_would_refuse_is_refused_at_once_with_its_place(stage):
    target = f"/api/v1/conversations/{stage.mine['conversations']}/messages"
    wrong = [({"text": ""}, "text"), ({"text": "x" * 1001}, "text"), ({"type": "image"}, "url"),
             ({"type": "image", "url": "javascript:alert(1)"}, "url"), ({"type": "image", "url": "x"}, "url"),
             ({"type": "buttons", "text": "x", "buttons": []}, "buttons"),
             ({"type": "buttons", "text": "x", "buttons": [{"title": "a"}]}, "buttons[0]"),
             ({"type": "buttons", "text": "x", "buttons": [{"title": "a", "url": "https://a.example", "payload": "b"}]}, "buttons[0]"),
             ({"type": "cards", "cards": [{"title": "a", "x": 1}]}, "cards[0].x"),
             ({"text": "x", "quick_replies": [{"title": "t" * 21}]}, "quick_replies[0].title"),
             ({"text": "x", "url": "https://a.example"}, "url"), ({"type": "poem", "text": "x"}, "type"), ({}, "text")]
    for number, (body, field) in enumerate(wrong):
        problem = stage.me.call("POST", target, body, headers={"Idempotency-Key": f"bad {number}"})
        that(problem.status == 422, f"{body}: {problem.status} {problem.body}")
        that(problem.json.get("field") == field, f"{body}: {problem.json}")


@scenario
def faults_of_rules_are_named_with_their_paths_all_at_once(stage):
    body = {"name": "Bad", "conditions": {"keywords": {"any": ["two words", {"text": "(", "kind": "regex"}]}},
            "actions": [{"type": "reply", "variants": [{"text": "{{nobody}}"}, {"text": "x" * 1001}]}]}
    problem = stage.me.call("POST", "/api/v1/rules", body, 422).json
    for place in ("conditions.keywords.any[0]", "conditions.keywords.any[1]", "variants[0].text", "variants[1].text"):
        that(place in problem["detail"], f"{place} is not named: {problem['detail']}")
    as_yaml = {"Content-Type": "application/yaml"}
    for raw in (b"rules: [", b"- 1", b"rules: 7", b"rules: [{name: a}]", b"\xff", b"a: &a [*a, *a]", b"rules: []\n---\nrules: []",
                b"rules: []\nrules: []", b"", b"rules: [{name: a, actions: [{type: dance}]}]", b"[" * 200 + b"]" * 200):
        stage.me.call("POST", "/api/v1/rules/import", raw=raw, headers=as_yaml, expect=422)
    stage.me.call("POST", "/api/v1/rules/import", raw=b"#" * (4 * 2**20 + 1), headers=as_yaml, expect=413)
    problem = stage.me.call("PUT", "/api/v1/rules/" + stage.mine["rules"], {"name": "Fallback (English)", "actions": [
        {"type": "hand_to_person"}]}, 409).json
    that(problem["code"] == "rules.name_taken" and problem["field"] == "name", f"{problem}")


RAW = {
    "another host": (b"GET /api/v1/rules HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421),
    "no host": (b"GET /api/v1/rules HTTP/1.1\r\n\r\n", 400),
    "a length twice": (b"POST /api/v1/rules HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    "a header too large": (b"GET /api/v1/rules HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 20_000 + b"\r\n\r\n", 431),
    "a target too long": (b"GET /api/v1/rules?" + b"x" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
    "another version": (b"GET /api/v1/rules HTTP/2.0\r\nHost: localhost\r\n\r\n", 505),
    "a broken escape": (b"GET /api/v1/rules/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    "a made-up coding": (b"POST /api/v1/rules HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: zip\r\n\r\n", 400)}


@scenario
def what_is_no_request_gets_a_problem_too(stage):
    for name, (raw, status) in RAW.items():
        with socket.create_connection(("127.0.0.1", stage.server.port), timeout=PATIENCE_SECONDS) as line:
            line.sendall(raw)
            answer = b""
            while b"}" not in answer and (part := line.recv(65536)):
                answer += part
        head, _, body = answer.partition(b"\r\n\r\n")
        that(head.split()[1] == str(status).encode(), f"{name}: {head[:200]}")
        that(b"application/problem+json" in head, f"{name} is no problem document: {head}")
        wrong = [error.message for error in stage.contract.validator({"$ref": "#/components/schemas/Problem"})
                 .iter_errors(json.loads(body))]
        that(not wrong, f"{name}: {wrong}")
