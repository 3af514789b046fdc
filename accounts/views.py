"""Sign-in, sign-out and change of password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.shortcuts import resolve_url
from django.urls import reverse_lazy

from accounts.forms import ChangePasswordForm, SignInForm

if TYPE_CHECKING:
    from django.http import HttpResponse


class SignIn(LoginView):
    """Let a person in, and send them where they were going, if that is a page of ours."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    extra_context = {"idle_minutes": settings.IDLE_MINUTES}

    def get_default_redirect_url(self) -> str:
        """The worklist, or the admin for a superuser, who has no laboratory."""
        if self.request.user.is_superuser:
            return resolve_url("admin:index")
        return super().get_default_redirect_url()


class SignOut(LogoutView):
    """End the session."""


class ChangePassword(PasswordChangeView):
    """Change the own password; other sessions and tokens of the account end."""

    template_name = "accounts/password_change.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("password-change")

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        """Store it and say what else happened."""
        response = super().form_valid(form)
        messages.success(
            self.request, "Password changed. Other sessions and tokens of this account have ended."
        )
        return response
