"""What the product raises on purpose.

    RallybotError
    ├── SettingsError     a setting is missing or wrong
    └── UsageError        a command was called with something it cannot take

The newsroom's own errors stand in :mod:`knowledge.errors`.
"""


class RallybotError(Exception):
    """Base of the product's own errors; the message is one line that says what to do."""


class SettingsError(RallybotError):
    """A setting is missing or wrong; the message names it as it stands in ``.env``."""


class UsageError(RallybotError):
    """A command line that cannot be carried out."""
