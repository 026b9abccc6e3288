"""The sort of device that a category's name tells."""

from __future__ import annotations

import re
from collections.abc import Mapping

from itdesk.areas.inventory.categories.choices import Device, Purpose


def device_of(name: str) -> Device | None:
    """The sort of device that a word of the name says, in singular or plural, or None; the first sort listed wins."""
    words = " ".join(re.findall(r"[\w-]+", name.casefold()))
    for device in Device:
        for said in (str(device), device.label_text.casefold(), *device.aliases):
            if re.search(rf"\b{re.escape(said)}(s|es|n|e|en)?\b", words):
                return device
    return None


def fill(values: Mapping[str, object], original: Mapping[str, object]) -> Mapping[str, object]:
    """A new hardware category gets its sort of device from its name; an emptied one stays empty."""
    if original or values.get("device") or values.get("purpose") not in {None, "", Purpose.HARDWARE.value}:
        return {}
    device = device_of(str(values.get("name") or ""))
    return {"device": device.value} if device and device is not Device.OTHER else {}
