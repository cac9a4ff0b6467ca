"""Whatever a server answers, a connector reads it, or says in a sentence that it can't."""

import contextlib
import importlib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.comments import Status
from moderation.writeback.sites import Live, SiteError
from tests.standins import coral, discourse, disqus, lemmy, wordpress
from tests.standins.server import Asked, Reply, StandIn

SECRETS = {
    "wordpress": wordpress.SECRETS,
    "coral": coral.SECRETS,
    "disqus": disqus.SECRETS,
    "discourse": discourse.SECRETS,
    "lemmy": lemmy.SECRETS,
}
KEYS = st.from_regex(
    "id|status|type|content|raw|rendered|data|errors|message|extensions|code|comment|c0|revision|body|response|"
    "reviewable|version|payload|actions|comment_view|removed|deleted|approveComment|reviewable_perform_result|"
    "success|isSpam|isDeleted|author_ip|author_user_agent|clientMutationId",
    fullmatch=True,
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-1, 2)
    | st.sampled_from(["", "1", "approved", "APPROVED", "<p>x</p>", "\0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)
REPLIES = st.builds(Reply, VALUES, st.sampled_from([200, 200, 200, 400, 401, 403, 404, 409, 410, 422, 429, 501]))
TOKEN = {
    "revision": "r1",
    "version": "1",
    "type": "ReviewableFlaggedPost",
    "actions": "disagree agree_and_hide",
    "author_ip": "192.0.2.1",
    "author_user_agent": "x",
    "deleted": "yes",
}


class Babbler(StandIn):
    """A server that answers whatever it was told to."""

    replies: list[Reply]

    def answer(self, asked: Asked) -> Reply:
        """Return the next reply, whatever was asked."""
        return self.replies.pop() if self.replies else Reply({})


@pytest.fixture(scope="module")
def babbler() -> Iterator[Babbler]:
    with Babbler() as server:
        yield server


@pytest.mark.parametrize("system", SECRETS)
def test_no_answer_is_more_than_a_connector_can_bear(babbler: Babbler, system: str):
    """A proxy, a plugin or a newer version may answer anything; a crash in the middle of a run helps nobody."""
    site = importlib.import_module(f"moderation.writeback.{system}").connect(babbler.address, SECRETS[system])

    @settings(max_examples=100)
    @given(st.lists(REPLIES, min_size=3, max_size=3), st.sampled_from(list(Status)))
    def bear(replies: list[Reply], wanted: Status) -> None:
        babbler.replies = list(replies)
        with contextlib.suppress(SiteError):
            assert all(isinstance(live, Live) for live in site.read(["1"]).values())
        babbler.replies = list(replies)
        with contextlib.suppress(SiteError):
            site.change(Live("1", Status.REMOVED, "trash", "0" * 16, TOKEN), wanted)

    bear()
