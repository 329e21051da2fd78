"""Property tests run as one place says."""

import tests.base.properties  # noqa: F401
