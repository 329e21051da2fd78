"""Random lives of complaints at two counters beside an oracle written apart (life_oracle.py).

Steps in any order, entered late or in time, at either counter, swapped by packets now and then;
receipt, kind and party corrected, a PC clock that runs ahead for a moment: what is due, the light,
met or late, what was missed and the figures of each month agree.
"""

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

import pytest

from desk.actions.put_clock_right import PutClockRight
from desk.base.errors import Refusal
from desk.reads.case_file import read_case
from desk.reads.figures import read_figures
from desk.reads.verify import verify
from desk.rules.reports.periods import period_of
from desk.rules.time.breaches import missed
from tests.builders import DECISION, register, step
from tests.packets.life_oracle import DEADLINES, Life, Told

START = datetime(2026, 11, 21, 9, 0)
BEFORE = datetime(2000, 1, 1)
FIRST_SEED = 20261130
MONTHS = ("2026-11", "2026-12", "2027-01", "2027-02", "2027-03")
WAY = {  # what each stage writes, who does it, and the field of its moment
    "assign": ("director", {"handler": "chen"}, None, None),
    "contact": (
        "chen",
        {"way": "phone", "result": "reached", "summary": "已告知"},
        "contacted",
        "at",
    ),
    "investigate": (
        "chen",
        {"investigation": "属实", "finding": "upheld"},
        "investigated",
        "investigated_at",
    ),
    "plan": ("chen", {"plan": "致歉"}, "planned", "planned_at"),
    "execute": ("chen", {"execution": "已致歉"}, "executed", "executed_at"),
    "notify": (
        "chen",
        {"decision": DECISION, "outcome": "agreed", "notice_way": "phone", "notice_proof": "录音"},
        "told",
        "notified_at",
    ),
    "follow-up": (
        "zhou",
        {"satisfaction": "satisfied", "follow_up": "满意"},
        "followed",
        "followed_up_at",
    ),
    "confirm-delivery": ("chen", {"notice_proof": "已签收"}, "delivered", "delivered_at"),
    "answer": ("chen", {"answer": "已答复"}, None, None),
    "close": ("li", {}, "close", "closed_at"),
}
NEXT = {
    "to_assign": "assign",
    "to_investigate": "investigate",
    "planning": "plan",
    "executing": "execute",
    "to_notify": "notify",
    "notified": "confirm-delivery",
    "to_follow_up": "follow-up",
    "to_answer": "answer",
    "answered": "close",
}
FURTHER = {"reason": "特别复杂", "approved_by": "总行", "approval_no": "1"}


class Script:
    """What a seed makes two counters do to their cases, told to the oracle as well."""

    def __init__(self, places, stick, seed):
        self.random = Random(seed)
        self.desks = {"a": places["a"], "b": places["b"]}
        self.stick = stick
        self.now, self.swapped = START, START
        self.ahead = dict.fromkeys("ab", START)  # the latest that a desk's PC clock has shown
        self.lives, self.homes, self.acts = {}, {}, Counter()

    def run(self, cases, steps):
        for _ in range(cases):
            self.tick(600)
            self.register()
        self.swap()
        for _ in range(steps):
            self.tick(9000 // cases)
            self.live(self.random.choice(list(self.lives)))
            if self.random.random() < 1 / cases:
                self.swap()
        self.swap()

    def tick(self, minutes):
        self.now += timedelta(
            minutes=self.random.randint(1, minutes), seconds=self.random.randint(0, 59)
        )
        for place in self.desks.values():
            place.clock.moment = self.now

    def swap(self):
        a, b = self.desks.values()
        for sender, taker in ((a, b), (b, a), (a, b)):
            taker.exchange.take(sender.send(taker, out=self.stick))
        self.swapped = self.now

    def register(self):
        home = self.random.choice("ab")
        received = self.ago(4 * 1440)
        given = {"received_at": received.isoformat(), "late_reason": "停电"}
        case_no = register(self.desks[home].desk("chen"), **given)
        self.lives[case_no], self.homes[case_no] = Life(received, self.now), home

    def ago(self, minutes, *, least=BEFORE):
        """Return now, or a moment up to so many minutes ago."""
        back = self.random.choice((0, 0, self.random.randint(0, minutes)))
        return max(self.now - timedelta(minutes=back), least)

    def live(self, case_no):
        """Let something happen to a case; what the desk refuses did not happen."""
        kinds = (
            (self.stage, 10),
            (self.pause, 3),
            (self.resume, 3),
            (self.extend, 3),
            (self.restart, 1),
            (self.agree, 1),
            (self.amend, 1),
            (self.note, 1),
            (self.review, 2),
            (self.reopen, 1),
            (self.withdraw, 0.3),
            (self.deliver, 0.5),
            (self.correct, 1),
            (self.confirm, 1),
            (self.convert, 0.4),
            (self.run_ahead, 0.3),
        )
        what = self.random.choices([k for k, _ in kinds], [w for _, w in kinds])[0]
        with suppress(Refusal):
            what(case_no, self.lives[case_no])
            self.acts[what.__name__] += 1

    def do(self, place, login, case_no, action, **given):
        step(place.desk(login), case_no, action, **given)

    def home(self, case_no):
        return self.desks[self.homes[case_no]]

    def either(self):
        return self.random.choice("ab")

    def rank(self, desk):
        """Return by what an entry at ``desk`` is ranked among those that know nothing of it."""
        return max(self.now, self.ahead[desk])

    def earliest(self, life):
        """Return since when what happened belongs to this round of handling."""
        reopened = [one.at for one in life.told if one.what == "reopen"]
        return max([life.received, *reopened])

    # what happens

    def stage(self, case_no, life):
        action = "contact" if self.random.random() < 0.2 else self.next_step(case_no, life)
        login, given, what, field = WAY[action]
        at = self.ago(3 * 1440, least=self.earliest(life))
        if field:
            given = {**given, field: at.isoformat()}
        if action == "notify":
            given["notice_way"] = self.random.choice(("phone", "handed_over", "post", "sms"))
        open_ones = life.seen_open(self.homes[case_no], self.swapped)
        self.do(self.home(case_no), login, case_no, action, **given)
        for pause in open_ones if action == "notify" else ():  # what goes on ends with the notice
            desk = self.homes[case_no]
            until = max(at, pause.begins)
            pause.end(self.now, desk, until, is_told=False, rank=self.rank(desk))
        if given.get("notice_way") in ("phone", "handed_over"):
            life.told.append(Told(self.now, "delivered", at))
        if what and not (what == "contacted" and any(o.what == what for o in life.told)):
            life.told.append(Told(self.now, what, at))

    def next_step(self, case_no, life):
        place = self.home(case_no)
        state = read_case(place.store, place.office.reckoning, case_no).state
        if state == "to_follow_up" and any(one.what == "followed" for one in life.rounds()[-1][1]):
            return "close"
        return NEXT.get(state, "contact")

    def pause(self, case_no, life):
        desk, kind = self.either(), self.random.choice(("mediation", "appraisal", "house"))
        begins = self.ago(4 * 1440, least=life.received)
        given = {"kind": kind, "from": begins.isoformat(), "evidence": "受理通知"}
        ends = self.random.choice((None, self.ago(2 * 1440, least=begins)))
        if ends:
            given["until"] = ends.isoformat()
        if self.random.random() < 0.7:
            given["notice_on"] = begins.date().isoformat()
        self.do(self.desks[desk], "chen", case_no, "pause", **given)
        life.pause(self.now, desk, kind, begins, ends, is_told="notice_on" in given)

    def resume(self, case_no, life):
        desk = self.either()
        open_ones = life.open_pauses(desk, self.swapped)
        until = self.ago(2 * 1440)
        given = {"until": until.isoformat()}
        if self.random.random() < 0.3:
            given["notice_on"] = until.date().isoformat()
        self.do(self.desks[desk], "chen", case_no, "resume", **given)
        for pause in open_ones:
            is_told = "notice_on" in given
            pause.end(self.now, desk, until, is_told=is_told, rank=self.rank(desk))

    def extend(self, case_no, life):
        desk = self.desks[self.either()]
        what = self.random.choice(("extend", "extend-further"))
        if what == "extend":
            self.do(desk, "li", case_no, what, reason="情况复杂")
        else:
            told = self.now.date().isoformat()
            self.do(desk, "director", case_no, what, **FURTHER, notice_on=told)
        life.told.append(Told(self.now, {"extend": "to-30"}.get(what, "to-60"), self.now))

    def restart(self, case_no, life):
        at = self.ago(4 * 1440, least=life.registered)
        desk = self.desks[self.either()]
        self.do(
            desk, "chen", case_no, "restart", reason="新事实", evidence="材料", at=at.isoformat()
        )
        life.told.append(Told(self.now, "restart", at))

    def agree(self, case_no, life):
        day = (self.now + timedelta(days=self.random.randint(0, 20))).date()
        desk = self.desks[self.either()]
        self.do(desk, "chen", case_no, "agree", on=day.isoformat(), evidence="约定书")
        life.told.append(Told(self.now, "agree", self.now, {"on": day}))

    def amend(self, case_no, life):
        if self.random.random() < 0.5:
            self.do(self.home(case_no), "chen", case_no, "amend", complexity="complex")
            name = "complex-reply"
        else:
            self.do(self.home(case_no), "chen", case_no, "amend", demands=["credit_objection"])
            name = "credit-objection"
        life.since[name] = min(life.since[name], self.now)

    def note(self, case_no, _life):
        self.do(self.desks[self.either()], "chen", case_no, "note", text="备注")

    def review(self, case_no, life):
        place = self.home(case_no)
        is_open = [o.what for o in life.told if "review" in o.what][-1:] == ["apply-review"]
        at = self.ago(4 * 1440, least=self.earliest(life))
        if is_open:
            given = {"result": "upheld", "text": "维持", "decided_at": at.isoformat()}
            self.do(place, "li", case_no, "decide-review", **given)
            life.told.append(Told(self.now, "decide-review", at))
        else:
            given = {"grounds": "不服", "arrived_at": at.isoformat(), "applied_at": at.isoformat()}
            self.do(place, "chen", case_no, "apply-review", **given)
            life.told.append(Told(self.now, "apply-review", at))

    def reopen(self, case_no, life):
        self.do(self.home(case_no), "li", case_no, "reopen", reason="不服")
        life.told.append(Told(self.now, "reopen", self.now))

    def withdraw(self, case_no, life):
        at = self.ago(3 * 1440, least=self.earliest(life))
        given = {"remarks": "撤回", "withdrawn_at": at.isoformat()}
        self.do(self.home(case_no), "chen", case_no, "withdraw", **given)
        life.told.append(Told(self.now, "withdraw", at))

    def deliver(self, case_no, life):
        at = self.ago(3 * 1440, least=self.earliest(life))
        given = {"notice_proof": "签收单", "delivered_at": at.isoformat()}
        self.do(self.home(case_no), "chen", case_no, "confirm-delivery", **given)
        life.told.append(Told(self.now, "delivered", at))

    def correct(self, case_no, life):
        """Say that it came in at another time, is of another kind, or is somebody else's."""
        moved = timedelta(minutes=self.random.randint(-4 * 1440, 2 * 1440))
        received = min(life.received + moved, life.registered)
        name, value = self.random.choice(
            [
                ("received_at", received),
                ("received_at", received),
                ("kind", self.random.choice(("complaint", "inquiry"))),
                ("party_type", self.random.choice(("customer", "employee"))),
            ]
        )
        given = {name: value.isoformat() if name == "received_at" else value}
        why = {"reason": "登记有误", "approved_by": "李卓"}
        self.do(self.home(case_no), "chen", case_no, "correct", **given, **why)
        life.correct(name, value)

    def confirm(self, case_no, _life):
        self.do(self.desks[self.either()], "li", case_no, "confirm-correction", opinion="同意")

    def convert(self, case_no, life):
        kind = self.random.choice(("complaint", "inquiry"))
        self.do(self.home(case_no), "li", case_no, "convert", kind=kind, reason="经核对")
        life.correct("kind", kind)

    def run_ahead(self, case_no, _life):
        """Write a note with a PC clock that is months ahead, and put it right."""
        desk = self.either()
        place, wrong = self.desks[desk], self.now + timedelta(days=self.random.randint(20, 300))
        place.clock.moment = wrong
        with suppress(Refusal):
            self.do(place, "chen", case_no, "note", text="电脑时间有误")
            self.ahead[desk] = max(self.ahead[desk], wrong)
        place.clock.moment = self.now
        place.desk("chen").do(PutClockRight())

    # what is compared

    def differences(self):
        for desk in self.desks.values():
            assert verify(desk.store, desk.office.reckoning) == []
            for case_no, life in self.lives.items():
                yield from self.of_case(desk, case_no, life)
            yield from self.of_months(desk)

    def of_case(self, desk, case_no, life):
        case = read_case(desk.store, desk.office.reckoning, case_no)
        clocks = {clock.rule.id: clock for clock in case.clocks}
        late = set(missed(case.facts, case.clocks)) if life.is_complaint else set()
        late |= {(r, c.due.at) for r, c in clocks.items() if self.is_over(c)}
        want = {
            (name, end)
            for name in DEADLINES
            if life.has(name)
            for end in life.missed(name, self.now)
        }
        if late != want:
            yield case_no, "missed", sorted(late - want), sorted(want - late)
        for name in DEADLINES:
            wanted, found = life.clock(name, self.now), clocks.get(name)
            if (wanted is None) != (found is None):
                yield case_no, name, wanted, found
            elif wanted:
                yield from self.of_clock(case_no, name, wanted, found)
        window, due = clocks.get("review-apply"), life.window()
        told = (window.due.at, window.due.provisional) if window else None
        if told != due:
            yield case_no, "review-apply", told, due

    def is_over(self, clock):
        return clock.counts and clock.breached_at is None and self.now > clock.due.at

    def of_clock(self, case_no, name, wanted, found):
        state = {"cancelled": "ended", "unknown": "ended"}.get(found.state, str(found.state))
        light = found.light(self.now)
        got = (state, light.word if light else None, found.is_met)
        if got != (wanted.state, wanted.light, wanted.is_met):
            yield case_no, name, got, wanted
        elif wanted.due and state != "ended" and found.due.at != wanted.due:
            yield case_no, name, found.due.at, wanted.due

    def of_months(self, desk):
        for month in MONTHS:
            found = read_figures(desk.store, period_of("month", month), self.now).timeliness
            want = self.month(month)
            got = {rule: (share.met, share.of) for rule, share in found.items()}
            if got != want:
                yield (
                    month,
                    {r: (got.get(r), want.get(r)) for r in got | want if got.get(r) != want.get(r)},
                )

    def month(self, month):
        """Return met and all of each deadline whose end fell into the month."""
        met, of = Counter(), Counter()
        for life in self.lives.values():
            for name in DEADLINES if life.is_consumer else ():
                if not life.has(name):
                    continue
                clock = life.clock(name, self.now)
                if clock and clock.is_met and clock.due.isoformat()[:7] == month:
                    met[name] += 1
                of[name] += sum(end.isoformat()[:7] == month for end in life.missed(name, self.now))
        return {
            name: (met[name], met[name] + of[name]) for name in DEADLINES if met[name] + of[name]
        }


def lives(places, stick, seed, cases, steps):
    script = Script(places, stick, seed)
    script.run(cases, steps)
    found = list(script.differences())
    assert not found, (seed, len(found), found[:6])
    return script


def test_sixty_random_lives_end_as_the_law_says(places, stick, record_property):
    script = lives(places, stick, FIRST_SEED, cases=60, steps=900)
    record_property("random lives", f"60, seed {FIRST_SEED}, {script.acts.total()} acts")
    assert all(script.acts[name] > 3 for name in ("stage", "pause", "resume", "extend", "correct"))
    assert all(script.acts[name] for name in ("confirm", "convert", "deliver", "run_ahead"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 18))
def test_a_thousand_more_do(places, stick, seed):
    lives(places, stick, seed, cases=60, steps=1500)
