"""Celery is one more interface: short tasks with time limits, and messages that wait for the commit."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_TASK = 15
LIMITS = {"soft_time_limit", "time_limit"}
# Sends once the transaction has ended, and again whenever a row has waited: losing a message is no loss.
SENDERS = {"diagnostics/tasks.py", "diagnostics/services/wakeup.py"}


def _sources() -> list[Path]:
    return [
        path
        for app in ("accounts", "cases", "config", "diagnostics")
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
    ]


def _is_task(decorator: ast.expr) -> bool:
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "")
    return name in {"shared_task", "task"}


def _tasks() -> list[tuple[str, ast.FunctionDef, ast.expr]]:
    return [
        (str(path.relative_to(ROOT)), node, decorator)
        for path in _sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if _is_task(decorator)
    ]


TASKS = _tasks()


def test_there_are_tasks_to_look_at() -> None:
    assert [name for name, _, _ in TASKS] == ["diagnostics/tasks.py"]


@pytest.mark.parametrize(("path", "task", "decorator"), TASKS, ids=[task.name for _, task, _ in TASKS])
def test_a_task_is_short_and_states_its_time_limits(
    path: str, task: ast.FunctionDef, decorator: ast.expr
) -> None:
    assert isinstance(decorator, ast.Call), f"{path}: {task.name} has no time limits"
    assert {keyword.arg for keyword in decorator.keywords} >= LIMITS, (
        f"{path}: {task.name} has no time limits"
    )
    assert (task.end_lineno or 0) - task.lineno < LONGEST_TASK, f"{path}: {task.name} does more than one call"


def test_messages_are_sent_from_one_place() -> None:
    senders = {
        str(path.relative_to(ROOT))
        for path in _sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"delay", "apply_async", "send_task"}
    }
    assert senders <= SENDERS
