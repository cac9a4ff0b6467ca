"""What the shipped model is known to do badly, in sentences for its card.

Kept apart from the figures because people write them: revise them after each build, against its figures.
"""

from typing import Final

KNOWN: Final = (
    "High precision on news is out of reach: read precision at the threshold before automating anything.",
    "Abuse without a strong word (threats in plain words, allusion, sarcasm) is mostly missed.",
    "Negated and quoted insults still score high: the heads add up words and pairs and do not parse.",
    'Harsh words for a law or a thing ("this law is stupid") score higher than they should.',
    "A group's name alone stays under the threshold; two of them in one short sentence "
    '("I am a gay Muslim father") do not.',
    'Hate in plain words against a group ("they are vermin") often stays near the threshold.',
    "Slurs the corpora don't have, and insults with two letters swapped, are missed.",
    "English only. Other languages in Latin script are told by the share of known words, from six words on; shorter "
    "ones are scored as if they were English.",
    "Ranking on `c3`, `ucc` and `impermium` is weak, and probabilities on `impermium`, `hatecheck` and `madlibs`, "
    "where about half or more are abusive, are far too low: they are made for a rate of 8 %. `--rate` corrects that "
    "where a site's own rate is known.",
)
