"""Hostile files by every door: each is taken or refused in a sentence, and costs little."""

import random
import sys
from collections import Counter

import pytest

from tests.torture.outside.handing_in import Desk
from tests.torture.outside.hostile_files import KINDS, inputs

SAMPLE = 20


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured there")
def test_a_hostile_file_is_taken_or_refused_in_a_sentence_and_costs_little(
    tmp_path, request, figure
):
    handed_in = list(inputs())
    assert {one.kind for one in handed_in} == KINDS.keys()
    assert len(handed_in) >= 200
    if not request.config.getoption("--slow"):
        handed_in = random.Random(29).sample(handed_in, SAMPLE)
    desk = Desk(tmp_path)
    found = [(one, desk.hand_in(one)) for one in handed_in]
    told = Counter(outcome.became for _, outcome in found)
    most = max(outcome.megabytes for _, outcome in found)
    slowest = max(outcome.seconds for _, outcome in found)
    figure("hostile files", {**told, "MiB": most, "seconds": round(slowest, 1)})
    assert [(one.kind, one.name, outcome) for one, outcome in found if not outcome.is_good] == []
    assert most > 0
