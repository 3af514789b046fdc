"""Forms of patients and cases. They check with the validators of the model fields; services write."""

from __future__ import annotations

import copy
import datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils import timezone

from accounts.exceptions import Missing, NotPermitted, Refusal
from accounts.forms import names_its_fields
from accounts.models import User
from cases import validators
from cases.models import Case, Patient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import QuerySet
    from django.http import QueryDict

    PatientModelForm = forms.ModelForm[Patient]
    CaseModelForm = forms.ModelForm[Case]
else:
    PatientModelForm = CaseModelForm = forms.ModelForm

Result = TypeVar("Result")


def attempt(
    form: forms.BaseForm, action: Callable[[], Result], *, but: tuple[type[Refusal], ...] = ()
) -> Result | None:
    """What the action gives, or None with its refusal shown in the form.

    A refusal that no change of the form can help (nothing there, wrong role) is raised on, and so is what
    the caller answers itself (`but`).
    """
    try:
        return action()
    except Refusal as refusal:
        if isinstance(refusal, (Missing, NotPermitted, *but)):
            raise
        show_refusal(form, refusal)
        return None


def sentences(form: forms.BaseForm) -> dict[str, list[str]]:
    """What is wrong with the form, by field."""
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def show_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put each sentence at its field, and what belongs to no field above the form."""
    for name, sentences in refusal.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
    if not refusal.fields:
        form.add_error(None, refusal.message)


def colleagues(user: User) -> QuerySet[User]:
    """The people of the user's laboratory who can be given a case, by name."""
    people = User.objects.filter(laboratory=user.laboratory, is_active=True)
    return people.order_by("last_name", "first_name", "username")


def ask_for_choice(form: forms.BaseForm, name: str, words: str = "Choose one") -> None:
    """Let a list of choices begin with words where the model has none chosen yet."""
    field = cast("forms.TypedChoiceField", form.fields[name])
    known = cast("Iterable[tuple[str, str]]", field.choices)
    field.choices = [("", words), *((value, label) for value, label in known if value)]


class Minutes(forms.DateTimeInput):
    """The browser's own control for a day and a time, to the minute."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class Moment(forms.DateTimeField):
    """A day and a time of the laboratory's zone.

    Of the hour that comes twice when clocks are set back it takes the first, and leaves the second where that
    stood already; one that is skipped is taken as if the clocks had not been set.
    """

    def to_python(self, value: Any) -> datetime.datetime | None:  # noqa: ANN401 - whatever a form holds
        """The moment. Raises ValidationError for what is none."""
        try:
            return super().to_python(value)
        except ValidationError:
            with timezone.override(datetime.UTC):
                wall = super().to_python(value)  # raised again, unless it was for the clocks
            return wall and timezone.make_aware(wall.replace(tzinfo=None))

    def has_changed(self, initial: datetime.datetime | None, data: object) -> bool:
        """Whether another time stands in the form than was put there."""
        shown = initial and timezone.make_aware(timezone.make_naive(initial).replace(fold=0))
        return super().has_changed(shown, data)


class Day(forms.DateInput):
    """The browser's own control for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


@names_its_fields
class PatientForm(PatientModelForm):
    """A new patient."""

    class Meta:
        model = Patient
        fields = ("mrn", "family_name", "given_name", "date_of_birth", "sex")
        labels: ClassVar = {"mrn": "Medical record number (MRN)"}
        widgets: ClassVar = {"date_of_birth": Day()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_choice(self, "sex")


@names_its_fields
class CorrectionForm(PatientForm):
    """Corrected details of a patient, and why."""

    reason = forms.CharField(
        max_length=500, help_text="Kept in the history together with the old and the new values."
    )

    def __init__(self, data: QueryDict | None = None, *, patient: Patient) -> None:
        super().__init__(data, initial=model_to_dict(patient, self._meta.fields))

    def changes(self) -> dict[str, object]:
        """The details that are different now."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "reason"}


@names_its_fields
class CaseForm(CaseModelForm):
    """The details of a case; a new one brings patient and laboratory along. `case` is not changed."""

    class Meta:
        model = Case
        fields = ("accession_number", "specimen", "priority", "collected_at", "received_at", "clinical_notes")
        labels: ClassVar = {
            "collected_at": f"Collected at ({settings.TIME_ZONE})",
            "received_at": f"Received at ({settings.TIME_ZONE})",
        }
        field_classes: ClassVar = {"collected_at": Moment, "received_at": Moment}
        widgets: ClassVar = {
            "collected_at": Minutes(),
            "received_at": Minutes(),
            "clinical_notes": forms.Textarea({"rows": 4}),
        }

    def __init__(self, data: QueryDict | None = None, *, case: Case) -> None:
        super().__init__(data, instance=copy.copy(case))
        ask_for_choice(self, "specimen")
        for name in ("collected_at", "received_at"):
            self.fields[
                name
            ].show_hidden_initial = False  # compare with the case, not with the model's default
            # Before the model is given the time: it could not reckon with any.
            self.fields[name].validators.append(validators.not_in_future)
            if moment := self.initial[name]:
                self.initial[name] = moment.replace(second=0, microsecond=0)

    def changes(self) -> dict[str, object]:
        """The details that are different now."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class AssignForm(forms.Form):
    """Who reads the case: a person of the laboratory, or nobody."""

    assignee = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="Nobody yet")

    def __init__(self, data: QueryDict | None = None, *, user: User, initial: User | None = None) -> None:
        super().__init__(data, initial={"assignee": initial})
        field = cast("forms.ModelChoiceField[User]", self.fields["assignee"])
        field.queryset = colleagues(user)
        field.label_from_instance = lambda person: person.printed_name  # type: ignore[method-assign,assignment]
