"""A local certificate authority, and one key and certificate for each service (mutual TLS)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SERVICES = ("identity", "gradebook", "notify", "reports", "portal", "cli")
_AUTHORITY_DAYS = 3650
_SERVICE_DAYS = 90
_RENEW_DAYS = 30


def ensure_certificates(folder: Path) -> list[str]:
    """Writes `ca.crt` and `<service>.crt`/`.key` (PEM) where missing or ending within 30 days; returns what was made.

    Running servers take up renewed files at the next handshake.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    if not (folder / "ca.key").exists() or _ends_soon(folder / "ca.crt"):
        _make_authority(folder)
        made.append("ca")
    key = serialization.load_pem_private_key((folder / "ca.key").read_bytes(), None)
    authority = x509.load_pem_x509_certificate((folder / "ca.crt").read_bytes())
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101  (we wrote it)
    for service in SERVICES:
        if made[:1] == ["ca"] or _ends_soon(folder / f"{service}.crt") or not (folder / f"{service}.key").exists():
            _make_certificate(folder, service, key, authority.subject)
            made.append(service)
    return made


def _ends_soon(file: Path) -> bool:
    if not file.exists():
        return True
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    return certificate.not_valid_after_utc < datetime.now(UTC) + timedelta(days=_RENEW_DAYS)


def _make_authority(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Zvonok local authority")])
    builder = _builder(name, name, key.public_key(), _AUTHORITY_DAYS).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    _write(folder, "ca", key, builder.sign(key, hashes.SHA256()))


def _make_certificate(folder: Path, service: str, authority: ec.EllipticCurvePrivateKey, issuer: x509.Name) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, service)])
    builder = _builder(subject, issuer, key.public_key(), _SERVICE_DAYS).add_extension(
        x509.SubjectAlternativeName([x509.DNSName(service)]), critical=False
    )
    _write(folder, service, key, builder.sign(authority, hashes.SHA256()))


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=days))
    )


def _write(folder: Path, name: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _replace(folder / f"{name}.key", pem)
    _replace(folder / f"{name}.crt", certificate.public_bytes(serialization.Encoding.PEM))


def _replace(file: Path, content: bytes) -> None:
    """Whole at once: running processes read renewed files at any moment."""
    fresh = file.with_suffix(f"{file.suffix}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_bytes(content)
    fresh.replace(file)
