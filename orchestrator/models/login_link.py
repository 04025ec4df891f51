"""A link that signs one person in once; only the hash of its token is kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class LoginLink(models.Model):
    """One link: good until `expires_at` (UTC) or its first use."""

    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"login link {self.pk}"
