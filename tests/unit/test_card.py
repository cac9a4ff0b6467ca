"""The model card: everything that was measured stands in it, in words a reader can use."""

from dataclasses import replace

from moderation.scoring.artefact import read
from moderation.scoring.scorer import SHIPPED
from training import card
from training.disguises import DISGUISES, Attack
from training.failures import KNOWN
from training.final import BY_DISGUISE, BY_FUNCTION, BY_TERM

MEASURED = {
    "abuse: civil": {"n": 9, "positives": 4, "auc": 0.91, "auc_low": 0.89, "auc_high": 0.93, "ece": 0.02},
    BY_FUNCTION: {"macro": 0.7, "macro_low": 0.6, "macro_high": 0.8, "leet_h": 0.9, "negate_nh": 0.2},
    BY_TERM: {"deaf": {"n": 150, "bpsn": 0.9, "bnsp": 0.8}, "old": {"n": 160, "bpsn": 0.7, "bnsp": 0.95}},
    BY_DISGUISE: {"clean": 0.8, "leet": 0.75},
    card.COMPARED: {"civil": {"auc": 0.92, "average_precision": 0.63}},
    "off_topic: own or moved": {"haacked_random": 0.91},
}
CARD = card.written(replace(read(SHIPPED), metrics=MEASURED))


def test_a_figure_stands_with_its_interval():
    """A figure without one invites comparing noise."""
    assert "| abuse: civil | 9 | 4 | .910 [.890, .930] | .020 |" in CARD


def test_functions_are_listed_from_the_weakest():
    """Where it fails is what a reader looks for."""
    assert CARD.index("| negate_nh | .200 |") < CARD.index("| leet_h | .900 |")
    assert "| macro | .700 [.600, .800] |" in CARD


def test_the_worst_identity_terms_are_named():
    """A mean over fifty terms hides the one that is punished."""
    assert "Worst BPSN: 0.700 (old)." in CARD
    assert "Worst BNSP: 0.800 (deaf)." in CARD


def test_what_a_disguise_costs_and_what_other_sources_add_is_said():
    """Both are asked for by whoever decides whether to use the model."""
    assert "| leet | .750 | -0.050 |" in CARD
    assert "| civil | .910 / - | .920 / .630 |" in CARD


def test_no_measured_figure_and_no_known_failure_is_left_out():
    """A card that is silent on something measured would be a lie by omission."""
    assert "- off_topic: own or moved: haacked_random 0.91" in CARD
    assert all(failure in CARD for failure in KNOWN)


def test_the_same_figures_make_the_same_card():
    """A build is reproducible to the byte."""
    assert card.written(replace(read(SHIPPED), metrics=dict(MEASURED))) == CARD


def test_a_disguise_alters_the_most_telling_words_and_nothing_else():
    """Case and the rest of the comment stay as they were."""
    attack = Attack({"idiot": 3.0, "fool": 2.0, "silly": 1.0})
    altered = {name: attack.altered("You Idiot, you silly fool!", disguise) for name, disguise in DISGUISES.items()}

    assert altered["spaced"] == "You I d i o t, you silly f o o l!"
    assert altered["leet"] == "You 1d107, you silly f00l!"
    assert altered["letter swap"] == "You Iidot, you silly folo!"
    assert altered["repeats"] == "You IIIIdiot, you silly foooool!"
    assert len(set(altered.values())) == len(DISGUISES)
