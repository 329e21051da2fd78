"""The conflict tray: the cases on which workstations disagree, side by side."""

from dataclasses import dataclass

from desk.base.clock import moment_of, stamp
from desk.base.shapes import JsonObject
from desk.base.words import shown
from desk.rules.case.masks import hidden_names, masked
from desk.rules.case.merging import Conflict, Side, conflicts, label_of, spoken_side
from desk.rules.people.rights import Person
from desk.rules.people.sight import Purpose, Sight, sight
from desk.rules.record.fold import fold
from desk.rules.steps.merged_state import Misfit, unlawful
from desk.store.db import Store
from desk.store.record import journal
from desk.store.tables import NEVER, CaseRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One case in the tray.

    Attributes:
        case_no: Its number.
        uuid: Its identity.
        version: Number of acts, passed on with the decision.
        conflicts: Its fields, the guarded ones first.
        misfits: Inconsistencies of its merged state.
        names: People whose names are masked in its texts.
    """

    case_no: str
    uuid: str
    version: int
    conflicts: list[Conflict]
    misfits: list[Misfit]
    names: tuple[str, ...] = ()


def read_tray(store: Store, reader: Person | None = None) -> list[Disagreement]:
    """Return the cases with conflicts, the oldest first; none that is closed to ``reader``."""
    query = CaseRow.select(CaseRow.case_no, CaseRow.uuid).where(CaseRow.conflicts > 0)
    found = store.rows(query.order_by(CaseRow.id))
    return [case for number, uuid in found if (case := _read(store, reader, number, uuid))]


def _read(store: Store, reader: Person | None, number: str, uuid: str) -> Disagreement | None:
    acts = journal.acts_of(store, uuid)
    folded = fold(acts)
    if reader is not None and sight(reader, folded.facts, Purpose.LIST, NEVER) < Sight.MASKED:
        return None
    return Disagreement(
        case_no=number,
        uuid=uuid,
        version=folded.count,
        conflicts=conflicts(acts, folded),
        misfits=unlawful(folded),
        names=tuple({name for _, said in acts for name in hidden_names(said or {})}),
    )


def tray_json(store: Store, own: str, reader: Person | None = None) -> list[JsonObject]:
    """Return the tray as the command line prints it, personal fields masked.

    Args:
        store: The open database.
        own: This workstation's id, whose side is marked as "mine".
        reader: Who asks; cases that are closed to her are left out.
    """
    return [
        {
            "case_no": case.case_no,
            "uuid": case.uuid,
            "version": case.version,
            "conflicts": [_conflict(one, own, case.names) for one in case.conflicts],
            "unlawful": [_misfit(one) for one in case.misfits],
        }
        for case in read_tray(store, reader)
    ]


def _misfit(misfit: Misfit) -> JsonObject:
    return {
        "key": misfit.key,
        "text": str(misfit.refusal),
        "back_to": misfit.back_to.value if misfit.back_to else "",
        "back_label": shown(misfit.back_to) if misfit.back_to else "",
    }


def _conflict(conflict: Conflict, own: str, names: tuple[str, ...]) -> JsonObject:
    name = conflict.field
    base = [masked({name: value}, names)[name] for value in conflict.base]
    return {
        "field": name,
        "label": label_of(name),
        "guarded": conflict.is_guarded,
        "base": base,
        "base_texts": ["" if value is None else spoken_side(name, value) for value in base],
        "sides": [side_json(name, side, own, names) for side in conflict.sides],
    }


def side_json(name: str, side: Side, own: str, names: tuple[str, ...] = ()) -> JsonObject:
    """Return one side: what, who, when, where; ``names`` are masked in texts."""
    value = masked({name: side.value}, names)[name]
    return {
        "value": value,
        "text": spoken_side(name, value),
        "author": side.act.author,
        "device": side.act.device,
        "is_mine": side.act.device == own,
        "at": stamp(moment_of(side.act.hlc)),
        "shown": side.is_shown,
        "act": side.act.hash.hex(),
    }
