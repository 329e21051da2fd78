"""The shapes of values that travel between rooms as they are: JSON, and rows of a table.

What a value holds, its name says; `desk/rules/case/fields.py` says which fields there are and
what each holds. A value that one room makes and another reads part by part is a class instead.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

# What is known of a subject, or of one of its entries: the stored value by field, entries as
# lists under their collection's name. Only read; whoever wants to change something makes acts.
Facts: TypeAlias = Mapping[str, Any]

# What an act writes, while it is put together: the stored value by field, an entry by
# "collection/id", None for what is taken back. The fold makes facts of it.
Payload: TypeAlias = dict[str, Any]

# An object of JSON that is put together here: what the command line writes, what a packet, a
# card or the key file holds. Its ids are a contract.
JsonObject: TypeAlias = dict[str, Any]

# An object of JSON that somebody else put together and that is only read.
JsonMapping: TypeAlias = Mapping[str, Any]

# A row as a table holds it: values in the order of the columns that were asked for.
Row: TypeAlias = tuple[Any, ...]
