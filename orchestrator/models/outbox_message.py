"""One e-mail that we owe somebody, from the moment of its cause until it is sent or settled."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from orchestrator.models.workshop import Workshop
from orchestrator.rules.outbox import MessageState


class OutboxMessage(models.Model):
    """One message to one person for one cause; instants are UTC.

    `cause` says in stable words why it is owed (`registration:17:confirmed:2`); the text is written
    when it is sent, from the truth of that moment and from `facts`, which hold nothing secret.
    `message_id` stands from the start and is the same at every attempt. `due` moves when an attempt
    fails. `attempts` counts what was begun, `unfinished` what was begun since the last end of one
    (more than a few: our own program breaks on it), `unanswered` how often it was handed over and
    no answer came. `doubted_at`: since when it is unclear whether a refusal was meant for this
    message or for all of ours.
    """

    cause = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    recipient = models.CharField(max_length=320)
    workshop = models.ForeignKey(
        Workshop, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    facts = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=8, blank=True)  # empty: the company's
    message_id = models.CharField(max_length=320, unique=True)
    due = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=[(s, s) for s in MessageState], default=MessageState.OWED
    )
    reason = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    unfinished = models.PositiveSmallIntegerField(default=0)
    unanswered = models.PositiveSmallIntegerField(default=0)
    doubted_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One message for a cause and a recipient; what is sent says when."""

        constraints = (
            models.UniqueConstraint(fields=["cause", "recipient"], name="outbox_one_row"),
            models.CheckConstraint(
                condition=~Q(state=MessageState.SENT) | Q(sent_at__isnull=False),
                name="outbox_sent_says_when",
            ),
        )
        indexes = (
            models.Index(fields=["state", "due"], name="outbox_state_due"),
            models.Index(fields=["sent_at"], name="outbox_sent_at"),
        )

    def __str__(self) -> str:
        return f"outbox message {self.pk} ({self.kind})"
