"""P1, P6-P10, P18: processes that are killed, run dry or meet each other."""

import os

import pytest

from tests.torture.host import run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs fork and SIGKILL")


@pytest.fixture
def many(request):
    """Return how often, here and with --slow."""
    return lambda few, more: more if request.config.getoption("--slow") else few


def test_p1_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(rack, figure, many):
    told = run("kills", rack, many(100, 300))
    figure("P1", told)
    assert told["acknowledged"] > told["kills"]
    assert (told["lost"], told["wrong"]) == (0, 0)


def test_p6_a_full_disk_says_so_and_leaves_nothing_half_done(rack, figure):
    told = run("full_disk", rack, 1)
    figure("P6", told)
    assert told["refused"] >= 10
    assert told["wrong"] == 0


def test_p7_three_processes_lose_no_update(rack, figure):
    told = run("two", rack, 40)
    figure("P7", told)
    assert told["done"] == told["there"] == told["wanted"]
    assert told["wrong"] == 0


def test_p8_a_backup_while_another_writes_is_whole(rack, figure):
    told = run("backups", rack, 25)
    figure("P8", told)
    assert told["written_meanwhile"] > 25
    assert told["whole"] == told["backups"] == 25


def test_p9_a_kill_while_keys_change_leaves_one_that_opens_everything(rack, figure, many):
    told = run("rotations", rack, many(24, 100))
    figure("P9", told)
    assert told["wrong"] == 0
    assert len(told["generations"]) == 2


def test_p10_a_wrong_key_on_a_hot_log_loses_nothing(rack, figure):
    told = run("wrong_key", rack, 10)
    figure("P10", told)
    assert told["refused"] == told["whole_after"] == told["tries"]


def test_p18_an_upgrade_killed_at_each_statement_goes_on_at_the_next_start(rack, figure):
    told = run("migrations", rack, 1)
    figure("P18", told)
    assert told["killed"] >= 5
    assert told["whole"] == told["backups"] == told["killed"]
