"""Letters about money: an invoice or a credit note is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars.words import Form
from orchestrator.models import Invoice
from orchestrator.rules.days import Day
from orchestrator.rules.invoice import PaperKind
from orchestrator.rules.money import dollars
from orchestrator.rules.sentence import Sentence
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
    facts = [
        (Sentence("Number"), paper.number),
        (Sentence("Amount"), dollars(abs(paper.total_cents))),
        *([(Sentence("Your order"), paper.purchase_order)] if paper.purchase_order else []),
        *([(Sentence("For"), paper.workshop.title)] if paper.workshop else []),
    ]
    if paper.corrects:
        facts.append(
            (
                Sentence("Takes back from"),
                Sentence("invoice {number}", number=paper.corrects.number),
            )
        )
    else:
        facts.append((Sentence("Due"), Day(paper.due_on, Form.LONG)))
    return Letter(
        subject=Sentence("Credit note {number}", number=paper.number)
        if credit
        else Sentence("Invoice {number}", number=paper.number),
        greeting=wording.greeting(""),
        paragraphs=(
            Sentence("here is a credit note for {payer}.", payer=paper.payer_name)
            if credit
            else Sentence("here is an invoice for {payer}.", payer=paper.payer_name),
        ),
        action=Action(
            Sentence("See and print the credit note")
            if credit
            else Sentence("See and print the invoice"),
            addresses.invoice(paper),
        ),
        closing=(ASK,),
        addressee=paper.payer_name,
    )
