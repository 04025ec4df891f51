"""A Zoom that runs here: real HTTP on loopback, so that demo and tests use the real gateway.

`server.SandboxZoom` is the door. In reading order: `wire` (sockets), `front` (who answers), then
`service` (one API call from token to log), `routes` and the `…_api` files (what Zoom offers),
the `…_table` files (what is stored), `fault`, `faults`, `fault_answers` and `late_calls` (what goes
wrong), `events` and `webhooks` (what Zoom tells), `control`, `board` and `doors` (for people).

What is known of the real Zoom was read in its documentation and forum or measured by others; no
real account has been asked. Recurring meetings, webinars and breakout control are left out.
"""
