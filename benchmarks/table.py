"""The rows as a table for people."""

from __future__ import annotations

from typing import Any


def as_text(told: dict[str, Any]) -> str:
    """Environment and rows, one line each."""
    lines = [f"{name}: {value}" for name, value in told["environment"].items()]
    for row in told["rows"]:
        lines += ["", f"{row['name']}: {_value(row)}", f"    {row['what']}"]
        lines += [f"    {name} {value:g}" for name, value in row["absolute"].items()]
    return "\n".join(lines)


def as_markdown(rows: list[dict[str, Any]]) -> str:
    """The rows as a table for a page."""
    lines = ["| row | value | floor | aim | holds | behind it |", "| --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        behind = ", ".join(f"{name} {value:g}" for name, value in row["absolute"].items())
        value = "not run" if row["value"] is None else f"{row['value']:.2f}"
        named = f"`{row['name']}`: {row['what']}"
        cells = [named, value, _bound(row, "floor"), _bound(row, "aim"), _word(row), behind or row["reason"]]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _value(row: dict[str, Any]) -> str:
    if row["value"] is None:
        return f"not run: {row['reason']}"
    return f"{row['value']:.2f} (floor {_bound(row, 'floor')}, aim {_bound(row, 'aim')}): {_word(row)}"


def _bound(row: dict[str, Any], name: str) -> str:
    if row[name] is None:
        return "none"
    return f"{'at most' if row['better'] == 'lower' else 'at least'} {row[name]:g}"


def _word(row: dict[str, Any]) -> str:
    return {True: "holds", False: "missed", None: "-"}[row["holds"]]
