"""Tasks are all done, whatever becomes of the processes that do them."""

import os
import signal
import sys
import time

import pytest

from mooring.sweep import crew

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no forking here")


def outcome(number):
    return b"%d " % number * (number % 50 * 1000)


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_every_task_is_done_once(processes):
    done = list(crew.spread(outcome, 3, 203, processes))
    assert sorted(done) == [(number, outcome(number)) for number in range(3, 203)]


def test_there_may_be_nothing_to_do():
    assert not list(crew.spread(outcome, 5, 5, 2))


def test_as_many_tasks_as_there_may_be_fit():
    assert len(list(crew.spread(lambda number: b"", 0, crew.MAX_TASKS, 2))) == crew.MAX_TASKS


def test_what_processes_that_die_leave_undone_is_done_here():
    here = os.getpid()

    def work(number):
        if number % 7 == 3 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return outcome(number)

    assert sorted(crew.spread(work, 0, 60, 2)) == [(number, outcome(number)) for number in range(60)]


def test_where_no_process_can_be_made_everything_is_done_here(monkeypatch):
    def refuse():
        raise OSError("no more processes")

    monkeypatch.setattr(os, "fork", refuse)
    assert list(crew.spread(outcome, 0, 9, 2)) == [(number, outcome(number)) for number in range(9)]


def test_what_goes_wrong_in_a_task_is_raised_here():
    def work(number):
        return b"%d" % (1 // (number - 20))

    with pytest.raises(ZeroDivisionError):
        list(crew.spread(work, 0, 40, 2))


def test_no_process_is_left_behind_when_nobody_wants_the_rest():
    def work(number):
        if number:
            time.sleep(60)
        return b""

    tasks = crew.spread(work, 0, 9, 2)
    assert next(tasks) == (0, b"")
    tasks.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_there_is_no_forking_beside_threads(monkeypatch):
    monkeypatch.setattr("threading.active_count", lambda: 1)
    alone = crew.processors()
    assert alone == (len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1)
    monkeypatch.setattr("threading.active_count", lambda: 2)
    assert crew.processors() == 1
