"""Which language the pages speak: the person's choice (a cookie), else Russian."""

from flask import Flask, g, request
from werkzeug.wrappers import Response

LANGUAGES = {"ru": "Русский", "en": "English"}
COOKIE = "zvonok-language"
_YEAR_SECONDS = 31_536_000


def language() -> str:
    """ "ru" or "en": the cookie's, or what has just been chosen."""
    chosen: str = g.get("language") or request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else "ru"


def remember_language(response: Response, chosen: str) -> None:
    """Keeps the choice in the browser for a year. An unknown language is left out."""
    if chosen in LANGUAGES:
        response.set_cookie(COOKIE, chosen, max_age=_YEAR_SECONDS, samesite="Lax", httponly=True)


def choose_language(app: Flask) -> None:
    """Tells browsers which language an answer is in."""

    @app.after_request
    def tell(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.headers["Content-Language"] = language()
        return response
