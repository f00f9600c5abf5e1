"""What the bot keeps of its own, in ``bot.db`` in the data folder: the last good prices and the index's closes."""
