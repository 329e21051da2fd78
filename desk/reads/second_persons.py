"""What waits for a second person, for whom, and who was given more power of late."""

from dataclasses import dataclass
from datetime import datetime

from desk.rules.people.rights import People, Person, Role
from desk.rules.people.two_persons import (
    DEPUTIES,
    Proposal,
    ProposalStage,
    confirmers,
    is_news_to,
    staff_of,
)
from desk.rules.settings import Settings
from desk.store import proposals
from desk.store.db import Store
from desk.store.record.standings import keys_here


@dataclass(frozen=True, slots=True)
class Seconds:
    """Every proposal of this workstation, and who could confirm one.

    Attributes:
        proposals: Newest first.
        staff: Those who can sign in here, with the roles of those they deputise for.
    """

    proposals: list[Proposal]
    staff: list[Person]

    def confirmers(self, one: Proposal) -> list[Person]:
        """Return for whom ``one`` waits: who may confirm it, then who may carry it out."""
        if one.stage is ProposalStage.WAITING:
            return confirmers(self.staff, one.by, one.concerns)
        return [
            who for who in self.staff if one.stage is ProposalStage.AGREED and who.login == one.by
        ]

    def waiting_for(self, person: Person) -> list[Proposal]:
        """Return what waits for ``person``: to be confirmed, or carried out."""
        return [
            one
            for one in self.proposals
            if any(who.login == person.login for who in self.confirmers(one))
        ]

    def shown_to(self, person: Person) -> list[Proposal]:
        """Return what ``person`` may see: directors, auditors and administrators see all."""
        roles = {person.role, *person.stands_for}
        if not roles.isdisjoint({Role.DIRECTOR, Role.AUDITOR, Role.ADMINISTRATOR}):
            return self.proposals
        waiting = {one.id for one in self.waiting_for(person)}
        return [
            one
            for one in self.proposals
            if one.id in waiting or person.login in (one.by, one.second, *one.concerns)
        ]

    def news_to(self, person: Person) -> list[Proposal]:
        """Return what gave somebody more power and the director ``person`` has not seen yet."""
        return [one for one in self.proposals if is_news_to(one, person)]


def read_seconds(store: Store, people: People, settings: Settings, now: datetime) -> Seconds:
    """Return the proposals as they stand at ``now``."""
    staff = staff_of(people, keys_here(store), settings.texts(DEPUTIES), now.date())
    return Seconds(proposals.read_proposals(store, now), staff)
