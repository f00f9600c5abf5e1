"""The words the product speaks and the prompts it sends, one Markdown file each."""

from importlib import resources


class PromptError(Exception):
    """A file of words is missing or empty: the installation is damaged."""


def load(name: str) -> str:
    """Read ``prompts/<name>.md`` without the blank space around it.

    Raises:
        PromptError: there is no such file, or nothing in it.
    """
    try:
        text = resources.files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise PromptError(f"prompts/{name}.md is missing: install rallybot again.") from error
    if not text:
        raise PromptError(f"prompts/{name}.md is empty: install rallybot again.")
    return text
