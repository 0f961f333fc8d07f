"""Holds every answer of the server against api/openapi.yaml: status, content type and body."""

import datetime
import json
import pathlib
import re

import jsonschema
import yaml

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "api/openapi.yaml"
METHODS = ("get", "post", "put", "patch", "delete")
PROBLEM = {"$ref": "#/components/responses/Problem"}
INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$")
FORMATS = jsonschema.FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def is_instant(value):
    if not isinstance(value, str):
        return True
    datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    return bool(INSTANT.match(value))


@FORMATS.checks("date", raises=ValueError)
def is_day(value):
    return not isinstance(value, str) or bool(datetime.date.fromisoformat(value))


class StrictLoader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):
    """A key that stands twice in a mapping would silently win over the first."""

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"{key!r} stands twice in the mapping of line {node.start_mark.line + 1}")
        return super().construct_mapping(node, deep)


# YAML 1.2, as OpenAPI has it: `off` is a word and no date is read.
StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if not tag.endswith((":bool", ":timestamp"))]
    for first, known in StrictLoader.yaml_implicit_resolvers.items()}
StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def open_objects(schema, path="", is_part=False):
    """Where an object may carry fields that nobody described: neither closed nor said to be open."""
    if isinstance(schema, list):
        for i, one in enumerate(schema):
            yield from open_objects(one, f"{path}/{i}", is_part)
    if not isinstance(schema, dict):
        return
    says = {"additionalProperties", "unevaluatedProperties"} & schema.keys()
    is_object = "properties" in schema or schema.get("type") == "object" or "allOf" in schema
    named_part = path.startswith("/components/schemas/") and path.count("/") == 3 and path.endswith(PARTS)
    if is_object and not says and not is_part and not named_part:
        yield path
    for key, value in schema.items():
        if key not in ("examples", "default", "enum", "const", "requestBody" if "webhooks" in path else ""):
            yield from open_objects(value, f"{path}/{key}", key == "allOf")


PARTS = ("Fields", "RuleFilters", "RuleHead")


class Contract:
    def __init__(self):
        self.document = yaml.load(DOCUMENT.read_text(), StrictLoader)
        self.operations = {}
        for path, item in self.document["paths"].items():
            pattern = re.compile("^" + re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) + "$")
            for method in METHODS:
                if method in item:
                    self.operations[(method.upper(), path)] = (pattern, item[method], item.get("parameters", []))
        self.seen = {}

    def operation(self, method, path):
        """(path of the contract, operation) of a call, or None; a fixed path wins over one with a {name}."""
        found = [(known, operation) for (verb, known), (pattern, operation, _) in self.operations.items()
                 if verb == method and pattern.match(path)]
        return min(found, key=lambda one: one[0].count("{"), default=None)

    def resolve(self, node):
        while "$ref" in node:
            target = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            node = target
        return node

    def faults(self, method, path, status, content_type, body):
        """What the contract does not say about this answer; an empty list when all is as described."""
        found = self.operation(method, path)
        if found is None:
            response = self.resolve(PROBLEM)
        else:
            known, operation = found
            self.seen.setdefault((method, known), set()).add(status)
            responses = operation["responses"]
            name = str(status) if str(status) in responses else "default" if status >= 400 else None
            if name not in responses:
                return [f"status {status} is not described"]
            response = self.resolve(responses[name])
        return self.body_faults(response, status, content_type, body)

    def body_faults(self, response, status, content_type, body):
        described = response.get("content")
        if not described:
            return [f"a body of {len(body)} bytes is not described"] if body else []
        media = content_type.split(";")[0].strip()
        if media not in described:
            return [f"content type {media!r} is not described, but {' or '.join(described)}"]
        if not media.endswith("json"):
            return [] if isinstance(body.decode(), str) else []
        value = json.loads(body)
        out = [f"{'/'.join(map(str, error.absolute_path)) or 'the body'}: {error.message[:300]}"
               for error in self.validator(described[media]["schema"]).iter_errors(value)]
        if media == "application/problem+json" and value.get("status") != status:
            out.append(f"the problem says status {value.get('status')}")
        return out

    def validator(self, schema):
        whole = {"allOf": [schema], "components": self.document["components"]}
        return jsonschema.Draft202012Validator(whole, format_checker=FORMATS)

    def accepts(self, method, path, body):
        """Whether the contract allows this JSON as the body of the call."""
        _, operation = self.operation(method, path)
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        return self.validator(schema).is_valid(body)

    def never_called(self):
        return sorted(f"{method} {path}" for method, path in self.operations.keys() - self.seen.keys())

    def never_answered(self):
        """Described statuses that no call was answered with."""
        out = []
        for (method, path), (_, operation, _) in sorted(self.operations.items()):
            seen = self.seen.get((method, path), set())
            for status in operation["responses"]:
                missing = not any(one >= 400 for one in seen) if status == "default" else int(status) not in seen
                if missing:
                    out.append(f"{method} {path} {'a problem' if status == 'default' else status}")
        return out
