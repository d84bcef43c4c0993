"""Headers that every answer carries: what a browser may load, keep, frame and tell others."""

from flask import Flask, Response, request

from kit.telemetry import trace_id

# No inline script and no inline style anywhere; the page talks to nobody but the portal.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "frame-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_YEAR_SECONDS = 31_536_000


def protect(app: Flask, *, https: bool) -> None:
    """Adds the security headers to every answer of the app."""

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if https:
            response.headers["Strict-Transport-Security"] = f"max-age={_YEAR_SECONDS}"
        if request.endpoint == "static":
            # Addresses of static files carry a hash of the content.
            response.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
        else:
            response.headers["Cache-Control"] = "no-store"
        if trace := trace_id():
            # What a person reports to the operators; the demonstration follows it.
            response.headers["X-Trace-Id"] = trace
        return response
