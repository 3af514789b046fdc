"""Addresses of accounts."""

from __future__ import annotations

from django.urls import path

from accounts.views import ChangePassword, SignIn, SignOut

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", SignOut.as_view(), name="sign-out"),
    path("password/", ChangePassword.as_view(), name="password-change"),
]
