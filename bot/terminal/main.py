"""The ``rallybot`` command: what there is to type, and what a failure looks like."""

import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.errors import RallybotError, UsageError
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
FAILED, MISUSED, INTERRUPTED = 1, 2, 130


def main() -> None:
    """Run the command; exit 0 done, 1 failed with one line on standard error, 2 usage, 130 stopped by Ctrl-C."""
    _mend_streams()
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except UsageError as error:
        _fail(str(error), MISUSED)
    except (RallybotError, KnowledgeError, PromptError) as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.strerror or error}" + (f": {error.filename}" if error.filename else ""))


def _fail(reason: str, status: int = FAILED) -> NoReturn:
    typer.echo(f"rallybot: {' '.join(reason.split())}", err=True)
    sys.exit(status)


def _mend_streams() -> None:
    """Lead a stream that the caller closed nowhere; else the next file to be opened would take its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 (open to the end)


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day, such as 2025-08-29.") from None


AsOf = Annotated[
    date | None,
    typer.Option(parser=_day, metavar="YYYY-MM-DD", help="As things stood at the end of this day: no later news."),
]


@app.command()
def ask(
    question: Annotated[
        list[str], typer.Argument(metavar="QUESTION", help="The question; quotation marks are not needed.")
    ],
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Answer one question.

    Example: rallybot ask "how much did Alibaba cloud grow?"
    """
    from bot.terminal.ask import ask as run

    run(" ".join(question), as_of, as_json=json)


@app.command()
def chat() -> None:
    """Talk in the terminal, with follow-ups.

    "and Baidu?" asks the question before it of Baidu; /new forgets the conversation, Ctrl-D ends it.

    Example: rallybot chat
    """
    from bot.terminal.chat import chat as run

    run()


@app.command()
def ingest(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE", help="Addresses of feeds or articles, files (.html .md .txt .pdf .jsonl), folders."
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
def refresh(
    every: Annotated[
        bool, typer.Option("--every", help="Also the feeds that are left alone for a while after failures.")
    ] = False,
    json: Json = False,
) -> None:
    """Read again every feed that has changed, and keep what is on the subject.

    The feeds are those that come with rallybot, and on top of them those of the file behind RALLYBOT_FEEDS.

    Example: rallybot refresh
    """
    from bot.terminal.ingest import refresh as run

    run(every=every, as_json=json)


@app.command()
def feeds(json: Json = False) -> None:
    """Show how each feed is doing: when it was read, what it gave, what is wrong, when it is read again.

    Example: rallybot feeds
    """
    from bot.terminal.feeds import feeds as run

    run(as_json=json)


@app.command()
def forget(
    what: Annotated[
        str, typer.Argument(metavar="URL|SOURCE", help="An article's address or file, or a publisher by name or host.")
    ],
    json: Json = False,
) -> None:
    """Remove an article, or all of a source, from the newsroom.

    A refresh passes over what was forgotten; to ingest it again takes that back.

    Example: rallybot forget https://news.example/story
    """
    from bot.terminal.upkeep import forget as run

    run(what, as_json=json)


@app.command()
def rebuild() -> None:
    """Make the stories, the keyword index, missing vectors and the vector index anew from the articles.

    Nothing is fetched and no article changes. It may take long and may be repeated; a search works meanwhile.

    Example: rallybot rebuild
    """
    from bot.terminal.upkeep import rebuild as run

    run()


@app.command()
def search(
    query: Annotated[list[str], typer.Argument(metavar="QUERY", help="What to look for.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages, of each story one.")] = 5,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Show the passages that fit best, best first, of each story one.

    Example: rallybot search -k 3 Alibaba chips
    """
    from bot.terminal.search import search as run

    run(" ".join(query), k, as_of, as_json=json)


_First = Annotated[
    date | None,
    typer.Option("--from", parser=_day, metavar="YYYY-MM-DD", help="The first day; a month ago without it."),
]
_ChartFirst = Annotated[
    date | None, typer.Option("--from", parser=_day, metavar="YYYY-MM-DD", help="The first day; a year ago without it.")
]
_Last = Annotated[
    date | None, typer.Option("--to", parser=_day, metavar="YYYY-MM-DD", help="The last day; today without it.")
]


@app.command()
def quote(
    symbols: Annotated[
        list[str], typer.Argument(metavar="SYMBOL...", help="Tickers (BABA, 9988.HK, 9988) or names (Alibaba, 阿里).")
    ],
    json: Json = False,
) -> None:
    """Show latest prices, each with its currency, its time and the state of its exchange.

    A name that is listed in Hong Kong and in New York gives both. What our table lacks is looked up at Yahoo Finance.

    Example: rallybot quote BABA 9988.HK 腾讯
    """
    from bot.terminal.market import quote as run

    run(symbols, as_json=json)


@app.command()
def history(
    symbol: Annotated[str, typer.Argument(metavar="SYMBOL", help="A ticker (9988.HK) or a name (Alibaba).")],
    first: _First = None,
    last: _Last = None,
    json: Json = False,
) -> None:
    """Show the sessions between two days: prices as traded, closes with dividends taken off, and volume.

    Example: rallybot history 0700.HK --from 2026-08-01
    """
    from bot.terminal.market import history as run

    run(symbol, first, last, as_json=json)


@app.command()
def chart(
    symbols: Annotated[
        list[str], typer.Argument(metavar="SYMBOL...", help="One to draw its prices, up to eight to compare them.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE.png", help="The picture to write.")],
    first: _ChartFirst = None,
    last: _Last = None,
    events: Annotated[
        int, typer.Option("--stories", min=0, max=20, help="How many stories of the newsroom are marked.")
    ] = 5,
    json: Json = False,
) -> None:
    """Draw prices into a picture, and print its caption.

    One symbol is drawn as traded, with its volume and the newsroom's stories on it; several are set to 100 on the first
    day.

    Example: rallybot chart 9988.HK 0700.HK HSTECH -o rally.png --from 2026-01-01
    """
    from bot.terminal.market import chart as run

    run(symbols, first, last, out, events, as_json=json)


@app.command()
def run() -> None:
    """Answer in Telegram until stopped; needs TELEGRAM_BOT_TOKEN.

    Example: rallybot run
    """
    from bot.terminal.run import run as run_bot

    run_bot()


@app.command()
def usage(
    days: Annotated[int, typer.Option(min=1, max=3_650, metavar="N", help="How many days, today among them.")] = 30,
    json: Json = False,
) -> None:
    """Show what answers have cost in tokens, and in money where RALLYBOT_PRICE_INPUT and _OUTPUT are set.

    Example: rallybot usage --days 7
    """
    from bot.terminal.usage import usage as run

    run(days, as_json=json)


@app.command(name="eval")
def evaluate(
    questions: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Questions (.jsonl), or a folder with *questions.jsonl and *news*.jsonl."),
    ],
    news: Annotated[
        list[str] | None,
        typer.Option(metavar="SOURCE", help="Ask a new newsroom, made for this run from these sources."),
    ] = None,
    answers: Annotated[bool, typer.Option("--answers", help="Judge answers too, without and with a model.")] = False,
    no_model: Annotated[bool, typer.Option("--no-model", help="Leave the model out, which costs tokens.")] = False,
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="Ask only N questions.")] = None,
    json: Json = False,
) -> None:
    """Measure search and answers over a file of questions.

    A right answer says all of expect, or, where unanswerable is set, that it does not know.

    Example: rallybot eval benchmarks/answers --answers
    """
    from bot.terminal.evaluate import Options
    from bot.terminal.evaluate import evaluate as run

    run(questions, news or [], Options(answers, not no_model, limit), as_json=json)
