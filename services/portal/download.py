"""Files that services send in pieces."""

import tempfile
from typing import IO, Any

from services.portal.sessions import ask

_KEPT_IN_MEMORY = 4 * 1024 * 1024


def received(method: Any, wanted: Any) -> IO[bytes]:
    """The whole file, ready to be read from its begin: only a file that came to its end is sent on.

    Raises grpc.RpcError as the service refuses.
    """
    file = tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115  (whoever sends it closes it)
    for part in ask(method, wanted):
        file.write(part.chunk)
    file.seek(0)
    return file
