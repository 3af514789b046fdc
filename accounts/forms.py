"""Forms of sign-in and password."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AuthenticationForm,
    PasswordChangeForm,
    UserCreationForm,
)
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.forms.utils import pretty_name

from accounts.exceptions import WrongPassword
from accounts.models import User
from accounts.services.passwords import confirm_password
from accounts.services.tokens import revoke_tokens

Form = TypeVar("Form", bound=BaseForm)


def names_its_fields(form: type[Form]) -> type[Form]:
    """Let what is missing be called by its name; for the class of a form."""
    for name, field in form.base_fields.items():  # type: ignore[attr-defined]  # set by Django's metaclass
        field.error_messages["required"] = f"{field.label or pretty_name(name)} is required."
    return form


@names_its_fields
class SignInForm(AuthenticationForm):
    """Username and password."""

    error_messages = {
        "invalid_login": "Wrong username or password. Check both and try again.",
        "inactive": "Wrong username or password. Check both and try again.",
    }


@names_its_fields
class ChangePasswordForm(PasswordChangeForm):
    """The old password and a new one. Every other session and every token of the account ends with it."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "This is not your present password. Type it again.",
        "password_mismatch": "The two new passwords differ. Type both again.",
    }

    def clean_old_password(self) -> str:
        """Compare it under the limit that holds for the account everywhere. Raises TooManyTries."""
        password: str = self.cleaned_data["old_password"]
        try:
            confirm_password(user=self.user, password=password)
        except WrongPassword as refusal:
            raise ValidationError(self.error_messages["password_incorrect"]) from refusal
        return password

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - Django's own signature
        """Store the new password and revoke the tokens."""
        user: User = super().save(commit=commit)
        revoke_tokens(user=user)
        return user


class ResetPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A new password, set by an administrator. Every session and token of the account ends."""

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - Django's own signature
        """Store the new password and revoke the tokens."""
        user: User = super().save(commit=commit)
        revoke_tokens(user=user)
        return user


class NewUserForm(UserCreationForm):  # type: ignore[type-arg]  # likewise
    """A person, as an administrator enters them: the role at once, since nobody is without one."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "role")
