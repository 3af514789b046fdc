from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.exceptions import NotFound, NotPermitted, TooManyTries, ValidationRefused, WrongPassword
from cases.exceptions import CaseSigned
from cases.models import AuditEvent
from diagnostics.exceptions import AlreadySigned, DraftChanged, NotAuthor, NotSigned, Superseded
from diagnostics.models import Diagnosis
from diagnostics.services.diagnoses import amend_diagnosis, record_diagnosis, revise_diagnosis
from diagnostics.services.sign_out import sign_out
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.cases import CaseFactory, colleague
from tests.factories.diagnostics import DiagnosisFactory, signature

pytestmark = pytest.mark.django_db


def sign(diagnosis: Diagnosis, **changes: Any) -> Diagnosis:
    arguments = {"user": diagnosis.author, "password": PASSWORD, "meaning": "authorship", **changes}
    return sign_out(diagnosis=diagnosis, **arguments)


@pytest.mark.parametrize("field", ["label", "other_text", "comment", "amendment_reason"])
def test_every_word_that_is_signed_changes_the_version(field: str) -> None:
    diagnosis = DiagnosisFactory.build(case=None, author=None)
    before = diagnosis.version
    setattr(diagnosis, field, "something else")
    assert diagnosis.version != before


@pytest.mark.parametrize("given", [True, False])
def test_only_the_words_that_were_read_are_signed(given: bool) -> None:
    read = DiagnosisFactory(label="early_pre_b")
    version = {"version": read.version} if given else {}
    revise_diagnosis(user=read.author, diagnosis=read, label="benign")
    with pytest.raises(DraftChanged) as refusal:
        sign(read, **version)
    current = Diagnosis.objects.get(pk=read.pk)
    assert not current.is_signed
    assert sign(read, version=refusal.value.extra["version"]).label == "benign"


def test_the_words_are_named_in_the_update_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    diagnosis = DiagnosisFactory(label="early_pre_b")

    def changed_meanwhile(*_args: object) -> None:
        Diagnosis.objects.filter(pk=diagnosis.pk).update(label="benign")

    monkeypatch.setattr("diagnostics.services.sign_out._refuse_out_of_order", changed_meanwhile)
    with pytest.raises(DraftChanged):
        sign(diagnosis)
    diagnosis.refresh_from_db()
    assert not diagnosis.is_signed


def test_the_trail_says_what_was_signed() -> None:
    diagnosis = sign(DiagnosisFactory(label="other", other_text="AML"))
    event = AuditEvent.objects.get(action="diagnosis.signed", object_id=diagnosis.pk)
    assert event.changes == {
        "label": ["", "other"],
        "other_text": ["", "AML"],
        "meaning": ["", "authorship"],
    }


@pytest.mark.parametrize("status", ["registered", "analysing", "awaiting_review"])
def test_a_diagnosis_is_signed_with_name_time_and_meaning_and_the_case_with_it(status: str) -> None:
    case = CaseFactory(status=status)
    author = colleague(case)
    author.first_name, author.last_name = "Pat", "Demo"
    author.save()
    signed = sign(record_diagnosis(user=author, case=case, label="pre_b", comment="blasts"))
    case.refresh_from_db()
    assert (signed.signed_name, signed.signed_by, signed.meaning) == ("Pat Demo", author, "authorship")
    assert signed.signed_at is not None
    assert case.status == "signed_out"
    assert AuditEvent.objects.filter(action="diagnosis.signed", object_id=signed.pk).count() == 1


def test_a_second_sign_out_is_refused_and_says_who_and_when() -> None:
    diagnosis = sign(DiagnosisFactory())
    with pytest.raises(AlreadySigned) as refusal:
        sign(diagnosis)
    assert refusal.value.extra["signed_by"] == diagnosis.signed_name


def test_another_first_diagnosis_of_a_signed_case_is_refused() -> None:
    first = DiagnosisFactory()
    second = DiagnosisFactory(case=first.case)
    sign(first)
    with pytest.raises(CaseSigned):
        sign(second)
    with pytest.raises(CaseSigned):
        record_diagnosis(user=second.author, case=first.case, label="normal")


def test_a_wrong_password_is_refused_counted_and_then_locks() -> None:
    diagnosis = DiagnosisFactory()
    for _ in range(5):
        with pytest.raises(WrongPassword):
            sign(diagnosis, password="guess")
    with pytest.raises(TooManyTries):
        sign(diagnosis)
    diagnosis.refresh_from_db()
    assert not diagnosis.is_signed
    assert AuditEvent.objects.filter(action="diagnosis.sign_out_refused").count() == 5


def test_only_a_pathologist_of_the_laboratory_signs() -> None:
    diagnosis = DiagnosisFactory()
    with pytest.raises(NotPermitted):
        sign(diagnosis, user=colleague(diagnosis.case, "technician"))
    with pytest.raises(NotPermitted):
        sign(diagnosis, user=colleague(diagnosis.case, "administrator"))
    with pytest.raises(NotFound):
        sign(diagnosis, user=UserFactory(role="pathologist"))


def test_a_colleague_signs_as_review_but_not_as_author() -> None:
    diagnosis = DiagnosisFactory()
    other = colleague(diagnosis.case)
    with pytest.raises(NotAuthor):
        sign(diagnosis, user=other)
    assert sign(diagnosis, user=other, meaning="approval").signed_by == other


@pytest.mark.parametrize("meaning", ["", "whatever"])
def test_a_signature_needs_a_meaning(meaning: str) -> None:
    with pytest.raises(ValidationRefused):
        sign(DiagnosisFactory(), meaning=meaning)


@pytest.mark.parametrize(
    ("label", "text"), [("other", ""), ("pre_b", "something"), ("", ""), ("nonsense", "")]
)
def test_a_call_that_does_not_add_up_is_refused(label: str, text: str) -> None:
    case = CaseFactory()
    with pytest.raises(ValidationRefused):
        record_diagnosis(user=colleague(case), case=case, label=label, other_text=text)


def test_drafts_are_changed_by_their_author_until_they_are_signed() -> None:
    diagnosis = DiagnosisFactory(label="pre_b")
    with pytest.raises(NotAuthor):
        revise_diagnosis(user=colleague(diagnosis.case), diagnosis=diagnosis, label="normal")
    assert revise_diagnosis(user=diagnosis.author, diagnosis=diagnosis, label="normal").label == "normal"
    diagnosis.refresh_from_db()
    sign(diagnosis)
    with pytest.raises(AlreadySigned):
        revise_diagnosis(user=diagnosis.author, diagnosis=diagnosis, label="pro_b")


def test_an_amendment_is_a_new_row_and_the_old_one_stays_as_it_was() -> None:
    original = sign(DiagnosisFactory(label="pre_b"))
    amendment = amend_diagnosis(
        user=original.author, diagnosis=original, label="pro_b", reason="flow cytometry"
    )
    signed = sign(amendment)
    original.refresh_from_db()
    original.case.refresh_from_db()
    assert (original.label, signed.label, signed.amends) == ("pre_b", "pro_b", original)
    assert original.case.status == "amended"
    with pytest.raises(Superseded):
        amend_diagnosis(user=original.author, diagnosis=original, label="benign", reason="again")
    again = amend_diagnosis(user=original.author, diagnosis=signed, label="benign", reason="again")
    assert sign(again).amends == signed


def test_a_draft_is_not_amended_and_an_amendment_needs_a_reason() -> None:
    draft = DiagnosisFactory()
    with pytest.raises(NotSigned):
        amend_diagnosis(user=draft.author, diagnosis=draft, label="pro_b", reason="why")
    signed = sign(draft)
    with pytest.raises(ValidationRefused):
        amend_diagnosis(user=draft.author, diagnosis=signed, label="pro_b", reason="")


def test_of_two_amendments_the_second_signature_is_refused() -> None:
    original = sign(DiagnosisFactory())
    first, second = (
        amend_diagnosis(user=original.author, diagnosis=original, label=label, reason="why")
        for label in ("pro_b", "benign")
    )
    sign(first)
    with pytest.raises(Superseded):
        sign(second)


def test_the_database_itself_allows_one_signed_original() -> None:
    first = DiagnosisFactory()
    second = DiagnosisFactory(case=first.case)
    Diagnosis.objects.filter(pk=first.pk).update(**signature(first))
    with pytest.raises(IntegrityError), transaction.atomic():
        Diagnosis.objects.filter(pk=second.pk).update(**signature(second))


@pytest.mark.django_db(transaction=True)
def test_of_several_signers_at_once_exactly_one_wins() -> None:
    diagnosis = DiagnosisFactory()
    outcomes: list[str] = []
    barrier = threading.Barrier(4)

    def attempt() -> None:
        mine = Diagnosis.objects.select_related("case", "author").get(pk=diagnosis.pk)
        barrier.wait()
        try:
            sign(mine)
            outcomes.append("signed")
        except (AlreadySigned, CaseSigned):
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "refused", "refused", "signed"]
    assert AuditEvent.objects.filter(action="diagnosis.signed").count() == 1
