"""What an answer quotes of prices, checked against price history and corrected where history refutes it."""

from bot.assistant.corrections.corrected import Corrected

__all__ = ["Corrected"]
