"""The web door: the WSGI application that granian serves in a worker process."""

from __future__ import annotations

import os
import threading
import time

from django.core.wsgi import get_wsgi_application

from orchestrator import logs
from orchestrator.web.bodies import Bodies

LOOK_SECONDS = 0.5


def _leave_with_parent() -> None:
    """End this worker when its parent dies, however it dies: an orphan would serve on for ever."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os._exit(1)


logs.configure()
threading.Thread(target=_leave_with_parent, name="parent-watch", daemon=True).start()
application = Bodies(get_wsgi_application())
