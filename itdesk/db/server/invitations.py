"""The file by which somebody who was enrolled finds the server and knows it again; it holds no password."""

from __future__ import annotations

import hashlib
import json
import socket
import ssl
import struct
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.db import postgres

_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
_PATIENCE = 5.0
_LARGEST = 100_000  # bytes of an invitation
_MARK = "itdesk invitation"


@dataclass(frozen=True, slots=True)
class Invitation:
    """Where the workspace is, whose login it is, and the certificate that the server showed when it was written."""

    workspace: str
    host: str
    port: int
    database: str
    login: str
    certificate: str = ""  # PEM; empty for a server without TLS, which only a local one is

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, as other programs show it."""
        return fingerprint_of(self.certificate) if self.certificate else ""

    def address(self, pinned: Path | None = None) -> str:
        """The workspace's address; pinned: where the certificate lies on this PC, as the only one that is trusted."""
        host = f"{quote(self.login)}@{self.host}:{self.port}"
        root = f"?sslrootcert={quote(str(pinned))}" if pinned is not None else ""
        return f"postgresql://{host}/{quote(self.database)}{root}"

    @property
    def is_pinned(self) -> bool:
        """Whether the certificate vouches for itself and names the server, so that it alone may be trusted."""
        return bool(self.certificate) and _vouches(self.certificate, self.host)


def fingerprint_of(certificate: str) -> str:
    """SHA-256 of a certificate (PEM), as other programs show it."""
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def invite(location: str, workspace: str, login: str, certificate: str) -> Invitation:
    """For a login of the workspace at this address, whose server is known by this certificate (`certificates.proven`)."""
    host, port = postgres.hosts(location)[0]  # of a primary and its standbys the first
    host, port = host or "localhost", port or postgres.DEFAULT_PORT
    return Invitation(workspace, host, port, postgres.settings(location)["dbname"], login, certificate)


def write(invitation: Invitation, file: Path) -> None:
    """As a file that its person opens."""
    words = {"what": _MARK, **asdict(invitation), "fingerprint": invitation.fingerprint}
    try:
        file.write_text(json.dumps(words, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(
            _("{file} can't be written.").format(file=file), _("Choose another place."), detail=str(error)
        ) from error


def read(file: Path) -> Invitation:
    """What a file says; it comes from outside."""
    try:
        if file.stat().st_size > _LARGEST:
            raise _unreadable(file, "too large")
        found = json.loads(file.read_text(encoding="utf-8"))
        names = ("workspace", "host", "database", "login", "certificate")
        if found.get("what") != _MARK or not all(isinstance(found[name], str) for name in names):
            raise _unreadable(file, "of another kind")
        invitation = Invitation(**{name: found[name] for name in names}, port=int(found["port"]))
        if invitation.fingerprint != found.get("fingerprint"):
            raise _unreadable(file, "the fingerprint is another certificate's")
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise _unreadable(file, str(error)) from error
    return invitation


def is_one(file: Path) -> bool:
    """Whether a file says that it is an invitation, readable or not."""
    try:
        with file.open("rb") as opened:
            return _MARK.encode() in opened.read(200)
    except OSError:
        return False


def _unreadable(file: Path, why: str) -> UserError:
    return UserError(
        _("{file} is no invitation that can be read.").format(file=file.name),
        _("Ask your administrator for another one."),
        detail=why,
    )


def certificate_of(host: str, port: int) -> str:
    """The certificate that whoever answers shows, as PEM; empty where they speak no TLS. It proves nothing (`certificates`)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing is said to it: it is only asked who it is
    try:
        with socket.create_connection((host, port), timeout=_PATIENCE) as line:
            line.sendall(_SSL_REQUEST)
            if line.recv(1) != b"S":
                return ""
            with context.wrap_socket(line, server_hostname=host) as safe:
                shown = safe.getpeercert(binary_form=True)
    except OSError as error:
        raise UserError(
            _("The server {host} could not be asked for its certificate.").format(host=host),
            _("Check the network, then try again."),
            detail=str(error),
        ) from error
    return ssl.DER_cert_to_PEM_cert(shown) if shown else ""


def _vouches(certificate: str, host: str) -> bool:
    from cryptography import x509

    found = x509.load_pem_x509_certificate(certificate.encode())
    if found.issuer != found.subject:
        return False
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    addresses = [str(one) for one in names.get_values_for_type(x509.IPAddress)]
    return host in (*names.get_values_for_type(x509.DNSName), *addresses)
