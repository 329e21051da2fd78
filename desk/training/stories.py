"""The story of one invented complaint: its registration, and the steps after it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from desk.base.clock import stamp
from desk.base.resources import read_toml
from desk.base.shapes import JsonMapping, JsonObject
from desk.rules.case.life import Action
from desk.rules.steps.gate import VERY_DISSATISFIED
from desk.rules.steps.guards import COMPLEX

OUTCOMES: Final = {"agreed": 80, "not_agreed": 13, "mediated": 4, "referred": 3}
ANSWERS: Final = {
    "very_satisfied": 22,
    "satisfied": 46,
    "neutral": 16,
    "dissatisfied": 8,
    "very_dissatisfied": 2,
    "no_answer": 6,
}
CHANNELS: Final = {
    "phone": 34,
    "visit": 22,
    "website": 12,
    "regulator": 11,
    "hotline_12345": 6,
    "social": 5,
    "letter": 3,
    "email": 3,
    "suggestion_box": 2,
    "superior": 1,
    "pbc": 1,
}
GRADES: Final = {"A": 1, "B": 5, "C": 9}
FORWARDERS: Final = {"regulator": "nfra", "pbc": "pbc", "superior": "superior"}
WAYS: Final = {"phone": 50, "handed_over": 22, "post": 12, "sms": 16}
PROOFS: Final = {"phone": "录音", "handed_over": "签收单", "post": "邮件号", "sms": "短信截图"}


class StoryStep(NamedTuple):
    """The next step: after how many hours, which, by whom, with what values."""

    hours: float
    action: Action
    login: str
    given: JsonObject


@dataclass(frozen=True, slots=True)
class TrainingStaff:
    """The logins of the training branch, by task."""

    specialists: tuple[str, ...]
    supervisor: str
    director: str


@dataclass(slots=True, kw_only=True)
class Story:
    """One invented complaint.

    Attributes:
        random: The random generator.
        staff: Who works there.
        received: When it came in.
        scenario: Its subject matter.
        handler: Login of its handler.
        is_recent: It may still be open today.
        forwarder: The forwarding body, or ""; set by `intake`.
        is_complex: It needs a group of departments; set by `intake`.
    """

    random: Random
    staff: TrainingStaff
    received: datetime
    scenario: JsonMapping
    handler: str
    is_recent: bool
    forwarder: str = ""
    is_complex: bool = False

    def chance(self, percent: float) -> bool:
        """Return True with a probability of ``percent`` per cent."""
        return self.random.random() * 100 < percent

    def pick(self, weights: Mapping[str, int]) -> str:
        """Return a random key by weight."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def hours(self, low: float, high: float, late: float, percent: float) -> float:
        """Return random hours between ``low`` and ``high``, sometimes up to ``late``."""
        if self.chance(percent):
            return self.random.uniform(high, late)
        return self.random.uniform(low, high)

    def intake(self, registered: datetime) -> JsonObject:
        """Return the values of the intake form."""
        scenario, people = self.scenario, read_toml("demo", "people.toml")
        channel, unit = self.pick(CHANNELS), self.random.choice(people["office"]["units"])
        amount = self.random.choice((60, 120, 300, 800, 2400, 5600, 18000, 50000, 120000, 300000))

        happened = self.received - timedelta(days=self.random.randrange(3, 75))
        facts = scenario["facts"].format(
            amount=f"{amount:,.2f}",
            unit=unit,
            month=happened.month,
            day=happened.day,
            staff="经办柜员",
            product=scenario["product"],
        )
        complainant, grade = self._complainant(people["names"]), self.pick(GRADES)
        self.is_complex = self.chance(14)
        given = {
            "received_at": stamp(self.received),
            "channel": channel,
            "complainant": complainant,
            "complained_unit": unit,
            "occurred_on": happened.date().isoformat(),
            "facts": facts,
            "amount": f"{amount:.2f}" if "{amount}" in scenario["facts"] else None,
            "grade": grade,
            "complexity": COMPLEX if self.is_complex else "simple",
            "people_count": 1,
            "account_tail": f"{self.random.randrange(10_000):04d}",
            **{name: scenario[name] for name in COPIED if name in scenario},
        }
        if channel in FORWARDERS:
            self.forwarder = FORWARDERS[channel]
            given |= self._forwarded(channel)
        if registered - self.received > timedelta(hours=2):
            given["late_reason"] = read_toml("demo", "texts.toml")["late"]
        return given

    def _complainant(self, names: JsonMapping) -> JsonObject:
        two = self.chance(3)
        surname = self.random.choice(names["surnames_of_two"] if two else names["surnames"])
        phone = f"1{self.random.choice('35789')}{self.random.randrange(10**9):09d}"
        return {
            "name": surname + self.random.choice(names["given"]),
            "phone": phone,
            "birth_year": self.random.randrange(1945, 2003),
            "address": f"示例市城东区{self.random.choice(names['streets'])}"
            f"{self.random.randrange(1, 200)}号",
        }

    def _forwarded(self, channel: str) -> JsonObject:
        sent = self.received - timedelta(days=self.random.randrange(1, 5))
        return {
            "forwarded_by": FORWARDERS[channel],
            "forward_no": f"转{sent:%Y%m%d}{self.random.randrange(1000):03d}",
            "forwarded_on": sent.date().isoformat(),
            "reply_by": (self.received + timedelta(days=15)).date().isoformat(),
        }

    def steps(self) -> Iterator[StoryStep]:
        """Yield the steps after registration, until the case is archived or abandoned."""
        texts, staff, handler = read_toml("demo", "texts.toml"), self.staff, self.handler
        given: JsonObject = {"handler": handler, "department": "客户服务部"}
        if self.is_complex:
            given["co_departments"] = texts["group"]
        yield StoryStep(self.hours(0.2, 3, 9, 8), Action.ASSIGN, staff.supervisor, given)
        contact = {"way": "phone", "result": "reached"}
        contact["summary"] = self.random.choice(texts["contacts"])
        yield StoryStep(self.hours(0.2, 5, 30, 8), Action.CONTACT, handler, contact)
        if self.chance(4):
            withdrawn = {"remarks": texts["withdrawn"]}
            yield StoryStep(self.hours(2, 60, 90, 5), Action.WITHDRAW, handler, withdrawn)
            return
        if self.is_recent and self.chance(9):
            return  # forgotten: it will be overdue
        yield from self._investigated(texts)
        yield from self._settled(texts)

    def _investigated(self, texts: JsonMapping) -> Iterator[StoryStep]:
        scenario, staff = self.scenario, self.staff
        found = {name: scenario[name] for name in FOUND if name in scenario}
        found["liable"] = scenario["finding"] != "not_upheld" and self.chance(70)
        yield StoryStep(self.hours(1, 9, 40, 14), Action.INVESTIGATE, self.handler, found)
        if self.chance(35):
            again = {"way": "phone", "result": "reached", "summary": texts["contacts"][3]}
            yield StoryStep(self.hours(1, 4, 8, 5), Action.CONTACT, self.handler, again)
        plan = {"plan": scenario["plan"], "remedies": scenario["remedies"]}
        paid = self.random.choice((50, 120, 200, 300, 450, 800, 1500, 3000, 6800))
        if scenario.get("pays"):
            plan["compensation"] = f"{paid}.00"
        yield StoryStep(self.hours(1, 12, 30, 10), Action.PLAN, self.handler, plan)
        if not scenario.get("pays") or paid < 500:  # noqa: PLR2004 - the specialists' limit
            return
        chief = staff.supervisor if paid < 5000 else staff.director  # noqa: PLR2004 - her limit
        if self.chance(9):
            reason = {"reason": "请补充金额测算依据后再报。"}
            yield StoryStep(self.hours(1, 10, 20, 10), Action.RETURN, chief, reason)
            plan = {**plan, "plan": plan["plan"] + "金额测算依据见附件。"}
            yield StoryStep(self.hours(1, 10, 20, 10), Action.PLAN, self.handler, plan)
        approval = {"reason": "同意。"}
        yield StoryStep(self.hours(1, 12, 40, 12), Action.APPROVE, chief, approval)

    def _settled(self, texts: JsonMapping) -> Iterator[StoryStep]:
        scenario, handler = self.scenario, self.handler
        done = {"execution": texts["execution"]}
        yield StoryStep(self.hours(2, 14, 60, 14), Action.EXECUTE, handler, done)
        way = self.pick(WAYS)
        decision = {
            "facts_found": scenario["investigation"],
            "basis": texts["basis"],
            "reasons": texts["reasons"][scenario["finding"]],
            "remedies": texts["remedies"],
        }
        notice = {
            "decision": decision,
            "outcome": self.pick(OUTCOMES),
            "notice_way": way,
            "notice_proof": f"{PROOFS[way]} {self.random.randrange(1000, 9999)}",
        }
        yield StoryStep(self.hours(2, 90, 340, 12), Action.NOTIFY, handler, notice)
        visitor = next(login for login in self.staff.specialists if login != handler)
        told = self.random.choice(texts["follow_up"])
        answer = {"satisfaction": self.pick(ANSWERS), "follow_up": told}
        yield StoryStep(self.hours(20, 110, 230, 10), Action.FOLLOW_UP, visitor, answer)
        if answer["satisfaction"] == VERY_DISSATISFIED:
            why = {"text": texts["upheld"]}
            yield StoryStep(1, Action.UPHOLD, self.staff.supervisor, why)
        if self.forwarder:
            yield StoryStep(
                1, Action.FEED_BACK, handler, {"to": self.forwarder, **texts["feedback"]}
            )
        yield StoryStep(self.hours(0.5, 20, 60, 10), Action.CLOSE, self.staff.supervisor, {})
        yield StoryStep(self.hours(100, 400, 700, 10), Action.ARCHIVE, self.staff.supervisor, {})


COPIED: Final = (
    "product_line",
    "cause",
    "business_channel",
    "product",
    "topic",
    "demand_text",
    "demands",
    "vulnerable",
    "standing",
    "third_party",
)
FOUND: Final = (
    "investigation",
    "finding",
    "root_cause",
    "systemic",
    "affected_customers",
    "third_party_cooperation",
)
