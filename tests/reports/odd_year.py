"""A year in which every odd thing is done to complaints, invented, the same at each making.

Each life is a generator: it yields how long it waits, or until when, and takes its next step then;
the steps of all lives are taken in the order of their time, as at a desk.
"""

import heapq
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from random import Random

from desk.actions.hold_and_erase import ListForErasure
from desk.actions.undo_step import UndoStep
from desk.home.erasure import erase
from desk.home.opening import SignedIn
from desk.rules.case.erasure import Way
from tests.builders import WAY, register, step

YEAR = 2026
UNITS = ("和平路分理处", "湖滨分理处", "城东支行")
CHANNELS = ("phone", "visit", "letter", "regulator", "pbc", "website")
WAYS = ("A1-01", "A1-02", "A1-03-1", "A1-03-3", "A1-04", "A1-99", "A2", None)
WHY = {"reason": "录错。", "approved_by": "li"}


class OddYear:
    """The lives of one year at ``branch``; ``made`` counts them by name."""

    def __init__(self, branch, a_month, seed=14):
        self.branch, self.random, self.made = branch, Random(seed), {}
        self._queue, self._order, self._forwarded = [], count(), {}
        self.desk = cache(branch.desk)  # everybody sits at hers the whole year
        lives = [one for name, one in sorted(vars(OddYear).items()) if name.startswith("life_")]
        turn = count()
        for month in range(1, 13):
            for _ in range(a_month):
                life = lives[next(turn) % len(lives)]
                begins = datetime(YEAR, month, self.random.randint(1, 28), 9) + self.hours(60)
                self._begin(begins, life)
        self._begin(datetime(YEAR - 4, 12, 1, 9), OddYear.anonymised)
        self._run()

    def _begin(self, at, life):
        self.made[life.__name__] = self.made.get(life.__name__, 0) + 1
        heapq.heappush(self._queue, (at, next(self._order), life(self, at)))

    def _run(self):
        ends = datetime(YEAR + 1, 1, 5, 9)
        while self._queue:
            at, order, life = heapq.heappop(self._queue)
            if at >= ends:
                continue
            self.branch.clock.moment = at
            waits = next(life, None)
            if waits is not None:
                then = waits if isinstance(waits, datetime) else at + waits
                heapq.heappush(self._queue, (max(then, at), order, life))
        self.branch.clock.moment = ends

    # what lives are made of

    def hours(self, most):
        return timedelta(hours=self.random.randint(1, most), minutes=self.random.randint(0, 59))

    def taken_in(self, **more):
        """Register a complaint of somebody new with codes by chance; return its number."""
        chance, number = self.random, next(self._order)
        given = {
            "complainant": {"name": f"客户{number}", "phone": f"138{number:08d}"},
            "channel": more.get("channel") or chance.choice(CHANNELS),
            "business_channel": chance.choice(WAYS),
            "complained_unit": chance.choice(UNITS),
            "product_line": chance.choice(("B03", "B05", "B01")),
            "cause": chance.choice(("C01", "C02", "C07", "C10", None)),
            "demands": chance.sample(
                ["refund", "answer", "credit_objection"], chance.randint(0, 2)
            ),
            "grade": chance.choice("ABC"),
            "amount": chance.choice(("1234.50", "80", None)),
        }
        if given["channel"] in ("regulator", "pbc"):
            forwarder = "pbc" if given["channel"] == "pbc" else "nfra"
            given |= {"forwarded_by": forwarder, "forward_no": f"转{number}"}
        given |= more
        case_no = register(self.desk("chen"), **given)
        if given["channel"] in ("regulator", "pbc"):
            self._forwarded[case_no] = given["forwarded_by"]
        return case_no

    def do(self, case_no, login, action, **given):
        if action == "close" and case_no in self._forwarded:
            to = self._forwarded[case_no]
            told = {"to": to, "way": "letter", "number": "1", "proof": "回执"}
            step(self.desk(), case_no, "feed-back", **told)
        step(self.desk(login), case_no, action, **given)

    def handled(self, case_no, until="close", most=40, **last) -> Iterator[timedelta]:
        """Take a case through the stages with waits of up to ``most`` hours."""
        chance = self.random
        odd = {
            "investigate": {
                "finding": chance.choice(("upheld", "partly", "not_upheld")),
                "liable": chance.choice((True, False)),
            },
            "plan": {"compensation": chance.choice(("0", "120.05", "300"))},
            "notify": {"outcome": chance.choice(("agreed", "not_agreed", "mediated"))},
            "follow-up": {
                "satisfaction": chance.choice(
                    ("very_satisfied", "satisfied", "dissatisfied", "no_answer")
                )
            },
        }
        for action, login, given in WAY:
            yield self.hours(most)
            more = last if action == until else {}
            self.do(case_no, login, action, **{**given, **odd.get(action, {}), **more})
            if action == until:
                return

    def month_end(self, at, hour=23, minute=59, second=59):
        """Return the last moment of the month of ``at``."""
        first = date(at.year + at.month // 12, at.month % 12 + 1, 1)
        last = first - timedelta(days=1)
        return datetime(last.year, last.month, last.day, hour, minute, second)

    # the lives, by name in turn

    def life_plain(self, _at):
        case_no = self.taken_in()
        yield from self.handled(case_no, "archive")

    def life_slow(self, _at):
        case_no = self.taken_in()
        yield from self.handled(case_no, most=150)

    def life_open(self, _at):
        case_no = self.taken_in()
        yield from self.handled(case_no, "plan", most=200)

    def life_registered_late_over_the_month_end(self, at):
        yield self.month_end(at) + timedelta(hours=34)
        received = self.branch.clock.moment - timedelta(days=3)
        case_no = self.taken_in(
            channel="letter", received_at=received.isoformat(), late_reason="信件迟到"
        )
        yield from self.handled(case_no)

    def life_in_the_last_second(self, at):
        yield self.month_end(at)
        case_no = self.taken_in()
        yield from self.handled(case_no, "notify", most=30)
        yield from self.ended(self.month_end(self.branch.clock.moment), case_no)

    def life_at_midnight(self, at):
        yield self.month_end(at) + timedelta(seconds=1)
        case_no = self.taken_in()
        yield from self.handled(case_no, "notify", most=30)
        yield from self.ended(
            self.month_end(self.branch.clock.moment) + timedelta(seconds=1), case_no
        )

    def ended(self, at, case_no):
        yield at - timedelta(hours=2)
        self.do(case_no, "zhou", "follow-up", satisfaction="satisfied", follow_up="满意。")
        yield at
        self.do(case_no, "li", "close")

    def life_told_on_its_last_day(self, _at):
        case_no = self.taken_in(channel="phone")
        due = self.branch.clock.moment + timedelta(days=15)
        yield from self.handled(case_no, "execute", most=20)
        edge = datetime(due.year, due.month, due.day, 23, 59, 59)
        yield edge + self.random.choice((timedelta(0), timedelta(seconds=1)))
        yield from self.handled_from(case_no, "notify")

    def handled_from(self, case_no, first):
        """Take the stages from ``first`` on, to closing."""
        names = [action for action, _login, _given in WAY]
        for action, login, given in WAY[names.index(first) : names.index("close") + 1]:
            self.do(case_no, login, action, **given)
            yield self.hours(20)

    def life_withdrawn(self, _at):
        case_no = self.taken_in()
        yield from self.handled(case_no, "contact")
        yield self.hours(200)
        self.do(case_no, "chen", "withdraw", remarks="撤回")

    def life_withdrawn_and_entered_later(self, at):
        case_no = self.taken_in()
        yield max(at + timedelta(days=2), self.month_end(at)) + timedelta(days=2)
        back = self.branch.clock.moment - timedelta(days=2, hours=3)
        if back < at:
            back = at + timedelta(hours=1)
        self.do(case_no, "chen", "withdraw", remarks="撤回", withdrawn_at=back.isoformat())

    def life_reopened(self, at):
        case_no = self.taken_in()
        yield from self.handled(case_no, most=self.random.choice((20, 90)))
        yield self.month_end(at) + timedelta(days=self.random.randint(1, 20))
        self.do(case_no, "li", "reopen", reason="客户不服")
        yield from self.handled(case_no, most=60)

    def life_reopened_and_left_open(self, at):
        case_no = self.taken_in()
        yield from self.handled(case_no, most=70)
        yield self.month_end(at) + timedelta(days=25)
        self.do(case_no, "li", "reopen", reason="客户不服")

    def life_merged_at_once(self, _at):
        older = self.taken_in()
        yield self.hours(30)
        newer = self.taken_in()
        yield self.hours(30)
        self.merged(newer, older)
        yield from self.handled(older)

    def merged(self, newer, older, **more):
        given = {"merged_into": older, "new_facts": False, "reason": "同一投诉。", **more}
        given["other_person"] = True  # all of them are invented
        self.do(newer, "chen", "merge", **given)

    def life_merged_in_the_next_month(self, at):
        older = self.taken_in()
        yield self.hours(30)
        newer = self.taken_in()
        yield from self.handled(newer, "contact")
        yield self.month_end(at) + timedelta(days=3)
        self.merged(newer, older, new_facts=True, evidence="新流水")

    def life_merged_and_taken_out(self, at):
        older = self.taken_in()
        newer = self.taken_in()
        yield self.hours(30)
        self.merged(newer, older)
        yield self.month_end(at) + timedelta(days=4)
        self.do(newer, "zhou", "unmerge", reason="不是同一件事。")
        yield from self.handled(newer)

    def life_split(self, _at):
        case_no = self.taken_in()
        yield self.hours(50)
        self.do(case_no, "chen", "split", facts="另一笔扣款。", reason="两件事。")
        yield from self.handled(case_no)

    def life_begun_anew(self, _at):
        case_no = self.taken_in()
        yield from self.handled(case_no, "investigate")
        yield timedelta(days=self.random.choice((5, 18)))
        self.do(case_no, "chen", "restart", reason="新事实", evidence="新材料")
        yield from self.handled_from(case_no, "plan")

    def life_extended(self, _at):
        case_no = self.taken_in(channel="phone")
        yield from self.handled(case_no, "execute", most=20)
        yield timedelta(days=self.random.choice((2, 20)))
        self.do(case_no, "li", "extend", reason="情况复杂")
        yield timedelta(days=self.random.choice((3, 20)))
        yield from self.handled_from(case_no, "notify")

    def life_paused(self, _at):
        case_no = self.taken_in(channel="phone")
        yield from self.handled(case_no, "execute", most=20)
        self.do(case_no, "chen", "pause", kind="mediation", evidence="调解申请书")
        yield timedelta(days=12)
        self.do(case_no, "chen", "resume")
        yield timedelta(days=self.random.choice((3, 12)))
        yield from self.handled_from(case_no, "notify")

    def life_corrected(self, at):
        """Codes are corrected after its month, in a month that may be closed."""
        case_no = self.taken_in(channel="phone", cause="C01")
        yield from self.handled(case_no, "plan")
        yield self.month_end(at) + timedelta(days=2)
        self.do(case_no, "chen", "amend", channel="visit", cause="C10", complained_unit=UNITS[2])
        self.do(case_no, "chen", "amend", amount="77.77")
        yield timedelta(minutes=5)
        self.desk("chen").do(UndoStep(case_nos=[case_no]))

    def life_received_on_another_day(self, at):
        yield at.replace(day=2)
        case_no = self.taken_in(channel="phone")
        yield self.hours(90)
        back = at.replace(day=1) - timedelta(days=2)
        self.do(case_no, "chen", "correct", received_at=back.isoformat(), **WHY)
        self.do(case_no, "li", "confirm-correction")
        yield from self.handled(case_no)

    def life_an_inquiry_after_all(self, _at):
        case_no = self.taken_in(kind="inquiry")
        yield self.hours(90)
        if self.random.random() < 0.5:
            self.do(case_no, "chen", "correct", kind="complaint", **WHY)
            self.do(case_no, "li", "confirm-correction")

    def life_of_an_employee(self, _at):
        """Counted apart, and by the house's clocks alone."""
        yield from self.handled(self.taken_in(channel="phone", party_type="employee"))

    def life_of_a_supplier_after_all(self, _at):
        case_no = self.taken_in(channel="phone")
        yield self.hours(90)
        self.do(case_no, "chen", "correct", party_type="supplier", **WHY)
        yield self.hours(30)
        self.do(case_no, "li", "confirm-correction")
        yield from self.handled(case_no)

    def life_converted_to_and_fro(self, _at):
        """An inquiry that becomes a complaint, or a complaint that becomes a suggestion."""
        kind, becomes = self.random.choice((("inquiry", "complaint"), ("complaint", "suggestion")))
        case_no = self.taken_in(channel="phone", kind=kind)
        yield timedelta(days=self.random.choice((1, 20)))
        self.do(case_no, "li", "convert", kind=becomes, reason="经核对内容。")
        if becomes == "complaint":
            yield from self.handled(case_no)
        else:
            yield self.hours(40)
            self.do(case_no, "chen", "answer", answer="已答复。")

    def life_told_by_letter(self, _at):
        """Told by letter, received days later, after it was closed or before."""
        case_no = self.taken_in()
        letter = {"notice_way": "post", "notice_proof": "EMS 1"}
        yield from self.handled(case_no, "notify", **letter)
        if self.random.random() < 0.5:
            yield from self.handled_from(case_no, "follow-up")
        yield timedelta(days=4)
        self.do(case_no, "chen", "confirm-delivery", notice_proof="EMS 1 已签收")

    def life_late_by_the_true_day(self, at):
        """Taken in as of today, though it had come in weeks before."""
        case_no = self.taken_in(channel="phone")
        yield self.hours(50)
        back = at - timedelta(days=self.random.choice((12, 20, 35)))
        self.do(case_no, "chen", "correct", received_at=back.isoformat(), **WHY)
        self.do(case_no, "li", "confirm-correction")
        yield from self.handled(case_no)

    def life_reviewed(self, _at):
        case_no = self.taken_in()
        yield from self.handled(case_no)
        yield self.hours(90)
        self.do(
            case_no,
            "chen",
            "apply-review",
            grounds="不服。",
            arrived_at=self.branch.clock.moment.isoformat(),
        )
        yield timedelta(days=self.random.choice((10, 40)))
        self.do(case_no, "li", "decide-review", result="upheld", text="维持。")

    def life_declined(self, _at):
        case_no = self.taken_in()
        yield self.hours(60)
        told = {"remarks": "非本人。", "notice_way": "phone", "notice_proof": "录音"}
        self.do(case_no, "li", "decline", **told)

    def life_not_reached(self, _at):
        case_no = self.taken_in()
        yield from self.handled(case_no, "execute")
        yield timedelta(days=self.random.choice((2, 25)))
        proof = {"outcome": "unreachable", "unreachable_proof": "三次拨打无人接听。"}
        self.do(case_no, "li", "close", **proof)

    def life_of_a_group_and_repeated(self, _at):
        older = self.taken_in()
        yield self.hours(20)
        self.taken_in(people_count=6, repeat_of=older)

    def anonymised(self, at):
        """One of years ago whose time is over: what it counts is kept."""
        case_no = self.taken_in(received_at=at.isoformat())
        yield from self.handled(case_no, "archive", most=10)
        yield datetime(YEAR, 3, 2, 9)
        self.desk("li").do(ListForErasure(case_no=case_no, way=Way.ANONYMISE))
        yield timedelta(days=1)
        home, keys = self.branch.home, self.branch.keys
        erase(SignedIn(home, self.desk(), keys["director"]), [case_no])
