"""What other sites may not: headers that say what a browser may load, keep, frame and tell; no forms from elsewhere."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

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
_READING = ("GET", "HEAD", "OPTIONS")
# What a browser says of a request that began on our own page, or with the person.
_OWN_SITE = ("same-origin", "none")


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


def refuse_other_sites(app: Flask, public_url: str) -> None:
    """Refuses forms that a page of another origin has sent, whatever token they bring.

    Browsers name the origin; what names none (a script, an old browser) still needs the form's token.
    """
    hosts = {urlsplit(public_url).netloc}

    @app.before_request
    def check() -> None:
        if request.method in _READING:
            return
        origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
        # Behind a proxy the address that browsers know is another than ours.
        if site not in _OWN_SITE or (origin is not None and urlsplit(origin).netloc not in hosts | {request.host}):
            abort(400)
