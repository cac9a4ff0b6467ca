"""The one way to a live site over the network: what is asked, how long it may take, and what counts as an answer.

All connectors go through here, so that none of them can send a secret to another host, take a login page for an
answer, or try a change a second time. A read is tried again when the network fails; a change never is: whoever applies
a plan reads again first.
"""

import logging
import os
import re
import time
import weakref
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from moderation import __version__
from moderation.errors import WrongUse
from moderation.text import one_line
from moderation.writeback.addresses import LOCAL, site_address
from moderation.writeback.answers import PATIENCE, Answer
from moderation.writeback.sites import NotAllowed, OutOfReach, SiteError, TryLater, Unsure

if TYPE_CHECKING:
    import httpx

PROXY_VARIABLE: Final = "TRIAGE_PROXY"
"""Names a proxy; those that are there for other programs are not used, so that nothing leaves by accident."""

USER_AGENT: Final = f"comment-triage/{__version__}"
MOST_BYTES: Final = 8 << 20
"""A hundred comments of WordPress at their longest are 6.5 MB."""
_CONNECT_SECONDS: Final = 10.0
_SILENCE_SECONDS: Final = 60.0
_ANSWER_SECONDS: Final = 120.0
_WAITS: Final = (0.2, 1.0)
"""Seconds before a read is tried again."""
_MOST_REDIRECTS: Final = 3
_SAID: Final = 200
_ERRNO: Final = re.compile(r"^\[Errno -?\d+\] ")

Query = Sequence[tuple[str, str]]


class NotThere(NotAllowed):
    """At this address is nothing of the kind."""


class _NotSentError(Exception):
    """No connection came about, so the site knows nothing of the request."""


class _BrokenError(Exception):
    """The request may have arrived; its answer did not."""


class Web:
    """One site on the network: its address, what is sent along with every request, its pace."""

    def __init__(
        self,
        address: str,
        headers: Mapping[str, str] | None = None,
        *,
        secrets: Collection[str] = (),
        pace: float = 0.0,
        silence: float = _SILENCE_SECONDS,
    ) -> None:
        self.address = site_address(address)
        host = urlsplit(self.address).hostname or ""
        self._secrets = [secret for secret in secrets if secret]
        # The limits are those of hosts on the network.
        self._pace, self._free_at = 0.0 if host in LOCAL else pace, 0.0
        self._client = _client(headers or {}, silence)
        weakref.finalize(self, self._client.close)  # a site is let go of, never closed

    def read(
        self,
        path: str,
        query: Query = (),
        *,
        method: str = "GET",
        json: object = None,
        handled: Collection[int] = (),
    ) -> Answer:
        """Ask for something that changes nothing; tried again when the network or the site stumbles.

        `handled` are the statuses that the caller understands; all others but 200 are errors.
        """
        for wait in (*_WAITS, None):
            try:
                answer = self._followed(method, path, query, json)
            except (_NotSentError, _BrokenError) as fault:
                if wait is None:
                    raise self._unread(fault) from None  # what stands behind it may show the address with its secrets
            else:
                if wait is None or answer.status < 500 or answer.status in handled or answer.patience is not None:
                    return self._judged(answer, handled, changing=False)
            time.sleep(wait)
        raise AssertionError("the last try returns or raises")  # pragma: no cover

    def change(
        self,
        method: str,
        path: str,
        *,
        query: Query = (),
        json: object = None,
        form: Query = (),
        handled: Collection[int] = (),
    ) -> Answer:
        """Ask for a change, once."""
        try:
            answer = self._sent(method, self.address + path, query, json, form)
        except _NotSentError as fault:
            raise TryLater(f"{self.address} can't be reached ({fault}); nothing was sent.", PATIENCE) from None
        except _BrokenError as fault:
            raise Unsure(f"{self.address} gave no whole answer to a change ({fault}).") from None
        if 300 <= answer.status < 400:
            raise NotAllowed(f"{self.address} sends changes on to {_host_of(answer)}: use that address if it is right.")
        return self._judged(answer, handled, changing=True)

    def said(self, words: str) -> str:
        """Return what a site said, fit for a sentence of ours: short, on one line, without any secret."""
        line = " ".join(one_line(words).split())
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line[:_SAID].rstrip(" .") or "it doesn't say why"

    def _followed(self, method: str, path: str, query: Query, json: object) -> Answer:
        """Return an answer, followed to another page of the same host where the site sends us on."""
        address, pairs = self.address + path, query
        for _ in range(_MOST_REDIRECTS):
            answer = self._sent(method, address, pairs, json, ())
            if not 300 <= answer.status < 400:
                return answer
            onward = urljoin(address, answer.headers.get("location", ""))
            if urlsplit(onward)[:2] != urlsplit(self.address)[:2]:
                break
            address, pairs = onward, ()
        raise NotAllowed(f"{self.address} sends us on to {_host_of(answer)}: use that address if it is right.")

    def _sent(self, method: str, address: str, query: Query, json: object, form: Query) -> Answer:
        self._wait_for_turn()
        import httpx

        fields: dict[str, list[str]] = {}
        for name, value in form:
            fields.setdefault(name, []).append(value)
        request = self._client.build_request(
            method, address, params=list(query) or None, json=json, data=fields or None
        )
        with _telling_apart(httpx):
            answer = self._client.send(request, stream=True)
            try:
                return Answer(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, _body(answer))
            finally:
                answer.close()

    def _wait_for_turn(self) -> None:
        now = time.monotonic()
        if now < self._free_at:
            time.sleep(self._free_at - now)
        self._free_at = max(now, self._free_at) + self._pace

    def _judged(self, answer: Answer, handled: Collection[int], *, changing: bool) -> Answer:
        """Return an answer that means something to the caller; raise what any other means.

        Raises:
            NotAllowed: 401, 403, a login page, an address where nothing is.
            TryLater: 429, and for a read 503 with the time to wait.
            Unsure: the site stumbled, or its answer can't be read.

        """
        known = answer.status == 200 or answer.status in handled
        if known and answer.json is not None:
            return answer
        # Varnish says "503, come back in 5 seconds" when the site behind it takes too long over what it still does.
        if answer.status == 429 or (answer.status == 503 and answer.patience is not None and not changing):
            seconds = PATIENCE if answer.patience is None else answer.patience
            raise TryLater(f"{self.address} asks us to wait {seconds:,.0f} seconds.", seconds)
        raise self._meaning(answer, changing)

    def _meaning(self, answer: Answer, changing: bool) -> SiteError:
        told = f"{self.address} answered {answer.status}"
        if answer.status in (401, 403):
            why = "a page of its own" if answer.is_page else self.said(answer.message)
            return NotAllowed(f"{told}: {why}. Check the secrets, and that they belong to somebody who may moderate.")
        if answer.status == 404:
            return NotThere(f"{told}: what was asked for is not there. Check the address.")
        if answer.is_page and not changing and answer.status < 500:
            return NotAllowed(f"{told} with a page for people (a login, a firewall?) where its data should be.")
        if 400 <= answer.status < 500 and not answer.is_page:
            return NotAllowed(f"{told}: {self.said(answer.message)}.")
        return Unsure(f"{told} with {'a page for people' if answer.is_page else 'something that makes no sense here'}.")

    def _unread(self, fault: Exception) -> SiteError:
        if isinstance(fault, _NotSentError):
            return OutOfReach(f"{self.address} can't be reached ({fault}). Check the address and the network.")
        return Unsure(f"{self.address} gave no whole answer when asked how a comment stands ({fault}).")


def _client(headers: Mapping[str, str], silence: float) -> "httpx.Client":
    try:
        import httpx
    except ImportError:
        raise WrongUse("Writing to a site takes httpx: pip install 'comment-triage[sites]'.") from None
    if not all(value.isascii() and value.isprintable() for value in headers.values()):
        raise NotAllowed("A secret holds a sign that no key has, such as a line end. Copy it anew.")
    # A newsroom's own authority, known to the machine or named by SSL_CERT_FILE, counts beside the public ones.
    trusted = httpx.create_ssl_context(trust_env=False)
    trusted.load_default_certs()
    # It tells every address to the log, and Disqus takes its keys in there.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        return httpx.Client(
            headers={"User-Agent": USER_AGENT, "Accept": "application/json", **headers},
            timeout=httpx.Timeout(silence, connect=_CONNECT_SECONDS),
            follow_redirects=False,
            verify=trusted,
            trust_env=False,
            proxy=os.environ.get(PROXY_VARIABLE) or None,
        )
    except (ValueError, httpx.InvalidURL, ImportError):  # the last for a kind of proxy that takes another library
        raise WrongUse(f"{PROXY_VARIABLE} names no proxy: write it as http://proxy.example.org:3128.") from None


@contextmanager
def _telling_apart(httpx: Any) -> Iterator[None]:
    """Tell what never left from what may have arrived."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.InvalidURL) as fault:
        raise _NotSentError(_ERRNO.sub("", one_line(str(fault)))[:_SAID] or type(fault).__name__) from None
    except (httpx.TransportError, httpx.DecodingError, httpx.StreamError) as fault:
        raise _BrokenError(type(fault).__name__) from None


def _body(answer: "httpx.Response") -> bytes:
    pieces, size, until = [], 0, time.monotonic() + _ANSWER_SECONDS
    for piece in answer.iter_bytes():
        size += len(piece)
        if size > MOST_BYTES:
            raise _BrokenError(f"more than {MOST_BYTES >> 20} MiB")
        if time.monotonic() > until:
            raise _BrokenError(f"more than {_ANSWER_SECONDS:.0f} seconds")
        pieces.append(piece)
    return b"".join(pieces)


def _host_of(answer: Answer) -> str:
    return one_line(urlsplit(answer.headers.get("location", "")).netloc.rpartition("@")[2] or "nowhere")
