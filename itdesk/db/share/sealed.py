"""Letters of an encrypted workspace: sealed with its key, which whoever may read it has, and nobody else who sees the folder."""

from __future__ import annotations

from itdesk.core import sealing
from itdesk.core.sealing import WrongKey
from itdesk.db.connecting import Key

_PURPOSE = "itdesk letters"
FIRST = b"itdesk sealed letter 1\n"


class Sealing:
    """Of one workspace."""

    def __init__(self, data_key: Key) -> None:
        self._key = sealing.branched(bytes(data_key), _PURPOSE)

    def seal(self, content: bytes) -> bytes:
        """What only this workspace's key opens again."""
        return FIRST + sealing.seal(self._key, content, _PURPOSE)

    def unseal(self, sealed: bytes) -> bytes:
        """Back again; raises WrongKey for what isn't of this workspace, or was changed."""
        if not sealed.startswith(FIRST):
            raise WrongKey
        return sealing.unseal(self._key, sealed.removeprefix(FIRST), _PURPOSE)
