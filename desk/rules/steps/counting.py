"""Which acts count by what they write, and what they may not write.

An act that goes beyond its kind counts nowhere: whoever folds it, here or on another workstation,
folds without it, and `verify` names it (docs/decisions/0011). A value that does not fit its field
is left out, and named in its case. Both are functions of the set of acts alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final, NamedTuple

from desk.base.errors import Refusal
from desk.base.shapes import Facts, Payload
from desk.base.words import mark
from desk.rules.case.entries import APPROVALS, DECISIONS, KEPT
from desk.rules.case.life import Action
from desk.rules.case.merging import label_of
from desk.rules.case.stored import Fits, is_text
from desk.rules.case.ways import IN_ORDER
from desk.rules.record.fold import ENTRY_MARK, Act, fold
from desk.rules.record.subjects import CASE, subject_kind
from desk.rules.steps.act_kind import ActKind, Restores
from desk.rules.steps.act_words import title
from desk.rules.steps.kinds import BROUGHT_BACK, KINDS, of_step
from desk.rules.steps.merged_state import CLEARED

Said = tuple[Act, Payload | None]
Known = Mapping[str, Said]  # acts of one subject that count, by hash (hex)

HERS: Final = ("planned_by", "approved_by")  # fields of a step that name the author of the act
NEVER_EMPTY: Final = ("case_no", "kind", "received_at", "state")  # without them there is no case
_WAY: Final = [state.value for state in IN_ORDER]


class WouldNotCount(Refusal):
    """An act that its kind does not allow: a fault of the program, or a backup that is too new."""

    text: ClassVar[str] = mark(
        "“{kind}” may not write “{label}” so; it would count nowhere. Nothing was changed."
    )


class Trespass(NamedTuple):
    """An act that goes beyond its kind.

    Attributes:
        act: The act.
        name: The field or entry that it may not write so; "" when nobody knows its kind, or
            it is about something else.
    """

    act: Act
    name: str


# What a kind could write once and may no more: left out, the rest of such an act counts.
FORMERLY: Final = {"case.amend": frozenset({"received_by"})}


def counted(acts: Iterable[Said], *, is_whole: bool = True) -> list[Said]:
    """Return those ``acts`` of one subject that keep to their kinds, without unfit values.

    ``is_whole`` as with `trespasses`.
    """
    return judged(acts, is_whole=is_whole)[0]


def trespasses(acts: Iterable[Said], *, is_whole: bool = True) -> list[Trespass]:
    """Return those ``acts`` of one subject that go beyond their kinds.

    Where these are not all acts of the subject (``is_whole``), what shows only beside the others
    is not asked.
    """
    return judged(acts, is_whole=is_whole)[1]


def need_to_count(acts: Sequence[Said]) -> list[Said]:
    """Refuse to write the last of these ``acts`` of one subject if it, or a part, would not count.

    Returns:
        Those that count.

    Raises:
        WouldNotCount: It goes beyond its kind, or has a value that does not fit.
    """
    act, _ = acts[-1]
    kept, wrong = judged(acts)
    unfit = [name for one, _ in kept if one.hash == act.hash for name in one.unfit]
    for name in (*(one.name for one in wrong if one.act is act), *unfit):
        raise WouldNotCount(kind=title(act.kind), label=label_of(name) or act.subject)
    return kept


def judged(acts: Iterable[Said], *, is_whole: bool = True) -> tuple[list[Said], list[Trespass]]:
    """Return which ``acts`` of one subject count, unfit values left out, and which do not."""
    kept: list[Said] = []
    wrong: list[Trespass] = []
    resting: list[Said] = []
    for act, payload in acts:
        kind = KINDS.get(act.kind)
        if kind is None or kind.about != subject_kind(act.subject):
            wrong.append(Trespass(act, ""))
            continue
        said: Said | Trespass = (act, payload)
        doubtful = _doubtful(act, payload)
        if doubtful or not act.base.keys() <= (payload or {}).keys():
            said = _looked_at(kind, act, payload, doubtful)
        if isinstance(said, Trespass):
            wrong.append(said)
        elif is_whole and kind.rests_on_others:
            resting.append(said)
        else:
            kept.append(said)
    if resting:
        wrong += _rested(kept, resting)
    return kept, wrong


def _quick(kind: ActKind) -> Payload:
    """Return by field what lets most values pass at once: ``str``, or a check."""
    quick: Payload = {name: str if fits is is_text else fits for name, fits in kind.writes.items()}
    quick |= {name: allowed.__contains__ for name, allowed in kind.bounds.items()}
    return {name: check for name, check in quick.items() if not (kind.is_step and name in HERS)}


_QUICK: Final = {name: _quick(kind) for name, kind in KINDS.items()}


def _nothing(_value: object) -> bool:
    return False


def _doubtful(act: Act, payload: object) -> list[str]:
    """Return what of ``payload`` must be looked at: all but what plainly fits its field.

    Every act of a case is asked each time the case is folded, so that this must not take long.
    """
    if not isinstance(payload, dict):
        return [""]
    quick = _QUICK[act.kind].get
    try:
        return [
            name
            for name, value in payload.items()
            if not (type(value) is str if (check := quick(name, _nothing)) is str else check(value))
        ]
    except TypeError:  # a list where a text is remembered or bounded
        return list(payload)


def _does_fit(fits: Fits, value: object) -> bool:
    try:
        return value is None or fits(value)
    except TypeError:
        return False


def _looked_at(
    kind: ActKind, act: Act, payload: object, doubtful: Iterable[str]
) -> Said | Trespass:
    """Return what ``act`` says without what does not fit, or what it may not write.

    It overwrites nothing without writing it, either: only erasing may.
    """
    if not isinstance(payload, dict | None):
        return Trespass(act, "")
    said = payload or {}
    unfit: list[str] = []
    if act.kind in FORMERLY and not FORMERLY[act.kind].isdisjoint(said):
        act, kept = _as_today(act, said)
        return _looked_at(kind, act, kept, [name for name in doubtful if name in kept])
    for name in doubtful if said else ():
        fits, value = kind.fit_of(name), said[name]
        if fits is None or not _may_write(kind, act, name, value):
            return Trespass(act, name)
        if not _does_fit(fits, value):
            unfit.append(name)
    for name in _taken_away(kind, act, payload):
        return Trespass(act, name)
    if not unfit:
        return act, payload
    fitting = {name: value for name, value in said.items() if name not in unfit}
    return act._replace(unfit=tuple(unfit)), fitting


def _taken_away(kind: ActKind, act: Act, payload: Payload | None) -> list[str]:
    """Return what the act overwrites without a right to, or without writing it."""
    if kind.shreds:
        return []
    gone = sorted(act.base.keys() - (payload or {}).keys())
    return [name for name in gone if payload is not None or kind.fit_of(name) is None]


def _as_today(act: Act, said: Payload) -> tuple[Act, Payload]:
    """Return an act of a former program without what its kind may write no more.

    What that had overwritten holds on.
    """
    gone = FORMERLY[act.kind]
    base = {name: seen for name, seen in act.base.items() if name not in gone}
    kept = {name: value for name, value in said.items() if name not in gone}
    return act._replace(base=base), kept


def _may_write(kind: ActKind, act: Act, name: str, value: object) -> bool:
    """Say whether ``act`` may give this very value to a field or entry of its kind."""
    if value is None and name in NEVER_EMPTY:
        return False
    if ENTRY_MARK in name:
        return _may_enter(kind, act, name, value)
    if name in kind.bounds:
        return value in tuple(kind.bounds[name])
    return not kind.is_step or name not in HERS or value in (None, act.author)


def _may_enter(kind: ActKind, act: Act, name: str, value: object) -> bool:
    """Say whether an entry is written under its author's name, and washes nothing away."""
    if kind.about != CASE or kind.shreds or (kind.restores and not kind.is_step):
        return True
    collection = name.partition(ENTRY_MARK)[0]
    if value is None:
        return collection not in KEPT
    is_new = collection == APPROVALS or name not in act.base
    by = value.get("by", act.author) if isinstance(value, dict) else act.author
    return not is_new or by == act.author


def _rested(kept: list[Said], resting: list[Said]) -> list[Trespass]:
    """Put those acts into ``kept`` that may say what they say beside the others; return the rest.

    What restores comes first; after each act that has a bound, oldest first, once more.
    """
    known = {act.hash.hex(): (act, payload) for act, payload in kept}
    restoring = [one for one in resting if KINDS[one[0].kind].restores]
    bound = [one for one in resting if not KINDS[one[0].kind].restores]
    beyond: list[Trespass] = []
    wrong, restoring = _restored(kept, restoring, known)
    for act, payload in sorted(bound, key=lambda one: (one[0].hlc, one[0].device, one[0].hash)):
        name = _out_of_bounds(act, payload, known)
        if name:
            beyond.append(Trespass(act, name))
            continue
        kept.append((act, payload))
        known[act.hash.hex()] = (act, payload)
        wrong, restoring = _restored(kept, restoring, known)
    return wrong + beyond


def _restored(
    kept: list[Said], restoring: list[Said], known: dict[str, Said]
) -> tuple[list[Trespass], list[Said]]:
    """Put those acts that restore what they may into ``kept`` and ``known``; return the others.

    One may rest on another, so that they are asked until no more is found.
    """
    waiting = restoring
    wrong: list[Trespass] = []
    while waiting:
        wrong, left = [], []
        for act, payload in waiting:
            name = _invented(act, payload or {}, known)
            if name is None:
                kept.append((act, payload))
                known[act.hash.hex()] = (act, payload)
            else:
                left.append((act, payload))
                wrong.append(Trespass(act, name))
        if len(left) == len(waiting):
            break
        waiting = left
    return wrong, waiting


def _out_of_bounds(act: Act, payload: Payload | None, known: Known) -> str:
    """Return the field by which ``act`` shows that it passed a guard by, "" for none.

    What was written elsewhere about the same time condemns nobody who could not know it.
    """
    kind = KINDS[act.kind]
    if payload is None or kind.bound is None:
        return ""
    seen = [known[own][1] for own in act.base.get("state", ()) if own in known]
    if not payload.get("state") or not any(
        said is None or said.get("state") in kind.leaves for said in seen
    ):
        return "state"
    return kind.bound(_certain(act, known), payload, act.author)


def _certain(act: Act, known: Known) -> Facts:
    """Return what held for certain when ``act`` was written: whatever else it may have seen.

    That is each field of which its writer had seen all that was said by then, and every entry.
    """
    earlier = fold(one for one in known.values() if one[0].hlc < act.hlc)
    seen = fold(_seen_by(act, known))
    return {
        name: value
        for name, value in earlier.facts.items()
        if name not in earlier.live or earlier.base_of([name]) == seen.base_of([name])
    }


def _seen_by(act: Act, known: Known) -> list[Said]:
    """Return the acts that ``act`` certainly rests on: of its chain, and what they overwrite."""
    chain = [
        own
        for own, (one, _) in known.items()
        if (one.device, one.epoch) == (act.device, act.epoch) and one.seq < act.seq
    ]
    waiting = chain + [own for hashes in act.base.values() for own in hashes]
    found: dict[str, Said] = {}
    while waiting:
        own = waiting.pop()
        if own in known and own not in found:
            found[own] = known[own]
            waiting += [one for hashes in known[own][0].base.values() for one in hashes]
    return list(found.values())


def _invented(act: Act, payload: Facts, known: Known) -> str | None:
    """Return a field or entry to which ``act`` gives what it may not; None for none."""
    kind = KINDS[act.kind]
    may = _MAY[kind.restores or Restores.LAST]
    names = (
        name
        for name in payload
        if name.partition(ENTRY_MARK)[0] not in KEPT and not (kind.is_step and ENTRY_MARK in name)
    )
    return next((name for name in names if not may(act, name, payload[name], known)), None)


def _say(own: Iterable[str], name: str, value: Any, known: Known) -> bool:
    """Say whether one of the acts with these hashes says ``value`` of ``name``."""
    told = [known[one][1] or {} for one in own if one in known]
    return any(name in payload and payload[name] == value for payload in told)


def _held(before: Act, name: str, value: Any, known: Known) -> bool:
    """Say whether ``name`` was ``value`` when the act ``before`` was written."""
    overwritten = before.base.get(name, ())
    return (value is None and not overwritten) or _say(overwritten, name, value, known)


def _takes_back(act: Act, name: str, value: Any, known: Known) -> bool:
    """Say whether ``value`` held before the act that is taken back, the newest that is overwritten.

    What came from elsewhere meanwhile may stay beside it.
    """
    several = (known[own][0] for hashes in act.base.values() for own in hashes if own in known)
    last = max(several, key=lambda one: (one.hlc, one.device, one.hash), default=None)
    overwritten = act.base.get(name, ())
    if last is None or not KINDS[last.kind].can_be_undone or last.hash.hex() not in overwritten:
        return False
    stays = [own for own in overwritten if own in known and not _is_over(own, name, act, known)]
    return _held(last, name, value, known) or _say(stays, name, value, known)


def _is_over(own: str, name: str, act: Act, known: Known) -> bool:
    """Say whether another act than ``act`` has overwritten the act ``own``."""
    return any(own in one.base.get(name, ()) for one, _ in known.values() if one is not act)


def _is_side(act: Act, name: str, value: Any, known: Known) -> bool:
    """Say whether ``value`` is said by an act that ``act`` overwrites, or held before it."""
    overwritten = [own for own in act.base.get(name, ()) if own in known]
    held = any(_held(known[own][0], name, value, known) for own in overwritten)
    return held or _say(overwritten, name, value, known)


def _held_before_merger(act: Act, name: str, value: Any, known: Known) -> bool:
    """Say whether ``value`` held before the merger, or its author keeps what nobody else may."""
    if name == "handler" and value == act.author:
        return True
    merger = of_step(Action.MERGE).id
    return any(_held(one, name, value, known) for one, _ in known.values() if one.kind == merger)


def _may_decide(act: Act, name: str, value: object, known: Known) -> bool:
    """Say whether a decision writes a side, what goes with the other, or the way back."""
    if name.partition(ENTRY_MARK)[0] == DECISIONS or _is_side(act, name, value, known):
        return True
    if name == "state":
        return _is_way_back(act, value, known)
    return value is None and (name in CLEARED or name == "outcome")


def _is_way_back(act: Act, value: Any, known: Known) -> bool:
    overwritten = [known[own] for own in act.base.get("state", ()) if own in known]
    states = [(payload or {}).get("state") for _, payload in overwritten]
    return any(_WAY.index(value) < _WAY.index(state) for state in states if state in _WAY)


def _was_said(act: Act, name: str, value: object, known: Known) -> bool:
    """Say whether another act of the case says so, or ``act`` is the first that is here."""
    if value is None or any((payload or {}).get(name) == value for _, payload in known.values()):
        return True
    return act.kind == BROUGHT_BACK.id and not any(one.hlc < act.hlc for one, _ in known.values())


_MAY: Final[Mapping[Restores, Callable[[Act, str, Any, Known], bool]]] = {
    Restores.LAST: _takes_back,
    Restores.MERGER: _held_before_merger,
    Restores.SIDES: _may_decide,
    Restores.EARLIER: _was_said,
}
