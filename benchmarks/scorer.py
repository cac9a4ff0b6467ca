"""Prints every figure the scorer is held to, beside a plain TF-IDF pipeline taught in the same run on the same rows.

    python benchmarks/scorer.py ../shared/data [--only PART ...] [--json OUT]

Runs from a clone, on the clone's own code. The evaluation sets are read for figures alone: choose nothing by them.
"""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    # before NumPy is loaded: one core is what the figures of speed are about
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    from benchmarks.report import main

    sys.exit(main())
