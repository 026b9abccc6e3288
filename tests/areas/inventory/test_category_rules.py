"""A category's name tells the sort of device, in more than one language."""

from __future__ import annotations

import pytest

from itdesk.areas.inventory.categories.choices import Device
from itdesk.areas.inventory.categories.rules import device_of, fill


@pytest.mark.parametrize(
    ("name", "device"),
    [
        ("Laptops", Device.LAPTOP),
        ("Notebooks & Docks", Device.LAPTOP),
        ("Mobile Phones", Device.PHONE),
        ("Desktops", Device.DESKTOP),
        ("Drucker", Device.PRINTER),
        ("Bildschirme", Device.MONITOR),
        ("Access points", Device.WIRELESS),
        ("24-port switches", Device.NETWORK),
        ("Structural and Misc Steel", None),
        ("PCB", None),
    ],
)
def test_name_tells_the_device(name: str, device: Device | None) -> None:
    assert device_of(name) == device


def test_only_a_new_hardware_category_is_filled() -> None:
    assert fill({"name": "Laptops", "purpose": "hardware"}, {}) == {"device": "laptop"}
    assert fill({"name": "Laptops", "purpose": "licences"}, {}) == {}
    assert fill({"name": "Laptops", "purpose": "hardware"}, {"name": "Laptops"}) == {}
    assert fill({"name": "Laptops", "purpose": "hardware", "device": "tablet"}, {}) == {}
