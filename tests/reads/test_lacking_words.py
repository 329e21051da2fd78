"""Words that lack: taken away here, erased, or never sent by another office: no damage."""

import pytest

from desk.reads.verify import WITHHELD, Finding, lacking_words, told_apart
from desk.rules.record.fold import Act

HERE, SAID = "0101", {"grade": "general"}


def act(device, kind="case.amend"):
    return Act(b"h", device, "e", 1, b"", 1, "chen", kind, "u", {}, b"", 1, "x")


@pytest.mark.parametrize(
    ("acts", "lack"),
    [
        ([("0101-A", SAID), ("0102-A", SAID)], ""),
        ([("0101-A", None), ("0102-A", SAID)], "0101"),
        ([("0101-A", SAID), ("0102-A", None)], "0102"),
        ([("0102-A", None), ("0101-B", None)], "0101"),  # what was here is named first
        ([("0001-A", None)], ""),  # head office, which sends no such words
        ([("0001-A", None), ("0103-A", None)], "0103"),
    ],
)
def test_whose_words_lack(acts, lack):
    several = [(act(device), said) for device, said in acts]
    assert lacking_words(several, HERE, {"0001"}) == lack


def test_head_office_misses_its_own_words():
    assert lacking_words([(act("0001-A"), None)], "0001", {"0001"}) == "0001"


def test_erased_words_are_not_missed():
    assert lacking_words([(act("0101-A"), None), (act("0101-A", "case.erased"), SAID)], HERE) == ""


def test_words_that_never_came_are_no_damage():
    found = [Finding(WITHHELD, "0102: 121"), Finding("payload", "case 1")]
    assert told_apart(found) == ([], [Finding("payload", "case 1")])
