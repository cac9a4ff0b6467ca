"""What a batch remembers of articles and parents: the latest, up to a number of characters."""

from moderation.batch import Gathering, Memory, kept_fields
from moderation.comments import Article, Comment
from moderation.formats.records import Found
from moderation.intake import Taken


def test_the_least_recently_used_is_forgotten_first():
    """An article whose comments go on coming stays, however many others pass."""
    memory: Memory[Article] = Memory(characters=2_500)
    memory.put("a", Article("a", text="x" * 500))
    memory.put("b", Article("b", text="x" * 500))
    memory.get("a")
    memory.put("c", Article("c", text="x" * 500))

    assert [memory.get(key) is not None for key in "abc"] == [True, False, True]


def test_one_text_larger_than_the_memory_is_kept():
    """The article that is being commented on is needed, whatever its size."""
    memory: Memory[Article] = Memory(characters=1_000)
    memory.put("a", Article("a", text="x" * 5_000))

    assert memory.get("a") is not None


def test_a_comment_meets_its_article_and_the_comment_it_answers():
    """Off-topic and disputed terminology are judgements about two texts."""
    found = [
        Found(Comment("1", "first", article_id="a"), "line 2"),
        Found(Comment("2", "second", article_id="a", parent_id="1"), "line 3"),
    ]
    gathering = Gathering(Taken("export", "jsonl"), set_aside=lambda _: None)
    (block,) = gathering.blocks(iter([Article("a", title="T"), *found]))

    assert [posted.article.title for posted in block.posted] == ["T", "T"]
    assert block.posted[1].parent == found[0].comment


def test_every_column_of_the_input_keeps_a_name_of_its_own():
    """What was scored before has scores and `input_` columns already, and is scored again with a new model."""
    fields = {"abuse": 1, "input_abuse": 2, "model": 3, "text": 4}
    kept = kept_fields(Found(Comment("1", "first"), "line 2", fields))

    assert kept == {"input_input_abuse": 1, "input_abuse": 2, "input_model": 3, "text": 4}
