"""Nobody reaches what is another workspace's, and no role does what it may not: cases made for every call from the contract,
so that whoever adds a call gets them with it."""

import contract as contract_of
from scenarios import case, scenario
from scenarios_bad import filled, fitting_body, headers_for, json_schema, noun
from stage import RULE, ROLES
from stream import Stream
from world import Fault, that

ALLOWED = {"read": ROLES, "inbox": ("owner", "admin", "agent"), "operate": ("owner", "admin", "operator"),
           "manage": ("owner", "admin"), "administer": ("owner", "admin"), "own": ("owner",), "installer": (), "machine": ()}
KINDS = {"account": "accounts", "contact": "contacts", "conversation": "conversations", "rule": "rules", "member": "members",
         "workspace": "workspace", "label": "labels", "message": "messages"}
# Fields whose names say id, in requests: each is marked as ours (x-id) or as not ours (x-not-ours).
SOUNDS_LIKE_AN_ID = ("id", "account", "accounts", "contact", "contacts", "conversation", "rule", "person", "member", "workspace",
                     "actor", "object", "media_id", "media_ids", "session", "invitation")
# A name, not an id: what a workspace is to be called.
NAMES = {("POST", "/api/v1/set-up", "workspace"), ("POST", "/api/v1/sign-up", "workspace")}


def fields_of(schema, contract, path=""):
    """(path, schema) of every field of a body, "draft.conditions.accounts[]" for lists."""
    schema = contract.resolve(schema)
    for part in schema.get("allOf", []):
        yield from fields_of(part, contract, path)
    for name, field in schema.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        merged = {**contract.resolve(field), **{key: value for key, value in field.items() if key.startswith("x-")}}
        if merged.get("type") == "array":
            yield here + "[]", {**contract.resolve(merged["items"]), **{k: v for k, v in merged.items() if k.startswith("x-")}}
        else:
            yield here, merged
            yield from fields_of(merged, contract, here)


def id_fields(method, path, contract):
    """Where a call may name something: ("path" | "query" | "body", field, kind)."""
    _, operation, shared = contract.operations[(method, path)]
    for one in map(contract.resolve, [*shared, *operation.get("parameters", [])]):
        if one["in"] == "path":
            yield "path", one["name"], noun(path)
        elif "x-id" in one.get("schema", {}):
            yield "query", one["name"], KINDS[one["schema"]["x-id"]]
    schema = json_schema(operation, contract)
    for name, field in fields_of(schema, contract) if schema else []:
        if "x-id" in field:
            yield "body", name, KINDS[field["x-id"]]


def unmarked(method, path, contract):
    """Fields that sound like ids and are not said to be, or not to be."""
    _, operation, shared = contract.operations[(method, path)]
    named = [(one["name"], one.get("schema", {})) for one in map(contract.resolve, [*shared, *operation.get("parameters", [])])
             if one["in"] == "query"]
    schema = json_schema(operation, contract)
    named += list(fields_of(schema, contract)) if schema else []
    for name, field in named:
        last = name.split(".")[-1].removesuffix("[]")
        if "properties" in field or "allOf" in field:
            continue
        says = "x-id" in field or "x-not-ours" in field or (method, path, last) in NAMES
        if (last in SOUNDS_LIKE_AN_ID or last.endswith(("_id", "_ids"))) and not says:
            yield name


def placed(body, field, value):
    """The body with the value where the field is."""
    name, _, rest = field.partition(".")
    if name.endswith("[]"):
        return {**body, name.removesuffix("[]"): [value]}
    return {**body, name: placed(body.get(name, {}), rest, value) if rest else value}


def base_body(method, path):
    if path == "/api/v1/rules/test":
        return {"text": "x", "draft": RULE}
    if path == "/api/v1/rules":
        return RULE
    if path in ("/api/v1/rule-drafts", "/api/v1/rules/lint", "/api/v1/rules/backtests"):
        return {"rule": RULE}
    return fitting_body(method, path) if method in ("POST", "PUT", "PATCH") else None


def another(one):
    """An id of the same kind that nothing has."""
    return one[:4] + ("2" if one[4] != "2" else "3") + one[5:]


def isolate(stage, method, path, where, field, kind):
    """What is next door's gets the answer, to the byte, of what does not exist."""
    _, operation, _ = stage.contract.operations[(method, path)]
    here, next_door = stage.callers(operation)

    def answer(caller, one, own):
        target, body = filled(stage, path, own), base_body(method, path)
        if where == "path":
            target = path.replace("{id}", one)
        elif where == "query":
            target += f"?{field}={one}"
        else:
            body = placed(body, field, one)
        return caller.call(method, target, body, 404, headers_for(operation)).body

    mine, theirs = stage.mine.get(kind, "raw_1"), stage.theirs.get(kind, "raw_2")
    unknown = answer(here, another(mine), stage.mine)
    that(answer(here, theirs, stage.mine) == unknown, "theirs is told from what does not exist")
    that(answer(next_door, mine, stage.theirs) == unknown, "mine is told from what does not exist")


def isolate_header(stage, method, path):
    """A workspace that is not theirs, one that does not exist and what is no id are one answer."""
    _, operation, _ = stage.contract.operations[(method, path)]
    if operation["x-needs"] in ("everyone", "machine"):
        return
    caller = stage.people["owner"]
    body = base_body(method, path)
    told = {caller.call(method, filled(stage, path), body, 404, {**headers_for(operation), "Dunlin-Workspace": one}).body
            for one in (stage.theirs["workspace"], another(stage.theirs["workspace"]), "ws_1", "x", "")}
    that(len(told) == 1, f"told apart: {told}")


def refuse_role(stage, method, path, role):
    _, operation, _ = stage.contract.operations[(method, path)]
    problem = stage.people[role].call(method, filled(stage, path), base_body(method, path), 403, headers_for(operation)).json
    that(problem["code"] == "auth.not_allowed", f"{problem}")


def let_role(stage, method, path, role):
    _, operation, _ = stage.contract.operations[(method, path)]
    if "text/event-stream" in operation["responses"].get("200", {}).get("content", {}):
        Stream(stage.people[role]).close()
        return
    answer = stage.people[role].call(method, filled(stage, path), None if method == "GET" else {"surprise": 1},
                                     headers=headers_for(operation))
    if answer.status in (401, 403):
        raise Fault(f"{role} is refused: {answer.body[:300]}")


def make_cases(contract):
    for (method, path), (_, operation, _) in sorted(contract.operations.items()):
        if not path.startswith("/api/v1/"):
            continue
        call = f"{method} {path}"
        for where, field, kind in id_fields(method, path, contract):
            case(f"{call}: {field} in the {where} of next door",
                 lambda s, m=method, p=path, w=where, f=field, k=kind: isolate(s, m, p, w, f, k))
        case(f"{call}: the workspace of next door", lambda s, m=method, p=path: isolate_header(s, m, p))
        allowed = ALLOWED.get(operation["x-needs"], None)
        for role in ROLES if allowed is not None else []:
            # The first person runs the server.
            may = role in allowed or (role == "owner" and operation["x-needs"] == "installer")
            # What takes no body would be done.
            if may and (method == "GET" or "requestBody" in operation):
                case(f"{call}: {role} may", lambda s, m=method, p=path, r=role: let_role(s, m, p, r))
            elif not may:
                case(f"{call}: {role} may not", lambda s, m=method, p=path, r=role: refuse_role(s, m, p, r))


@scenario
def every_field_that_sounds_like_an_id_is_said_to_be_one_or_none(stage):
    for method, path in stage.contract.operations:
        if path.startswith("/api/v1/"):
            left = list(unmarked(method, path, stage.contract))
            that(not left, f"{method} {path}: {left}")


make_cases(contract_of.Contract())
