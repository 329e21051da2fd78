"""Verify finds every row of the readable shadow that was changed by hand."""

import peewee as pw
import pytest

from desk.actions.change_settings import ChangeSettings
from desk.reads.verify import Finding, verify
from desk.store import search
from desk.store.record import read_model
from desk.store.tables import CaseRow, ClockRow, DraftRow, MissedRow, PersonRow, SettingRow
from tests import server
from tests.builders import register, step, walk
from tests.server import marked


@pytest.fixture
def lived(branch):
    """A branch with two cases, a note and a setting; what it reckons by stays as it was."""
    walk(branch, register(branch.desk("chen")), "archive")
    step(branch.desk(), register(branch.desk("chen")), "note", text="记一笔。")
    branch.desk().do(ChangeSettings(values={"complaint_phone": "010-55550102"}))
    branch.reckoning = branch.desk().reckoning
    return branch


def findings(branch):
    return verify(branch.store, branch.reckoning)


def sql(branch, statement, *values):
    return branch.store.database.execute_sql(marked(branch.store, statement), values)


def test_a_record_that_nobody_touched_is_whole(lived):
    assert findings(lived) == []


@pytest.mark.parametrize("covers_open", [True, False])
@pytest.mark.parametrize(
    "values",
    [
        {"yellow_days": 6},
        {"yellow_share": 80},
        {"count_from": "same-day"},
        {"roll_over": True},
        {"house_in_working_hours": True},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_setting_that_moves_deadlines_or_lights_moves_them_in_the_tables(
    lived, values, covers_open
):
    lived.desk().do(ChangeSettings(values=values, covers_open=covers_open))
    assert verify(lived.store, lived.desk().reckoning) == []


KEYS = {CaseRow: 1, ClockRow: 2, PersonRow: 1, SettingRow: 1}  # columns of the key, the first ones
NAMES = {
    CaseRow: read_model.CASE_COLUMNS,
    ClockRow: read_model.CLOCK_COLUMNS,
    PersonRow: read_model.PERSON_COLUMNS,
    SettingRow: ("id", "value"),
}


@pytest.mark.parametrize("table", NAMES, ids=lambda table: table._meta.table_name)
def test_a_change_of_any_column_by_hand_is_found(lived, table):
    names = NAMES[table]
    row = lived.store.row(table.select(*(getattr(table, name) for name in names)))
    unnoticed = []
    for place, name in enumerate(names):
        changed = list(row)
        is_number = isinstance(getattr(table, name), pw.IntegerField)
        changed[place] = (row[place] or 0) + 999 if is_number else f"{row[place]}x"
        replace(lived, table, row, changed)
        if not findings(lived):
            unnoticed.append(name)
        replace(lived, table, changed, row)
    assert unnoticed == []
    assert findings(lived) == []


def replace(branch, table, old, new):
    names = NAMES[table]
    key = list(zip(names, old, strict=True))[: KEYS[table]]
    with branch.store.writing():
        gone = table.delete().where(*(getattr(table, name) == value for name, value in key))
        assert branch.store.run(gone) == 1
        branch.store.insert(table, names, [new])


TOUCHED = {
    "a case taken out": 'DELETE FROM "case" WHERE id = (SELECT max(id) FROM "case")',
    "a clock taken out": "DELETE FROM clock WHERE rule = 'decide'",
    "a person taken out": "DELETE FROM person WHERE login = 'he'",
    "a person invented": "INSERT INTO person VALUES ('x', '某', 'director', '', 1, '')",
    "a setting taken out": "DELETE FROM setting WHERE id = 'complaint_phone'",
    "a setting invented": "INSERT INTO setting VALUES ('red_days', '9')",
    "a ledger import invented": (
        "INSERT INTO ledger_import VALUES ('x', 'f', 'p', '2026', 'li', 1, 0, 0, '')"
    ),
}


@pytest.mark.parametrize("case_id", [9_999, 1])
def test_an_end_missed_by_nobody_is_found(lived, case_id):
    row = [case_id, "decide", "2026-11-05T23:59:59", 1]
    lived.store.insert(MissedRow, read_model.MISSED_COLUMNS, [row])
    assert any(found.where.endswith("missed") for found in findings(lived))


@pytest.mark.parametrize("statement", TOUCHED.values(), ids=TOUCHED)
def test_a_row_taken_out_or_invented_is_found(lived, statement):
    sql(lived, statement)
    assert {found.what for found in findings(lived)} <= {"table", "extra"}
    assert findings(lived)


def copied(branch, table, names, **changed):
    """Copy one row of ``table`` with some columns changed."""
    row = branch.store.row(table.select(*(getattr(table, name) for name in names)))
    values = {**dict(zip(names, row, strict=True)), **changed}
    branch.store.insert(table, names, [[values[name] for name in names]])


def test_a_case_that_no_act_made_is_found(lived):
    copied(lived, CaseRow, read_model.CASE_COLUMNS, id=9_999, uuid="x")
    assert Finding("extra", "1 × case") in findings(lived)


def test_a_clock_of_no_case_is_found(lived):
    copied(lived, ClockRow, read_model.CLOCK_COLUMNS, case_id=9_999)
    assert findings(lived)


def test_a_clock_too_many_is_found(lived):
    copied(lived, ClockRow, read_model.CLOCK_COLUMNS, rule="invented")
    assert [found.what for found in findings(lived)] == ["table"]


def test_a_finding_names_the_case(lived):
    sql(lived, "UPDATE \"case\" SET grade = 'A' WHERE case_no = 'TS-0101-20261120-A002'")
    assert findings(lived) == [Finding("table", "TS-0101-20261120-A002")]


def test_a_finding_names_the_act(lived):
    sql(lived, "UPDATE act SET author = 'li' WHERE id = 7")
    assert Finding("hash", "act 7") in findings(lived)


def test_a_removed_payload_is_found(lived):
    note = "SELECT id FROM act WHERE kind = 'case.note'"
    sql(lived, f"DELETE FROM payload WHERE act_id = ({note})")
    assert [found.what for found in findings(lived)] == ["table"]


@pytest.mark.parametrize("kind", ["case.registered", "person.added", "office.set"])
def test_a_removed_first_payload_is_found_and_is_no_fault(lived, kind):
    first = f"SELECT max(id) FROM act WHERE kind = '{kind}'"
    sql(lived, f"DELETE FROM payload WHERE act_id = ({first})")
    assert findings(lived)


def test_a_removed_last_act_is_found_by_the_tables(lived):
    sql(lived, "DELETE FROM payload WHERE act_id = (SELECT max(id) FROM act)")
    sql(lived, "DELETE FROM act WHERE id = (SELECT max(id) FROM act)")
    assert findings(lived)


def test_an_unsigned_closing_is_found(lived):
    sql(lived, "UPDATE act SET signature = NULL WHERE kind = 'case.close'")
    assert [found.what for found in findings(lived)] == ["unsigned"]


def test_a_broken_search_index_is_found(lived):
    in_a_file = f"UPDATE {search.TABLE}_data SET block = x'00ff' WHERE id > 10"
    sql(lived, f"DELETE FROM {search.TABLE}" if server.url() else in_a_file)
    assert {found.what for found in findings(lived)} == {"search"}


def test_verifying_leaves_no_transaction_open(lived):
    findings(lived)
    with lived.store.writing():
        lived.store.run(DraftRow.delete())


# the search index, word by word


def indexed_of(branch, case_id):
    row = branch.store.row(
        CaseRow.select(*(getattr(CaseRow, name) for name in read_model.CASE_COLUMNS)).where(
            CaseRow.id == case_id
        )
    )
    return read_model.words_of(read_model.facts_of(row))


def cases(branch):
    return branch.store.rows(CaseRow.select(CaseRow.id, CaseRow.case_no).order_by(CaseRow.id))


def test_a_case_taken_out_of_the_search_index_is_named(lived):
    (case_id, case_no), _ = cases(lived)
    search.remove(lived.store, [(case_id, indexed_of(lived, case_id))])
    assert findings(lived) == [Finding("search", case_no)]


@pytest.mark.usefixtures("in_a_file")
def test_a_word_put_into_the_search_index_by_hand_is_named(lived):
    _, (case_id, case_no) = cases(lived)
    search.add(lived.store, [(case_id, "冒领")])
    assert findings(lived) == [Finding("search", case_no)]


def test_words_in_another_order_are_named(lived):
    (case_id, case_no), _ = cases(lived)
    words = indexed_of(lived, case_id)
    search.remove(lived.store, [(case_id, words)])
    search.add(lived.store, [(case_id, " ".join(reversed(words.split())))])
    assert findings(lived) == [Finding("search", case_no)]


def test_two_cases_whose_words_changed_places_are_named(lived):
    (one, one_no), (other, other_no) = cases(lived)
    mine, theirs = indexed_of(lived, one), indexed_of(lived, other)
    search.remove(lived.store, [(one, mine), (other, theirs)])
    search.add(lived.store, [(one, theirs), (other, mine)])
    assert findings(lived) == [Finding("search", one_no), Finding("search", other_no)]


def test_words_of_a_case_that_is_not_there_are_named(lived):
    search.add(lived.store, [(9_999, "冒领")])
    assert findings(lived) == [Finding("search", "case 9999")]


@pytest.mark.parametrize(
    "facts",
    [
        "Straße İ ǅ ﬁ",
        "e\u0301té ñ",
        "𠮷野家 𬭚 \U00030000",
        "ก็ हिन्दी עִבְרִית",
        "①②Ⅷ ㎏ ½",
        "a_b__c _ ·",
    ],
)
def test_odd_letters_are_parted_as_the_index_parts_them(branch, facts):
    no = register(branch.desk("chen"), facts=facts)
    branch.reckoning = branch.desk().reckoning
    assert findings(branch) == []
    ((case_id, _),) = cases(branch)
    search.remove(branch.store, [(case_id, indexed_of(branch, case_id))])
    assert findings(branch) == [Finding("search", no)]
