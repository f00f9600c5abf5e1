"""The bot in Telegram: who may ask, the questions as they come, the replies as they go."""
