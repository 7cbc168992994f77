"""Ask a forge over REST: the token goes to its one host, what fails for a moment is tried again, nothing is guessed."""

import re
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx

from stabbur.errors import NotAllowed, Unavailable
from stabbur.projects.forges.addresses import origin
from stabbur.secrets import Secret, mask, printable
from stabbur.secrets.sending import is_loopback

TRIES = 3
PAUSE = 0.5
"""Seconds before the second try, twice that before the third."""
LONGEST_WAIT = 30.0
REDIRECTS = 3
MOST_BYTES = 4_000_000
TIMEOUT = httpx.Timeout(30.0, connect=10.0)

Meant = TypeVar("Meant")


@dataclass(frozen=True)
class Answer:
    """What a forge answered: its status, its headers and the JSON of its body."""

    status: int
    headers: httpx.Headers
    body: Any

    def __getitem__(self, key: str) -> Any:
        return self.body.get(key) if isinstance(self.body, dict) else None

    @property
    def said(self) -> str:
        """The reason in the forge's own words, on one line."""
        told = self.body if isinstance(self.body, dict) else {}
        found = [told.get("message"), told.get("error"), told.get("error_description"), told.get("errors")]
        text = "; ".join(dict.fromkeys(part for one in found if one for part in _words(one)))
        return mask(printable(text))[:500] or f"status {self.status}"


class Rest:
    """The REST interface of one forge, for whoever the token belongs to."""

    def __init__(self, title: str, api: str, token: Secret, headers: Mapping[str, str], *, page: str) -> None:
        self.title, self.api, self.page = title, api, page
        self.host = urlsplit(api).netloc
        self._token = token
        # a proxy of the environment is for the net, not for a server on this machine
        near = is_loopback(urlsplit(api).hostname)
        self._client = httpx.Client(
            headers={"Accept": "application/json", "User-Agent": "stabbur", **headers},
            verify=ssl.create_default_context(),
            timeout=TIMEOUT,
            trust_env=not near,
            follow_redirects=False,
            # a handful of questions: what is not kept open needs nobody to close it
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def get(self, path: str, *, unheard_of: bool = False) -> Answer:
        """Ask for something; a server that fails for a moment is asked again.

        With `unheard_of`, the forge may refuse the token for this one question, which other kinds of token have.
        """
        url = self.api + path
        for _ in range(REDIRECTS + 1):
            answer = self._patient("GET", url, None)
            if answer.status not in (301, 302, 307, 308):
                return answer if unheard_of else self._let_in(answer)
            url = self._onward(url, answer)
        raise self.odd("leads round in circles")

    def send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Ask for a change, once; Unavailable when nobody knows whether it was made."""
        answer = self._patient(method, self.api + path, body)
        if answer.status in (301, 302, 303, 307, 308):
            self._onward(self.api + path, answer)
            raise self.odd(f"answers {method} with a way to another page")
        if answer.status >= 500:
            raise self._unreachable(f"answers {answer.status}: {answer.said}")
        return self._let_in(answer)

    def read(self, answer: Answer, build: Callable[[Any], Meant]) -> Meant:
        """Return what is built of an answer's body; Unavailable when it is not of the shape that is known."""
        try:
            return build(answer.body)
        except (KeyError, TypeError, AttributeError, ValueError):
            raise self.odd(f"answers {answer.status} with something that lacks what we look for") from None

    def _patient(self, method: str, url: str, body: Mapping[str, Any] | None) -> Answer:
        again = method == "GET"
        for left in reversed(range(TRIES)):
            try:
                answer = self._once(method, url, body)
            except httpx.HTTPError as error:
                if left and again:
                    time.sleep(PAUSE * (TRIES - left))
                    continue
                raise self._unreachable(_reason(error)) from None
            wait = self._asked_to_wait(answer)
            if wait is not None and left and wait <= LONGEST_WAIT:
                time.sleep(wait)
            elif wait is not None:
                raise self._unreachable(f"wants to be asked again in {wait:.0f} s: {answer.said}")
            elif answer.status >= 500 and again:
                if not left:
                    raise self._unreachable(f"answers {answer.status}: {answer.said}")
                time.sleep(PAUSE * (TRIES - left))
            else:
                return answer
        raise self._unreachable("wants to be asked again later")

    def _once(self, method: str, url: str, body: Mapping[str, Any] | None) -> Answer:
        sign = {"Authorization": f"Bearer {self._token.reveal()}"}
        with self._client.stream(method, url, headers=sign, json=body) as response:
            content = b""
            for piece in response.iter_bytes():
                content += piece
                if len(content) > MOST_BYTES:
                    raise self.odd("answers without end")
            try:
                told = httpx.Response(200, content=content).json() if content else {}
            except ValueError:
                if response.is_success:
                    raise self.odd("answers with something else than JSON") from None
                told = {}
            return Answer(response.status_code, response.headers, told)

    def _asked_to_wait(self, answer: Answer) -> float | None:
        """Return the seconds that the forge asks us to wait, None when it does not."""
        spent = answer.headers.get("x-ratelimit-remaining") == "0"
        after = answer.headers.get("retry-after", "")
        if answer.status != 429 and not (answer.status == 403 and (spent or after)):
            return None
        if after.isdigit():
            return float(after)
        reset = answer.headers.get("x-ratelimit-reset", "")
        return max(float(reset) - datetime.now(UTC).timestamp(), 1.0) if reset.isdigit() else 60.0

    def _let_in(self, answer: Answer) -> Answer:
        if answer.status != 401:
            return answer
        raise NotAllowed(
            f"{self.title} at '{self.host}' does not take the token: {answer.said}",
            hint=f"it has ended, was withdrawn or is of another place; make a new one at {self.page}",
            code="token-refused",
            host=self.host,
        )

    def _onward(self, url: str, answer: Answer) -> str:
        onward = urljoin(url, str(answer.headers.get("location", "")))
        if origin(onward) != origin(self.api):
            raise self.odd(f"leads on to '{urlsplit(onward).netloc}', where the token does not belong,")
        return onward

    def _unreachable(self, reason: str) -> Unavailable:
        return Unavailable(
            f"{self.title} at '{self.host}' can't be asked: it {reason}",
            hint="look at the address and your network, and try again",
            code="forge-unreachable",
            host=self.host,
        )

    def odd(self, what: str) -> Unavailable:
        """Return the error for an answer that no such forge gives."""
        return Unavailable(
            f"'{self.host}' {what} and so is no {self.title} as we know it",
            hint="look at the address: it is that of the forge's front page",
            code="forge-answer",
            host=self.host,
        )


def moment(text: object) -> datetime | None:
    """Return the time that a forge wrote, such as `2026-12-01`, `2026-12-01 10:00:00 UTC` or ISO 8601."""
    if not isinstance(text, str):
        return None
    text = re.sub(r" UTC$", "+00:00", text.strip())
    text = re.sub(r" ([+-]\d\d):?(\d\d)$", r"\1:\2", text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _words(told: object) -> list[str]:
    """Return the texts in what a forge said, however deep it packed them."""
    if isinstance(told, dict):
        return [f"{key} {text}".strip() if isinstance(key, str) and key != "message" else text
                for key, one in told.items() if key not in ("resource", "code", "documentation_url")
                for text in _words(one)]  # fmt: skip
    if isinstance(told, list):
        return [text for one in told for text in _words(one)]
    return [" ".join(str(told).split())] if told else []


def _reason(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "does not answer in time"
    if "CERTIFICATE" in str(error).upper():
        return f"shows a certificate that this machine does not trust: {printable(str(error))}"
    return f"does not answer: {printable(mask(str(error)))}"
