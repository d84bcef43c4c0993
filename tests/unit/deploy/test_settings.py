"""What of the environment becomes a setting, which part each one replaces, and what each process gets of it."""

from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path

import pytest

from deploy.local.packages import has_own_databases
from deploy.local.settings import Settings, read_settings
from deploy.local.state import DATABASE_SERVICES, State
from kit.config import ConfigError, ServiceConfig
from kit.config import read_config as read_service_config
from services.notify.config import read_notify_config
from services.notify.domain.timing import QuietHours
from services.portal.config import read_config as read_portal_config

EMBEDDED = {"postgres", "rabbitmq", "mail", "traces"}
OUTSIDE = {f"ZVONOK_{service.upper()}_DATABASE_URL": f"postgresql://db/{service}" for service in DATABASE_SERVICES}


@pytest.fixture
def settings(tmp_path: Path) -> Callable[..., Settings]:
    """`settings(NAME="value")`: the settings of one platform in such an environment."""
    state = State(tmp_path)
    return lambda **environ: read_settings(state, environ)


def test_without_settings_every_part_is_embedded_on_a_port_of_its_own(settings: Callable[..., Settings]) -> None:
    found = settings()
    assert found.embedded == EMBEDDED
    ports = found.ports
    assert found.amqp_url.endswith(f"@127.0.0.1:{ports['rabbitmq']}/")
    assert found.smtp_url == f"smtp://127.0.0.1:{ports['smtp']}"
    assert found.mail_url == f"http://127.0.0.1:{ports['mail']}"
    assert found.otlp_endpoint == found.trace_url == f"http://127.0.0.1:{ports['traces']}"
    assert found.portal_listen == f"127.0.0.1:{ports['portal']}"
    assert found.public_url == f"http://127.0.0.1:{ports['portal']}"
    for service in DATABASE_SERVICES:
        app, owner = found.databases[service]
        assert app.startswith(f"postgresql://{service}_app:")
        assert owner.startswith(f"postgresql://{service}_owner:")
        assert app.endswith(f"@127.0.0.1:{ports['postgres']}/{service}")
        assert app.rpartition("@")[2] == owner.rpartition("@")[2]


def test_settings_are_the_same_again(settings: Callable[..., Settings]) -> None:
    assert settings() == settings()


@pytest.mark.parametrize(
    ("name", "value", "part", "where"),
    [
        ("AMQP_URL", "amqps://u:p@broker.example/z", "rabbitmq", "amqp_url"),
        ("SMTP_URL", "smtp://post.example:2525", "mail", "smtp_url"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://traces.example", "traces", "otlp_endpoint"),
    ],
)
def test_a_setting_replaces_its_part_and_no_other(
    settings: Callable[..., Settings], name: str, value: str, part: str, where: str
) -> None:
    found = settings(**{name: value})
    assert getattr(found, where) == value
    assert found.embedded == EMBEDDED - {part}
    assert found.of_service("notify")[name] == value
    assert bool(found.mail_url) == (part != "mail")
    assert bool(found.trace_url) == (part != "traces")
    assert settings(**{name: ""}).embedded == EMBEDDED


@pytest.mark.parametrize("service", DATABASE_SERVICES)
def test_one_database_elsewhere_leaves_the_others_here(settings: Callable[..., Settings], service: str) -> None:
    name = f"ZVONOK_{service.upper()}_DATABASE_URL"
    found = settings(**{name: OUTSIDE[name]})
    # Without an owner's address migrations use the app's.
    assert found.databases[service] == (OUTSIDE[name], OUTSIDE[name])
    for other in set(DATABASE_SERVICES) - {service}:
        assert "@127.0.0.1:" in found.databases[other][0]
    assert found.embedded == EMBEDDED
    assert not has_own_databases({name: OUTSIDE[name]})


def test_four_databases_elsewhere_replace_the_embedded_server(settings: Callable[..., Settings]) -> None:
    found = settings(**OUTSIDE, ZVONOK_NOTIFY_MIGRATE_URL="postgresql://owner@db/notify")
    assert found.embedded == EMBEDDED - {"postgres"}
    assert found.databases["notify"] == ("postgresql://db/notify", "postgresql://owner@db/notify")
    assert has_own_databases(OUTSIDE)


def test_nothing_is_embedded_when_everything_is_elsewhere(settings: Callable[..., Settings]) -> None:
    outside = {"AMQP_URL": "amqp://b", "SMTP_URL": "smtp://m", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://t"}
    found = settings(**OUTSIDE, **outside)
    assert found.embedded == frozenset()
    assert not (found.state.folder / "rabbitmq").exists()


def test_the_portals_address_is_where_browsers_go_unless_another_is_said(settings: Callable[..., Settings]) -> None:
    assert settings(ZVONOK_PORTAL_LISTEN="0.0.0.0:8080").public_url == "http://0.0.0.0:8080"
    public = settings(ZVONOK_PORTAL_LISTEN="0.0.0.0:8080", ZVONOK_PUBLIC_URL="https://dnevnik.example")
    assert public.of_portal()["ZVONOK_PORTAL_LISTEN"] == "0.0.0.0:8080"
    assert public.of_portal()["ZVONOK_PUBLIC_URL"] == "https://dnevnik.example"
    assert read_portal_config(public.of_portal()).https


def test_families_of_the_demonstration_are_told_in_seconds_and_others_in_minutes(
    settings: Callable[..., Settings],
) -> None:
    assert settings().of_service("notify")["ZVONOK_GRACE_SECONDS"] == "5"
    assert read_notify_config(settings().of_service("notify")).reserve_after == timedelta(seconds=20)
    live = settings(ZVONOK_DEMONSTRATION="0")
    assert not live.demonstration
    assert live.of_service("notify")["ZVONOK_GRACE_SECONDS"] == "600"
    assert read_notify_config(live.of_service("notify")).reserve_after == timedelta(minutes=15)
    assert live.of_portal()["ZVONOK_DEMONSTRATION"] == "0"
    chosen = settings(ZVONOK_GRACE_SECONDS="7")
    assert read_notify_config(chosen.of_service("notify")).platform.grace_seconds == 7


def test_a_demonstration_is_told_by_night_too(settings: Callable[..., Settings]) -> None:
    assert read_notify_config(settings().of_service("notify")).platform.defaults.quiet is None
    live = settings(ZVONOK_DEMONSTRATION="0").of_service("notify")
    assert read_notify_config(live).platform.defaults.quiet == QuietHours(time(22), time(7))
    chosen = settings(ZVONOK_QUIET_HOURS="21:30-06:15")
    quiet = read_notify_config(chosen.of_service("notify")).platform.defaults.quiet
    assert quiet == QuietHours(time(21, 30), time(6, 15))


def test_only_migrations_know_the_owners_password_and_only_notify_the_mail(settings: Callable[..., Settings]) -> None:
    found = settings()
    for service in DATABASE_SERVICES:
        app, owner = found.databases[service]
        serving, migrating = found.of_service(service), found.of_service(service, migrate=True)
        assert owner not in serving.values()
        assert serving[f"ZVONOK_{service.upper()}_DATABASE_URL"] == app
        assert migrating[f"ZVONOK_{service.upper()}_MIGRATE_URL"] == owner
        assert ("SMTP_URL" in serving) == (service == "notify")
        others = [url for other in DATABASE_SERVICES if other != service for url in found.databases[other]]
        assert not set(others) & set(migrating.values())


def test_the_portal_gets_no_database_and_no_broker_and_what_is_common_names_no_secret(
    settings: Callable[..., Settings],
) -> None:
    found = settings()
    portal, common = "\n".join(found.of_portal().values()), "\n".join(found.common().values())
    secret = found.state.secret
    for name in ("postgres", *(f"{service}_{role}" for service in DATABASE_SERVICES for role in ("app", "owner"))):
        assert secret(name) not in portal
        assert secret(name) not in common
    assert "amqp" not in portal
    assert found.of_portal()["ZVONOK_PORTAL_SECRET"] == secret("portal_secret")
    assert secret("portal_secret") not in common


def test_what_is_none_of_a_processes_business_is_not_passed_on(settings: Callable[..., Settings]) -> None:
    found = settings(PATH="/bin", TZ="Asia/Omsk", AWS_SECRET_ACCESS_KEY="x", PYTHONPATH="/elsewhere")
    common = found.common()
    assert (common["PATH"], common["TZ"]) == ("/bin", "Asia/Omsk")
    assert "AWS_SECRET_ACCESS_KEY" not in common
    assert "/elsewhere" not in common["PYTHONPATH"]


@pytest.mark.parametrize("service", DATABASE_SERVICES)
def test_every_service_reads_what_it_is_given(settings: Callable[..., Settings], service: str) -> None:
    found = settings()
    config: ServiceConfig = read_service_config(service, found.of_service(service, migrate=True))
    assert (config.database_url, config.migrate_url) == found.databases[service]
    assert config.listen == found.address(service)
    assert config.identity_address == found.address("identity")
    assert config.callers_file.is_file()


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("ZVONOK_GRACE_SECONDS", "soon"),
        ("ZVONOK_GRACE_SECONDS", "-1"),
        ("ZVONOK_GRACE_SECONDS", "1.5"),
        ("ZVONOK_RESERVE_SECONDS", "15 min"),
        ("ZVONOK_QUIET_HOURS", "22-7"),
        ("ZVONOK_QUIET_HOURS", "21:00"),
        ("ZVONOK_QUIET_HOURS", "22:00-24:00"),
        ("ZVONOK_QUIET_HOURS", "21:00-21:00"),
        ("SMTP_URL", "post.example:25"),
        ("SMTP_URL", "http://post.example"),
        ("SMTP_URL", "smtp://"),
    ],
)
def test_a_wrong_value_is_refused_by_name_by_the_service_that_reads_it(
    settings: Callable[..., Settings], name: str, wrong: str
) -> None:
    with pytest.raises(ConfigError, match=name) as refusal:
        read_notify_config(settings(**{name: wrong}).of_service("notify"))
    assert wrong not in str(refusal.value).replace("smtp://host:25", "")


@pytest.mark.parametrize("wrong", ["localhost", "localhost:", "localhost:http", "localhost:80/"])
def test_a_wrong_address_of_the_portal_is_refused_by_name(settings: Callable[..., Settings], wrong: str) -> None:
    with pytest.raises(ConfigError, match="ZVONOK_PORTAL_LISTEN must be host:port"):
        read_portal_config(settings(ZVONOK_PORTAL_LISTEN=wrong).of_portal())


@pytest.mark.parametrize(
    "name", ["ZVONOK_IDENTITY_DATABASE_URL", "AMQP_URL", "ZVONOK_IDENTITY_LISTEN", "ZVONOK_TLS_DIR"]
)
def test_a_missing_setting_is_refused_by_name(settings: Callable[..., Settings], name: str) -> None:
    environ = settings().of_service("identity")
    for without in ({key: value for key, value in environ.items() if key != name}, environ | {name: ""}):
        with pytest.raises(ConfigError, match=f"The setting {name} is missing"):
            read_service_config("identity", without)
