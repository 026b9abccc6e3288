"""What a person is to the workspace, as a word in forms and lists; the values are those of `itdesk.core.record.Role`."""

from __future__ import annotations

from itdesk.core.choices import Choice
from itdesk.core.texts import N_


class PersonRole(Choice):
    """The rights that a role has are declared beside each record type."""

    ADMINISTRATOR = "administrator", N_("Administrator"), "violet", "key", ("admin", "super admin", "superuser")
    TECHNICIAN = "technician", N_("Technician"), "blue", "help", ("agent", "support", "techniker", "supervisor")
    STAFF = "staff", N_("Staff"), "grey", "user", ("user", "employee", "mitarbeiter", "self-service", "benutzer")
    OWNER = "owner", N_("Owner"), "accent", "star", ("director", "geschäftsführer", "inhaber")
    AUDITOR = "auditor", N_("Auditor"), "amber", "eye", ("observer", "read-only", "prüfer")
    CONSULTANT = "consultant", N_("Consultant"), "green", "users", ("contractor", "berater", "external", "extern")
