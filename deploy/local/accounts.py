"""Running server programs that refuse to run as root."""

import os
import pwd
from pathlib import Path
from typing import Any


def as_postgres() -> dict[str, Any]:
    """Options of subprocess.run under which PostgreSQL's programs run: as user postgres when we are root."""
    if os.geteuid() != 0:
        return {"cwd": "/"}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "cwd": "/"}


def give_to_postgres(folder: Path) -> None:
    """Makes the folder belong to the account that runs PostgreSQL."""
    if os.geteuid() == 0:
        entry = pwd.getpwnam("postgres")
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def can_be_entered_by_postgres(folder: Path) -> bool:
    """Whether user postgres can reach the folder: every folder above it must let others through."""
    if os.geteuid() != 0:
        return True
    return all(parent.stat().st_mode & 0o001 for parent in folder.resolve().parents)
