"""How numbers, times and calls are written."""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.template import Context, Template
from django.utils import timezone

from diagnostics.templatetags.cells import cell_class_name
from diagnostics.templatetags.findings import class_name, confidence_word, percent
from diagnostics.templatetags.ui import ago, span

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "under 1 min"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (172_799, "47 h"), (172_800, "2 d")],
)
def test_a_span_is_said_in_its_largest_unit(seconds: int, words: str) -> None:
    assert span(seconds) == words


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (datetime.timedelta(seconds=3), "just now"),
        (datetime.timedelta(minutes=12), "12 min ago"),
        (datetime.timedelta(days=90), "2025-12-01"),
    ],
)
def test_a_time_is_relative_with_the_exact_one_on_hover(before: datetime.timedelta, words: str) -> None:
    with time_machine.travel(NOW, tick=False):
        element = ago(timezone.now() - before)
    assert f">{words}</time>" in element
    assert re.search(r'title="\d{4}-\d\d-\d\d \d\d:\d\d UTC"', element)


@pytest.mark.parametrize(
    ("value", "words"),
    [(1.0, "> 99.9 %"), (0.9996, "> 99.9 %"), (0.9994, "99.9 %"), (0.5, "50.0 %"), (0.0, "< 0.1 %")],
)
def test_a_probability_is_never_rounded_to_certainty(value: float, words: str) -> None:
    assert percent(value).replace("\N{NO-BREAK SPACE}", " ") == words


@pytest.mark.parametrize(
    ("value", "word"), [(0.95, "high"), (0.94, "moderate"), (0.8, "moderate"), (0.79, "low")]
)
def test_confidence_has_a_word(value: float, word: str) -> None:
    assert confidence_word(value) == word


def test_a_class_that_is_not_ours_is_still_readable() -> None:
    assert class_name("early_pre_b") == "Early pre-B ALL"
    assert class_name("mature_b_cell") == "Mature b cell"
    assert class_name("normal") == "Normal"
    assert cell_class_name("normal") == "Normal white cell"
    assert cell_class_name("pre_b") == class_name("pre_b")


def test_every_icon_that_a_page_names_is_in_the_sprite(checkout: Path) -> None:
    sprite = (checkout / "static" / "icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    pages = "".join(path.read_text() for path in (checkout / "templates").rglob("*.html"))
    named = set(re.findall(r'{% icon "([^"]+)"', pages)) | set(re.findall(r'symbol="([^"]+)"', pages))
    badges = (checkout / "diagnostics" / "templatetags" / "badges.py").read_text()
    named |= set(re.findall(r'Badge\("[^"]+", "([^"]+)"', badges))
    assert named <= drawn
    assert drawn - named == set()


def test_no_page_carries_a_style_or_a_script_of_its_own(checkout: Path) -> None:
    for path in (checkout / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son\w+=|hx-on|javascript:", text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path


def test_the_settings_of_htmx_are_valid_and_forbid_evaluation(checkout: Path) -> None:
    head = (checkout / "templates" / "base.html").read_text()
    found = re.search(r"content='(\{.*?\})'", head)
    assert found
    settings = json.loads(found[1])
    assert settings["allowEval"] is False
    assert settings["includeIndicatorStyles"] is False


def test_permissions_are_asked_in_templates() -> None:
    template = Template("{% load ui %}{% if user|can:'sign_out' %}yes{% else %}no{% endif %}")
    assert template.render(Context({"user": None})) == "no"
