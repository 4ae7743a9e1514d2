"""One request to the model at a time, among threads and processes."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from scribe_desktop.errors import InterruptReason, WorkInterrupted
from scribe_desktop.storage.model_turn import ModelTurn
from tests.fakes import FakeClock, token_for

HOLD = """
import sys
from pathlib import Path
from scribe_desktop.storage.model_turn import ModelTurn
from tests.fakes import FakeClock, token_for
with ModelTurn(Path(sys.argv[1]))(token_for(FakeClock())):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_turn_that_another_process_has_is_waited_for_until_it_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "model.lock"
    turn, entered = ModelTurn(path), threading.Event()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    assert turn.taken()

    def take() -> None:
        with turn(token_for(FakeClock())):
            entered.set()

    waiting = threading.Thread(target=take)
    waiting.start()
    assert not entered.is_set()
    holder.communicate("\n", timeout=60)
    waiting.join(60)
    assert entered.is_set()
    assert not turn.taken()


def test_threads_of_one_process_take_turns(tmp_path: Path) -> None:
    turn, most, now = ModelTurn(tmp_path / "model.lock"), 0, 0
    counting = threading.Lock()

    def ask() -> None:
        nonlocal most, now
        with turn(token_for(FakeClock())):
            with counting:
                now += 1
                most = max(most, now)
            with counting:
                now -= 1

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert (most, now) == (1, 0)


def test_who_is_asked_to_end_waits_no_longer(tmp_path: Path) -> None:
    turn, token = ModelTurn(tmp_path / "model.lock"), token_for(FakeClock())
    token.cancel(InterruptReason.STOPPED)
    with turn(token_for(FakeClock())), pytest.raises(WorkInterrupted), turn(token):
        pass


def test_a_folder_that_is_gone_keeps_nobody_from_asking(tmp_path: Path) -> None:
    turn = ModelTurn(tmp_path / "file" / "model.lock")
    (tmp_path / "file").write_text("in the way", "utf-8")
    assert not turn.taken()
    with turn(token_for(FakeClock())):
        pass
