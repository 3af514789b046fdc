"""Forms of slides, diagnoses and signatures. They check with the validators of the model fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms

from accounts.forms import names_its_fields
from cases.forms import ask_for_choice
from cases.models import Slide
from diagnostics.choices import DiagnosisLabel, Meaning
from diagnostics.models import Diagnosis

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import QueryDict

    from accounts.models import User

    DiagnosisModelForm = forms.ModelForm[Diagnosis]
    SlideModelForm = forms.ModelForm[Slide]
else:
    DiagnosisModelForm = SlideModelForm = forms.ModelForm

IMAGE_TYPES = ".jpg,.jpeg,.png,.tif,.tiff,.webp,.bmp"


class SeveralFiles(forms.FileInput):
    """A control that takes several files at once."""

    allow_multiple_selected = True


class ImagesField(forms.FileField):
    """One or more images. What they hold is for the service to judge, an empty file too."""

    def __init__(self) -> None:
        widget = SeveralFiles({"accept": IMAGE_TYPES})
        super().__init__(label="An image", widget=widget, allow_empty_file=True)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:  # noqa: ANN401 - Django's signature
        one_by_one = [super(ImagesField, self).clean(image, initial) for image in data or [None]]
        return cast("list[UploadedFile]", one_by_one)


@names_its_fields
class UploadForm(SlideModelForm):
    """Images of one case, and what is known of how they were taken."""

    image = ImagesField()

    class Meta:
        model = Slide
        fields = ("stain", "magnification")
        labels: ClassVar = {"magnification": "Objective"}
        help_texts: ClassVar = {"magnification": "For example 100 for a 100x oil objective."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_choice(self, "stain", "Not given")


@names_its_fields
class VoidForm(forms.Form):
    """Why a slide does not belong to its case."""

    reason = forms.CharField(max_length=500, help_text="For example: uploaded to the wrong case.")


@names_its_fields
class DiagnosisForm(DiagnosisModelForm):
    """A pathologist's call on a case."""

    class Meta:
        model = Diagnosis
        fields = ("label", "other_text", "comment")
        labels: ClassVar = {"label": "Your call", "other_text": "What it is"}
        widgets: ClassVar = {
            "label": forms.RadioSelect(),
            "other_text": forms.TextInput({"data-missing": "say what it is."}),
            "comment": forms.Textarea({"rows": 3}),
        }

    def __init__(self, data: QueryDict | None = None, *, draft: Diagnosis | None = None) -> None:
        fields = self._meta.fields or ()
        initial = {name: getattr(draft, name) for name in fields} if draft else {"label": ""}
        super().__init__(data, initial=initial)
        label = cast("forms.TypedChoiceField", self.fields["label"])
        label.choices = [(value, words) for value, words in Diagnosis.label.field.flatchoices if value]
        label.error_messages["required"] = "Choose your call."

    def clean_other_text(self) -> str:
        """The text for the call `other`; with any other call it is out of sight and does not count."""
        is_other = self.cleaned_data.get("label") == DiagnosisLabel.OTHER
        return str(self.cleaned_data["other_text"]) if is_other else ""


@names_its_fields
class AmendmentForm(DiagnosisForm):
    """A new statement that amends a signed one, and why."""

    reason = forms.CharField(
        max_length=500, label="Reason for the amendment", help_text="Stands under the amended statement."
    )


class SignOutForm(forms.Form):
    """The signature: which words were read, what it means, and the password again."""

    version = forms.CharField(widget=forms.HiddenInput)
    meaning = forms.ChoiceField(choices=Meaning.choices, label="Meaning of your signature")
    password = forms.CharField(
        label="Your password, again",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "data-dialog-focus": ""}),
    )

    def __init__(self, data: QueryDict | None = None, *, user: User, diagnosis: Diagnosis) -> None:
        own = diagnosis.author_id == user.pk
        meaning_first = Meaning.AUTHORSHIP if own else Meaning.REVIEW
        super().__init__(data, initial={"version": diagnosis.version, "meaning": meaning_first})
        meaning = cast("forms.ChoiceField", self.fields["meaning"])
        if not own:
            meaning.choices = [
                (value, words) for value, words in Meaning.choices if value != Meaning.AUTHORSHIP
            ]
