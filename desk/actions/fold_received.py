"""Folding a packet's acts into the tables, and applying settings or calendars it brought."""

from collections.abc import Iterator
from typing import Final

from desk.actions.work import SETTINGS, Work
from desk.base.progress import Progress
from desk.rules.forms.prescribed import TEMPLATE
from desk.rules.record.chains import View
from desk.rules.record.fold import applied
from desk.rules.steps import kinds
from desk.rules.time.practice import CALENDAR, DECISIVE, LIGHTS, PRACTICES, left_behind
from desk.rules.time.taking_rules import TAKEN
from desk.store import case_ids
from desk.store.known_devices import read_view
from desk.store.record import journal, read_model
from desk.store.record.merge_acts import ActMerge
from desk.store.record.refold import Refolded, refold

TICK: Final = 100  # cases between two words on how far it went


def fold_received(
    work: Work, taking: ActMerge, view: View, first: int, progress: Progress
) -> Refolded:
    """Fold received acts into the tables; re-judge all when the list of workstations changed.

    Cases come first, reckoned by the old settings: what the search index holds
    of them must equal their rows. ``first`` is the row of the first received act.
    """
    told = Refolded()
    _bring(work, taking, told, progress)
    after = read_view(work.store, work.pen.head.identity)
    if after != view:
        taking.subjects.clear()
        taking.judge_again(after)
        _bring(work, taking, told, progress)
    _reckon(work, told, first)
    return told


def _bring(work: Work, taking: ActMerge, told: Refolded, progress: Progress) -> None:
    for is_kept in (False, True):
        subjects = [one for one in taking.subjects if read_model.is_kept(one) == is_kept]
        told.add(refold(work.store, work.reckoning, _watched(subjects, progress)))
    told.others += [one for one in taking.subjects if one.startswith(TEMPLATE)]


def _watched(subjects: list[str], progress: Progress) -> Iterator[str]:
    for count, subject in enumerate(subjects, start=1):
        if count % TICK == 0:
            progress(count, len(subjects))
        yield subject


def _reckon(work: Work, told: Refolded, first: int) -> None:
    """Apply the deadline settings and calendars that came with the packet.

    Breaches by the old reckoning are recorded first, so that nothing that comes by
    packet removes a breach. Cases that came with it, whose rows are not before
    ``first``, were checked at their own workstation.
    """
    if SETTINGS not in told.others:
        return
    facts, before = journal.folded(work.store, SETTINGS).facts, work.settings.values
    decisive = (*DECISIVE, *LIGHTS, PRACTICES, CALENDAR, TAKEN)
    if all(before.get(n) == facts[n] for n in facts if n.startswith(decisive)):
        return
    past = left_behind(before, facts)
    after = work.reckoning_with(applied(facts, past))
    for known in work.cases_before(first):
        told.moved += work.moved(known, after)
        work.keep_breaches(known)
        work.settle()
    if past:
        work.write(kinds.RULES_TAKEN, SETTINGS, past)
    work.reckon_anew((), after)
    work.settle()
    everything = case_ids.uuids_of(work.store, case_ids.all_cases(work.store))
    refold(work.store, after, (uuid for _, uuid in everything))
