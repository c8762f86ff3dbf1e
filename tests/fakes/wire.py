"""Brings a recorded answer and a stand-in's answer to a form in which they can be compared: shapes, not moments."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

HEADERS = ("content-type", "allow", "location", "access-control-allow-origin")
_CHANGING = (
    (re.compile(r"[0-9a-f]{64}"), "<hex>"),
    (re.compile(r"^pulling [0-9a-f]{12}$"), "pulling <12>"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z"), "<time>"),
    (re.compile(r"\b(msg|req)_[0-9a-f]{24}"), r"\1_<id>"),
    (re.compile(r"ts=\d+"), "ts=<n>"),
    (re.compile(r": (proxyconnect tcp: )?dial tcp\b.*refused"), ": <out of reach>"),
)
_ANY = ("text", "stop_reason")
_INFO = re.compile(r"architecture$|context_length$|embedding_length$")


@dataclass(frozen=True, slots=True)
class Said:
    """Status, the headers that matter, and the body as lines or as one value."""

    status: int
    headers: Mapping[str, str]
    body: object


def normal(value: object, key: str = "") -> object:
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if key != "model_info" or _INFO.search(k)}
        return {k: f"<{k}>" if k in _ANY else normal(v, k) for k, v in kept.items()}
    if isinstance(value, list):
        items = [normal(one) for one in value]
        if key == "tensors":
            return sorted(items[0]) if isinstance(items[0], dict) else items
        return sorted(items, key=lambda one: json.dumps(one, sort_keys=True))
    if isinstance(value, str):
        return _text(value, key)
    return 0 if isinstance(value, int | float) and not isinstance(value, bool) else value


def _text(value: str, key: str) -> object:
    for changing, mark in _CHANGING:
        value = changing.sub(mark, value)
    # servers print the lines of a modelfile in the order of a hash table
    return sorted(value.split("\n")) if key == "modelfile" else value


def normal_body(text: str) -> object:
    """JSON, lines of JSON, server-sent events, or plain text."""
    try:
        return normal(json.loads(text))
    except ValueError:
        pass
    if text.startswith(("{", "event:")):
        return normal_lines(text.split("\n"))
    return text


def normal_lines(lines: Iterable[str]) -> list[object]:
    """Each line in its normal form; what repeats itself counts once."""
    found: list[object] = []
    for line in lines:
        mark, _, rest = line.rpartition("data: ") if line.startswith("data: ") else ("", "", line)
        shape = normal(json.loads(rest)) if rest.startswith("{") else mark + rest
        if shape != "" and shape not in found[-2:]:
            found.append(shape)
    return found


def recorded(response: Mapping[str, Any]) -> Said:
    headers = {name.lower(): value for name, value in response.get("headers", {}).items()}
    text = response.get("body", "")
    body: object = "<cut>" if "<cut" in text else normal_body(text)
    if "events" in response:
        body = normal_lines(event["line"] for event in response["events"] if "line" in event)
    return Said(response["status"], {name: headers[name] for name in HEADERS if name in headers}, body)


def ask(port: int, request: Mapping[str, Any], *, lines: bool = False) -> Said:
    """Send a recorded request. `lines`: the answer is a stream even if it has a single line."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Host": f"127.0.0.1:{port}"}
    headers |= {k: v.replace("127.0.0.1:11434", f"127.0.0.1:{port}") for k, v in request.get("headers", {}).items()}
    body = request.get("body")
    data = b"" if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
    connection.putrequest(request["method"], request["path"], skip_host=True, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(data)))
    connection.endheaders(data)
    response = connection.getresponse()
    try:
        text = response.read().decode()
    except http.client.IncompleteRead as cut:
        text = cut.partial.decode()
    connection.close()
    kept = {k.lower(): v for k, v in response.getheaders() if k.lower() in HEADERS}
    return Said(response.status, kept, normal_lines(text.split("\n")) if lines else normal_body(text))


def first_lines(port: int, model: str, count: int) -> list[str]:
    """The first lines of a pull, then the connection is closed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/api/pull", json.dumps({"model": model, "insecure": True}))
    response = connection.getresponse()
    lines = [response.readline().decode().strip() for _ in range(count)]
    response.close()
    connection.close()
    return lines
