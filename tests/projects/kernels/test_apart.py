"""A kernel that only one JupyterLab sees: it takes no name from anybody."""

from pathlib import Path

from stabbur.projects.kernels import apart, serving, specs
from tests.projects import handmade


def test_second_clone_has_a_kernel_that_is_in_nobodys_way(home: Path, tmp_path: Path) -> None:
    first = handmade.written(tmp_path / "en", git=False)
    second = handmade.written(tmp_path / "to", git=False)
    for project in (first, second):
        handmade.environment(project)
    specs.install(first)
    apart.install(second)
    assert specs.owner("folketall") == first.root
    assert [kernel.project for kernel in specs.listed()] == [first.root]
    (own,) = specs.inside(apart.folder(second))
    assert (own.name, own.project, own.program) == ("folketall", second.root, str(second.python))
    # the first one's would come before it
    paths = serving.environ(second, tmp_path / "token")["JUPYTER_PATH"].split(":")
    assert str(apart.folder(second)) in paths
    assert str(specs.data()) not in paths
