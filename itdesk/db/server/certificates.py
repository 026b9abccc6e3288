"""The certificate of a server, known for certain: from a connection that proved it, or by a fingerprint that somebody tells."""

from __future__ import annotations

import re
import ssl
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.db import postgres
from itdesk.db.server.invitations import certificate_of, fingerprint_of


class UnprovenCertificate(UserError):
    """Whoever answered may be the server or somebody between. What they showed isn't told: it would only be typed off."""

    def __init__(self, why: str = "") -> None:
        super().__init__(
            _("It can't be told for certain whether the certificate that was shown is the server's own."),
            _(
                "Nobody was invited. Ask who looks after the server for its fingerprint, and say it with the invitation."
            ),
            detail=why,
        )


def proven(location: str, fingerprint: str = "") -> str:
    """The certificate of the server at this address, as PEM; empty for one without TLS, which only this PC may be.

    Told a fingerprint, it has to be that one's. Otherwise a connection with one's own password has to prove it: by the root
    that the address trusts, or by channel binding, which somebody between can't answer.
    """
    parameters = postgres.settings(location)
    host, port = postgres.hosts(location)[0]
    host, port = host or "localhost", port or postgres.DEFAULT_PORT
    shown = certificate_of(str(parameters.get("hostaddr", host)), port)
    if not shown:
        return _in_clear(parameters)
    if fingerprint:
        if _tidy(fingerprint) != _tidy(fingerprint_of(shown)):
            raise UnprovenCertificate("not the fingerprint that was told")
        return shown
    if _is_root(parameters, shown):
        return shown  # whoever else answered at this address could not be spoken to at all
    alone = {name: value for name, value in parameters.items() if name != "target_session_attrs"}
    _require_bound(alone | {"host": host, "port": port}, shown)
    return shown


def _tidy(fingerprint: str) -> str:
    return re.sub(r"[^0-9A-F]", "", fingerprint.upper())


def _in_clear(parameters: Mapping[str, Any]) -> str:
    if parameters.get("sslmode") in {"require", "verify-ca", "verify-full"}:
        raise UnprovenCertificate("it speaks no TLS, though the address asks for it")
    return ""


def _is_root(parameters: Mapping[str, Any], shown: str) -> bool:
    """Whether the address trusts this certificate alone."""
    root = parameters.get("sslrootcert")
    if not root or parameters.get("sslmode") != "verify-full":
        return False
    try:
        known = Path(str(root)).read_text(encoding="ascii")
        return ssl.PEM_cert_to_DER_cert(known) == ssl.PEM_cert_to_DER_cert(shown)
    except (OSError, ValueError):
        return False


def _require_bound(parameters: Mapping[str, Any], shown: str) -> None:
    """Connect once more, trusting this certificate alone, with the password bound to it."""
    with tempfile.TemporaryDirectory(prefix="itdesk-") as folder:
        root = Path(folder) / "shown.pem"
        root.write_text(shown, encoding="ascii")
        said = {"sslmode": "verify-ca", "sslrootcert": str(root), "channel_binding": "require"}
        try:
            postgres.connect({**parameters, **said}).close()
        except UserError as error:
            raise UnprovenCertificate(error.detail) from error
