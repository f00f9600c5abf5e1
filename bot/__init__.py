"""rallybot: grounded answers on Chinese technology shares, in Telegram and in the terminal."""
