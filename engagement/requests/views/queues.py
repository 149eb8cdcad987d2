"""What both queues share: the tabs, the filters, a page of rows, the download."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from django.db.models import QuerySet, Value
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views import View

from engagement.requests import listing, names
from engagement.requests.enums import State
from engagement.requests.filters import Filters, strict
from engagement.requests.forms.queue import QueueForm
from engagement.requests.lines import Line, Liner
from engagement.requests.models import EngagementRequest, Topic
from engagement.requests.queues import ORDER_NAMES, ORDERS, Tab
from engagement.requests.verbs import TABLE
from engagement.requests.views.drafts import signed_in
from foundation.common.actors import plain
from foundation.common.errors import Invalid
from foundation.common.paging import Page
from foundation.common.references import normalise
from foundation.directory.models import Department
from foundation.directory.words import in_language

department = partial(names.known, Department)
Choices = dict[str, list[tuple[str, Any]]]
NOTHING = Page([], None, None)


@method_decorator(signed_in, name="dispatch")
class QueueView(View):
    """A queue; its two kinds say who may open it, which tabs it has and where it looks."""

    http_method_names = ["get", "head"]
    tabs: ClassVar[Sequence[Tab]]
    template: ClassVar[str]
    download: ClassVar[str]
    verbs: ClassVar[Sequence[str]]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.departments: dict[str, int] = {}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        self.admit()
        self.tab = self.find_tab()
        self.prepare()
        form = self.form()
        strict(request.GET, form)
        if not form.is_valid():
            return self.page(form, listing.Listing(NOTHING), status=400)
        words = form.cleaned_data["q"]
        if ref := normalise(words):
            return self.straight_to(ref, form)
        return self.show(form, words)

    def show(self, form: QueueForm, words: str) -> HttpResponseBase:
        after = self.request.GET.get("after")
        found = listing.read(self.rows(form), self.filters(form), words, order=self.order(form), after=after)
        return self.page(form, found)

    # What the kinds of queue say

    def admit(self) -> None:
        """Raises NotAllowed for whoever has no business here."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Read once what filters and rows need."""

    def department(self, form: QueueForm) -> int | None:
        return self.departments.get(form.cleaned_data.get("department", ""))

    def who(self) -> list[tuple[str, Any]]:
        raise NotImplementedError

    def counted(self) -> dict[str, QuerySet]:
        raise NotImplementedError

    def more(self, rows: list[EngagementRequest]) -> dict[str, Any]:
        return {}

    # What they share

    def find_tab(self) -> Tab:
        asked = self.request.GET.get("tab") or self.tabs[0].key
        for tab in self.tabs:
            if tab.key == asked:
                return tab
        raise Invalid(_("This queue has no such view."))

    def seen(self) -> QuerySet:
        return EngagementRequest.objects.visible_to(self.request.user)

    def rows(self, form: QueueForm) -> QuerySet:
        return self.tab.rows(self.request.user, self.department(form))

    def order(self, form: QueueForm) -> listing.Order:
        return ORDERS[form.cleaned_data["sort"] or self.tab.orders[0]]

    def filters(self, form: QueueForm) -> Filters:
        return Filters(form.chosen(), self.request.user)

    def without(self) -> set[str]:
        return set(self.tab.without)

    def form(self) -> QueueForm:
        return QueueForm(self.request.GET, choices=self.choices(), without=self.without())

    def choices(self) -> Choices:
        found = self.read_choices()
        chosen: Choices = {
            "sort": [(name, ORDER_NAMES[name]) for name in self.tab.orders],
            "state": self.tab.states,
            "who": self.who(),
            "topic": found["topic"],
            "department": found["department"],
        }
        return {name: offered for name, offered in chosen.items() if name not in self.without()}

    def offered_departments(self) -> QuerySet:
        return Department.objects.current()

    def read_choices(self) -> Choices:
        """Topics and departments in one query."""
        columns = ("what", "pk", "code", "name", "name_cy")
        topics = Topic.objects.on().annotate(what=Value("topic")).order_by().values_list(*columns)
        places = (
            self.offered_departments().annotate(what=Value("department")).order_by().values_list(*columns)
        )
        found: Choices = {"topic": [], "department": []}
        for kind, pk, code, name, name_cy in topics.union(places, all=True).order_by("name"):
            found[kind].append((code, in_language(name, name_cy)))
            if kind == "department":
                self.departments[code] = pk
        return found

    def straight_to(self, ref: str, form: QueueForm) -> HttpResponseBase:
        found = self.seen().filter(ref=ref).exclude(state=State.DRAFT).only("ref").first()
        if found is not None:
            return HttpResponseRedirect(found.get_absolute_url())
        return self.page(form, listing.Listing(NOTHING), missing=ref)

    def page(
        self, form: QueueForm, found: listing.Listing, *, status: int = 200, missing: str = ""
    ) -> HttpResponse:
        rows = found.page.rows
        words = form["q"].value() or ""
        context = {
            "form": form,
            "page": found.page,
            "looked": found.looked,
            "order": self.tab.orders[0]
            if not form.is_valid()
            else form.cleaned_data["sort"] or self.tab.orders[0],
            "lines": self.lines(rows),
            "department": department,
            "labels": {name: TABLE[name].label for name in self.verbs},
            "tab": self.tab,
            "tabs": self.named_tabs(),
            "words": words,
            "missing": missing,
            "active": len(form.chosen()) if form.is_valid() else 0,
            "paged": "after" in self.request.GET,
            "download": self.file_address(),
            **self.more(rows),
        }
        context["filters"] = self.kept_filters(context)
        return render(self.request, self.template, context, status=status)

    def kept_filters(self, context: dict[str, Any]) -> SafeString | None:
        """The form of filters, where it is the same for all who read this queue."""
        return None

    def named_tabs(self) -> list[tuple[Tab, int | None]]:
        self.counts = self.count()
        return [(tab, self.counts.get(tab.key)) for tab in self.tabs]

    def count(self) -> dict[str, int]:
        return listing.count(self.request.user, self.counted())

    def file_address(self) -> str:
        query = self.request.GET.copy()
        query.pop("after", None)
        return f"{reverse(self.download)}?{query.urlencode()}"

    def lines(self, rows: list[EngagementRequest]) -> list[Line]:
        made = Liner(plain(self.request.user), self.verbs)
        return [made.line(row) for row in rows]
