"""Settings of gradebook."""

from collections.abc import Mapping
from pathlib import Path


def read_files_dir(environ: Mapping[str, str]) -> Path:
    """The folder of files that people give with homework. Processes on several machines share one."""
    return Path(environ.get("ZVONOK_FILES_DIR") or "var/files")


def read_documents_dir(environ: Mapping[str, str]) -> Path:
    """The folder of documents that were made, each under a key of its own. Processes on several machines share one."""
    return Path(environ.get("ZVONOK_DOCUMENTS_DIR") or "var/documents") / "gradebook"
