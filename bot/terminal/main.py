"""The ``rallybot`` command: what there is to type, and what a failure looks like."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.errors import RallybotError
from knowledge.errors import KnowledgeError
from prompts import PromptError

app = typer.Typer(
    name="rallybot",
    help="Short answers on Chinese technology shares, every figure quoted from a dated source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
INTERRUPTED = 130


def main() -> None:
    """Run the command; exit 0 done, 1 failed with one line on standard error, 2 usage, 130 stopped by Ctrl-C."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except (RallybotError, KnowledgeError, PromptError) as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.strerror or error}" + (f": {error.filename}" if error.filename else ""))


def _fail(reason: str) -> NoReturn:
    typer.echo(f"rallybot: {' '.join(reason.split())}", err=True)
    sys.exit(1)


@app.command()
def ask(
    question: Annotated[list[str], typer.Argument(help="The question; quotation marks are not needed.")],
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Use only news published by the end of this day.")
    ] = None,
    json: Json = False,
) -> None:
    """Answer one question.

    Example: rallybot ask "how much did Alibaba cloud grow?"
    """
    from bot.terminal.ask import ask as run

    run(" ".join(question), as_of.date() if as_of else None, as_json=json)


@app.command()
def chat() -> None:
    """Talk in the terminal, with follow-ups such as "and Baidu?"; Ctrl-D ends it.

    Example: rallybot chat
    """
    from bot.terminal.chat import chat as run

    run()


@app.command()
def ingest(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...", help="Addresses of feeds or articles, files (.html .md .txt .jsonl), folders."
        ),
    ],
    json: Json = False,
) -> None:
    """Read news and store it.

    Example: rallybot ingest https://www.scmp.com/rss/36/feed notes/ results.jsonl
    """
    from bot.terminal.ingest import ingest as run

    run(sources, as_json=json)


@app.command()
def refresh(json: Json = False) -> None:
    """Read every feed of the list again, each only if it has changed.

    Example: rallybot refresh
    """
    from bot.terminal.ingest import refresh as run

    run(as_json=json)


@app.command()
def search(
    query: Annotated[list[str], typer.Argument(help="What to look for.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
    json: Json = False,
) -> None:
    """Show the passages that fit best, best first.

    Example: rallybot search -k 3 Alibaba chips
    """
    from bot.terminal.search import search as run

    run(" ".join(query), k, as_json=json)


@app.command()
def run() -> None:
    """Answer in Telegram until stopped; needs TELEGRAM_BOT_TOKEN.

    Example: rallybot run
    """
    from bot.terminal.run import run as run_bot

    run_bot()


@app.command(name="eval")
def evaluate(
    questions: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Questions (.jsonl), or a folder with *questions.jsonl and *news.jsonl."),
    ],
    news: Annotated[
        list[str] | None,
        typer.Option(help="Ask a newsroom made for this run from these sources alone, not the stored one."),
    ] = None,
    answers: Annotated[bool, typer.Option("--answers", help="Judge answers too, by expect and unanswerable.")] = False,
    json: Json = False,
) -> None:
    """Measure search, and with --answers the assistant, over a file of questions.

    Example: rallybot eval benchmarks/questions.jsonl --answers
    """
    from bot.terminal.evaluate import evaluate as run

    run(questions, news or [], answers=answers, as_json=json)
