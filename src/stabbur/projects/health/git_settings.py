"""Settings of git that lose work, mix line ends or lay a token open; each change is shown and can be made."""

import re
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from shlex import quote

from stabbur.projects.git.command import answer, git, repository
from stabbur.projects.git.identity import identity
from stabbur.projects.health.finding import Finding, Mend
from stabbur.projects.project import Project
from stabbur.settings import Settings

# where each system has one that keeps nothing in clear
KEEPER = "osxkeychain" if sys.platform == "darwin" else "cache"
CLEAR = re.compile(r"^(store|!?(\S*[/ ])?git[- ]credential-store)(\s|$)")
HELPER = re.compile(r"^credential\.(.*\.)?helper$")
IN_ADDRESS = re.compile(r"^(?P<scheme>https?://)(?P<user>[^/@]*:[^/@]*|[^/@:]{20,})@(?P<rest>.*)$")


def person(project: Project, known: Settings | None = None) -> Iterator[Finding]:
    """Whether git knows who commits."""
    if repository(project.root) is None:
        return
    who = identity(project.root)
    if who.given:
        yield Finding("git person", "ok", f"{who.name} <{who.email}>")
    else:
        cure = 'git config --global user.name "Your Name" && git config --global user.email you@example.org'
        yield Finding("git person", "note", f"git knows nobody, so commits are by {who.name}", cure)


def line_ends(project: Project, known: Settings | None = None) -> Iterator[Finding]:
    """Whether git leaves line ends alone, so that a file is the same on every machine."""
    found = answer(project.root, "config", "--get", "core.autocrlf") or ""
    if found.lower() == "true":
        told = "git writes line ends of Windows into files of this machine (core.autocrlf)"
        yield _setting(project, "git line ends", "problem", told, "--local", "core.autocrlf", found, "input")
    else:
        yield Finding("git line ends", "ok", f"core.autocrlf is {found or 'not set'}")


def pulling(project: Project, known: Settings | None = None) -> Iterator[Finding]:
    """Whether git was told what to do when both sides have new commits."""
    rebase, forward = (
        answer(project.root, "config", "--get", key) or "" for key in ("pull.rebase", "pull.ff")
    )
    if rebase or forward:
        told = f"pull.rebase is {rebase}" if rebase else f"pull.ff is {forward}"
        yield Finding("git pull", "ok", told)
    else:
        told = "git pull stops when both sides have new commits, since it was not told what to do"
        yield _setting(project, "git pull", "note", told, "--local", "pull.rebase", "", "false")


def first_branch(project: Project, known: Settings | None = None) -> Iterator[Finding]:
    """Whether new repositories begin on the branch that forges expect."""
    found = answer(project.root, "config", "--get", "init.defaultBranch") or ""
    if found:
        yield Finding("git first branch", "ok", f"init.defaultBranch is {found}")
    else:
        told = "new repositories begin on 'master', which forges no longer expect"
        key = "init.defaultBranch"
        yield _setting(project, "git first branch", "note", told, "--global", key, "", "main")


def helpers(project: Project, known: Settings | None = None) -> Iterator[Finding]:
    """Whether a helper of git keeps passwords in clear."""
    listed = answer(project.root, "config", "--show-scope", "--null", "--get-regexp", r"^credential\.") or ""
    # scope NUL key LF value NUL, again and again
    parts = listed.strip("\0").split("\0")
    well = True
    for scope, pair in zip(parts[::2], parts[1::2], strict=False):
        key, _, value = pair.partition("\n")
        if not HELPER.match(key) or not CLEAR.match(value):
            continue
        well = False
        told = f"git keeps passwords in clear in a file ({key} is '{value}', {scope})"
        yield _setting(project, "git passwords", "problem", told, f"--{scope}", key, value, KEEPER)
    kept = Path.home() / ".git-credentials"
    if kept.is_file() and kept.stat().st_size:
        well = False
        cure = f"end the tokens in it at the forge that gave them, then: rm {quote(str(kept))}"
        yield Finding("git passwords", "problem", f"there are passwords in clear in '{kept}'", cure)
    if well:
        yield Finding("git passwords", "ok", "no helper keeps them in clear")


def addresses(project: Project, known: Settings | None = None) -> Iterator[Finding]:
    """Whether an address of a remote has a password in it, which lies in .git/config in clear."""
    listed = answer(project.root, "config", "--local", "--null", "--get-regexp", r"^remote\..*\.(push)?url$")
    well = True
    for pair in (listed or "").strip("\0").split("\0"):
        key, _, address = pair.partition("\n")
        found = IN_ADDRESS.match(address)
        if not found:
            continue
        well = False
        clean = found["scheme"] + found["rest"]
        mend = Mend(
            f"{key} = {found['scheme']}•••@{found['rest']}",
            f"{key} = {clean}",
            partial(git, project.root, "config", "--local", key, clean),
        )
        told = f"{key} has a password or token in it, in clear: end it at the forge, too"
        yield Finding("git addresses", "problem", told, f"git config {quote(key)} {quote(clean)}", mend)
    if well:
        yield Finding("git addresses", "ok", "no remote has a password in its address")


def _setting(
    project: Project, check: str, status: str, told: str, scope: str, key: str, before: str, after: str
) -> Finding:
    def make() -> None:
        # no other value than the one that was shown: several helpers may stand under one key
        words = ["--fixed-value", "--replace-all", key, after, before] if before else [key, after]
        git(project.root, "config", scope, *words)

    shown = f"{key} = {before}" if before else f"{key} is not set"
    cure = f"git config {scope} {'--replace-all ' if before else ''}{key} {after}"
    return Finding(check, status, told, cure, Mend(shown, f"{key} = {after}", make))
