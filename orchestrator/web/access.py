"""Who may open which page of the office: the role decides, and whose workshop it is."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404

from orchestrator.models import User, Workshop
from orchestrator.rules.role import Role
from orchestrator.web.errors import not_for_you

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    View = Callable[..., HttpResponse]

WORKSHOP = "workshop_id"


def office_of(*roles: Role) -> Callable[[View], View]:
    """Open a page to the owner and these roles; others are told so, visitors asked to sign in.

    A facilitator finds only their own workshops: at another's address there is nothing.
    """
    may = frozenset((Role.OWNER, *roles))

    def guarded(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **parts: Any) -> HttpResponse:  # noqa: ANN401 -- what the address holds
            user = signed_in(request)
            if user.role not in may:
                return not_for_you(request)
            if WORKSHOP in parts and not own_workshops(user).filter(pk=parts[WORKSHOP]).exists():
                raise Http404
            return view(request, **parts)

        return login_required(answer)

    return guarded


owner_only = office_of()
for_facilitators = office_of(Role.FACILITATOR)
for_accountants = office_of(Role.ACCOUNTANT)
for_the_office = office_of(*Role)


def signed_in(request: HttpRequest) -> User:
    """Return the account that is signed in; only behind a door that asks for one."""
    return cast("User", request.user)


def is_owner(request: HttpRequest) -> bool:
    """Say whether an owner is signed in."""
    return request.user.is_authenticated and signed_in(request).role == Role.OWNER


def own_workshops(user: User) -> QuerySet[Workshop]:
    """Return the workshops that an account looks after: a facilitator's own, else every one."""
    rows = Workshop.objects.all()
    return rows.filter(facilitator=user) if user.role == Role.FACILITATOR else rows
