"""The store's tests have record types of their own."""

from __future__ import annotations

import pytest

from itdesk.core.registry import Registry
from tests.db.sample_types import REGISTRY


@pytest.fixture(scope="session")
def registry() -> Registry:
    """People, makers, laptops and tickets."""
    return REGISTRY
