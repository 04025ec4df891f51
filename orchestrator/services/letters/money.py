"""Letters about money: an invoice or a credit note is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.models import Invoice
from orchestrator.rules.invoice import PaperKind
from orchestrator.rules.money import dollars
from orchestrator.services import addresses
from orchestrator.services.letters import wording
from orchestrator.services.letters.letter import Action, Letter, Skip
from orchestrator.services.letters.wording import ASK

if TYPE_CHECKING:
    from orchestrator.models import OutboxMessage

NO_PAPER = Skip("There is no such invoice.")


def issued(message: OutboxMessage) -> Letter | Skip:
    """Tell the payer that an invoice, or a credit note, was issued."""
    rows = Invoice.objects.select_related("corrects", "workshop")
    paper = rows.filter(pk=message.facts.get("invoice")).first()
    if paper is None:
        return NO_PAPER
    credit = paper.kind == PaperKind.CREDIT_NOTE
    what, said = ("Credit note", "a credit note") if credit else ("Invoice", "an invoice")
    facts = [
        ("Number", paper.number),
        ("Amount", dollars(abs(paper.total_cents))),
        *([("Your order", paper.purchase_order)] if paper.purchase_order else []),
        *([("For", paper.workshop.title)] if paper.workshop else []),
    ]
    if paper.corrects:
        facts.append(("Takes back from", f"invoice {paper.corrects.number}"))
    else:
        facts.append(("Due", f"{paper.due_on:%-d %B %Y}"))
    return Letter(
        subject=f"{what} {paper.number}",
        greeting=wording.greeting(""),
        paragraphs=(f"here is {said} for {paper.payer_name}.",),
        facts=tuple(facts),
        action=Action(f"See and print the {what.lower()}", addresses.invoice(paper)),
        closing=(ASK,),
        addressee=paper.payer_name,
    )
