"""Acts beyond their kind are taken from no packet; a value of another type stops nothing."""

import pytest

from desk.reads.case_file import read_case
from desk.reads.period_report import read_report
from desk.reads.queue import QueueFilter, counts, id_chunks, rows
from desk.reads.verify import Finding, verify
from desk.rules.case.fields import BY_ID
from desk.rules.record.packet_refusals import BeyondItsKind
from desk.rules.reports.periods import month_of
from desk.rules.steps.kinds import KINDS, SIGNED
from desk.store.record import journal
from desk.store.record.standings import beyond
from desk.store.tables import ActRow
from tests.builders import register
from tests.packets.test_conflicts import Shared
from tests.packets.test_exchange import everything
from tests.rules.test_counting import FORBIDDEN, MOMENT, VALUES


@pytest.fixture
def case(places, stick):
    shared = Shared(places, stick)
    shared.walk("plan")
    return shared


def forge(case, who, *acts):
    """Write acts (kind, payload) at the first counter as ``who``, by a database tool."""
    store, place = case.a.store, case.a
    head = journal.read_head(store, journal.read_identity(store))
    key = place.keys[who].signing
    pen = journal.Pen(
        store=store,
        head=head,
        author=who,
        now=place.clock.now(),
        entropy=place.home.entropy,
        key=key,
    )
    uuid = case.uuid(place)
    with store.writing():
        for kind, payload in acts:
            base = journal.folded(store, uuid).base_of(payload) if kind != "case.note" else {}
            pen.write(kind, uuid, payload, base, is_signed=kind in SIGNED)
        pen.flush()


@pytest.mark.parametrize(
    ("who", "kind", "payload"),
    [
        ("chen", "case.note", {"state": "executing", "approved_by": "director"}),
        ("he", "case.letter", {"state": "closed", "outcome": "agreed"}),
        ("chen", "case.undo", {"compensation": "900000.00"}),
        ("chen", "case.resolve", {"state": "closed", "closed_at": MOMENT}),
        ("li", "case.decided", {"compensation": "900000.00"}),
        ("chen", "case.crown", {"approved_by": "director"}),
        ("chen", "case.note", ["approved_by"]),
    ],
)
def test_a_packet_with_an_act_beyond_its_kind_is_not_taken(case, who, kind, payload):
    forge(case, who, (kind, payload))
    before = everything(case.b)
    with pytest.raises(BeyondItsKind, match=f"by {who}, writes"):
        case.b.exchange.take(case.a.send(case.b, out=case.stick))
    assert everything(case.b) == before


def test_whatever_a_kind_may_not_write_is_named_by_verify_and_kept_out_of_packets(case):
    store = case.a.store
    before = journal.folded(store, case.uuid(case.a)).facts
    first = store.value(ActRow.select(ActRow.id).order_by(ActRow.id.desc()).limit(1)) + 1
    acts = [(f"case.{kind}", {name: VALUES.get(name, MOMENT)}) for kind, name in FORBIDDEN]
    forge(case, "chen", *acts)
    expected = [
        Finding("beyond", f"act {first + place} chen case.{kind} {name}")
        for place, (kind, name) in enumerate(FORBIDDEN)
    ]
    found = [one for one in verify(store, case.a.office.reckoning) if one.what == "beyond"]
    assert sorted(found, key=repr) == sorted(expected, key=repr)
    kept_out = beyond(store, (first, first + len(acts)), is_whole=True)
    assert len(list(kept_out)) == len(acts)
    assert journal.folded(store, case.uuid(case.a)).facts == before


SPOILED = [
    {"agent": 5},
    {"recused": "x"},
    {"amount": ["300.00"]},
    {"occurred_on": "yesterday"},
    {"regulator_received_at": "9999-12-31T23:59:59"},
    {"sensitive": {"a": 1}},
]


@pytest.mark.parametrize("payload", SPOILED, ids=str)
def test_a_value_that_does_not_fit_is_named_in_its_case_and_stops_nothing(case, payload):
    forge(case, "chen", ("case.amend", payload))
    report = case.b.exchange.take(case.a.send(case.b, out=case.stick))
    assert len(report.unlawful[case.no]) == 1
    store, now, reckoning = case.b.store, case.b.clock.now(), case.b.office.reckoning
    assert len(read_case(store, reckoning, case.no).unlawful) == 1
    assert read_report(store, month_of(now.date()), now).figures.balance.received == 1
    assert verify(store, reckoning) == []


WRONG = [
    None,
    5,
    "x",
    [],
    {},
    [[[]]],
    True,
    -1,
    10**30,
    0.5,
    "9999-12-31T23:59:59",
    "长" * 100_000,
]


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_no_field_of_any_wrong_type_stops_a_list_a_report_or_the_next_packet(case, number):
    fields = [name for name in KINDS["case.amend"].writes if name in BY_ID]
    assert len(fields) > 30
    forge(case, "chen", *[("case.amend", {name: WRONG[number]}) for name in fields])
    case.b.exchange.take(case.a.send(case.b, out=case.stick))
    store, now, reckoning = case.b.store, case.b.clock.now(), case.b.office.reckoning
    read_case(store, reckoning, case.no)
    read_report(store, month_of(now.date()), now)
    counts(store, now)
    chunks = id_chunks(store, QueueFilter(), now)
    assert rows(store, [one for chunk in chunks for one in chunk], now)
    assert {one.what for one in verify(store, reckoning)} <= {"beyond"}
    other = register(case.a.office)
    case.b.exchange.take(case.a.send(case.b, out=case.stick))
    assert read_case(store, reckoning, other)
