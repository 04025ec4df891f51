"""Which address leads to which page; `/feeds/` is answered before these, in `feeds.py`."""

from __future__ import annotations

from django.urls import include, path

from orchestrator.web import (
    accounts_office,
    certificates,
    console,
    console_clicks,
    consultations_office,
    consulting,
    errors,
    floor_door,
    health,
    invoices,
    joining,
    languages,
    lists,
    money_office,
    new_dates,
    office,
    office_requests,
    outbox,
    own_consultation,
    own_week,
    people,
    people_import,
    planning,
    private,
    public,
    quotes,
    registering,
    room,
    rosters,
    seat_invoice,
    sign_in,
    starting,
    subscribing,
    waitlisting,
    webhooks,
    webhooks_office,
    workshop_office,
    zoom_app,
)
from orchestrator.web.api.door import api

urlpatterns = [
    path("", public.home, name="home"),
    path("private/", private.private, name="private"),
    path("language/", languages.choose, name="language"),
    path("calendar/", subscribing.public, name="subscribe"),
    path("login/", sign_in.door, name="login"),
    path("login/<str:token>", sign_in.by_link, name="login-link"),
    path("logout/", sign_in.leave, name="logout"),
    path("account/", accounts_office.own, name="account"),
    path("account/sign-out", accounts_office.sign_out_everywhere, name="account-sign-out"),
    path("account/", include("orchestrator.web.account.urls")),
    *(
        path(f"office/accounts/{address}", view, name=f"office-{name}")
        for address, view, name in (
            ("", accounts_office.show, "accounts"),
            ("invite", accounts_office.invite, "account-invite"),
            ("<int:account_id>/<slug:deed>", accounts_office.act, "account-act"),
        )
    ),
    path("office/", office.today, name="office"),
    path("office/health/", office.health, name="office-health"),
    path("office/coming/<slug:deed>/<slug:key>", office.rehearse, name="office-rehearsal"),
    path("office/floor/", floor_door.enter, {"rest": ""}, name="office-floor"),
    path("office/floor/<path:rest>", floor_door.enter, name="office-floor-page"),
    path("office/week/", own_week.show, name="office-week"),
    path("office/search", lists.search, name="office-search"),
    path("office/lists/<slug:name>", lists.show, name="office-list"),
    path("office/lists/<slug:name>.csv", lists.as_file, name="office-list-file"),
    path("office/outbox", outbox.show, name="office-outbox"),
    path("office/outbox/test", outbox.send_test, name="office-outbox-test"),
    path("office/outbox/ask", outbox.ask_server, name="office-outbox-ask"),
    path("office/outbox/<int:message_id>/<slug:name>", outbox.remedy, name="office-outbox-remedy"),
    path("office/calendar/", subscribing.facilitator, name="office-calendar"),
    path("office/workshops/<int:workshop_id>/", workshop_office.show, name="office-workshop"),
    path(
        "office/workshops/<int:workshop_id>/meeting/<slug:name>",
        workshop_office.remedy,
        name="office-remedy",
    ),
    path("office/workshops/<int:workshop_id>/start", starting.start, name="office-start"),
    path(
        "office/workshops/<int:workshop_id>/links", workshop_office.add_link, name="office-add-link"
    ),
    path(
        "office/workshops/<int:workshop_id>/links/<int:link_id>/revoke",
        workshop_office.revoke_link,
        name="office-revoke-link",
    ),
    path("join/<str:token>", joining.join, name="join"),
    path("join/<str:token>/room", room.show, name="room"),
    path("api/v1/", api.urls),
    path("office/workshops/", planning.workshops, name="office-workshops"),
    path("office/workshops/new", planning.new, name="office-new-workshop"),
    *(
        path(f"office/workshops/<int:workshop_id>/{address}", view, name=f"office-{name}")
        for address, view, name in (
            ("facilitator", workshop_office.hand_over, "hand-over"),
            ("change", planning.change, "change"),
            ("call-off", planning.call_off, "call-off"),
            ("discard", planning.discard, "discard"),
            ("preview", planning.preview, "preview"),
            ("publish", planning.publish, "publish"),
            ("console", console.show, "console"),
            ("console/rooms.csv", console.rooms_csv, "console-rooms"),
            ("console/<slug:deed>", console_clicks.click, "console-click"),
            ("money/", money_office.of_workshop, "money"),
            ("money/bill", money_office.bill, "bill"),
            ("money/receipts", money_office.receipt, "receipt"),
            ("money/settle", money_office.settle, "settle"),
            ("people/", people.show, "people"),
            ("people/import", people_import.people_import, "people-import"),
            ("people/add", people.add, "add-person"),
            ("people/seats", people.keep_seats, "keep-seats"),
            ("people/<int:registration_id>/cancel", people.cancel, "cancel-person"),
            ("people/<int:registration_id>/hand-on", people.hand_on, "hand-on"),
            ("people/<int:registration_id>/prefer", people.prefer, "prefer"),
            ("people/<int:registration_id>/mark", people.mark, "mark"),
            ("people/visits/<int:visit_id>", people.match, "match"),
            ("people/organizations/<int:block_id>", people.roster_link, "roster-link"),
        )
    ),
    path("registrations/<str:token>", registering.show, name="registration"),
    path("registrations/<str:token>/accept", registering.accept, name="registration-accept"),
    path("registrations/<str:token>/cancel", registering.cancel, name="registration-cancel"),
    path("registrations/<str:token>/hand-on", registering.hand_on, name="registration-hand-on"),
    path("registrations/<str:token>/invoice", seat_invoice.ask, name="seat-invoice"),
    path("registrations/<str:token>/calendar", subscribing.attendee, name="my-calendar"),
    path("workshops/<slug:uid>/calendar.ics", subscribing.download, name="download"),
    path("workshops/<slug:uid>/waitlist", waitlisting.waitlist, name="waitlist"),
    path("rosters/<str:token>", rosters.show, name="roster"),
    path("rosters/<str:token>/calendar", subscribing.organization, name="roster-calendar"),
    path("rosters/<str:token>/add", rosters.add, name="roster-add"),
    path("rosters/<str:token>/<int:registration_id>/cancel", rosters.cancel, name="roster-cancel"),
    path(
        "rosters/<str:token>/<int:registration_id>/hand-on", rosters.hand_on, name="roster-hand-on"
    ),
    path("consultations/", consulting.show, name="consultations"),
    path("consultations/embedded", consulting.embedded, name="consultations-embedded"),
    path("consultations/hold", consulting.hold, name="consultation-hold"),
    path("consultations/book", consulting.form, name="consultation-form"),
    path("consultations/wish", consulting.wish, name="consultation-wish"),
    path("consultations/<str:token>", own_consultation.show, name="consultation"),
    path("consultations/<str:token>/cancel", own_consultation.cancel, name="consultation-cancel"),
    path("consultations/<str:token>/move", own_consultation.move, name="consultation-move"),
    path(
        "consultations/<str:token>/calendar.ics",
        own_consultation.calendar_file,
        name="consultation-calendar",
    ),
    *(
        path(f"office/consultations/{address}", view, name=f"office-{name}")
        for address, view, name in (
            ("", consultations_office.overview, "consultations"),
            ("times", consultations_office.times_page, "times"),
            ("away", consultations_office.go_away, "away"),
            ("away/<int:away_id>/end", consultations_office.come_back, "back"),
            ("wishes/<int:wish_id>", consultations_office.answer_wish, "wish"),
            ("<int:consultation_id>/", consultations_office.show, "consultation"),
            ("<int:consultation_id>/start", starting.start_consultation, "consultation-start"),
            ("<int:consultation_id>/<slug:deed>", consultations_office.act, "consultation-act"),
        )
    ),
    path("invoices/<str:token>", invoices.show, name="invoice"),
    path("invoices/<str:token>/pdf", invoices.as_pdf, name="invoice-pdf"),
    path("office/invoices/", money_office.all_invoices, name="office-invoices"),
    path("office/invoices/<slug:name>.csv", money_office.table, name="office-money-table"),
    path("office/invoices/<int:invoice_id>/", money_office.invoice, name="office-invoice"),
    path("office/invoices/<int:invoice_id>/pay", money_office.pay, name="office-invoice-pay"),
    path(
        "office/invoices/<int:invoice_id>/credit", money_office.credit, name="office-invoice-credit"
    ),
    path("quotes/<str:token>", quotes.show, name="quote"),
    path("quotes/<str:token>/accept", quotes.accept, name="quote-accept"),
    path("quotes/<str:token>/withdraw", quotes.withdraw, name="quote-withdraw"),
    path("quotes/<str:token>/pdf", quotes.as_pdf, name="quote-pdf"),
    path("office/requests/", office_requests.show, name="office-requests"),
    path(
        "office/requests/<int:request_id>/price", office_requests.price, name="office-price-request"
    ),
    path(
        "office/requests/<int:request_id>/decline",
        office_requests.decline,
        name="office-decline-request",
    ),
    *(
        path(f"office/webhooks/{address}", view, name=f"office-{name}")
        for address, view, name in (
            ("", webhooks_office.overview, "webhooks"),
            ("<int:endpoint_id>/", webhooks_office.show, "webhook"),
            ("<int:endpoint_id>/<slug:deed>", webhooks_office.act, "webhook-act"),
            ("deliveries/<int:delivery_id>/again", webhooks_office.again, "webhook-again"),
        )
    ),
    path("new-dates/", new_dates.ask, name="new-dates"),
    path("new-dates/<str:token>", new_dates.own, name="new-dates-own"),
    path("new-dates/<str:token>/leave", new_dates.leave, name="new-dates-leave"),
    path("certificates/<slug:number>", certificates.show, name="certificate"),
    path("webhooks/google-calendar", webhooks.google_calendar, name="google-calendar-webhook"),
    path("webhooks/tickets", webhooks.tickets, name="tickets-webhook"),
    path("webhooks/zoom", webhooks.zoom, name="zoom-webhook"),
    path("zoom-app", zoom_app.show, name="zoom-app"),
    path("zoom-app/rooms", zoom_app.rooms, name="zoom-app-rooms"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_fault
