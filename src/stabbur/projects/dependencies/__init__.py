"""What a project needs: packages added, removed and upgraded, each looked at before it is let in."""

from stabbur.projects.dependencies.changes import Change
from stabbur.projects.dependencies.changing import add, remove, upgrade

__all__ = ["Change", "add", "remove", "upgrade"]
