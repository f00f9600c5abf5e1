"""Many chats asking at once, as :mod:`benchmarks.telegram_load`, of the whole assistant over a stand-in model server.

The model writes truthful answers. Its latency is measured at the server, before the crowds come: what its calls took,
added up for a turn.
"""

from benchmarks.telegram_load import crowd_in
from tests.standins.openai import Pace
from tests.standins.openai_server import ModelServerApart

# Seconds to the first word, and words a second.
_PACE = Pace(0.4, 60)


def main() -> None:
    with ModelServerApart("truthful", pace=_PACE) as server:

        def latency(turns: int) -> float:
            timings = [call["timing"] for call in server.do("calls")]
            taken = [float(one["ended_at"] - one["at"]) for one in timings if one["ended_at"]]
            seconds = sum(taken) / turns
            print(f"the model takes {seconds:.2f} s for a turn of {len(taken) / turns:.1f} calls")
            return seconds

        crowd_in(latency, server.url)
        if violations := server.do("violations"):
            raise AssertionError(violations[:3])


if __name__ == "__main__":
    main()
