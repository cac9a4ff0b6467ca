"""Screens that lie over the desk for a while: help, the whole article, a comment's history."""
