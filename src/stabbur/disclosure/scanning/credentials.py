"""Keys, tokens and passwords by their shapes: what opens a door, whoever finds it."""

import re
from collections.abc import Iterator

import polars as pl

from stabbur.disclosure.scanning.column import Column
from stabbur.disclosure.scanning.finding import Finding

SHAPES = [
    (what, re.compile(shape))
    for what, shape in (
        ("private key", r"BEGIN (?:[A-Z]+ )*PRIVATE KEY|PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1\w{50}"),
        ("AWS access key", r"\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b"),
        ("GitHub token", r"\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{22,}"),
        ("GitLab token", r"\bgl(?:pat|ptt|dt|rt|soat|ft|cbt|agent|imt|oas)-[\w-]{20,}"),
        ("Slack token", r"\bxox[abeoprs]-[\w-]{10,}|hooks\.slack\.com/services/T\w+/B\w+/\w+"),
        ("Stripe key", r"\b[rs]k_live_[0-9a-zA-Z]{24,}"),
        ("OpenAI key", r"\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]*T3BlbkFJ[A-Za-z0-9_-]+"),
        ("PyPI token", r"\bpypi-AgE[\w-]{50,}"),
        ("SendGrid key", r"\bSG\.[\w-]{22}\.[\w-]{43}\b"),
        ("Azure storage key", r"AccountKey=[A-Za-z0-9+/=]{88}"),
        ("key of a Google service account", r'"private_key_id"\s*:\s*"[0-9a-f]{40}"'),
        ("Google API key", r"\bAIza[\w-]{35}\b"),
        ("Google access token", r"\bya29\.[\w-]{30,}"),
        ("Vault token", r"\bhv[sbr]\.[\w-]{24,}"),
        ("npm token", r"\bnpm_[A-Za-z0-9]{36}\b|:_authToken=(?:[^$\s]\S{19,})"),
        ("Hugging Face token", r"\bhf_[A-Za-z]{34}\b"),
        ("signature of an Azure address", r"[?&]sig=[A-Za-z0-9%/+]{40,}"),
        ("JSON Web Token", r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    )
]
# each gives the value itself as group 1, which tells a placeholder from a secret
VALUES = [
    ("password in an address", re.compile(r"://[^\s:/?#@'\"<>]*:([^\s@/'\"<>]+)@(?=[\w.\[-])")),
    (
        "password in a connection string",
        re.compile(
            r"(?i)(?:server|host|uid|user(?: id)?|driver|dsn|data source)=[^\n;]{1,200};[^\n]{0,300}?"
            r"\b(?:password|passwd|pwd)=([^;\s'\"]{3,})"
        ),
    ),
    (
        "password or token written out",
        re.compile(
            r"(?i)\b\w{0,30}(?:passord|password|passwd|secret|token|api_?key|access_?key)[\"']?\s{0,3}[:=]\s{0,3}"
            r"[\"']([\w.~+/=!@#%-]{8,})[\"']"
        ),
    ),
]
PARTS = {
    "password in an address": ("://",),
    "password in a connection string": ("password", "passwd", "pwd"),
    "password or token written out": (
        "passord", "password", "passwd", "secret", "token", "apikey", "api_key", "accesskey", "access_key",
    ),
}  # fmt: skip
"""Of each of these, what stands in a text in small letters where there is one."""
PLACEHOLDER = re.compile(
    r"(?i)[*•.x_\-…]+|pw|pass|password|passord|passwd|pwd|secret|hemmelig|token|changeme|change[-_]me|.*example.*"
    r"|your[-_ ].*|my[-_].*|ditt.*|mitt.*|todo|none|null|true|false|test|dummy|fake.*|placeholder|user|name"
    r"|[<{$%\[(].*|.*[>})]|.*\.\.\.|.*\{.*\}.*|vault:.*|env:.*|[a-z0-9_-]+/[a-z0-9_-]+"
)
HEADS = (
    "PRIVATE KEY", "PuTTY-User", "AGE-SECRET", "AKIA", "ASIA", "ABIA", "ACCA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_",
    "github_pat_", "glpat-", "glptt-", "gldt-", "glrt-", "glsoat-", "glft-", "glcbt-", "glagent-", "glimt-", "gloas-",
    "xox", "hooks.slack", "k_live_", "T3BlbkFJ", "pypi-", "SG.", "AccountKey", "private_key_id", "AIza", "ya29.", "hvs.",
    "hvb.", "hvr.", "npm_", "_authToken", "hf_", "sig=", "eyJ",
)  # fmt: skip
"""Of the shapes above, a part that each has: many values are looked through for them at once."""
WORD = r"(?i)(?:pass(?:ord|word|wd)|pwd|secret|token|key)[\"']?[ ]{0,3}[:=]|://[^ /?#@]*:[^ /@]+@"
LETTERS = re.compile(r"[A-Za-zæøåÆØÅ]")


def secrets_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield where in a text something stands that opens a door, and what it is.

    Examples
    --------
    >>> from stabbur.disclosure.scanning.credentials import secrets_in
    >>> list(secrets_in("postgres://eva:" + "Kornband7" + "@db.internal/base"))
    [(15, 'password in an address')]
    """
    if any(head in text for head in HEADS):
        for what, shape in SHAPES:
            for found in shape.finditer(text):
                yield found.start(), what
    folded = text.casefold()
    for what, shape in VALUES:
        # a look for words is quick, and most texts have none
        if not any(part in folded for part in PARTS[what]):
            continue
        for found in shape.finditer(text):
            if LETTERS.search(found[1]) and not PLACEHOLDER.fullmatch(found[1]):
                yield found.start(1), what


def secrets(column: Column) -> Iterator[Finding]:
    """Yield the keys, tokens and passwords in the values of a column."""
    some = column.only(column.texts.str.contains_any(list(HEADS)) | column.texts.str.contains(WORD))
    some = some.few()
    if some.texts.is_empty():
        return
    hits = pl.Series([any(True for _ in secrets_in(text)) for text in some.texts.to_list()])
    if hits.any():
        yield some.only(hits).found("secret", 0.9, direct=True)
