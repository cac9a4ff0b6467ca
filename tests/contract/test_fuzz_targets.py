"""The fuzzer's targets hold for what they begin from, so that whatever it finds was found and not there before."""

import pytest

from benchmarks.fuzz.generated import Generator
from benchmarks.fuzz.seeds import seeds_of
from benchmarks.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_bears_its_seeds(name: str):
    """Each claim is checked once without the fuzzer, which no test needs."""
    target = TARGETS[name]
    seeds = list(seeds_of(target.seeds, None, target.longest))
    assert seeds
    kept = [target.run(seed) for seed in seeds]
    assert any(kept)


def test_a_made_up_file_is_the_same_whenever_it_is_made():
    """What one of ten thousand did has to be looked at again."""
    once, again = Generator(None), Generator(None)
    assert [once.made(number) for number in range(0, 120, 7)] == [again.made(number) for number in range(0, 120, 7)]
