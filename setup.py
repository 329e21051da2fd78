"""Compile the catalogues into what is built; everything else stands in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).parent))

from tools.catalogues import compile_catalogues


class BuildWithCatalogues(build_py):
    """The usual build, with every ``desk.mo``."""

    def run(self):
        """Compile, then collect the files."""
        compile_catalogues()
        super().run()


setup(cmdclass={"build_py": BuildWithCatalogues})
