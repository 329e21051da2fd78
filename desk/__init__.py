"""The complaint desk without a window: rules, storage, actions, questions."""

import sys

__version__ = "0.2.0"

# peewee loads every driver that it finds; this one takes a fifth of a second, and a home
# in a file needs none (desk/store/engines/driver.py loads it for one on a server).
sys.modules.setdefault("psycopg", None)  # type: ignore[arg-type]
