"""A key on the network: only by TLS, and only to who can prove to be meant; in plain, only within this machine."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from e2e.household import Household
from faults.hiding import CANARY

pytestmark = [pytest.mark.long, pytest.mark.timeout(60)]


class _Kept(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.got.append(str(self.headers))  # type: ignore[attr-defined]
        self.send_error(500)

    do_GET = do_POST  # noqa: N815  http.server looks these names up

    def log_message(self, *_: object) -> None:
        """Nothing."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A handshake that fails is what is wanted."""


@contextmanager
def behind_tls(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """A server with a certificate that nobody signed; its url, and the headers of every request that it got."""
    made = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"), "-subj", "/CN=127.0.0.1"]
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *made]
    subprocess.run([*words, "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True, timeout=20)
    server = _Quiet(("127.0.0.1", 0), _Kept)
    got: list[str] = []
    server.got = got  # type: ignore[attr-defined]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"https://127.0.0.1:{server.server_address[1]}", got
    finally:
        server.shutdown()
        server.server_close()


def gateway(house: Household, url: str) -> None:
    key = f"file:{house.home}/key"
    text = f"gateway: {{url: {url}, key: '{key}', models: {{sonnet: claude-sonnet-5}}}}\n"
    house.write_profile(house.usual(more=text).replace("mode: ollama", "mode: gateway"))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_a_server_without_the_right_certificate_is_sent_nothing(house: Household, tmp_path: Path) -> None:
    with behind_tls(tmp_path) as (url, got):
        gateway(house, url)
        house.trust()
        ended = house.call("test", "--yes")
        assert ended.code != 0
        assert "certificate" in ended.said
        house.write_profile(house.usual().replace(f"url: {house.url}", f"url: '{url}', key: 'file:{house.home}/key'"))
        house.trust()
        assert "certificate" in house.call("status").said
        assert got == []


@pytest.mark.parametrize("url", ["http://192.0.2.1:11434", "http://llm.acme.example", "http://127.0.0.1.evil.example"])
def test_plain_http_to_another_machine_is_refused(house: Household, url: str) -> None:
    gateway(house, url)
    ended = house.call("apply", "--yes")
    assert ended.code == 3
    assert "SP116" in ended.said


def test_a_key_does_not_go_in_plain_to_another_machine_because_a_variable_says_so(house: Household) -> None:
    """192.0.2.1 is an address for documentation (RFC 5737): nobody has it."""
    house.more = {"OLLAMA_HOST": "http://192.0.2.1:11434"}
    house.write_profile(house.usual().replace(f"url: {house.url}", f"key: 'file:{house.home}/key'"))
    house.trust()
    ended = house.call("apply", "--yes")
    assert ended.code not in (0, 5)
    assert "SP116" in ended.said
    assert CANARY not in ended.said
    assert not house.entry.exists()
    assert "SP116" in house.call("test", "--yes").said
    conditions = json.loads(house.call("status", "--json").out)["conditions"]
    found = {one["name"]: one["code"] for one in conditions}
    assert (found["OllamaReachable"], found["KeyAvailable"]) == ("SP116", "SP116")
