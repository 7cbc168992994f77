"""What a shim is told: the job in its folder, and what was handed to it in secret. Standard library only."""

import json

LOG_BYTES = 20_000_000
GRACE_SECONDS = 5.0  # between asking a tree to end and killing it


class Job:
    """What `job.json` says; what an older or newer Stabbur wrote or left out is no mistake."""

    def __init__(self, folder: str, text: bytes) -> None:
        told = json.loads(text)
        limits = told.get("limits") or {}
        self.folder = folder
        self.command = [str(part) for part in told["command"]]
        self.cwd = str(told.get("cwd") or folder)
        self.timeout_seconds = float(told.get("timeout_seconds") or 0)
        self.grace_seconds = float(told.get("grace_seconds") or GRACE_SECONDS)
        self.lease_seconds = float(told.get("lease_seconds") or 0)
        self.memory_bytes = int(told.get("memory_bytes") or 0)
        self.cpu = float(told.get("cpu") or 0)
        self.gpu = int(told.get("gpu") or 0)
        self.devices = list(told.get("devices") or [])
        self.log_bytes = int(told.get("log_bytes") or LOG_BYTES)
        self.group_version = int(limits.get("version") or 0)
        self.group_name = str(limits.get("name") or "")
        self.group_parents = {
            str(kind): str(parent) for kind, parent in (limits.get("parents") or {}).items()
        }


class Given:
    """What the launcher hands over by a descriptor: neither arguments nor a file of ours show a secret."""

    def __init__(self, text: bytes) -> None:
        told = json.loads(text)
        self.environment = {str(name): str(value) for name, value in told["environment"].items()}
        self.masks = [str(one) for one in told.get("masks") or []]
