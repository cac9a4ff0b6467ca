"""One page that shows how a model does: curves, mistakes and slices, for a desk's lead and not for a statistician."""
