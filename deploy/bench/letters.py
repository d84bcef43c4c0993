"""Bare letters: what no service that sends mail can do without."""

import smtplib
import time

_LETTER = "Subject: Замер\r\n\r\n".encode() + (b"x" * 70 + b"\r\n") * 40


def send_bare(host: str, port: int, letters: int) -> float:
    """Seconds for so many letters of about the size of the service's, each on a connection of its own like those."""
    began = time.perf_counter()
    for _ in range(letters):
        with smtplib.SMTP(host, port) as server:
            server.sendmail("noreply@zvonok.example", ["bench@pochta.example"], _LETTER)
    return time.perf_counter() - began
