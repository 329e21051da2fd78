"""P6, P9, P11 and what has no number: commands that write several files, stopped at each step."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest

from tests.torture.steps import SCENES

SOURCE = Path(__file__).with_name("stumble.c")
pytestmark = pytest.mark.skipif(
    os.name == "nt" or shutil.which("gcc") is None, reason="needs gcc, fork and LD_PRELOAD"
)
EVERY = 10_000  # steps: all of them
KILLED = {
    "Adding": 8,
    "Resetting": 8,
    "Changing": 8,
    "Coding": 8,
    "Recovering": 14,
    "Leaving": 14,
    "Restoring": 14,
    "TakingBack": 14,
    "Erasing": 14,
    "Settling": 8,
    "BackingUp": 12,
}
FULL = {"Registering": 8, "Adding": 6, "Leaving": 8, "Restoring": 6, "Erasing": 6, "BackingUp": 8}


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    path = tmp_path_factory.mktemp("stumble") / "stumble.so"
    build = ["gcc", "-shared", "-fPIC", "-O2", "-o", path, SOURCE, "-ldl"]
    subprocess.run(build, check=True, capture_output=True)
    return path


@pytest.fixture(scope="module")
def play(rack, library, request, tmp_path_factory):
    """Return how to play a scene stopped at some of its steps, with --slow at all of them.

    One process plays them all: it takes longer to begin than a scene does.
    """
    folder = tmp_path_factory.mktemp("stage")
    shutil.copy(rack, folder / "secrets.json")
    is_slow = request.config.getoption("--slow")
    with (
        (folder / "errors").open("w+") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "tests.torture.steps", str(folder / "secrets.json")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "LD_PRELOAD": str(library), "PL_DIR": str(folder)},
        ) as stage,
    ):

        def play(scene, most, way):
            late = Timer(3000 if is_slow else 600, stage.kill)
            late.start()
            stage.stdin.write(f"{scene} {EVERY if is_slow else most} {way}\n")
            stage.stdin.flush()
            told = stage.stdout.readline()
            late.cancel()
            assert told, (folder / "errors").read_text()[-3000:]
            return json.loads(told)

        yield play
        stage.stdin.close()


def test_every_scene_is_killed_and_filled_up_or_has_a_stale_log():
    assert {*KILLED, "Registering", "StaleLog", "StaleLogOfNonsense"} == set(SCENES)


@pytest.mark.parametrize("scene", KILLED)
def test_a_kill_between_two_files_leaves_both_as_before_or_both_as_after(play, figure, scene):
    told = play(scene, KILLED[scene], "DIE")
    figure(f"kill window, {scene}", told)
    assert told["stopped"] == told["tried"] > 7
    assert told["wrong"] == []


@pytest.mark.parametrize("way", ["FAIL_ONCE", "FAIL_ON"])
@pytest.mark.parametrize("scene", FULL)
def test_p6_a_disk_full_at_any_step_is_told_and_leaves_nothing_half_done(play, figure, scene, way):
    told = play(scene, FULL[scene], way)
    figure(f"P6, {scene} {way}", told)
    assert told["stopped"] > 0
    assert told["wrong"] == []


@pytest.mark.parametrize("scene", ["StaleLog", "StaleLogOfNonsense"])
def test_p11_a_stale_log_never_meets_the_database_that_was_restored(play, figure, scene):
    told = play(scene, 8, "DIE")
    figure(f"P11, {scene}", told)
    assert told["wrong"] == []
