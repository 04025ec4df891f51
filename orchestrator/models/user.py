"""A person who signs in to the office, known by an e-mail address."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from calendars import clock


class UserManager(BaseUserManager["User"]):
    """Makes users; an owner may do everything."""

    def create_owner(self, email: str) -> User:
        """Return the owner with that address, made without a password where there is none."""
        address = self.normalize_email(email)
        user, _ = self.get_or_create(
            email=address, defaults={"is_staff": True, "is_superuser": True}
        )
        if not user.password:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """An account of the office."""

    email = models.EmailField(unique=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.email
