"""A settings file: what it may say, and how the rest is refused."""

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.errors import UnreadableSettings
from moderation.queue import Mix, Order
from tui.cli.settings import template
from tui.desk.commands import REVIEWING
from tui.desk.keys import TABLES, Keys, key_named, shown_key
from tui.desk.outgoing import Outgoing
from tui.desk.settings import Settings, read_settings


@pytest.fixture
def settings(tmp_path):
    """Return a function from what a file says to the settings read from it."""

    def read(text):
        path = tmp_path / "settings.toml"
        path.write_text(text, encoding="utf-8")
        return read_settings(path)

    return read


def test_no_file_means_the_settings_every_desk_starts_with(tmp_path):
    """Nobody has to write one."""
    assert read_settings(tmp_path / "none.toml") == Settings()


def test_settings_asked_for_have_to_be_there(triage, tmp_path, monkeypatch):
    """A slip in the path would open a desk with other keys than its moderator's."""
    answer = triage("review", "--settings", tmp_path / "none.toml")
    assert answer.code == 2
    assert "There is no settings file" in answer.err
    monkeypatch.setenv("TRIAGE_SETTINGS", str(tmp_path / "gone.toml"))
    assert "gone.toml" in triage("review").err


def test_a_file_sets_what_it_names_and_nothing_else(settings):
    """The rest stays as it was."""
    read = settings('theme = "light"\nmask = false\npause_after = 0\norder = "newest"\nmix = [5, 3, 2]\nsevere = 1\n')
    assert read == Settings(theme="light", mask=False, pause_after=0, order=Order.NEWEST, mix=Mix(5, 3, 2), severe=1.0)


def test_keys_are_taken_as_people_name_them(settings):
    """Signs, names and capitals are all ways to say a key."""
    read = settings(
        '[keys]\naccept = "l, F9"\nnext = "Ctrl+N"\nrefresh = "?"\nhelp = "<"\ngive_reason = ";"\nskip = "shift+s"\n'
    )
    assert read.keys == {
        "accept": "l,f9",
        "next": "ctrl+n",
        "refresh": "question_mark",
        "help": "less_than_sign",
        "give_reason": "semicolon",
        "skip": "S",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('colour = "red"', "there is no setting “colour”"),
        ('theme = "red"', 'theme = "red": it has to be one of dark, light'),
        ("severe = 8", "severe = 8: it has to be a score from 0 to 1"),
        ('mask = "no"', 'mask = "no": it has to be true or false'),
        ("mix = [7, 3]", "mix = [7, 3]: it has to be three whole numbers"),
        ("pause_after = -1", "pause_after = -1: it has to be a whole number"),
        ('reasons = "libel"', "it has to be a list of texts"),
        ('order = "best"', 'order = "best": it has to be one of risk'),
        ('[keys]\nacept = "j"', "[keys] acept: no command is called so"),
        ('[keys]\naccept = "entr"', '[keys] accept = "entr": no key is called “entr”'),
        ("[keys]\naccept = 1", "[keys] accept = 1: write keys in quotes"),
        ('[keys]\naccept = "s"', "[keys] accept: “s” is the key of skip already (at the desk)"),
        ('[keys]\nclose = "j"', "[keys] close: “j” is the key of line_down already (on a page over it)"),
        ("mask = maybe", "is no settings file"),
        ("outbox = true", "outbox = true: it has to be a table, as under [outbox]"),
        ('[outbox]\nto = "wordpres"', '[outbox] to = "wordpres": it has to be one of wordpress'),
        ('[outbox]\nto = "isso"', "decisions can't be sent back to isso"),
        ('[outbox]\nto = "wordpress"', "[outbox] at is missing"),
        ('[outbox]\nat = "https://example.org"', "[outbox] to is missing"),
        ('[outbox]\nat = "http://example.org"', "secrets travel over https only"),
        ("[outbox]\nafter = -1", "[outbox] after = -1: it has to be a whole number of seconds"),
        ("[outbox]\nmost = 0", "[outbox] most = 0: it has to be a whole number of changes an hour"),
        ('[outbox]\npublish = "yes"', '[outbox] publish = "yes": it has to be true or false'),
        ('[outbox]\nsite = ""', "[outbox] site"),
        ('[outbox]\nform = "x"', "[outbox] form: there is no such entry; there are to, at, site, after"),
    ],
)
def test_what_is_not_understood_is_refused_by_file_and_entry(settings, text, said):
    """A key that silently kept its old meaning would decide about comments."""
    with pytest.raises(UnreadableSettings) as refusal:
        settings(text)
    assert "settings.toml" in str(refusal.value)
    assert said in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        'to = "wordpress"\napp_password = "hunter2 hunter2"',
        'api_key = "hunter2"',
        'to = "wordpress"\nat = "https://kim:hunter2@example.org"',
        'to = "wordpress"\nat = "https://example.org/?api_key=hunter2"',
    ],
)
def test_a_secret_in_the_file_is_refused_without_a_word_of_it(settings, text):
    """Settings are mailed and kept in backups, and refusals are copied into questions."""
    with pytest.raises(UnreadableSettings) as refusal:
        settings(f"[outbox]\n{text}")
    assert "hunter2" not in str(refusal.value)
    assert "settings.toml: [outbox] " in str(refusal.value)
    if "app_password" in text:
        assert "TRIAGE_WORDPRESS_USER and TRIAGE_WORDPRESS_APP_PASSWORD" in str(refusal.value)


def test_keys_may_be_swapped(settings):
    """Two commands that take each other's key don't clash."""
    read = settings('[keys]\naccept = "s"\nskip = "a,enter"')
    shown = {command.id: command.shown for command in read.named_keys.of(REVIEWING)}
    assert (shown["accept"], shown["skip"]) == ("s", "a")


def test_the_template_changes_nothing_and_holds_every_command():
    """It is meant to be kept as it is printed, then edited a line at a time."""
    text = "\n".join(template())
    assert tomllib.loads(text) == {"keys": {}, "outbox": {}}
    for command in (command for table in TABLES.values() for command in table):
        assert f"\n# {command.id} = " in text


def test_every_line_of_the_template_is_understood_once_its_mark_is_gone(settings):
    """What people copy has to work."""
    text = "\n".join(re.sub(r"^# (\w+ = .*)$", r"\1", line) for line in template())
    read = settings(text)
    assert read.named_keys.of(REVIEWING) != ()
    assert (read.severe, read.pause_after, read.mix) == (0.8, 25, Mix(7, 2, 1))
    assert read.outbox == Outgoing("wordpress", "https://example.org", "example.org")
    assert {id: keys for id, keys in read.keys.items() if Keys().name(id)}.keys() == {c.id for c in REVIEWING}


@given(st.characters(min_codepoint=33, max_codepoint=126))
def test_any_sign_of_a_keyboard_is_a_key_and_shown_as_itself(sign):
    """Whatever is printed on a key can be asked for."""
    named = key_named(sign)
    assert named is not None
    assert shown_key(named) == sign


def test_the_verb_prints_the_template_and_where_it_belongs(triage, tmp_path, monkeypatch):
    """Nobody should have to look for the folder."""
    monkeypatch.setenv("TRIAGE_SETTINGS", str(tmp_path / "mine.toml"))
    answer = triage("settings")
    assert answer.out.splitlines() == template()
    assert "mine.toml" in answer.err


def test_the_desk_says_which_entry_is_wrong_before_it_opens(triage, tmp_path):
    """A desk with half of somebody's keys is worse than none."""
    (tmp_path / "mine.toml").write_text('[keys]\naccept = "s"')
    answer = triage("review", "--settings", tmp_path / "mine.toml")
    assert answer.code == 2
    assert "mine.toml: [keys] accept: “s” is the key of skip already" in answer.err
