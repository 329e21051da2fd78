"""Drafts of forms: they survive a crash, are no acts and never leave this home."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desk.base.clock import stamp
from desk.store.db import Store
from desk.store.tables import DraftRow


def keep_draft(store: Store, key: str, body: Mapping[str, Any], now: datetime) -> None:
    """Keep ``body`` under ``key`` ("<login>/<form>"), durably."""
    text = json.dumps(body, ensure_ascii=False)
    with store.writing():
        store.put(DraftRow, ("key", "body", "at"), [(key, text, stamp(now))])


def drop_draft(store: Store, key: str) -> None:
    """Forget the draft under ``key``, if there is one."""
    with store.writing():
        store.run(DraftRow.delete().where(DraftRow.key == key))


def draft(store: Store, key: str) -> dict[str, Any] | None:
    """Return the draft under ``key``, or None."""
    found = store.value(DraftRow.select(DraftRow.body).where(DraftRow.key == key))
    body: dict[str, Any] | None = json.loads(found) if found else None
    return body
