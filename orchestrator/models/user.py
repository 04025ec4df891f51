"""A person who signs in to the office, known by an e-mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac

from calendars import clock
from orchestrator.rules.role import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet


class UserManager(BaseUserManager["User"]):
    """Makes users and finds them; one address is one account, however its letters are cased."""

    def known_as(self, email: str) -> QuerySet[User]:
        """Return the account with that address, or nobody's."""
        return self.filter(email__iexact=email.strip())

    def create_owner(self, email: str) -> User:
        """Return the account with that address, made an owner's without a password if missing."""
        return self.known_as(email).first() or self.create_account(email, "", Role.OWNER)

    def create_account(self, email: str, name: str, role: Role) -> User:
        """Return a fresh account without a password; its person signs in by a link first."""
        user = self.model(email=self.normalize_email(email.strip()), name=name)
        user.take_role(role)
        user.set_unusable_password()
        user.save()
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """An account of the office.

    `session_epoch` is part of what every session is checked against: raising it ends them all.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(
        max_length=20, choices=[(role.value, role.value) for role in Role], default=Role.FACILITATOR
    )
    session_epoch = models.PositiveIntegerField(default=0)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email

    def take_role(self, role: Role) -> None:
        """Become what the role says; only owners see the workshop floor."""
        self.role = role
        self.is_staff = self.is_superuser = role is Role.OWNER

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Return what a session of this account must carry to be alive (Django asks for it)."""
        salt = "orchestrator.models.user.session"
        told = f"{self.password}:{self.session_epoch}"
        return salted_hmac(salt, told, secret=secret, algorithm="sha256").hexdigest()
