"""Several processes that begin together, and what each tells at its end."""

import multiprocessing
from collections.abc import Callable
from typing import Any


def told_by(count: int, work: Callable[..., None], *args: object) -> list[Any]:
    """Run so many processes of `work(*args, who, gate, told)`, and return what each puts into `told`, in any order.

    Each waits at the `gate` until all are ready.
    """
    context = multiprocessing.get_context("spawn")
    gate, told = context.Barrier(count), context.SimpleQueue()
    crew = [context.Process(target=work, args=(*args, f"moderator {n}", gate, told)) for n in range(count)]
    for process in crew:
        process.start()
    all_told = [told.get() for _ in crew]
    for process in crew:
        process.join()
    return all_told
