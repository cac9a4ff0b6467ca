"""Taking what is no comment and no article out of a copy of a page."""

from selectolax.lexbor import LexborHTMLParser


def without(markup: str, selector: str) -> LexborHTMLParser:
    """Return a copy of a page or of a part of one in which nothing matches a selector.

    A copy, since freeing a node of the page itself leaves those in it dangling for whoever reads on; and one by one,
    since a list of all would still point to what was freed in another. The root can't be taken out: it loses its
    attributes, by which alone a selector here may match it.
    """
    copy = LexborHTMLParser(markup)
    if (root := copy.root) is not None:
        for name in list(root.attributes):
            del root.attrs[name]
    while (node := copy.css_first(selector)) is not None:
        node.decompose()
    return copy
