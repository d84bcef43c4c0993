"""Fixtures that several files of this folder share."""

from tests.access.test_attacks import platform

__all__ = ["platform"]
