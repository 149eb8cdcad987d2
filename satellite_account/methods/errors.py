"""What can be wrong with numbers, in the words of the field."""

from collections.abc import Iterable


class MethodError(ValueError):
    """A method cannot give an honest figure from what it was given."""


class MissingColumns(MethodError):
    """A frame lacks columns; all of them are named at once."""

    def __init__(self, missing: Iterable[str], where: str) -> None:
        self.missing = tuple(missing)
        super().__init__(f"{where} lacks the columns: {', '.join(self.missing)}.")


class DoesNotClose(MethodError):
    """Totals that must agree differ; the message says by how much."""


class Infeasible(MethodError):
    """No solution satisfies all constraints; the message names those in conflict."""


class NotConverged(MethodError):
    """An iteration ended before its tolerance was reached."""
