"""What can expire."""

from __future__ import annotations

from itdesk.core.choices import Choice
from itdesk.core.texts import N_


class Sort(Choice):
    """A name on the internet, or the certificate that proves it."""

    DOMAIN = "domain", N_("Domain"), "grey", "link", ("domain name", "dns")
    TLS = "tls", N_("TLS certificate"), "grey", "lock", ("ssl", "certificate", "zertifikat", "x509")
