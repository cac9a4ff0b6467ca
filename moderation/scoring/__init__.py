"""From a comment in its context to three calibrated scores and the evidence for them.

Nothing here needs scikit-learn: a fitted model is arrays.
"""
