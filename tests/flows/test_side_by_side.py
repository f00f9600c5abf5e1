"""Two processes at one newsroom: many may read, one writes."""

from tests.flows.command import Rallybot, lines_of_json

ANT = {"title": "Ant", "url": "https://news.example/ant", "body": "Ant Group revenue rose 3% in 2025."}


def test_beside_a_chat_questions_are_answered_and_a_second_writer_is_refused(rallybot: Rallybot) -> None:
    file = lines_of_json(rallybot.folder / "ant.jsonl", [ANT])
    with rallybot.running("chat") as chat:
        chat.shows("11 articles")
        asked = rallybot("ask", "--json", "how much did Alibaba cloud grow?")
        assert asked.status == 0
        assert "26%" in asked.document["text"]
        refused = rallybot("ingest", file)
        assert (refused.status, refused.out) == (1, "")
        assert refused.err.splitlines() == [f"rallybot: {refused.complaint}"]
        assert refused.complaint.startswith("another rallybot is using this newsroom for writing")
        chat.types("/quit\n")
        assert chat.ends() == 0
    assert rallybot("ingest", file).out.startswith("1 new")
