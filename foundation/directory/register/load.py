"""One load from beginning to end, or from where the last attempt stopped."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from foundation import audit
from foundation.common.actors import SYSTEM
from foundation.common.alone import alone
from foundation.directory.enums import LoadState, Source
from foundation.directory.models import RegisterLoad
from foundation.directory.register import ccew, ccni, companies, merge, oscr, stage
from foundation.directory.register.archive import Part, Unreadable, digest, parts, pick
from foundation.directory.register.rows import TableSpec

TABLES: dict[str, tuple[TableSpec, ...]] = {
    Source.CCEW: ccew.TABLES,
    Source.OSCR: oscr.TABLES,
    Source.CCNI: ccni.TABLES,
    Source.COMPANIES: companies.TABLES,
}
_LOCK = 0x6469_7265


class Watcher(Protocol):
    def begins(self, what: str) -> None: ...
    def moves(self, rows: int, share: float) -> None: ...


def load(*, path: Path, source: str, watch: Watcher, again: bool = False) -> RegisterLoad:
    """Load an extract. A finished one is not read twice unless `again`; a cut-off one goes on where it stopped."""
    found = parts(path)
    work = list(_work(source, found))
    mark = digest([part for _, part in work])
    with _alone():
        done = RegisterLoad.objects.filter(source=source, digest=mark, state=LoadState.FINISHED).last()
        if done and not again:
            return done
        running = _begin(source, mark)
        _read(running, work, watch)
        _merge(running, watch)
        _finish(running)
    return running


def _work(source: str, found: list[Part]) -> Iterator[tuple[TableSpec, Part]]:
    for spec in TABLES[source]:
        if source == Source.CCEW:
            part = pick(found, spec.pattern)
            listed = [part] if part else []
        else:
            listed = [part for part in found if part.kind in {".csv", ".txt"}]
        if not listed and spec.required:
            raise Unreadable(f"The extract has no table of {spec.name}.")
        yield from ((spec, part) for part in listed)


@contextmanager
def _alone() -> Iterator[None]:
    with alone(_LOCK) as free, connection.cursor() as cursor:
        if not free:
            raise Unreadable("Another register is being loaded. Wait until it has finished.")
        cursor.execute("SET statement_timeout = 0")
        try:
            yield
        finally:
            with suppress(DatabaseError):  # a lost connection has lost its setting
                cursor.execute("RESET statement_timeout")


def _begin(source: str, mark: str) -> RegisterLoad:
    """The load that was cut off, if its rows still wait; otherwise a new one."""
    for other in RegisterLoad.objects.filter(source=source, state=LoadState.RUNNING):
        if other.digest == mark and stage.staged(other) == other.rows:
            return other
        stage.clear(other)
        other.delete()
    return RegisterLoad.objects.create(source=source, digest=mark, stage="read:0")


def _read(load: RegisterLoad, work: list[tuple[TableSpec, Part]], watch: Watcher) -> None:
    if not load.stage.startswith("read:"):
        return
    for place in range(int(load.stage.partition(":")[2]), len(work)):
        spec, part = work[place]
        watch.begins(f"Reading {part.name}")
        stage.read_table(load, spec, part, watch.moves)
        _enter(load, f"read:{place + 1}")
    stage.settle(load)
    _enter(load, "merge:main")


def _merge(load: RegisterLoad, watch: Watcher) -> None:
    """The charities themselves first, then the funds linked to them, which need their parent."""
    for name, linked, following in (("merge:main", False, "merge:linked"), ("merge:linked", True, "finish")):
        if load.stage != name:
            continue
        watch.begins("Merging linked charities" if linked else "Merging organisations")
        while load.position < load.rows:
            total = merge.merge_some(load, linked=linked, year=timezone.localdate().year)
            watch.moves(total, load.position / max(load.rows, 1))
        _enter(load, following)


def _enter(load: RegisterLoad, name: str) -> None:
    load.stage, load.position = name, 0
    load.save(update_fields=["stage", "position"])


def _finish(load: RegisterLoad) -> None:
    with transaction.atomic():
        stage.clear(load)
        load.state, load.finished_at = LoadState.FINISHED, timezone.now()
        load.save(update_fields=["state", "finished_at"])
        counts = {
            name: getattr(load, name) for name in ("rows", "added", "changed", "unchanged", "problems_found")
        }
        audit.record(by=SYSTEM, verb="register.loaded", target=load, after=load.source, **counts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE directory_organisation, directory_identifier, directory_registerrecord")
