"""``python -m bot`` is the ``rallybot`` command."""

from bot.terminal.main import main

main()
