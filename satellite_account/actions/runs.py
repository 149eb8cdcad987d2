"""Runs, and what people say about them: plan, cancel, try again, waive, note."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import audit
from foundation.common.errors import Invalid, WrongState
from foundation.common.references import next_reference
from satellite_account import rules, waking
from satellite_account.engine import code, pinned, walks
from satellite_account.engine.recipes import METHODS, Recipe
from satellite_account.enums import Building, Loading, Outcome, RunState
from satellite_account.models import (
    CheckResult,
    Crosswalk,
    Frame,
    Note,
    Pin,
    Run,
    RunInput,
    RunPin,
    RunWalk,
    Version,
    Waiver,
)


@transaction.atomic
def plan_run(
    *,
    title: str,
    method: str,
    inputs: Mapping[str, Sequence[Version]],
    by: Any,
    parameters: dict[str, Any] | None = None,
    frame: Frame | None = None,
    crosswalks: Mapping[str, Crosswalk | None] | None = None,
    pins: Sequence[Pin] | None = None,
    repeats: Run | None = None,
    wake: bool = True,
) -> Run:
    """Fix a recipe and let it wait for a worker. Raises Invalid naming every input that the method lacks.
    A run that balances holds `pins`: those that stand on its input-output table, where they are left out."""
    rules.check(by, "run")
    recipe = METHODS[method]
    _complete(recipe, inputs, frame, crosswalks or {})
    said = {name: value for name, value in (parameters or {}).items() if value not in (None, "")}
    named = [(role, version) for role, versions in sorted(inputs.items()) for version in versions]
    ways = walks.fixed(crosswalks or {})
    hashes = [(role, version.sha256) for role, version in named]
    hashes += [(f"crosswalk {role}", hashed) for role, _walk, hashed in ways]
    held = _held(said, inputs, pins)
    hashes += [("pin", row.sha256) for row in held]
    row = Run.objects.create(
        ref=next_reference("SA"), title=title, method=method, method_version=recipe.version,
        code_version=code.version(), parameters=said, frame=frame, repeats=repeats,
        recipe=code.recipe_hash(method, recipe.version, code.version(), said, hashes, frame.sha256 if frame else ""),
        is_invented=any(version.dataset.is_invented for _role, version in named), started_by=_person(by),
    )  # fmt: skip
    _fix(row, named, ways, held)
    audit.record(by=by, verb="satellite.run_planned", target=row, after=row.state, recipe=row.recipe)
    if wake:
        waking.wake()
    return row


def _held(
    said: Mapping[str, Any], inputs: Mapping[str, Sequence[Version]], pins: Sequence[Pin] | None
) -> list[RunPin]:
    """Pins by hash; none where nothing is balanced."""
    if not said.get("balance"):
        return []
    found = pinned.standing(inputs.get("input_output", ())) if pins is None else pins
    return [RunPin(pin=pin, sha256=pinned.digest(pin)) for pin in found]


def _fix(
    row: Run,
    named: list[tuple[str, Version]],
    ways: list[tuple[str, Crosswalk | None, str]],
    held: list[RunPin],
) -> None:
    """Inputs, crosswalks and pins by hash."""
    for each in held:
        each.run = row
    RunPin.objects.bulk_create(held)
    RunInput.objects.bulk_create(
        [RunInput(run=row, role=role, version=version, sha256=version.sha256) for role, version in named]
    )
    RunWalk.objects.bulk_create(
        [RunWalk(run=row, role=role, crosswalk=walk, sha256=hashed) for role, walk, hashed in ways]
    )


def _complete(
    recipe: Recipe,
    inputs: Mapping[str, Sequence[Version]],
    frame: Frame | None,
    crosswalks: Mapping[str, Crosswalk | None],
) -> None:
    errors: dict[str, list[object]] = {}
    for need in recipe.needs:
        if need.must and not inputs.get(need.role) and not (need.role == "population" and frame):
            errors[need.role] = [
                _("Select a version of “%(what)s”: this method needs it.") % {"what": need.says}
            ]
    known = {need.role for need in recipe.needs}
    for role, versions in inputs.items():
        if role not in known:
            errors[role] = [_("This method does not read it.")]
        if any(version.state != Loading.READY for version in versions):
            errors[role] = [_("Select versions that are ready.")]
    if frame is not None and frame.state != Building.READY:
        errors["frame"] = [_("Select a population that is ready.")]
    for role, walk in crosswalks.items():
        way = walks.WAYS[role]
        if walk is not None and (walk.source.slug, walk.target.slug) != (way.source, way.target):
            errors[f"crosswalk_{role}"] = [_("Select a crosswalk between these two classifications.")]
    if errors:
        raise Invalid(errors)


def _person(by: Any) -> Any:
    return by if getattr(by, "pk", None) else None


def repeat_run(*, run: Run, by: Any, wake: bool = True) -> Run:
    """The same recipe once more: with the same code the result is the same to the byte."""
    inputs: dict[str, list[Version]] = {}
    for held in run.inputs.select_related("version__dataset"):
        inputs.setdefault(held.role, []).append(held.version)
    return plan_run(
        title=run.title, method=run.method, inputs=inputs, by=by, parameters=run.parameters, frame=run.frame,
        crosswalks={held.role: held.crosswalk for held in walks.named(run)},
        pins=[held.pin for held in pinned.named(run)],
        repeats=run, wake=wake,
    )  # fmt: skip


@transaction.atomic
def cancel_run(*, run: Run, by: Any) -> Run:
    """Stop a run that waits or runs; the step that is being done is done to its end and then dropped."""
    rules.check(by, "run")
    held = Run.objects.locked().get(pk=run.pk)
    before = held.state
    held.move_to(RunState.CANCELLED)
    held.touched_at = timezone.now()
    held.save(update_fields=["state", "touched_at"])
    audit.record(by=by, verb="satellite.run_cancelled", target=held, before=before, after=held.state)
    return held


@transaction.atomic
def resume_run(*, run: Run, by: Any, wake: bool = True) -> Run:
    """Let a run that failed or was cancelled go on after its last finished step."""
    rules.check(by, "run")
    held = Run.objects.locked().get(pk=run.pk)
    before = held.state
    held.move_to(RunState.WAITING)
    held.failure, held.attempts, held.touched_at = "", 0, timezone.now()
    held.save(update_fields=["state", "failure", "attempts", "touched_at"])
    audit.record(by=by, verb="satellite.run_resumed", target=held, before=before, after=held.state)
    if wake:
        waking.wake()
    return held


@transaction.atomic
def waive(*, check: CheckResult, reason: str, by: Any) -> Waiver:
    """Accept a failure, with a reason that stays. Raises WrongState when it did not fail or was waived already."""
    rules.check(by, "waive", check)
    held = CheckResult.objects.locked().get(pk=check.pk)
    if held.outcome != Outcome.FAILED or held.waivers.exists():
        raise WrongState(_("There is no failure here that waits for somebody."))
    if not reason.strip():
        raise Invalid({"reason": [_("Enter the reason.")]})
    row = Waiver.objects.create(check_result=held, reason=reason, by=by)
    audit.record(by=by, verb="satellite.check_waived", target=held.run, check=held.code)
    return row


@transaction.atomic
def note(*, run: Run, body: str, by: Any, table: str = "") -> Note:
    rules.check(by, "note")
    if not body.strip():
        raise Invalid({"body": [_("Enter your note.")]})
    row = Note.objects.create(run=run, table=table, body=body, by=by)
    audit.record(by=by, verb="satellite.noted", target=run, table=table)
    return row
