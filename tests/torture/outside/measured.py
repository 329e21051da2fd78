"""Runs a module, then writes the most memory (KiB) that it or its children had to a file.

``python -m tests.torture.outside.measured FILE MODULE …``. What a parent says of its child counts
the parent's own memory in; the peak that the system keeps of a process itself does not.
"""

import atexit
import re
import resource
import runpy
import sys
from pathlib import Path


def write_peak(path):
    """Write the peak to ``path``."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    here = int(re.search(r"VmHWM:\s*(\d+)", status)[1])
    path.write_text(str(max(here, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)))


if __name__ == "__main__":
    atexit.register(write_peak, Path(sys.argv[1]))
    module = sys.argv[2]
    sys.argv = sys.argv[2:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
