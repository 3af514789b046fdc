from __future__ import annotations

import stat
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Laboratory, User
from cases.models import AuditEvent, Case, Patient, Slide
from diagnostics.demo import teller
from diagnostics.demo.accounts import AccountTakenError, read_passwords
from diagnostics.demo.laboratory import NAME, NotHereError, load
from diagnostics.models import Analysis, Diagnosis
from tests.factories.accounts import UserFactory

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

pytestmark = pytest.mark.django_db

TABLES = (Laboratory, User, Patient, Case, Slide, Analysis, Diagnosis, AuditEvent)


def counts() -> list[int]:
    return [table.objects.count() for table in TABLES]


def test_there_are_three_accounts_whose_passwords_lie_in_a_closed_file(tmp_path: Path) -> None:
    assert load(tmp_path)
    file = tmp_path / "demo_accounts"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    lines = [line.split(" ") for line in file.read_text().splitlines()]
    assert [name for name, _ in lines] == ["technician", "pathologist", "administrator"]
    for name, password in lines:
        user = User.objects.get(username=name)
        assert user.check_password(password)
        assert (user.role, str(user.laboratory)) == (name, NAME)


def test_cases_stand_in_every_lasting_state(tmp_path: Path) -> None:
    load(tmp_path)
    cases = {case.accession_number: case for case in Case.objects.all()}
    assert {case.status for case in cases.values()} == {"registered", "analysing", "signed_out", "amended"}
    assert {case.priority for case in cases.values()} == {"routine", "stat"}
    assert {case.specimen for case in cases.values()} == {"peripheral_blood", "bone_marrow"}
    assert {case.assignee is None for case in cases.values()} == {True, False}
    assert Slide.objects.count() >= 12
    assert Slide.objects.filter(voided_at__isnull=False).exclude(void_reason="").count() == 1
    assert Diagnosis.objects.filter(signed_at=None).exists()
    for case in cases.values():
        age = timezone.now() - case.received_at
        assert 0 <= age.total_seconds() <= 48 * 3600
        assert case.collected_at is not None
        assert case.collected_at < case.received_at


def test_everybody_is_clearly_invented(tmp_path: Path) -> None:
    load(tmp_path)
    assert all(patient.family_name.startswith("Demo-") for patient in Patient.objects.all())
    assert all(patient.mrn.startswith("DEMO-") for patient in Patient.objects.all())
    assert all(case.accession_number.startswith("DEMO-") for case in Case.objects.all())


def test_signed_cases_are_signed_by_the_pathologist_and_the_amended_one_twice(tmp_path: Path) -> None:
    load(tmp_path)
    signed = Counter(Diagnosis.objects.filter(signed_at__isnull=False).values_list("case__status", flat=True))
    assert signed == {"signed_out": 1, "amended": 2}
    assert set(
        Diagnosis.objects.filter(signed_at__isnull=False).values_list("signed_by__username", "signed_name")
    ) == {("pathologist", "Demo Pathologist")}
    assert Diagnosis.objects.exclude(amendment_reason="").get().amends is not None


def test_every_slide_waits_for_the_model_and_no_two_are_alike(tmp_path: Path) -> None:
    load(tmp_path)
    assert set(Analysis.objects.filter(slide__voided_at=None).values_list("status", flat=True)) == {"queued"}
    assert Slide.objects.values("sha256").distinct().count() == Slide.objects.count()


def test_a_second_load_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path)
    before, file = counts(), (tmp_path / "demo_accounts").read_text()
    assert not load(tmp_path)
    assert counts() == before
    assert (tmp_path / "demo_accounts").read_text() == file


def test_a_load_that_broke_off_leaves_nothing_and_the_next_one_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(teller, "sign_out", break_off)
        with pytest.raises(KeyboardInterrupt):
            load(tmp_path)
    assert counts() == [0] * len(TABLES)
    assert not (tmp_path / "demo_accounts").exists()
    assert load(tmp_path)
    assert Case.objects.filter(status="amended").exists()


def test_a_lost_file_of_accounts_is_replaced_by_one_whose_passwords_work(tmp_path: Path) -> None:
    load(tmp_path)
    old = read_passwords(tmp_path)
    (tmp_path / "demo_accounts").unlink()
    assert not load(tmp_path)
    new = read_passwords(tmp_path)
    assert set(new.values()).isdisjoint(old.values())
    assert all(User.objects.get(username=role).check_password(password) for role, password in new.items())


def test_a_new_database_beside_an_old_file_keeps_the_passwords(tmp_path: Path) -> None:
    (tmp_path / "demo_accounts").write_text("technician aaaa-1\npathologist bbbb-2\nadministrator cccc-3\n")
    load(tmp_path)
    assert User.objects.get(username="pathologist").check_password("bbbb-2")


@pytest.mark.parametrize("host", ["portal.example.org", "*", "10.0.0.7"])
def test_it_is_refused_where_other_machines_reach_the_portal(
    tmp_path: Path, settings: Settings, host: str
) -> None:
    settings.ALLOWED_HOSTS = ["localhost", host]
    with pytest.raises(NotHereError):
        load(tmp_path)
    assert counts() == [0] * len(TABLES)
    assert not (tmp_path / "demo_accounts").exists()


def test_an_account_of_somebody_else_is_never_taken_over(tmp_path: Path) -> None:
    other = UserFactory(username="pathologist", role="pathologist")
    before = counts()
    with pytest.raises(AccountTakenError, match="pathologist"):
        load(tmp_path)
    assert counts() == before
    assert User.objects.get(pk=other.pk).laboratory == other.laboratory
    assert not (tmp_path / "demo_accounts").exists()


def test_the_command_says_what_it_did(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATA = tmp_path
    call_command("load_demo")
    call_command("load_demo")
    said = capsys.readouterr().out
    assert "was made" in said
    assert "there already" in said
    assert str(tmp_path / "demo_accounts") in said
    assert "-" not in said.split("demo_accounts")[-1]


def test_the_command_refuses_in_one_sentence(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path
    settings.ALLOWED_HOSTS = ["portal.example.org"]
    with pytest.raises(CommandError, match="only for a portal that this machine alone can reach"):
        call_command("load_demo")
