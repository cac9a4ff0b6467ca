"""A site on this machine: real HTTP for the real connectors, with a ledger of what arrived and faults on demand.

A stand-in enforces what its system's documentation and source say about changes, the traps above all. What is asked
of it stands in `asked`, what it did in `done`, so that a test can prove that nothing was sent twice.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

LOGIN_PAGE = "<!DOCTYPE html><html><body><form action='/login'>Log in</form></body></html>"


class Fault(Enum):
    """What can go wrong between a site and us."""

    NONE = auto()
    """Nothing; the next fault waits for the next request."""
    DROP_BEFORE = auto()
    """The connection breaks, and nothing was done."""
    DROP_AFTER = auto()
    """It was done, and then the connection breaks."""
    FAIL_BEFORE = auto()
    """500, and nothing was done."""
    FAIL_AFTER = auto()
    """It was done, and the answer is 500."""
    BUSY = auto()
    """429, come back at once."""
    DOWN = auto()
    """503, come back in two seconds."""
    SLOW = auto()
    """It was done, and the answer comes too late."""
    QUEUED = auto()
    """202, it will be done."""
    PAGE = auto()
    """A login page with 200, and nothing was done."""
    FORBIDDEN = auto()
    """A firewall's page with 403."""
    ELSEWHERE = auto()
    """A redirect to another host."""
    ENDLESS = auto()
    """An answer that doesn't end."""


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body or b"null")

    @property
    def form(self) -> dict[str, list[str]]:
        """The body as a form."""
        return parse_qs(self.body.decode())


@dataclass(frozen=True)
class Reply:
    """What is answered."""

    body: object
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """A change that the site made, or was asked for and found nothing to do."""

    id: str
    verb: str
    before: str
    after: str


class StandIn:
    """What all stand-ins share; a system says in `answer` how it answers."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.done: list[Done] = []
        self._faults: list[tuple[str, Fault]] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, asked: Asked) -> Reply:
        """Do what is asked and return what the system would answer."""
        raise NotImplementedError

    def fault(self, fault: Fault, method: str = "GET", times: int = 1) -> None:
        """Let the next requests of a method go wrong."""
        self._faults += [(method, fault)] * times

    def heal(self) -> None:
        """Let nothing go wrong from now on."""
        self._faults = []

    def sent_to(self, id: str) -> list[str]:
        """Return the verbs that arrived for a comment."""
        return [done.verb for done in self.done if done.id == id]

    @property
    def most_sent(self) -> int:
        """How many changes arrived for the comment that got most."""
        return max(Counter(done.id for done in self.done).values(), default=0)

    def taken(self, asked: Asked) -> tuple[Fault | None, Reply]:
        """Return how a request ends; one at a time, as a database would have it."""
        with self._lock:
            self.asked.append(asked)
            place = next((n for n, (method, _) in enumerate(self._faults) if method == asked.method), None)
            fault = self._faults.pop(place)[1] if place is not None else None
            if fault in _INSTEAD:
                return fault, _INSTEAD[fault]
            reply = Reply("") if fault is Fault.DROP_BEFORE else self.answer(asked)
            return fault, Reply({"message": "Database gone"}, 500) if fault is Fault.FAIL_AFTER else reply

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


_INSTEAD = {
    Fault.FAIL_BEFORE: Reply({"message": "Database gone"}, 500),
    Fault.BUSY: Reply({"message": "Too many requests"}, 429, {"Retry-After": "0"}),
    Fault.DOWN: Reply({"message": "Maintenance"}, 503, {"Retry-After": "2"}),
    Fault.QUEUED: Reply({}, 202),
    Fault.PAGE: Reply(LOGIN_PAGE),
    Fault.FORBIDDEN: Reply("<html><body>Request blocked.</body></html>", 403),
    Fault.ELSEWHERE: Reply("", 302, {"Location": "https://login.example/?next=/"}),
    Fault.ENDLESS: Reply("[" + " " * (9 << 20) + "]", 200, {"Content-Type": "application/json"}),
}


@contextmanager
def serving(site: StandIn) -> Iterator[StandIn]:
    """Serve a site while the block runs."""
    with site:
        yield site


def _handler(site: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except (ConnectionError, TimeoutError):
                self.close_connection = True

        def _respond(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, parts.path, parse_qs(parts.query), headers, self.rfile.read(length))
            fault, reply = site.taken(asked)
            if fault is Fault.SLOW:
                time.sleep(0.6)
            if fault in (Fault.DROP_BEFORE, Fault.DROP_AFTER):
                self.close_connection = True
            else:
                self._write(reply)

        def _write(self, reply: Reply) -> None:
            page = isinstance(reply.body, str)
            body = reply.body.encode() if isinstance(reply.body, str) else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            kind = "text/html; charset=UTF-8" if page else "application/json; charset=UTF-8"
            for name, value in {"Content-Type": kind, **reply.headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self._headers_buffer.append(b"\r\n")
            head, self._headers_buffer = b"".join(self._headers_buffer), []
            self.wfile.write(head + body)  # in one piece: Nagle and delayed ACK cost 40 ms an answer

        do_GET = do_POST = do_PUT = do_DELETE = _respond

        def log_message(self, *_: object) -> None:
            pass

    return Handler
