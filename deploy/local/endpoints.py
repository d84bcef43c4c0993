"""Addresses and demonstration accounts: the table that `up` prints, and var/endpoints.json for scripts."""

from typing import Any

from deploy.local import demonstration
from deploy.local.processes import ROLES
from deploy.local.settings import Settings
from deploy.local.state import State
from deploy.local.tables import new_table, open_screen


def of(settings: Settings) -> dict[str, Any]:
    """What scripts need; database and broker addresses hold their passwords."""
    return {
        "portal": settings.public_url,
        "mail_page": f"{settings.public_url}/demonstration/mail" if settings.mail_url else "",
        "mail_api": settings.mail_url,
        "trace_page": settings.trace_url,
        "metrics": f"{settings.trace_url}/metrics" if settings.trace_url else "",
        "services": {service: settings.address(service) for service in ROLES},
        "tls": str(settings.state.tls),
        "databases": {service: urls[0] for service, urls in settings.databases.items()},
        "amqp_url": settings.amqp_url,
        "smtp_url": settings.smtp_url,
        "otlp_endpoint": settings.otlp_endpoint,
        "log": str(settings.state.log),
        "accounts": demonstration.accounts(settings.state),
    }


def show(state: State, seconds: float) -> None:
    """Prints the addresses and the accounts that the last `up` wrote."""
    kept: dict[str, Any] = state.read_endpoints() or {}
    screen = open_screen()
    addresses = new_table("address", "what", title="Zvonok is up")
    addresses.add_row(kept["portal"], "the portal: log in here")
    for name, what in (("mail_page", "mail of the demonstration"), ("trace_page", "traces"), ("metrics", "metrics")):
        if kept[name]:
            addresses.add_row(kept[name], what)
    for service, address in kept["services"].items():
        addresses.add_row(address, f"{service} (gRPC, mutual TLS)")
    screen.print(addresses)
    if kept["accounts"]:
        accounts = new_table("login", "password", "who", title="Demonstration accounts")
        for account in kept["accounts"]:
            accounts.add_row(account["login"], account["password"], account.get("what") or account.get("role", ""))
        screen.print(accounts)
    screen.print(f"Addresses for scripts: {state.endpoints}    ({seconds:.1f} s)", soft_wrap=True)
