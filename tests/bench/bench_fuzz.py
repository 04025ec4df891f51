"""Twenty thousand hostile requests: at every address at random, and at the API by its description.

Prints how many of each status came; fails when one of them was a fault of ours.
"""

from __future__ import annotations

import os
import subprocess
import sys

REQUESTS, API_EXAMPLES = "17000", "700"


def main() -> int:
    """Return 0 when nothing was a fault of ours."""
    more = {"FUZZ_REQUESTS": REQUESTS, "API_EXAMPLES": API_EXAMPLES}
    tests = ["tests/attacks/test_fuzz.py", "tests/attacks/test_api_by_its_description.py"]
    return subprocess.call(
        [sys.executable, "-m", "pytest", "-q", "-s", *tests], env={**os.environ, **more}
    )


if __name__ == "__main__":
    sys.exit(main())
