"""How property tests run: no time limit an example, and the same examples in every run.

`HYPOTHESIS_PROFILE=explore` looks for new ones; what it finds becomes an example of its own.
"""

import os

from hypothesis import settings

settings.register_profile("desk", deadline=None, derandomize=True, database=None)
settings.register_profile("explore", deadline=None, max_examples=2_000, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "desk"))
