"""The tables of accounts."""

from __future__ import annotations

from accounts.models.laboratory import Laboratory
from accounts.models.password_try import PasswordTry
from accounts.models.user import User

__all__ = ["Laboratory", "PasswordTry", "User"]
