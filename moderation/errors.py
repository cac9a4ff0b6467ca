"""Everything that can go wrong and is the user's to mend, one class a situation.

Each message is a sentence: what happened, where, and what to do next. The command line prints it as it is and
turns the class into an exit code.
"""


class TriageError(Exception):
    """The root: something the user can read and act on."""


class WrongUse(TriageError):
    """A command, filter or label was asked for in a way the program doesn't understand."""


class UnreadableExport(TriageError):
    """A file could not be read as any known export, or broke off where nothing can follow."""


class NoExport(UnreadableExport):
    """A file is something else than an export of comments, such as a picture."""


class NoDesk(TriageError):
    """The desk file named does not exist."""


class UnusableDesk(TriageError):
    """The desk file is not a desk, is damaged, or lies where it can't be used safely."""


class DeskTooNew(TriageError):
    """The desk was written by a newer version of the program."""


class NoModel(TriageError):
    """The model version asked for does not exist."""


class ModelNotTrusted(TriageError):
    """A model's files do not match its manifest."""


class UnknownComment(TriageError):
    """No comment of the desk has this id."""


class AmbiguousComment(TriageError):
    """Two sites of the desk share this id; `SITE:ID` tells them apart."""


class DecidedMeanwhile(TriageError):
    """Somebody else decided the comment, or it changed, after it was shown."""


class NotScored(TriageError):
    """No model has scored the comment, and whoever accepts it has named no label either."""


class NothingToTrainOn(TriageError):
    """There are too few decisions to fit or measure a candidate."""


class UnreadableSettings(TriageError):
    """A settings file is not TOML, or holds an entry that isn't understood."""
