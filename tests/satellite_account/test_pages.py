"""The workbench's pages: what they show, who opens them, and that every figure opens to its inputs."""

import csv
import io
import re

from django.core.cache import cache

from satellite_account import actions, grids
from satellite_account.engine import recipes
from satellite_account.models import Figure
from tests.satellite_account.finished import Finished

BENCH = "/satellite-account/workbench/"


def grid(html: str) -> str:
    return html.split("<table", 1)[1].split("</table>", 1)[0]


class TestPages(Finished):
    def setUp(self):
        cache.clear()
        self.run_page = f"{BENCH}runs/{self.run_row.ref}/"

    def test_the_front_page_shows_the_latest_run_and_coverage(self):
        html = self.page(BENCH)
        assert self.run_row.ref in html and "Coverage of each method" in html
        assert "Do now" in html and "Intermediate" in html and "Missing" in html

    def test_every_table_with_figures_opens_as_a_grid(self):
        for table in self.run_row.tables.all():
            html = self.page(f"{self.run_page}tables/{table.code.lower()}/")
            shown = len(re.findall(r'<td class="govuk-table__cell govuk-table__cell--numeric"><a', html))
            assert (shown > 0) == (table.figures > 0), table.code

    def test_the_headline_shows_the_three_bases_side_by_side(self):
        html = self.page(f"{self.run_page}tables/t1/")
        head = html.split("<thead", 1)[1].split("</thead>", 1)[0]
        assert head.count('<th scope="col"') == 4 and "volunteer work" in head

    def test_choices_in_the_address_turn_the_grid(self):
        html = self.page(f"{self.run_page}tables/t6/?down=SIZE&across=BREAKDOWN&time_period=2019")
        assert "Over 100m" in html or "10m to 100m" in html
        interval = self.page(f"{self.run_page}tables/t6/?show=interval")
        assert re.search(r">[\d,.]+ to [\d,.]+<", interval)

    def test_industries_and_groups_are_shown_in_words(self):
        head, body = grid(self.page(f"{self.run_page}tables/t13/")).split("</thead>")
        assert "Product</th>" in head and "Membership organisations" in head
        assert "Other personal services" in body and "This account’s estimate" in head
        assert head.index("Membership organisations") < head.index(
            "Membership organisations, market producers"
        )
        assert "MARKET_" not in head and head.index("Other personal services<") < head.index(
            ", market producers<"
        )
        assert "Culture and arts" in grid(self.page(f"{self.run_page}tables/t4/"))

    def test_a_year_without_these_figures_gives_way_to_one_that_has_them(self):
        table = self.run_row.tables.get(code="T13")
        chosen = grids.chosen(table, {"breakdown": "official_table"})
        year = next(choice for choice in chosen.held if choice.name == "TIME_PERIOD")
        last, year.value = year.value, "1999"
        assert grids.filled(chosen).rows and year.value == last

    def test_hostile_choices_change_nothing(self):
        plain = grid(self.page(f"{self.run_page}tables/t2/"))
        for query in (
            "?down=password",
            "?across=<script>",
            "?sto=%27;drop",
            "?show=pk",
            "?down=STO&across=STO",
        ):
            assert "<script>" not in self.page(f"{self.run_page}tables/t2/{query}").split("<main", 1)[1]
        assert plain == grid(self.page(f"{self.run_page}tables/t2/?down=nothing"))

    def test_a_figure_opens_to_terms_parts_and_files(self):
        figure = Figure.objects.get(
            table__run=self.run_row, table__code="T2", sto="B.1g", sector="S.15", time_period="2020"
        )
        html = self.page(f"{self.run_page}tables/t2/{figure.number}/")
        assert "What it is made of" in html and "+ P.1 Output" in html and "− P.2 Intermediate" in html
        for role in ("population", "accounts"):
            version = self.sources[role][0]
            assert version.sha256[:12] in html and version.get_absolute_url() in html
        assert "<svg" in html and "Confidence interval at 95 per cent" in html

    def test_a_totals_parts_add_up_to_it(self):
        total = Figure.objects.get(
            table__run=self.run_row, table__code="T4", sto="B.1g", activity="_T", basis="NA", breakdown="_T",
            time_period="2020",
        )  # fmt: skip
        html = self.page(f"{self.run_page}tables/t4/{total.number}/")
        assert "Parts by Activity" in html
        inner = html.split("Parts by Activity", 1)[1].split("</table>", 1)[0]
        values = [float(text.replace(",", "")) for text in re.findall(r'/">([\d,.]+)</a>', inner)]
        assert len(values) > 8 and abs(sum(values) - total.value) < 1

    def test_the_download_is_tidy_and_whole(self):
        table = self.run_row.tables.get(code="T2")
        answer = self.browser().get(f"{self.run_page}tables/t2/download/")
        rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
        assert len(rows) == table.figures
        first = Figure.objects.get(table=table, number=0)
        assert float(rows[0]["VALUE"]) == first.value and rows[0]["VINTAGE"] == self.run_row.ref

    def test_a_run_shows_its_recipe_checks_and_notes(self):
        html = self.page(self.run_page)
        for text in (
            self.run_row.recipe,
            self.run_row.result,
            "Accounting identities",
            "Run the same recipe again",
        ):
            assert text in html
        browser = self.browser("publisher")
        assert f"{self.run_page}note/?table=T4" in self.page(f"{self.run_page}tables/t4/")
        browser.post(f"{self.run_page}note/?table=T4", {"body": "<b>Look</b> at T4"})
        html = self.page(f"{self.run_page}tables/t4/")
        assert "&lt;b&gt;Look&lt;/b&gt; at T4" in html

    def test_a_failure_is_accepted_by_who_may_with_a_reason(self):
        check = self.run_row.checks.get(code="18")
        path = f"{self.run_page}checks/18/"
        assert "lead_statistician" in self.page(path) and check.waived_by == "publisher"
        assert "Accept this failure" not in self.page(path)
        assert self.browser().post(path + "waive/", {"reason": "x"}).status_code == 403
        assert self.browser("auditor").post(path + "waive/", {"reason": "x"}).status_code == 403
        assert "Enter" in self.browser("publisher").post(path + "waive/", {"reason": " "}).content.decode()
        answer = self.browser("publisher").post(path + "waive/", {"reason": "A demonstration has no lead."})
        assert answer.status_code == 302 and "A demonstration has no lead." in self.page(path)
        assert self.browser("publisher").post(path + "waive/", {"reason": "again"}).status_code == 409

    def test_versions_show_where_they_come_from_and_who_reads_them(self):
        version = self.sources["accounts"][0]
        html = self.page(version.get_absolute_url())
        assert version.sha256 in html and self.run_row.ref in html and "The first rows" in html

    def test_nobody_else_comes_in(self):
        figure = Figure.objects.filter(table__run=self.run_row, table__code="T1").first()
        paths = [
            *("", "datasets/", "layouts/", "runs/", "populations/", "classifications/"),
            *(
                f"runs/{self.run_row.ref}/{rest}"
                for rest in ("", "tables/t1/", "tables/t1/download/", "checks/1/")
            ),
            f"runs/{self.run_row.ref}/tables/t1/{figure.number}/",
            f"versions/{self.sources['wages'][0].public_id}/",
        ]
        for role in ("stranger", "officer_like"):
            browser = self.browser(role)
            assert {path: browser.get(BENCH + path).status_code for path in paths} == dict.fromkeys(
                paths, 403
            )
        assert {self.client.get(BENCH + path).status_code for path in paths} == {302}
        for role in ("statistician", "publisher", "auditor"):
            browser = self.browser(role)
            assert {path: browser.get(BENCH + path).status_code for path in paths} == dict.fromkeys(
                paths, 200
            )

    def test_the_auditor_reads_and_changes_nothing(self):
        browser = self.browser("auditor")
        for path in (
            f"{self.run_page}repeat/",
            f"{self.run_page}note/",
            f"{BENCH}runs/new/",
            f"{BENCH}datasets/new/",
        ):
            assert browser.post(path, {"body": "x", "title": "x"}).status_code == 403
        html = self.page(self.run_page, "auditor")
        assert "Run the same recipe again" not in html and "Keep the note" not in html

    def test_the_public_learns_what_it_is_and_no_figure(self):
        html = self.client.get("/satellite-account/").content.decode()
        assert "Nothing is published yet" in html and "workbench" not in html.split("<main", 1)[1]
        assert self.run_row.ref not in html

    def test_the_table_page_asks_few_questions(self):
        browser = self.browser()
        path = f"{self.run_page}tables/t2/"
        browser.get(path)
        with self.assertNumQueries(3):
            browser.get(path)

    def test_a_run_is_planned_on_the_page(self):
        browser = self.browser()
        path = f"{BENCH}runs/new/?method=do_now"
        empty = browser.post(path, {"title": ""}).content.decode()
        for need in recipes.METHODS["do_now"].needs:
            said = f"Select a version of “{need.says}”: this method needs it."
            assert (said in empty) == need.must, need.role
        said = {role: str(versions[0].public_id) for role, versions in self.sources.items()}
        answer = browser.post(
            path, said | {"title": "From the page", "wage_variant": "median", "social": "0.1"}
        )
        assert answer.status_code == 302
        planned = self.run_row.__class__.objects.get(title="From the page")
        assert planned.state == "waiting" and planned.parameters == {"wage_variant": "median", "social": 0.1}
        assert planned.inputs.count() == len(self.sources)
        html = self.page(planned.get_absolute_url())
        assert "Stop this run" in html and "<progress" in html
        browser.post(planned.get_absolute_url() + "cancel/")
        planned.refresh_from_db()
        assert planned.state == "cancelled"

    def test_a_repeat_waits_beside_its_first(self):
        answer = self.browser("publisher").post(f"{self.run_page}repeat/")
        assert answer.status_code == 302
        again = self.run_row.repeated_by.get()
        assert again.recipe == self.run_row.recipe and again.state == "waiting"
        actions.cancel_run(run=again, by=self.office.statistician)


def test_numbers_are_said_as_far_as_they_say_something():
    from satellite_account.text import short

    said = [short(value) for value in (None, 0.0, 1.0, -1234.5, 0.00001, 1234567.891234)]
    assert said == ["–", "0", "1", "-1,234.5", "1e-05", "1,234,567.8912"]


def test_the_axis_of_a_plot_has_round_numbers():
    from satellite_account.plots import plot

    figures = [Figure(time_period=str(2000 + n), value=590_000 + 13_000.7 * n) for n in range(20)]
    drawn = plot(figures)
    assert [words for _y, words in drawn.ticks] == ["600,000", "700,000", "800,000"]
    assert sum(bool(point.label) for point in drawn.points) <= 8
    assert drawn.left >= 70 and all(drawn.left <= point.x <= 406 for point in drawn.points)
    assert [words for _y, words in plot([Figure(value=0.0), Figure(value=0.05)]).ticks][-1] == "0.04"
    assert plot([Figure(value=3.0), Figure(value=3.0)]).ticks
    assert plot([Figure(value=1.0)]) is None
