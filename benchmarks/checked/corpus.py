"""The check alone, over the corpus of truthful answers and the lies made of each."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.checked.rates import Rate
from bot.assistant.checking import check
from tests.bot.assistant.checking import cases as corpus


def rates() -> Iterator[Rate]:
    """One a kind of lie, and one of all truths."""
    truths: list[corpus.Case] = []
    lies: defaultdict[str, list[corpus.Case]] = defaultdict(list)
    folder = Path(corpus.__file__).parent / "corpus"
    for part in sorted(path.stem for path in folder.glob("*.toml")):
        told, made = corpus.cases(part)
        truths += told
        for lie in made:
            lies[lie.kind].append(lie)
    for kind, made_so in sorted(lies.items()):
        through = [f"{lie.name}: {lie.text}" for lie in made_so if check(lie.text, lie.evidence).ok]
        yield Rate(kind, len(made_so), tuple(through))
    blocked = [
        f"{truth.name}: {reasons[0]}" for truth in truths if (reasons := check(truth.text, truth.evidence).reasons)
    ]
    yield Rate("truths", len(truths), tuple(blocked), lies=False)
