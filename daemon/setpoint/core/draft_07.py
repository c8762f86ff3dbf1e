"""A schema of draft 2020-12 said again in draft-07, for editors and catalogues that know no later one (2026-11-22).

Made from the one schema, so that the two cannot drift apart:

- what stands beside a `$ref` is ignored in draft-07: the definition is put in its place
- `$defs` is called `definitions`, and only what is still referred to stays
- a `type` of several kinds becomes an `anyOf` of one kind each, which is what Ajv's strict mode asks for
- each branch, enumeration and constant says its type

Keywords of other drafts are not known here: a test sees to it that our schemas use none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

Node = dict[str, Any]

DRAFT: Final = "http://json-schema.org/draft-07/schema#"

NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
OF_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "string": ("minLength", "maxLength", "pattern", "patternErrorMessage", "format"),
    "object": (
        *("required", "properties", "patternProperties", "additionalProperties", "propertyNames"),
        *("minProperties", "maxProperties"),
    ),
    "array": ("items", "minItems", "maxItems", "uniqueItems"),
    "integer": NUMBERS,
    "number": NUMBERS,
    "boolean": (),
    "null": (),
}
"""The keywords that say something about values of one kind only."""

CHOOSING: Final = ("type", "oneOf", "anyOf", "if", "then")
MANY: Final = ("properties", "patternProperties")
ONE: Final = ("items", "additionalProperties", "propertyNames", "if", "then", "else", "not")
LISTS: Final = ("oneOf", "anyOf", "allOf")


def said_again(schema: Node, identity: str = "") -> Node:
    """The whole schema; `identity`: another `$id`, such as the address that it is served from."""
    definitions: Node = schema.get("$defs", {})
    rest = {word: member for word, member in schema.items() if word not in ("$schema", "$id", "$defs")}
    root = {"$schema": DRAFT, "$id": identity or schema["$id"], **_node(rest, definitions)}
    wanted: Node = {}
    while missing := sorted(set(_referred(root) | _referred(wanted)) - wanted.keys()):
        wanted |= {name: _node(definitions[name], definitions) for name in missing}
    return root | {"definitions": wanted} if wanted else root


def _node(node: Any, definitions: Node) -> Any:
    if not isinstance(node, dict):
        return node  # true or false
    if "$ref" in node:
        name = node["$ref"].removeprefix("#/$defs/")
        beside = {word: member for word, member in node.items() if word != "$ref"}
        return _node(definitions[name] | beside, definitions) if beside else {"$ref": f"#/definitions/{name}"}
    return _typed(_split(_inside(node, lambda each: _node(each, definitions))))


def _inside(node: Node, change: Callable[[Any], Any]) -> Node:
    """The same keywords, with every schema below changed; what only looks like one, in an example, is not."""
    made: Node = {}
    for word, member in node.items():
        if word in MANY:
            made[word] = {name: change(each) for name, each in member.items()}
        elif word in LISTS:
            made[word] = [change(each) for each in member]
        else:
            made[word] = change(member) if word in ONE else member
    return made


def _split(node: Node) -> Node:
    """A node of several kinds, as one branch for each."""
    kinds = node.get("type")
    if not isinstance(kinds, list):
        return node
    special = {word for words in OF_KIND.values() for word in words}
    told = {word: member for word, member in node.items() if word not in special and word not in CHOOSING}
    return told | {"anyOf": [_branch(node, kind) for kind in kinds]}


def _branch(node: Node, kind: str) -> Node:
    made = {"type": kind} | {word: node[word] for word in OF_KIND[kind] if word in node}
    if node.get("if", {}).get("type") == kind:
        made |= node["then"]
    fit = [each for each in node.get("oneOf", ()) if each.get("type", kind) == kind]
    choices = [{word: each[word] for word in each if word != "type"} for each in fit]
    return made | {"oneOf": [_with_own(each, made) for each in choices]} if any(choices) else made


def _with_own(choice: Node, branch: Node) -> Node:
    """What is required is named there too: strict Ajv takes a required key for misspelt where it is not."""
    required = {name: True for name in choice.get("required", ()) if name in branch.get("properties", {})}
    return choice | {"properties": required} if required else choice


def _typed(node: Node) -> Node:
    if "type" in node or not node.keys() & {"enum", "const", "pattern"}:
        return node
    values = node.get("enum", [node.get("const", "")])
    kinds = {_kind(each) for each in values}
    return {"type": kinds.pop(), **node} if len(kinds) == 1 else node


def _kind(thing: object) -> str:
    if isinstance(thing, bool):
        return "boolean"
    return {str: "string", int: "integer", float: "number", type(None): "null"}.get(type(thing), "object")


def _referred(node: object) -> set[str]:
    if isinstance(node, list):
        return {name for each in node for name in _referred(each)}
    if not isinstance(node, dict):
        return set()
    found = {name for each in node.values() for name in _referred(each)}
    name = node.get("$ref")
    return found | {name.removeprefix("#/definitions/")} if isinstance(name, str) else found
