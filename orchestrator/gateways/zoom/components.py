"""zoomus' component classes over our own transport: they know the paths, we do the calling.

The only importer of zoomus. Its components put path arguments into bodies and queries and leave
them unquoted; both are put right here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoomus.components.meeting import MeetingComponentV2

if TYPE_CHECKING:
    from orchestrator.gateways.zoom.transport import ZoomTransport

PATH_ARGUMENTS = frozenset({"id", "user_id"})
ZOOM_API = {"version": 2, "token": None}


class _OverOurTransport:
    """Replaces a component's request helpers; the answers are checked objects, not responses."""

    transport: ZoomTransport

    def get_request(self, endpoint: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        return self.transport.request("GET", endpoint, params=_visible(params), body=None)

    def delete_request(self, endpoint: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        return self.transport.request("DELETE", endpoint, params=_visible(params), body=None)

    def post_request(self, endpoint: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
        return self.transport.request("POST", endpoint, params={}, body=_visible(data))

    def put_request(self, endpoint: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
        return self.transport.request("PUT", endpoint, params={}, body=_visible(data))

    def patch_request(self, endpoint: str, data: dict[str, Any] | None = None) -> dict[str, Any]:
        return self.transport.request("PATCH", endpoint, params={}, body=_visible(data))


class Meetings(_OverOurTransport, MeetingComponentV2):  # type: ignore[misc]  # zoomus is untyped
    """Zoom's meetings, with the calls that zoomus lacks."""

    def add_registrants(self, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 -- a JSON body
        """Register several people at once: `POST /meetings/{id}/batch_registrants`."""
        return self.post_request(f"/meetings/{fields['id']}/batch_registrants", data=fields)


def meetings(transport: ZoomTransport) -> Meetings:
    """Return zoomus' meeting calls over `transport`."""
    component: Meetings = Meetings(base_uri="", config=ZOOM_API)
    component.transport = transport
    return component


def _visible(values: dict[str, Any] | None) -> dict[str, Any]:
    return {key: value for key, value in (values or {}).items() if key not in PATH_ARGUMENTS}
