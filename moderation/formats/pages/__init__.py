"""Pages saved from a browser: comments taken out first, then the article."""
