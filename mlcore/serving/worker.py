"""One of several processes of the service; started by ``crew``, with a socket it inherits."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import sys
from pathlib import Path

from mlcore.serving.asgi import run
from mlcore.serving.listen import Listen
from mlcore.settings import Settings
from mlcore.store.store import Store

DIE_WITH_PARENT = 1


def main() -> None:
    """Answer until told to stop, or until the parent is gone."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
    given = json.loads(os.environ.pop("LOUPE_WORKER"))
    chosen = given["settings"]
    settings = Settings(**{**chosen, "home": Path(chosen["home"])})
    listener = socket.socket(fileno=int(sys.argv[1]))
    run(Store.open(settings), settings, Listen(**given["listen"]), listener)


if __name__ == "__main__":
    main()
