"""Tags that every page uses: icons, times, people, where we are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html

from accounts.models import User
from accounts.roles import Permission

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser
    from django.utils.safestring import SafeString

register = template.Library()

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_DAYS_SHOWN = 60


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. Without a label it repeats a word, and screen readers skip it."""
    href = static("icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, href, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', href, name)


def span(seconds: float) -> str:
    """How long, in the largest unit that fits; `static/js/clock.js` says it in the same words."""
    if seconds < _MINUTE:
        return "under 1 min"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min"
    if seconds < 2 * _DAY:
        return f"{int(seconds // _HOUR)} h"
    return f"{int(seconds // _DAY)} d"


def exactly(moment: dt.datetime) -> str:
    """The moment to the minute, with its zone."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M %Z")


def _time(moment: dt.datetime, style: str) -> SafeString:
    seconds = (timezone.now() - moment).total_seconds()
    words = span(seconds)
    if style == "ago":
        words = f"{words} ago" if seconds >= _MINUTE else "just now"
        if seconds >= _DAYS_SHOWN * _DAY:
            words = timezone.localtime(moment).strftime("%Y-%m-%d")
    return format_html(
        '<time datetime="{}" title="{}" data-clock="{}">{}</time>',
        moment.isoformat(),
        exactly(moment),
        style,
        words,
    )


@register.filter
def ago(moment: dt.datetime | None) -> SafeString | str:
    """`12 min ago`, with the exact time on hover."""
    return _time(moment, "ago") if moment else ""


@register.filter
def age(moment: dt.datetime | None) -> SafeString | str:
    """`12 min`: how long something has been there."""
    return _time(moment, "age") if moment else ""


@register.filter
def exact(moment: dt.datetime | None) -> SafeString | str:
    """The moment to the minute, as it stands under a signature."""
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), exactly(moment)) if moment else ""


@register.simple_tag
def initials(person: User) -> str:
    """Two letters for the round sign in front of a name."""
    words = person.printed_name.split()
    letters = words[0][:2] if len(words) == 1 else words[0][:1] + words[-1][:1]
    return letters.upper()


@register.filter
def can(person: User | AnonymousUser, permission: str) -> bool:
    """Whether the person's role allows it: `{% if user|can:"sign_out" %}`."""
    return isinstance(person, User) and person.can(Permission(permission))


@register.simple_tag(takes_context=True)
def current_section(context: dict[str, Any]) -> str:
    """Which entry of the navigation the page belongs to."""
    match = getattr(context.get("request"), "resolver_match", None)
    name = match.url_name or "" if match else ""
    if name.startswith("patient") or name == "case-create":
        return "patients"
    is_work = name.startswith(("worklist", "case", "slide", "diagnosis", "analysis"))
    return "worklist" if is_work else ""
