"""The search index finds exactly what LIKE finds, and forgets what is taken out."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desk.rules.searching import folded, indexed, pairs
from desk.store import search
from desk.store.tables import CaseRow, DraftRow
from tests import server
from tests.base.hostile import HOSTILE
from tests.families import each
from tests.server import marked
from tests.store.conftest import opened

LETTERS = "理财退费年张三丰abAB12é𠮷 ，。-_/\n"
TEXTS = st.lists(st.text(st.sampled_from(LETTERS), max_size=20), max_size=6)
TYPED = st.text(st.sampled_from(LETTERS), max_size=5)
ROW = (
    'INSERT INTO "case" (id, uuid, case_no, is_open, due_at, attention_at, received_on, entries, '
    "conflicts, version) VALUES (?, '', '', 1, '', '', '', '', 0, 1)"
)
RUN = re.compile(r"[^\W_]+")


def put(store, texts):
    search.add(store, [(number, indexed([text])) for number, text in enumerate(texts, start=1)])


def hits(store, typed):
    return sorted(i for ids in search.newest(store, typed, 2, 3) for i in ids)


def blocks(store):
    """Return every byte that the index keeps."""
    rows = store.database.execute_sql(f"SELECT block FROM {search.TABLE}_data").fetchall()
    terms = store.database.execute_sql(f"SELECT term FROM {search.TABLE}_idx").fetchall()
    return b"".join(bytes(part) for (part,) in rows) + b"".join(
        part if isinstance(part, bytes) else str(part).encode() for (part,) in terms
    )


@pytest.fixture(scope="module")
def shared(blank, tmp_path_factory):
    with opened(blank, tmp_path_factory.mktemp("search")) as store:
        yield store


@settings(max_examples=150)
@given(texts=TEXTS, typed=TYPED)
@example(texts=["张三，理财"], typed="三理")
@example(texts=["退费a b"], typed="ab")
@example(texts=["𠮷丰"], typed="𠮷")
@example(texts=["é"], typed="É")
def test_hits_are_those_of_a_search_through_the_texts_themselves(shared, texts, typed):
    words = RUN.findall(folded(typed))
    with shared.writing():
        search.clear(shared)
        put(shared, texts)
    expected = [
        number
        for number, text in enumerate(texts, start=1)
        if words and all(word in folded(text) for word in words)
    ]
    assert hits(shared, typed) == expected
    assert search.count(shared, typed) == len(expected)
    with shared.writing():
        shared.run(DraftRow.delete())
        shared.insert(
            DraftRow,
            ("key", "body", "at"),
            [(str(n), folded(t), "") for n, t in enumerate(texts, 1)],
        )
    like = DraftRow.select(DraftRow.key)
    for word in words:
        like = like.where(DraftRow.body.contains(word))
    if words:
        assert sorted(int(key) for (key,) in shared.rows(like)) == expected


def test_the_newest_come_first_in_pieces(store):
    put(store, ["年费"] * 8)
    found = [list(ids) for ids in search.newest(store, "年费", 2, 3)]
    assert found == [[8, 7], [6, 5, 4], [3, 2, 1]]


@pytest.mark.parametrize("typed", ["", " ", "。，", "_", "-", '"', "*"])
def test_what_is_no_word_finds_nothing(store, typed):
    put(store, ["年费。，_-*"])
    assert search.match_of(typed) is None
    assert hits(store, typed) == []
    assert search.count(store, typed) == 0
    assert (
        store.rows(CaseRow.select(CaseRow.id).where(search.contains_words(CaseRow.id, typed))) == []
    )


@each(text=HOSTILE)
def test_hostile_text_can_be_searched_and_searched_for(store, text):
    safe = text.encode("utf-8", "replace").decode()[:2_000]
    with store.writing():
        search.clear(store)
    put(store, [safe, "年费"])
    words = RUN.findall(folded(safe))[:20]
    found = hits(store, " ".join(words))
    assert found == ([1] if words and any(word not in "年费" for word in words) else found)
    for word in words:
        assert 1 in hits(store, word)
    assert search.is_sound(store)


def test_a_condition_finds_the_same_cases_as_the_index(store):
    with store.writing():
        for number in range(1, 4):
            store.database.execute_sql(
                marked(store, ROW),
                (number,),
            )
        put(store, ["年费 信用卡", "信用卡", "年费"])
    query = (
        CaseRow.select(CaseRow.id)
        .where(search.contains_words(CaseRow.id, "年费 信用"))
        .order_by(CaseRow.id)
    )
    assert store.rows(query) == [(1,)]
    query = (
        CaseRow.select(CaseRow.id)
        .where(search.contains_words(CaseRow.id, "信用卡"))
        .order_by(CaseRow.id)
    )
    assert store.rows(query) == [(1,), (2,)]


# taking out


def test_a_changed_text_is_found_by_its_new_words_only(store):
    put(store, ["信用卡年费", "年费"])
    search.remove(store, [(1, indexed(["信用卡年费"]))])
    search.add(store, [(1, indexed(["房贷利率"]))])
    assert (hits(store, "信用"), hits(store, "房贷"), hits(store, "年费")) == ([], [1], [2])
    assert search.is_sound(store)


@pytest.mark.usefixtures("in_a_file")
def test_a_text_that_was_taken_out_leaves_no_piece_behind(store):
    secret = "绝密词语needle"
    put(store, ["普通文字", secret, "另一段文字"])
    pieces = [piece.encode() for piece in RUN.findall(pairs(secret))]
    assert any(piece in blocks(store) for piece in pieces)
    search.remove(store, [(2, indexed([secret]))])
    left = blocks(store)
    assert [piece for piece in pieces if piece in left] == []
    assert hits(store, "文字") == [1, 3]


@pytest.mark.usefixtures("in_a_file")
def test_erasing_among_many_leaves_no_piece_behind(store):
    # Enough texts that the index has several levels and pages of leaves.
    for start in range(1, 600, 20):
        search.add(
            store,
            [
                (n, indexed([f"第{n}件投诉反映信用卡年费重复扣收{n * 7919}"]))
                for n in range(start, start + 20)
            ],
        )
    secret = "绝密词语needle"
    search.add(store, [(9_999, indexed([secret]))])
    for start in range(600, 700, 20):
        search.add(store, [(n, indexed([f"又一件{n}"])) for n in range(start, start + 20)])
    search.remove(store, [(9_999, indexed([secret]))])
    left = blocks(store)
    alone = [piece.encode() for piece in RUN.findall(pairs(secret)) if len(piece) == 2]
    assert [piece for piece in alone if piece in left] == []
    assert len(hits(store, "年费")) == 600


def test_clearing_takes_out_everything(store):
    put(store, ["年费", "绝密"])
    search.clear(store)
    assert hits(store, "年费") == []
    assert server.url() or "绝密".encode() not in blocks(store)
    put(store, ["绝密"])
    assert hits(store, "绝密") == [1]


@pytest.mark.usefixtures("in_a_file")
def test_a_broken_index_is_noticed(store):
    put(store, ["年费"])
    assert search.is_sound(store)
    store.database.execute_sql(f"UPDATE {search.TABLE}_data SET block = x'00ff' WHERE id > 10")
    assert not search.is_sound(store)
