"""Passwords, tokens and keys in a text: what detect-secrets knows, and what it lacks that is met here."""

import re
from collections.abc import Iterator
from typing import Any

from detect_secrets.filters import heuristic
from detect_secrets.plugins import (
    artifactory,
    aws,
    azure_storage_key,
    discord,
    github_token,
    gitlab_token,
    jwt,
    keyword,
    mailchimp,
    openai,
    private_key,
    pypi_token,
    sendgrid,
    slack,
    square_oauth,
    stripe,
    telegram_token,
    twilio,
)
from detect_secrets.util.filetype import FileType, determine_file_type

from stabbur.disclosure.scanning import credentials as shared

# those that look for entropy, for public addresses and for IBM's services find more in data than in code
DETECTORS: tuple[Any, ...] = (
    artifactory.ArtifactoryDetector(),
    aws.AWSKeyDetector(),
    azure_storage_key.AzureStorageKeyDetector(),
    discord.DiscordBotTokenDetector(),
    github_token.GitHubTokenDetector(),
    gitlab_token.GitLabTokenDetector(),
    mailchimp.MailchimpDetector(),
    openai.OpenAIDetector(),
    private_key.PrivateKeyDetector(),
    pypi_token.PypiTokenDetector(),
    sendgrid.SendGridDetector(),
    slack.SlackDetector(),
    square_oauth.SquareOAuthDetector(),
    stripe.StripeDetector(),
    telegram_token.TelegramBotTokenDetector(),
    twilio.TwilioKeyDetector(),
)
SHAPES = [
    (detector.secret_type, re.compile(one.pattern, one.flags | re.MULTILINE))
    for detector in DETECTORS
    for one in detector.denylist
] + [*shared.SHAPES]
# each gives the value itself as group 1, which tells a placeholder from a secret
VALUES = [
    *shared.VALUES[:2],
    ("password of libpq", re.compile(r"\bhost=\S{1,200} [^\n]{0,300}?\bpassword=([^\s'\"]{3,})")),
    (
        "password of .netrc",
        re.compile(
            r"^[ \t]*machine\s{1,9}\S{1,200}\s{1,9}login\s{1,9}\S{1,200}\s{1,9}password\s{1,9}(\S+)",
            re.MULTILINE,
        ),
    ),
    (
        "password or token written out",
        re.compile(r"(?i)(?:token|access_?key)[\"']?\s*[:=]\s*[\"']([\w.~+/=!-]{12,})[\"']"),
    ),
    (
        "password or token written out",
        re.compile(r"(?i)passord\w{0,30}[\"']?\s*[:=]\s*[\"']([^\"'\s]{4,})[\"']"),
    ),
    # a variable of a shell, whatever it stands in: a script, a note of what was typed, a Dockerfile
    (
        "password or token written out",
        re.compile(
            r"\b[A-Z0-9_]{0,60}(?:PASSWORD|PASSWD|PASSORD|SECRET|TOKEN|(?:API|ACCESS)_?KEY)[ ]?="
            r"(?![A-Z_]+\b|/|[a-z]+(?:[_.-][a-z]+)+(?:[\s;]|$))([^\s'\"`;$,<{(\[\])}]{4,})(?=[\s;`&|]|$)"
        ),
    ),
    (
        "password or token written out",
        re.compile(r"(?i)(?:passord|password|pwd|secret|token|api_?key)\s*<-\s*[\"']([^\"'\s]{4,})[\"']"),
    ),
]
WORDS = re.compile(r"(?i)key|pass|pwd|secret|contrase")
# a reference to a secret is what we ask for in its place
REFERENCE = re.compile(r"""\{\s*["']?secret["']?\s*[=:]\s*(?:"[^"]*"|'[^']*')\s*\}""")
# without quotes, in files where nothing else than a value can follow
PLAIN = re.compile(
    r"(?im)^[ \t]*(?:export[ \t]+)?[\w.-]{0,60}passord[ \t]*[:=][ \t]*([^\s'\"#;$]{4,})[ \t]*$"
)
SETTINGS = {FileType.INI, FileType.CONFIG, FileType.PROPERTIES, FileType.YAML}
SHELLS = (".sh", ".bash", ".zsh", ".ksh", ".bashrc", ".profile", ".zshrc")  # assign as settings do
NAMED = re.compile(r"[a-z]+([_.-][a-z]+)+")  # without quotes it is the name of something else
LETTERS = re.compile(r"[A-Za-zæøåÆØÅ]")
KEYWORDS = keyword.KeywordDetector()
TOKENS = jwt.JwtTokenDetector()
LINE = 600  # characters of a line in which a password may be written out; a longer one is no code


def credentials_in(text: str, name: str) -> Iterator[tuple[int, str]]:
    """Yield where in a text something stands that opens a door, and what it is.

    Parameters
    ----------
    text
        Of a file or a cell of a notebook.
    name
        Of the file: how a password is written out depends on the language.
    """
    for what, shape in SHAPES:
        for found in shape.finditer(text):
            yield found.start(), what
    for found in TOKENS.denylist[0].finditer(text):
        if TOKENS.is_formally_valid(found.group()):
            yield found.start(), "JSON Web Token"
    for what, shape in VALUES:
        for found in shape.finditer(text):
            if secret(found[1]):
                yield found.start(1), what
    if not name.endswith("stabbur.toml"):
        yield from _written_out(text, name)


def secret(value: str) -> bool:
    """Tell whether a value can be a secret and is no word that stands in for one."""
    if (
        len(value) < 3
        or shared.PLACEHOLDER.fullmatch(value)
        or any(character.isspace() for character in value)
    ):
        return False
    return bool(LETTERS.search(value)) and not heuristic.is_sequential_string(value)


def _written_out(text: str, name: str) -> Iterator[tuple[int, str]]:
    """Yield the lines in which a variable that is called after a secret gets a value in so many letters."""
    at, kind = 0, _kind(name)
    if kind in SETTINGS:
        yield from ((one.start(1), "password written out") for one in PLAIN.finditer(text) if secret(one[1]))
    for line in text.splitlines(keepends=True):
        if len(line) <= LINE and WORDS.search(line):
            bare = REFERENCE.sub("{}", line.rstrip("\r\n"))
            values = KEYWORDS.analyze_string(bare, keyword.REGEX_BY_FILETYPE.get(kind))
            if any(_is_value(value, bare) for value in values):
                yield at, "password or key written out"
        at += len(line)


def _kind(name: str) -> FileType:
    return FileType.INI if ".env" in name or name.endswith(SHELLS) else determine_file_type(name)


def _is_value(value: str, line: str) -> bool:
    if f'"{value}' in line or f"'{value}" in line:
        return secret(value)
    # module:name and the like are no values; in YAML one stands after a space
    return (
        secret(value)
        and not heuristic.is_indirect_reference(line)
        and not NAMED.fullmatch(value)
        and any(f"{before}{value}" in line for before in (" ", "="))
    )
