"""The web door: the WSGI application that granian serves."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application

from orchestrator import logs

logs.configure()
application = get_wsgi_application()
