"""Who tries numbers: searches by whole values that found nobody, by person and day."""

import json
from collections import Counter
from datetime import date, datetime, time
from typing import NamedTuple

from desk.base.clock import moment_of, wall
from desk.rules.looking_up import limit
from desk.rules.record.subjects import AUDIT
from desk.rules.steps.kinds import LOOKED_UP
from desk.store.db import Store
from desk.store.tables import ActRow, PayloadRow


class Probed(NamedTuple):
    """How many searches of one person on one day found nobody."""

    login: str
    day: date
    times: int


def probed_days(store: Store, since: date) -> list[Probed]:
    """Return the days from ``since`` on on which somebody's searches ask to be told, newest first.

    That is from ``told_from`` in ``resources/searching.toml`` on.
    """
    query = (
        ActRow.select(ActRow.author, ActRow.hlc, PayloadRow.body)
        .join(PayloadRow, on=(PayloadRow.act_id == ActRow.id))
        .where(
            ActRow.subject == AUDIT,
            ActRow.kind == LOOKED_UP.id,
            ActRow.hlc >= wall(datetime.combine(since, time())),
        )
    )
    found = Counter(
        (moment_of(hlc).date(), author)
        for author, hlc, body in store.rows(query)
        if not next(iter(json.loads(body).values()))["count"]
    )
    days = (Probed(login, day, count) for (day, login), count in found.items())
    told = [one for one in days if one.times >= limit("told_from")]
    return sorted(told, key=lambda one: (one.day, one.login), reverse=True)
