"""Builds the Flask application: settings, clients, pages, languages, protection, telemetry."""

import hashlib
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, g, request, url_for
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from opentelemetry.instrumentation.flask import FlaskInstrumentor

from kit.logs import logger
from services.portal import pages, texts
from services.portal.addresses import IdConverter
from services.portal.clients import Clients
from services.portal.config import PortalConfig
from services.portal.errors import KEEPS, show_errors
from services.portal.languages import choose_language, language
from services.portal.security import protect, refuse_other_sites
from services.portal.sessions import LogInNeeded, Sessions, cookie_name
from services.portal.sessions import config as running_config
from services.portal.streams import Streams

# Pages hold one of the server's threads for milliseconds, live streams for minutes: streams leave a quarter free.
THREADS = 128
_STREAMS = 96
_MOST_FORM_BYTES = 2 * 1024 * 1024
_MOST_FORM_FIELDS = 5000
_QUIET = ("healthz", "static")
# A client names no trace of its own: the trace starts here. Nor does it speak for anyone but by its session.
_DROPPED_HEADERS = ("HTTP_TRACEPARENT", "HTTP_TRACESTATE", "HTTP_BAGGAGE", "HTTP_AUTHORIZATION")

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def create_app(config: PortalConfig, clients: Clients) -> Flask:
    """The portal over these clients. No connection is opened before the first request."""
    app = Flask("services.portal", static_folder="static", template_folder="templates")
    app.config.update(
        SECRET_KEY=config.secret,
        SESSION_COOKIE_NAME="__Host-zvonok-form" if config.https else "zvonok-form",
        SESSION_COOKIE_SECURE=config.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # A form may stay open for a school day; the session itself is identity's matter.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=True,
        MAX_CONTENT_LENGTH=_MOST_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=_MOST_FORM_BYTES,
        MAX_FORM_PARTS=_MOST_FORM_FIELDS,
        BABEL_DEFAULT_LOCALE="ru",
        BABEL_TRANSLATION_DIRECTORIES="translations",
    )
    app.url_map.converters["id"] = IdConverter
    app.extensions["zvonok_config"] = config
    app.extensions["zvonok_clients"] = clients
    app.extensions["zvonok_sessions"] = Sessions(clients)
    app.extensions["zvonok_streams"] = Streams(_STREAMS)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # The first to run: time and trace of the request. Outermost: the headers that nobody outside may set.
    FlaskInstrumentor().instrument_app(  # type: ignore[no-untyped-call]
        app, excluded_urls="healthz,static/", response_hook=_bare_span
    )
    _log_access(app)
    Babel(app, locale_selector=language)
    choose_language(app)
    refuse_other_sites(app, config.public_url)
    _take_files(app)
    csrf = CSRFProtect(app)
    for blueprint in pages.WITHOUT_FORM:
        csrf.exempt(blueprint)
    protect(app, https=config.https)
    show_errors(app)
    _name_static_files(app)
    texts.register(app)
    app.context_processor(_page_context)
    app.before_request(_find_session)
    for blueprint in pages.BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.wsgi_app = _drop_headers(app.wsgi_app)  # type: ignore[method-assign,assignment]
    return app


def _take_files(app: Flask) -> None:
    """Forms that send files may be larger than others; said before the form is read for its token."""

    @app.before_request
    def allow() -> None:
        most = pages.LARGEST_FORMS.get(request.endpoint or "")
        if most is not None:
            request.max_content_length = most


def _bare_span(span: Any, _status: str, _headers: Any) -> None:
    """Takes from the span what could point at a person: device, address, what was typed into the address line.

    The instrumentation sets these at the begin, after its request hook; so they are overwritten at the end.
    """
    if span is None or not span.is_recording():
        return
    route = request.url_rule.rule if request.url_rule else "unknown"
    span.update_name(f"{request.method} {route}")
    for name in ("http.target", "http.url"):
        span.set_attribute(name, route)
    for name in ("http.user_agent", "net.peer.ip", "net.peer.port"):
        span.set_attribute(name, "")


def _drop_headers(wsgi: Wsgi) -> Wsgi:
    def without(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        for name in _DROPPED_HEADERS:
            environ.pop(name, None)
        return wsgi(environ, start_response)

    return without


def _find_session() -> None:
    g.session_secret = request.cookies.get(cookie_name(), "")
    view = request.endpoint
    if view is None or view in pages.PUBLIC or view in KEEPS or g.session_secret:
        return
    raise LogInNeeded


def _log_access(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.begin = time.perf_counter()

    @app.after_request
    def log(response: Response) -> Response:
        if request.endpoint and request.endpoint.rpartition(".")[2] not in _QUIET:
            # The route, not the address: addresses hold ids, and what people type into them.
            logger().info(
                "request",
                method=request.method,
                route=request.url_rule.rule if request.url_rule else "unknown",
                status=response.status_code,
                milliseconds=round((time.perf_counter() - g.begin) * 1000, 1),
            )
        return response


def _name_static_files(app: Flask) -> None:
    """Puts a hash of the content into addresses of static files, so that browsers may keep them for ever."""
    folder = Path(app.static_folder or "")
    hashes = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in folder.rglob("*")
        if path.is_file()
    }

    def static_file(name: str) -> str:
        return f"{url_for('static', filename=name)}?{urlencode({'v': hashes[name]})}"

    app.jinja_env.globals["static_file"] = static_file


def _page_context() -> dict[str, Any]:
    config = running_config()
    return {
        "language": language(),
        "me": g.get("me"),
        "demonstration": config.demonstration,
        "trace_page_url": config.trace_page_url if config.demonstration else "",
        "mail_page": bool(config.demonstration and config.mail_page_url),
    }
