"""The own password, given again by somebody who is signed in."""

from __future__ import annotations

import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.exceptions import TooManyTries, WrongPassword
from accounts.models import PasswordTry, User

MAX_TRIES: Final = 5
TRIES_WITHIN: Final = datetime.timedelta(minutes=15)


def confirm_password(*, user: User, password: str) -> None:
    """Compare the password: wrong ones are counted for the account, wherever they are given.

    Raises TooManyTries, WrongPassword.
    """
    attempt = _begin_try(user)
    if not user.check_password(password):
        raise WrongPassword
    attempt.delete()


@transaction.atomic
def _begin_try(user: User) -> PasswordTry:
    """Write the try before anything is compared, so that tries at the same moment are counted too."""
    User.objects.select_for_update().get(pk=user.pk)
    tries = PasswordTry.objects.filter(user=user)
    tries.filter(at__lte=timezone.now() - TRIES_WITHIN).delete()
    if tries.count() >= MAX_TRIES:
        raise TooManyTries
    return PasswordTry.objects.create(user=user)
