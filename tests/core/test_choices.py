"""Choices behave as their stored value and tell their word, tone and icon."""

from __future__ import annotations

from itdesk.core.choices import Choice
from itdesk.core.texts import N_


class Light(Choice):
    RED = "red", N_("Red light"), "red", "warn"
    GREEN = "green", N_("Green light"), "green"
    AMBER = "amber", N_("Amber light"), "amber", "", ("yellow", "gelb")


def test_choice_is_its_stored_value_and_knows_its_word() -> None:
    assert Light("red") is Light.RED
    assert Light.RED == "red"
    assert str(Light.RED) == "red"
    assert (Light.RED.label, Light.RED.tone, Light.RED.icon) == ("Red light", "red", "warn")
    assert (Light.GREEN.tone, Light.GREEN.icon) == ("green", "")
    assert [str(light) for light in Light] == ["red", "green", "amber"]
    assert (Light.RED.aliases, Light.AMBER.aliases) == ((), ("yellow", "gelb"))
