"""A case that lives through one transaction: as it was found, what is written of it, and after."""

from desk.base.shapes import Facts
from desk.rules.people.people_in_acts import Acts, seen_from
from desk.rules.record.fold import Act, fold
from desk.rules.steps.counting import counted, need_to_count
from desk.rules.time.case_clocks import CaseClock, Reckoning


class CaseAtHand:
    """A case that a handler works on; its state and its clocks are reckoned once each.

    Attributes:
        id: Row id of its first act, 0 until that is written.
        uuid: Its UUID.
        is_new: It had no act when it was found.
        acts: Its acts that count, with those of this transaction.
        folded: Its state by these acts.
        found: Its facts then, as the tables hold them.
    """

    def __init__(self, case_id: int, uuid: str, office: str, stored: Acts) -> None:
        """Keep the acts of it that the journal holds, as the office ``office`` is to see them."""
        self.id, self.uuid, self.is_new = case_id, uuid, not case_id
        self._office, self._stored = office, stored
        self.acts: Acts = counted(seen_from(office, stored))
        self.folded = fold(self.acts)
        self._reckoned: list[tuple[Reckoning, Facts, list[CaseClock]]] = []
        self.found = self.facts

    @property
    def facts(self) -> Facts:
        """Return its shown facts."""
        return self.folded.facts

    def clocks(self, reckoning: Reckoning, facts: Facts | None = None) -> list[CaseClock]:
        """Return its clocks as they are, or as they would be with ``facts``."""
        clocks = self.known_clocks(reckoning, facts)
        if clocks is None:
            asked = self.facts if facts is None else facts
            clocks = reckoning.clocks(asked)
            self._reckoned.append((reckoning, asked, clocks))
        return clocks

    def known_clocks(
        self, reckoning: Reckoning, facts: Facts | None = None
    ) -> list[CaseClock] | None:
        """Return the same if they were asked for before, else None."""
        asked = self.facts if facts is None else facts
        found = (
            clocks for by, known, clocks in self._reckoned if by is reckoning and known == asked
        )
        return next(found, None)

    def shredded(self, stored: Acts) -> None:
        """Keep what the journal still holds of it; its state follows with the next act."""
        self._stored = stored

    def add(self, act: Act, said: Facts) -> None:
        """Add an act that was just written.

        Raises:
            WouldNotCount: It would not count.
        """
        self._stored = [*self._stored, (act, dict(said))]
        self.acts = need_to_count(seen_from(self._office, self._stored))
        self.folded = fold(self.acts)
