"""Whether the portal answers; it says nothing about the services behind it."""

from flask import Blueprint

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def healthz() -> str:
    """The process serves pages."""
    return "ok"
