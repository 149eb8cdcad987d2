"""Django's form renderer in the design system's markup: what templates/forms/ needs to know of a field."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.forms.utils import flatatt
from django.template import engines
from django.utils.safestring import SafeString
from markupsafe import Markup, escape

from foundation.common.forms.widgets import Checkboxes, DateInput

PRESENTED = frozenset(
    {
        *("heading", "label", "legend", "hidden_label", "width", "prefix", "suffix", "inline", "small"),
        *("conditional", "optional", "hint", "hints", "pick"),
    }
)


VALUE = Markup(' value="%s"')
MARKS = (" checked", " selected")  # of a box that is ticked, of a line that is chosen


class Renderer(BaseRenderer):
    """Fields and forms come from our templates; single widgets (admin, third parties) from Django's own."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def __init__(self) -> None:
        self.widgets = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("forms/"):
            return engines["jinja2"].get_template(template_name)
        return self.widgets.get_template(template_name)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Any
    hint: Any
    id: str
    checked: bool
    mark: str
    exclusive: bool
    conditional: Any
    first_of_group: Any


def kind(widget: forms.Widget) -> str:
    """Which macro of templates/forms/field.html draws it."""
    for kinds, name in _KINDS:
        if isinstance(widget, kinds):
            return name
    return "input"


_KINDS: tuple[tuple[Any, str], ...] = (
    (DateInput, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.HiddenInput, "hidden"),
    (forms.MultiWidget, "other"),
)


class FieldView:
    """A bound field with the options of how it looks, as its template reads it."""

    def __init__(self, bound: BoundField, options: dict[str, Any] | None = None) -> None:
        shown = {**getattr(bound.form, "show", {}).get(bound.name, {}), **(options or {})}
        self.bound = bound
        self.places = getattr(bound.form, "places", None)
        self.show = {name: value for name, value in shown.items() if name in PRESENTED}
        self.widget = bound.field.widget
        self.kind = kind(self.widget)
        self.id = self.widget.attrs.get("id") or bound.auto_id
        self.errors = list(bound.errors)
        self.hint = self.show.get("hint", bound.help_text)
        extra = {name: value for name, value in shown.items() if name not in PRESENTED}
        self.attrs = self._attributes({name: value for name, value in extra.items() if value is not None})

    def _attributes(self, extra: dict[str, Any]) -> dict[str, Any]:
        attrs = {**self.widget.attrs, **extra}
        attrs = self.bound.build_widget_attrs(attrs)
        attrs.pop("aria-describedby", None)
        attrs.pop("required", None)
        attrs.setdefault("id", self.id)
        return attrs

    @property
    def described_by(self) -> str:
        """Ids of the hint, the error and (text areas) the count, in reading order."""
        ids = [f"{self.id}_helptext"] if self.hint else []
        if self.errors:
            ids.append(f"{self.id}_error")
        if self.kind == "textarea" and self.limit:
            ids.append(f"{self.id}-info")
        if own := self.widget.attrs.get("aria-describedby"):
            ids.append(own)
        return " ".join(ids)

    @property
    def limit(self) -> int | None:
        return getattr(self.bound.field, "max_length", None)

    @property
    def optional(self) -> bool:
        asked = self.show.get("optional")
        return not self.bound.field.required if asked is None else bool(asked)

    @property
    def grouped(self) -> bool:
        return self.kind in {"radios", "checkboxes", "date"}

    @property
    def value(self) -> Any:
        value = self.widget.format_value(self.bound.value()) if self.kind != "date" else self.bound.value()
        return "" if value is None else value

    @property
    def held(self) -> Markup:
        """The attribute `value` of a box that holds something."""
        return self._attribute(self.bound.html_name, self.value)

    @property
    def text(self) -> Markup:
        """What stands in a text area."""
        return self.places.at(self.bound.html_name) if self.places else escape(self.value)

    def box(self, part: str, words: str) -> Markup:
        """The same for one box of a date."""
        return self._attribute(f"{self.bound.html_name}-{part}", words)

    def _attribute(self, name: str, value: Any) -> Markup:
        if self.places:
            return self.places.at(name)
        return VALUE % value if value != "" else Markup("")

    def flat(self, *without: str) -> SafeString:
        """The remaining attributes as markup, with `aria-describedby` first put together."""
        attrs = {name: value for name, value in self.attrs.items() if name not in {"class", "type", *without}}
        if self.described_by and not self.grouped:
            attrs["aria-describedby"] = self.described_by
        return flatatt(attrs)

    def boxes(self) -> dict[str, str]:
        return self.widget.boxes(self.bound.value())

    def choices(self) -> list[Choice]:
        """Every choice once; the first of a group carries the group's name."""
        chosen = self._chosen()
        conditional, hints = self.show.get("conditional") or {}, self.show.get("hints") or {}
        exclusive = self.widget.exclusive if isinstance(self.widget, Checkboxes) else None
        found: list[Choice] = []
        for group, options in self._groups():
            for place, (value, label) in enumerate(options):
                plain = "" if value is None else str(value)
                found.append(
                    Choice(
                        value=plain,
                        label=label,
                        hint=hints.get(plain, ""),
                        id=f"{self.id}-{len(found)}" if found else self.id,
                        checked=plain in chosen,
                        mark=self._mark(plain, plain in chosen),
                        exclusive=plain == exclusive,
                        conditional=conditional.get(plain),
                        first_of_group=group if place == 0 else None,
                    )
                )
        return found

    def _mark(self, value: str, chosen: bool) -> str:
        if self.places:
            return self.places.at(f"{self.bound.html_name}={value}")
        return MARKS[self.kind == "select"] if chosen else ""

    def _chosen(self) -> set[str]:
        value = self.bound.value()
        if isinstance(self.widget, forms.CheckboxSelectMultiple | forms.SelectMultiple):
            return {str(each) for each in value or ()}
        return {"" if value is None else str(value)}

    def _groups(self) -> list[tuple[Any, list[tuple[Any, Any]]]]:
        groups: list[tuple[Any, list[tuple[Any, Any]]]] = []
        for value, label in self.widget.choices:
            if isinstance(label, list | tuple):
                groups.append((value, list(label)))
            elif groups and groups[-1][0] is None:
                groups[-1][1].append((value, label))
            else:
                groups.append((None, [(value, label)]))
        return groups


def error_links(form: Any) -> list[tuple[str, Any]]:
    """Where each error of a form sends the reader: the first control of its field, "" for errors of the whole."""
    links: list[tuple[str, Any]] = [("", message) for message in form.non_field_errors()]
    for name in form.fields:
        for message in form.errors.get(name, ()):
            bound = form[name]
            links.append(("" if bound.is_hidden else _first_control(bound), message))
    return links


def _first_control(bound: BoundField) -> str:
    id_ = bound.field.widget.attrs.get("id") or bound.auto_id
    return f"{id_}-day" if isinstance(bound.field.widget, DateInput) else id_
