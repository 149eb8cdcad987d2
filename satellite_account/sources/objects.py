"""A JSON list of flat objects, read one by one: how deep and how large each may be is bounded while it is read."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import Any

from satellite_account.sources.storing import NotReadable

LIST_OF_OBJECTS = re.compile(rb"\s*\[\s*\{")
NOT_A_LIST = "The JSON file is not a list of objects."
DEEPEST = 20  # lists and objects in one another within an item; registers are flat
LARGEST = 1 << 20  # bytes of one item
NESTED = "a text or a number, not a list or an object"
AT_ONCE = 1 << 16


class Nested(str):
    """What stands where an item holds a list or an object."""

    __slots__ = ()


class _Watched:
    """The stream, and how much of it has been read since the last item ended."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.since = self.items = 0

    def read(self, size: int = -1) -> bytes:
        found: bytes = self.stream.read(size)
        self.since += len(found)
        if self.since > LARGEST + 2 * AT_ONCE:
            raise NotReadable(
                f"Item {self.items + 1:,} of the JSON file is larger than {LARGEST >> 20} MB. "
                "Save one organisation an object, without what belongs elsewhere."
            )
        return found


def objects(stream: Any) -> Iterator[dict[str, Any] | None]:
    """Each item of the list; None for one that is no object. Raises NotReadable, in words for people."""
    import ijson

    buffered = io.BufferedReader(stream, 1 << 18)
    if buffered.peek(3)[:3] == codecs.BOM_UTF8:
        buffered.read(3)
    if not LIST_OF_OBJECTS.match(buffered.peek(1 << 12)):
        raise NotReadable(NOT_A_LIST)
    watched = _Watched(buffered)
    try:
        yield from _items(ijson.basic_parse(watched, use_float=True, buf_size=AT_ONCE), watched)
    except ijson.JSONError as error:
        raise NotReadable(f"The JSON is not whole: {error}") from None


def _items(events: Iterator[tuple[str, Any]], watched: _Watched) -> Iterator[dict[str, Any] | None]:
    next(events)  # the list itself
    for event, _value in events:
        if event == "end_array":
            continue  # what comes after the list is not whole JSON, and says so itself
        if event == "start_map":
            yield _object(events, watched)
        else:
            if event == "start_array":
                _skip(events, watched)
            yield None
        watched.items += 1
        watched.since = 0


def _object(events: Iterator[tuple[str, Any]], watched: _Watched) -> dict[str, Any]:
    found: dict[str, Any] = {}
    name = ""
    for event, value in events:
        if event == "map_key":
            name = value
        elif event == "end_map":
            break
        elif event in {"start_map", "start_array"}:
            _skip(events, watched)
            found[name] = Nested(NESTED)
        else:
            found[name] = value
    return found


def _skip(events: Iterator[tuple[str, Any]], watched: _Watched) -> None:
    """To the end of the list or object that has just begun."""
    depth = 1
    for event, _value in events:
        if event in {"start_map", "start_array"}:
            depth += 1
            if depth > DEEPEST:
                raise NotReadable(
                    f"Item {watched.items + 1:,} of the JSON file holds lists or objects more than {DEEPEST} deep in "
                    "one another. Save it as a list of flat objects."
                )
        elif event in {"end_map", "end_array"}:
            depth -= 1
            if not depth:
                return
