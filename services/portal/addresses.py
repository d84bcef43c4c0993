"""Ids in addresses: UUIDs, handled as text."""

from werkzeug.routing import BaseConverter


class IdConverter(BaseConverter):
    """`<id:name>` in a route."""

    regex = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
