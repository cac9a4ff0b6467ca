"""`triage stats`: old keys stay, and the shift's figures are those of the store."""

from moderation.store.store import Store

KEPT = ["sites", "articles", "comments", "waiting", "held", "settled", "unscored", "model", "labels", "moderators"]


def test_the_documents_keys_stay_and_the_shift_is_beside_them(full_desk, tmp_path):
    """Scripts read what they read before."""
    for row in full_desk("queue", "--json", "--limit", "3").lines:
        full_desk("decide", row["id"], "--as", "kim")
    document = full_desk("stats", "--json").document
    with Store.open(tmp_path / "desk.sqlite") as store:
        today, pace = store.figures().person("kim").today, store.figures().pace_today("kim")
    kim = document["shift"]["people"]["kim"]
    assert list(document) == [*KEPT, "shift"]
    assert (kim["today"]["settled"], kim["today"]["agreed"]) == (today.settled, today.agreed) == (3, 3)
    assert (kim["pace_today"]["steps"], kim["pace_today"]["steps_an_hour"]) == (pace.steps, None)
    assert sum(kim["pace_today"]["settled_by_hour"]) == 3


def test_the_figures_are_said_in_words_too(full_desk):
    """A colleague reads them in a terminal."""
    first = full_desk("queue", "--json", "--limit", "1").lines[0]["id"]
    full_desk("decide", first, "--as", "k\x1b[31mim")
    said = full_desk("stats").out
    assert "last 7 days: 1 comment settled, 1 one by one, 0 in bulk, 0 along with a near-copy" in said
    assert "no pace yet" in said
    assert "\x1b" not in said


def test_an_empty_desk_has_figures(triage, root, tmp_path):
    """Noughts, not errors."""
    Store.open(tmp_path / "desk.sqlite", create=True).close()
    assert triage("stats").code == 0
    assert triage("stats", "--json").document["shift"]["desk"]["ever"] == 0
