"""What is logged of a bug: where it is, and nothing that a reader wrote."""

import traceback


def outline(error: BaseException) -> str:
    """Give an error's traceback, with its causes and members, but no messages: they may quote the chat."""
    parts = [*traceback.format_tb(error.__traceback__), f"{type(error).__module__}.{type(error).__qualname__}"]
    if isinstance(error, BaseExceptionGroup):
        parts += [f"\nholds:\n{outline(member)}" for member in error.exceptions]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause:
        parts.append(f"\nfrom:\n{outline(cause)}")
    return "".join(parts)
