"""Calls in the background, answered in the GUI thread."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from scribe_desktop.errors import InputError, ScribeError
from scribe_desktop.gui.background import BackgroundCalls


def test_call_runs_elsewhere_and_its_result_arrives_in_the_gui_thread(qtbot: QtBot) -> None:
    calls = BackgroundCalls()
    threads: list[int] = []
    answers: list[tuple[int, int]] = []

    def call() -> int:
        threads.append(threading.get_ident())
        return 42

    calls.run(call, lambda result: answers.append((result, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(answers))

    assert answers == [(42, threading.get_ident())]
    assert threads[0] != threading.get_ident()
    assert calls.close()


def test_only_the_latest_answer_of_a_key_is_delivered(qtbot: QtBot) -> None:
    calls = BackgroundCalls()
    gate = threading.Event()
    begun: list[str] = []
    answers: list[str] = []

    def call(name: str) -> str:
        begun.append(name)
        gate.wait(5)
        return name

    calls.run(lambda: call("first"), answers.append, key="list")
    qtbot.waitUntil(lambda: begun == ["first"])
    calls.run(lambda: call("second"), answers.append, key="list")
    calls.run(lambda: call("third"), answers.append, key="list")
    gate.set()
    qtbot.waitUntil(lambda: answers == ["third"])

    assert begun == ["first", "third"], "what is outdated before it began is not begun"
    assert calls.close()


def test_error_of_the_product_is_handed_on_as_it_is(qtbot: QtBot) -> None:
    calls = BackgroundCalls()
    errors: list[ScribeError] = []

    def call() -> None:
        raise InputError("The file has no name column.")

    calls.run(call, lambda _: pytest.fail("it did not succeed"), errors.append)
    qtbot.waitUntil(lambda: bool(errors))

    assert errors[0].message == "The file has no name column."
    assert calls.close()


@pytest.mark.expected_warning("A background call failed")
def test_fault_of_the_program_becomes_one_sentence(qtbot: QtBot) -> None:
    calls = BackgroundCalls()
    errors: list[ScribeError] = []
    calls.run(lambda: 1 // 0, lambda _: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))

    assert "inside the program" in errors[0].message
    assert "division" not in errors[0].message
    assert calls.close()


def test_nothing_is_delivered_after_closing(qtbot: QtBot) -> None:
    calls = BackgroundCalls()
    answers: list[int] = []
    calls.run(lambda: 1, answers.append)
    assert calls.close()
    calls.run(lambda: 2, answers.append)
    qtbot.wait(20)

    assert answers == []
