"""The bot's web server: how it is, what it counts, and the updates that Telegram brings."""
