"""Themes: can be read, by anybody, on any terminal."""

from itertools import combinations

import pytest
from rich.color import Color as TerminalColor
from rich.color import ColorSystem
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from textual.color import Color

from tui.desk.settings import THEMES
from tui.desk.themes import COLOUR_BLIND, HIGH_CONTRAST, OURS, next_theme

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear light.
COLOUR_BLINDNESS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


def light(colour):
    """Return linear light, by sRGB."""
    parts = (part / 255 for part in Color.parse(colour).rgb)
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one, other):
    """Return the contrast ratio of WCAG 2."""
    high, low = sorted(
        sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), light(c), strict=True)) for c in (one, other)
    )[::-1]
    return (high + 0.05) / (low + 0.05)


def grounds(theme):
    return theme.background, theme.surface, theme.panel


def texts(theme):
    hues = theme.accent, theme.primary, theme.success, theme.warning, theme.error
    return theme.foreground, *theme.variables.values(), *hues


def lab(rgb):
    """Return linear light as CIE L*a*b*, D65."""
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    whole = [
        sum(w * p for w, p in zip(row, rgb, strict=True)) / n for row, n in zip(rows, (0.9505, 1, 1.089), strict=True)
    ]
    x, y, z = (max(part, 0) ** (1 / 3) if part > 0.008856 else 7.787 * max(part, 0) + 16 / 116 for part in whole)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other, eyes):
    """Return how far two colours are apart to some eyes (CIE 1976)."""
    seen = [
        lab([sum(w * p for w, p in zip(row, light(colour), strict=True)) for row in eyes]) for colour in (one, other)
    ]
    return sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


@pytest.mark.parametrize("theme", OURS.values(), ids=OURS)
def test_every_text_can_be_read_on_every_ground(theme):
    """4.5 to 1 is what WCAG asks of text, 7 of enhanced contrast."""
    least = 7 if theme is HIGH_CONTRAST else 4.5
    assert min(contrast(text, ground) for text in texts(theme) for ground in grounds(theme)) >= least


@pytest.mark.parametrize("theme", OURS.values(), ids=OURS)
def test_every_text_can_be_read_in_sixteen_colours(theme):
    """A terminal of that kind takes the nearest colour it has; text must not fall onto its ground."""

    def shown(colour):
        number = TerminalColor.parse(colour).downgrade(ColorSystem.STANDARD).number
        return "#{:02x}{:02x}{:02x}".format(*DEFAULT_TERMINAL_THEME.ansi_colors[number])

    assert min(contrast(shown(text), shown(ground)) for text in texts(theme) for ground in grounds(theme)) >= 3


@pytest.mark.parametrize("eyes", COLOUR_BLINDNESS.values(), ids=COLOUR_BLINDNESS)
def test_the_labels_stay_apart_for_colour_blind_eyes(eyes):
    """A distance of 10 is seen at a glance; 2.3 is just noticeable."""
    labels = COLOUR_BLIND.error, COLOUR_BLIND.warning, COLOUR_BLIND.primary
    assert min(distance(one, other, eyes) for one, other in combinations(labels, 2)) >= 20


def test_a_key_goes_round_all_themes():
    """Each is one to four presses away, from any."""
    worn, seen = "nord", []
    for _ in THEMES:
        seen.append(next_theme(worn))
        worn = OURS[seen[-1]].name
    assert tuple(seen) == THEMES
