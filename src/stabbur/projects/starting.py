"""Start a project: everything that was asked for is made, or nothing is left of it."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Unpack

from stabbur.errors import BadInput, NotFound
from stabbur.projects import sharing
from stabbur.projects.beginning import looking, outer, verifying
from stabbur.projects.beginning.halfway import Mark
from stabbur.projects.beginning.looking import Plan, Wishes
from stabbur.projects.building import Steps, build, silent
from stabbur.projects.environment import locking, vendor
from stabbur.projects.forges import remote
from stabbur.projects.git import repository
from stabbur.projects.kernels import specs
from stabbur.projects.origin import checking, copying, renaming
from stabbur.projects.project import Project
from stabbur.projects.r import making
from stabbur.projects.templating import answers, rendering, shipped, updating
from stabbur.projects.undoing import Undo, all_or_nothing, made_folder
from stabbur.state.disk import failing
from stabbur.state.failpoints import failpoint

Report = Callable[[str], None]
VENDORED = re.compile(r"vendor/stabbur-[^\"'/]+\.whl")


def init(
    name: str, *, folder: Path | None = None, report: Report = silent, **wishes: Unpack[Wishes]
) -> Project:
    """Make a project in a new folder of its name, and return it: rendered, locked, committed and built.

    Whatever fails, and whatever stops it but kill -9, nothing is left of it: no folder, no kernel, no
    repository on a forge, no entry in the person's settings.

    Parameters
    ----------
    name
        Lower-case letters, digits and `-`, 3 to 63 of them.
    folder
        Where its folder is made; default: where you stand. Inside a repository it becomes a part of that.
    report
        What each step is told to, a line each.
    **wishes
        `template`: one of `stabbur template list`, `package` when left out. `origin`: a project to start from
        instead, a folder or the address of a repository, with its `history` or without. `settings`: a file
        or repository with an organisation's shared settings. `secrets`: where secrets are found, a folder
        or `vault:ADDRESS/PATH`. `remote`: on which forge to share it. `kernel`, `verify`: False leaves the
        kernel out of what other Jupyters see, or the check that its tests pass and its notebooks hold.

    Raises
    ------
    BadInput
        The name, an address or a setting can't be right.
    Conflict
        The folder or the name on the forge is taken; what is there was not touched.
    NotFound, NotAllowed, MissingExtra
        Something that was asked for is not there, or may not be used.
    Unavailable
        A program is missing, the network or the forge does not answer, or the disk is full.
    StabburError
        A program failed; the message has what it said.
    """
    plan = looking.plan(name, folder or Path.cwd(), wishes)
    steps = Steps(report)
    mark = Mark(plan.project.root)
    # the mark goes last: until all is taken back, the folder is one that is not whole
    with ExitStack() as held, outer.alone(plan.outer), all_or_nothing(report) as undo:
        _reserve(plan.project.root, undo, mark)
        held.enter_context(mark.held())
        _files(plan, steps, undo)
        _work(plan, steps, undo)
        _share(plan, steps, undo, mark)
        mark.finished = True
    return plan.project


def _reserve(root: Path, undo: Undo, mark: Mark) -> None:
    with failing("make", root):
        try:
            # nobody else can make the same folder: of two that begin at once, one goes on
            made_folder(root, undo)
        except FileExistsError:
            mark.refuse()


def _files(plan: Plan, steps: Steps, undo: Undo) -> None:
    """Write the files of the project, its lock among them."""
    project = plan.project
    if plan.origin:
        with steps.step("files", f"copied from '{plan.origin.where}'"):
            copying.copy(plan.origin, project.root, steps.report)
            renaming.rename(project.root, plan.origin.name, project.name)
            _revendor(project)
    else:
        with steps.step("files", f"made from the template '{plan.template}'"):
            rendering.render(plan.template, project.root, plan.answers)
            vendor.vendored(project)
    failpoint("init.files")
    sharing.share(plan.shared, project.root, undo, steps.report)
    with steps.step("lock", "uv.lock written"):
        locking.lock(project)
    making.lock(project, report=steps.report)
    failpoint("init.lock")


def _revendor(project: Project) -> None:
    """Let a copied project bring this Stabbur, where its origin brought one."""
    declared = project.root / "pyproject.toml"
    text = declared.read_text(encoding="utf-8")
    if VENDORED.search(text) and (wheel := vendor.vendored(project)):
        locking.write(declared, VENDORED.sub(f"vendor/{wheel}", text))


def _work(plan: Plan, steps: Steps, undo: Undo) -> None:
    """Make the files a project that works, and commit it."""
    project, who = plan.project, plan.identity
    # before the commit, so that one who is told who commits can stop it
    for note in plan.remote.notes if plan.remote else ():
        steps.report(note)
    if not who.given and plan.remote is None:  # the forge has said it, with the address that it wants
        steps.report(
            f"git knows no name: the commit is by {who.name} <{who.email}>; say yours with "
            "git config --global user.name NAME and git config --global user.email ADDRESS"
        )
    if plan.outer:
        outer.keep(plan.outer, project.root, undo)
    else:
        _commit(plan, steps)
    _keep_base(plan)
    undo.add(lambda: _remove_kernels(project), by_hand=f"stabbur clean {project.name}")
    build(project.root, kernel=plan.kernel, verify=False, report=steps.report)
    failpoint("init.build")
    if plan.verify and plan.origin:
        with steps.step("check", f"'{project.package}' can be imported"):
            lacking = verifying.imports(project, kernel=plan.kernel)
        if lacking:
            steps.report(lacking)
    elif plan.verify:
        with steps.step("check", "the first test passes, and the kernel starts"):
            verifying.verify(project, kernel=plan.kernel, report=steps.report)
    if plan.outer:
        _commit(plan, steps)
    failpoint("init.work")


def _commit(plan: Plan, steps: Steps) -> None:
    project, origin = plan.project, plan.origin
    told = f"Begin {project.name}" + (f" from {origin.name}" if origin else "")
    # no hook runs here, and what was copied nobody has looked at
    check = partial(checking.refuse, origin.where, project.root) if origin else repository.unchecked
    with steps.step("git", f"commit '{told}'"):
        if plan.outer or (origin and origin.history):
            repository.commit(plan.outer or project.root, [project.root], told, check=check)
        else:
            repository.start(project.root, message=told, check=check)


def _keep_base(plan: Plan) -> None:
    """Keep what the template gave, for `stabbur template update`; of an origin, where its template is this one."""
    place, root = plan.outer or plan.project.root, plan.project.root
    if not plan.origin:
        updating.keep_base(place, root, plan.template, plan.answers)
        return
    try:
        found = answers.read(root)
        if updating.current(found, shipped.FOLDER) == found["mark"]:
            updating.keep_base(place, root, str(found["template"]), found)
    except (NotFound, BadInput):
        return  # made from no template, or from one that is not here: there is nothing to keep


def _remove_kernels(project: Project) -> None:
    for kernel in specs.of(project):
        specs.remove(kernel.name)


def _share(plan: Plan, steps: Steps, undo: Undo, mark: Mark) -> None:
    if plan.remote is None:
        return
    mark.note(remote=plan.remote.url)
    with steps.step("forge", f"pushed to {plan.remote.url}"):
        made = remote.create(plan.remote, plan.project.root, undo)
        updating.refspecs(plan.project.root, taken=made.along)
    if made.protected:
        steps.report("forge: main protected")
    for note in made.notes:
        steps.report(note)
    failpoint("init.shared")
