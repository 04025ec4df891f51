"""Letting the feeds' jobs run in a test: everything that is due is rendered."""

from __future__ import annotations

from orchestrator.models import Work
from orchestrator.services import feed_marks, work
from orchestrator.services.feeds import rendering


def render() -> None:
    """Mark every feed as changed and render what is due."""
    feed_marks.mark_unmarked()
    for key in Work.objects.filter(kind=feed_marks.KIND, due__isnull=False).values_list(
        "key", flat=True
    ):
        work.touch(feed_marks.KIND, key)
    render_marked()


def render_marked() -> None:
    """Render what is due now, and nothing else."""
    while claims := work.claim(feed_marks.KIND):
        for held in claims:
            rendering.render_due(held)
