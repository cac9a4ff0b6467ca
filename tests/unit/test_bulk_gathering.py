"""What a batch remembers of articles and parents: the latest, up to a number of characters."""

from moderation.bulk.columns import kept_fields
from moderation.bulk.gathering import BLOCK_CHARACTERS, Gathering, Memory
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

    first, second = block.posted()
    assert [first.article.title, second.article.title] == ["T", "T"]
    assert [first.parent, second.parent.text] == [None, "first"]


def test_what_comments_share_is_held_once():
    """A block is sent to another process: an article for each of its thousand comments would be a megabyte."""
    found = [Found(Comment(str(number), "text", article_id="a"), "line 2") for number in range(9)]
    (block,) = Gathering(Taken("export", "jsonl"), set_aside=lambda _: None).blocks(iter([Article("a"), *found]))

    assert (len(block.texts), len(block.articles)) == (9, 1)


def test_pasted_novels_end_a_block_early():
    """A thousand comments of a megabyte each would be a gigabyte a worker."""
    novel = "x" * (BLOCK_CHARACTERS // 4)
    found = (Found(Comment(str(number), novel), "line 2") for number in range(9))
    blocks = Gathering(Taken("export", "jsonl"), set_aside=lambda _: None).blocks(found)

    assert [len(block.texts) for block in blocks] == [4, 4, 1]


def test_a_line_of_json_is_kept_as_it_came_where_members_can_be_added():
    """Numbers, escapes and blanks stay what the site wrote."""
    lines = [b'{"text": "a",  "votes": 1.50}\n', b'{"text": "a", "abuse": 1}\n', b""]
    fields = [{"text": "a", "votes": 1.5}, {"text": "a", "abuse": 1}, {"text": "a"}]
    found = [Found(Comment("1", "a"), "", each, line=line) for each, line in zip(fields, lines, strict=True)]
    gathering = Gathering(Taken("export", "jsonl"), set_aside=lambda _: None, verbatim=True)
    (block,) = gathering.blocks(iter(found))

    assert block.records == [lines[0].strip(), *fields[1:]]


def test_every_column_of_the_input_keeps_a_name_of_its_own():
    """What was scored before has scores and `input_` columns already, and is scored again with a new model."""
    fields = {"abuse": 1, "input_abuse": 2, "model": 3, "text": 4}

    assert kept_fields(fields) == {"input_input_abuse": 1, "input_abuse": 2, "input_model": 3, "text": 4}
