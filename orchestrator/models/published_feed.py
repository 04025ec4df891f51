"""A feed as it is served: bytes that were rendered when the data changed."""

from __future__ import annotations

from django.db import models

PUBLIC_KEY = "public"


class PublishedFeed(models.Model):
    """The bytes at one address; `key` is the token's hash, or `public` for the public feed.

    `etag` is the hash of `body`, `changed_at` when the bytes last changed (UTC, whole seconds that
    only grow). At `gone_at` the address is dead, and the body empty soon after.
    """

    key = models.CharField(max_length=64, unique=True)
    body = models.BinaryField()
    etag = models.CharField(max_length=40)
    changed_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"published feed {self.pk}"
