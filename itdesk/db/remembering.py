"""This PC's keyring, as a convenience beside the passphrase: used only where it is shown to keep what it is given."""

from __future__ import annotations

import logging
import os
import platform
import secrets

from itdesk.core.sealing import KEY, as_text, from_text

log = logging.getLogger(__name__)
SERVICE = "itdesk workspace"


def works() -> bool:
    """Whether something written is read again and can be deleted; some keyrings lose secrets without a word."""
    import keyring

    name, secret = f"probe {secrets.token_hex(8)}", secrets.token_hex(16)
    try:
        keyring.set_password(SERVICE, name, secret)
        is_kept = keyring.get_password(SERVICE, name) == secret
        keyring.delete_password(SERVICE, name)
    except Exception:  # noqa: BLE001 -- back ends raise errors of their own: each means that it can't be relied on
        return False
    return is_kept


def remember(workspace: str, slot_id: str, key: bytes) -> None:
    """Give the keyring the key of a slot; raises what the keyring raises."""
    import keyring

    keyring.set_password(SERVICE, f"{workspace}/{slot_id}", as_text(key))


def remembered(workspace: str, slot_id: str) -> bytes | None:
    """The key of a slot; None where this PC has none or no keyring."""
    import keyring

    try:
        key = from_text(keyring.get_password(SERVICE, f"{workspace}/{slot_id}"))
    except Exception:  # noqa: BLE001 -- as above: the passphrase is asked for instead
        return None
    return key if len(key) == KEY else None


def forget(workspace: str, slot_id: str) -> None:
    """Take the key out of the keyring. What stays there opens nothing once its slot is gone, so it is logged alone."""
    import keyring

    try:
        keyring.delete_password(SERVICE, f"{workspace}/{slot_id}")
    except Exception as error:  # noqa: BLE001 -- back ends raise errors of their own
        log.warning("the keyring did not delete the key of slot %s: %s", slot_id, type(error).__name__)


def this_computer() -> str:
    """What a person calls this PC."""
    return platform.node() or os.environ.get("COMPUTERNAME", "") or "PC"
