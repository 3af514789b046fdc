from __future__ import annotations

import itertools

import pytest
from django.db import transaction

from cases.choices import OPEN_STATUSES, CaseStatus
from cases.exceptions import InvalidTransition, StaleRecord
from cases.models import AuditEvent, Case
from cases.services import lifecycle
from tests.factories.cases import CaseFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("old", "new"), list(itertools.product(CaseStatus, CaseStatus)))
def test_a_case_moves_along_the_table_and_nowhere_else(old: CaseStatus, new: CaseStatus) -> None:
    case = CaseFactory(status=old)
    if new in lifecycle.TRANSITIONS[old]:
        with transaction.atomic():
            lifecycle.move(case, new, actor=None)
        case.refresh_from_db()
        assert case.status == new
        assert AuditEvent.objects.get(action="case.moved").changes == {"status": [old, new]}
    else:
        with pytest.raises(InvalidTransition), transaction.atomic():
            lifecycle.move(case, new, actor=None)


def test_the_second_of_two_writers_is_told_so() -> None:
    case = CaseFactory()
    other = Case.objects.get(pk=case.pk)
    with transaction.atomic():
        lifecycle.move(case, CaseStatus.ANALYSING, actor=None)
    with pytest.raises(StaleRecord), transaction.atomic():
        lifecycle.move(other, CaseStatus.ANALYSING, actor=None)


def test_open_statuses_and_signed_statuses_split_the_cases() -> None:
    for status in CaseStatus:
        CaseFactory(status=status)
    open_rows = {case.status for case in Case.objects.filter(status__in=OPEN_STATUSES)}
    assert open_rows == {status for status in CaseStatus if status.is_open}
    assert {case.status for case in Case.objects.exclude(status__in=OPEN_STATUSES)} == {
        "signed_out",
        "amended",
    }
