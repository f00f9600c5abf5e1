"""The newsroom: articles in, passages out.

It knows nothing of Telegram, of the assistant or of prices. Its front door is :mod:`knowledge.base`.
"""
