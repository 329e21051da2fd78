"""A process of its own: what it yields comes here; what happens to it is only told."""

import multiprocessing
import os
import sys
import time

import pytest

from desk.base.errors import UnknownName
from desk.base.own_process import DiedError, Most, OwnProcess, TooMuchError
from desk.base.words import language

MUCH = Most(seconds=60, megabytes=300)


def count(number):
    yield from range(number)


def pid():
    yield os.getpid()


def spoken():
    yield language()


def refuse():
    yield 1
    raise UnknownName(name="x", known=["y"])


def die():
    yield 1
    os.kill(os.getpid(), 9)


def fill():
    yield len(bytes(400 << 20))


def sleep():
    yield 1
    time.sleep(100)


def mistake():
    yield 1 // 0


@pytest.fixture(autouse=True)
def _nobody_stays():
    yield
    assert multiprocessing.active_children() == []


def test_one_process_answers_several_questions_in_the_language_of_who_asks():
    with OwnProcess(count, MUCH) as process:
        assert list(process.ask(3)) == [0, 1, 2]
        assert list(process.ask(1000)) == list(range(1000))
    with OwnProcess(pid, MUCH) as process:
        assert list(process.ask()) == list(process.ask())
    with OwnProcess(spoken, MUCH) as process:
        assert list(process.ask()) == [language()]


STOPPED = {
    "a refusal": (refuse, UnknownName, "Use one of: y"),
    "a crash": (die, DiedError, "^$"),
    "silence": (sleep, TooMuchError, "^$"),
    "a bug": (mistake, RuntimeError, "ZeroDivisionError"),
}


@pytest.mark.parametrize(("work", "kind", "words"), STOPPED.values(), ids=STOPPED)
def test_what_happens_there_is_told_here_and_the_next_question_is_answered(work, kind, words):
    with OwnProcess(work, Most(seconds=2, megabytes=300)) as process:
        for _ in range(2):
            with pytest.raises(kind, match=words):
                list(process.ask())


@pytest.mark.skipif(sys.platform != "linux", reason="only there the system limits it")
def test_more_memory_than_it_may_take_is_too_much():
    with OwnProcess(fill, MUCH) as process, pytest.raises(TooMuchError):
        list(process.ask())


def test_an_answer_that_nobody_wants_to_the_end_ends_the_process():
    with OwnProcess(count, MUCH) as process:
        assert next(process.ask(10_000_000)) == 0
        assert list(process.ask(2)) == [0, 1]
