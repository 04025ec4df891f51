"""The packages that run are the ones that are pinned: none takes another's place."""

from __future__ import annotations

from importlib.metadata import version

import urllib3


def test_requests_stands_on_the_urllib3_that_is_pinned() -> None:
    assert vars(urllib3)["__version__"] == version("urllib3")
