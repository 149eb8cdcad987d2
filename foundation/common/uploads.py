"""Which pages take files. All others refuse a body that is larger than a form of words could be."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def with_files(view: View) -> View:
    """Let a page take files: the outermost decorator of a view, or an attribute `with_files = True` of a view class."""
    view.with_files = True  # type: ignore[attr-defined]
    return view


def takes_files(view: Any) -> bool:
    """Whether it is such a page, or a door of the API behind which one of its methods takes files."""
    views = [view, getattr(view, "view_class", None)]
    views += [getattr(view.cls, name, None) for name in (getattr(view, "actions", None) or {}).values()]
    return any(getattr(each, "with_files", False) for each in views)
