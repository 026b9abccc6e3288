"""All that the shared PC's login may do on a server: functions with the owner's rights, and nothing else."""

from __future__ import annotations

from itdesk.db.server.functions import OnServer

ON_SERVER = OnServer(statements=(), called=())
