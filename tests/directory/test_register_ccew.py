"""The Charity Commission's extract, from files in its form to organisations."""

import zipfile
from datetime import date

import pytest

from foundation.audit.models import AuditEvent
from foundation.directory.models import Identifier, Organisation, RegisterLoad, RegisterRecord
from foundation.directory.register.archive import Unreadable
from foundation.directory.register.load import load
from tests.directory import extracts
from tests.directory.conftest import Quiet
from tests.directory.extracts import charity, detail
from tests.factories.directory import GroupFactory, LeadFactory

pytestmark = pytest.mark.django_db


def what(number, code, text="Said"):
    return detail(
        number, classification_code=code, classification_type="What", classification_description=text
    )


def how(number, code):
    return detail(
        number, classification_code=code, classification_type="How", classification_description="Grants"
    )


def area(number, name):
    return detail(number, geographic_area_type="Local Authority", geographic_area_description=name)


def one(number="200001"):
    return Organisation.objects.get(identifiers__scheme="GB-CHC", identifiers__number=number)


FULL = {
    "charity_type": "Charitable company",
    "latest_income": "1250000.00",
    "latest_acc_fin_period_end_date": "2025-03-31 00:00:00.000",
    "charity_contact_email": "A.Person@Hope.org.uk",
    "charity_contact_web": "www.hope.org.uk",
    "charity_contact_postcode": "ls1  4ap",
    "charity_company_registration_number": "445566",
    "charity_activities": "Feeds people.\nAnd more.",
}


@pytest.mark.parametrize("form", ["txt", "json"])
def test_a_charity_comes_with_its_facts(read, form):
    done = read(
        form=form,
        charity=[charity(200001, "  HOPE   FOR “ALL” ", key=77, **FULL)],
        charity_other_names=[detail(77, charity_name_type="Working name", charity_name="Hopeful")],
        charity_classification=[what(77, 111), how(77, 306)],
        charity_area_of_operation=[area(77, "Leeds City"), area(77, "Calderdale")],
    )
    assert (done.added, done.problems_found, done.state) == (1, 0, "finished")
    hope = one()
    assert hope.name == "HOPE FOR “ALL”"
    assert hope.other_names == ["Hopeful"]
    assert (hope.legal_form, hope.income, hope.size_band) == ("charitable_company", 1_250_000, "large")
    assert (hope.nation, hope.region_id) == ("england", "E12000003")
    assert (hope.icnp_section, hope.icnp_group) == ("E", "E20")
    assert (hope.website, hope.description) == ("https://www.hope.org.uk", "Feeds people.\nAnd more.")
    assert (hope.verification_level, hope.source, hope.status) == (2, "ccew", "active")
    numbers = hope.identifiers.order_by("scheme").values_list("scheme", "number", "is_primary")
    assert list(numbers) == [("GB-CHC", "200001", True), ("GB-COH", "00445566", False)]
    record = RegisterRecord.objects.get()
    assert (record.email_domain, record.postcode) == ("hope.org.uk", "LS1 4AP")
    assert record.registered_on == date(1999, 4, 1)
    assert record.areas == ["Calderdale", "Leeds City"]


def test_no_personal_data_of_the_contact_is_kept(read):
    read(charity=[charity(200001, "Hope", **FULL, charity_contact_phone="0113 496 0000")])
    record = RegisterRecord.objects.values().get()
    said = " ".join(map(str, [*record.values(), *Organisation.objects.values_list().get()]))
    assert "person" not in said.lower()
    assert "496 0000" not in said


@pytest.mark.parametrize("form", ["txt", "json"])
def test_the_same_facts_come_from_text_and_from_json(read, form):
    read(form=form, charity=[charity(200001, 'Tab\\slash “q" end', charity_is_cio="true")])
    assert one().name == 'Tab\\slash “q" end'
    assert one().legal_form == "cio"


def test_a_load_is_not_repeated_and_repeating_it_changes_nothing(read):
    rows = [charity(200000 + n, f"Charity {n}") for n in range(50)]
    first = read(charity=rows)
    refs = list(Organisation.objects.order_by("pk").values_list("ref", flat=True))
    assert read(charity=rows).pk == first.pk
    again = read(charity=rows, again=True)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 50)
    assert list(Organisation.objects.order_by("pk").values_list("ref", flat=True)) == refs
    assert len(set(refs)) == 50


def test_a_new_extract_changes_what_changed(read):
    read(charity=[charity(200001, "Old name", latest_income=5), charity(200002, "Stays")])
    before = one()
    done = read(
        folder="next",
        charity=[
            charity(
                200001,
                "New name",
                charity_registration_status="Removed",
                date_of_removal="2026-02-01T00:00:00",
            ),
            charity(200002, "Stays"),
            charity(200003, "Is new"),
        ],
    )
    assert (done.added, done.changed, done.unchanged) == (1, 1, 1)
    after = one()
    assert (after.pk, after.ref, after.name) == (before.pk, before.ref, "New name")
    assert (after.status, after.removed_on, after.income) == ("removed", date(2026, 2, 1), None)
    assert after.updated_at > before.updated_at
    assert Organisation.objects.search("old name") == []


def test_what_members_said_is_left_alone(read):
    read(charity=[charity(200001, "Registered name", charity_activities="Register says", latest_income=10)])
    Organisation.objects.update(
        description="We say", website="https://own.example", edited_fields=["description", "website", "nation"],
        nation="wales",
    )  # fmt: skip
    read(
        folder="next",
        charity=[
            charity(
                200001,
                "Renamed",
                charity_activities="Register says more",
                charity_contact_web="www.reg.org.uk",
            )
        ],
        charity_area_of_operation=[area(200001, "Leeds City")],
    )
    hope = one()
    assert (hope.description, hope.website, hope.nation) == ("We say", "https://own.example", "wales")
    assert hope.name == "Renamed"
    record = RegisterRecord.objects.get()
    assert (record.activities, record.website) == ("Register says more", "https://www.reg.org.uk")


def test_bad_rows_are_told_and_the_others_are_loaded(read):
    done = read(
        charity=[
            charity("12", "Too short a number"),
            charity(200001, ""),
            charity(200002, "Good", latest_income="lots", date_of_registration="31/31/2020"),
            charity(200003, "N\x00L"),
            charity(200004, "X" * 301),
            charity(200005, "Minus", latest_income=-5),
            charity(200006, "Good too"),
        ]
    )
    assert set(Organisation.objects.values_list("name", flat=True)) == {"Good", "Minus", "Good too"}
    assert done.problems_found == 7
    told = "\n".join(map(str, done.problems.all()))
    assert "row 1: “12” is not a charity number; the row is left out" in told
    assert "row 3: latest_income is not an amount of money" in told
    assert "row 3: date_of_registration is not a date" in told
    assert one("200002").income is None


def test_a_row_with_too_few_columns_is_told(tmp_path):
    folder = extracts.extract(tmp_path / "x", charity=[charity(200001, "Good")])
    lines = b"".join(extracts.tab_separated(extracts.CHARITY, [charity(200001, "Good")])) + b"only\ttwo\r\n"
    (folder / "publicextract.charity.zip").unlink()
    (folder / "publicextract.charity.txt").write_bytes(lines)
    done = load(path=folder, source="ccew", watch=Quiet())
    assert [str(problem) for problem in done.problems.all()] == [
        "charity, row 2: has 2 columns where the heading has 22; the row is left out"
    ]
    assert one().name == "Good"


def test_a_number_that_comes_twice_is_told_and_the_last_is_used(read):
    done = read(charity=[charity(200001, "First"), charity(200002, "Other"), charity(200001, "Second")])
    assert one().name == "Second"
    assert done.added == 2
    assert "2 rows have this number; the last is used" in str(done.problems.get())


def test_funds_linked_to_a_charity_know_it(read):
    read(
        charity=[
            charity(
                200001, "Fund", key=2, linked_charity_number=1, charity_company_registration_number="445566"
            ),
            charity(200001, "Main", key=1),
            charity(200009, "Orphan fund", key=3, linked_charity_number=4),
        ]
    )
    fund = one("200001-1")
    assert fund.parent == one("200001")
    assert fund.identifiers.count() == 1
    assert one("200009-4").parent is None


def test_a_company_that_a_charity_names_is_the_same_body(read):
    company = Organisation.objects.create(ref="OR-2026-900001", name="HOPE LIMITED", source="companies")
    Identifier.objects.create(organisation=company, scheme="GB-COH", number="00445566", is_primary=True)
    read(charity=[charity(200001, "Hope", charity_company_registration_number="00445566")])
    assert one() == company
    assert one().name == "Hope"
    assert list(company.identifiers.filter(is_primary=True).values_list("scheme", flat=True)) == ["GB-CHC"]


def test_two_charities_that_name_one_company_stay_two(read):
    read(
        charity=[
            charity(200001, "One", charity_company_registration_number="445566"),
            charity(200002, "Two", charity_company_registration_number="445566"),
        ]
    )
    assert one("200001") != one("200002")
    assert Identifier.objects.get(scheme="GB-COH").organisation == one("200001")


@pytest.mark.parametrize("stated", ["0", "00000000", "N/A", "none", "12345678901"])
def test_a_company_number_that_is_none_is_left_out(read, stated):
    read(charity=[charity(200001, "One", charity_company_registration_number=stated)])
    assert not Identifier.objects.filter(scheme="GB-COH").exists()


def test_a_stated_number_gives_a_group_no_claim_to_the_charity(read):
    squatter = GroupFactory(name="Not Hope", stated_number="GB-CHC-200001")
    LeadFactory(organisation=squatter)
    read(charity=[charity(200001, "Hope")])
    assert one() != squatter
    assert not one().memberships.exists()


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([108], ("I", "")),
        ([109, 110], ("A", "")),
        ([110, 116], ("A", "A20")),
        ([102, 108], ("", "")),
        ([101], ("", "")),
        ([117, 108], ("", "")),
        ([114], ("", "")),
    ],
)
def test_a_section_is_taken_only_when_the_boxes_agree(read, codes, expected):
    read(
        charity=[charity(200001, "Hope")],
        charity_classification=[*[what(200001, code) for code in codes], how(200001, 306), how(200001, 301)],
    )
    assert (one().icnp_section, one().icnp_group) == expected


def test_a_body_that_only_makes_grants_is_a_grant_maker(read):
    read(charity=[charity(200001, "Hope")], charity_classification=[what(200001, 102), how(200001, 302)])
    assert (one().icnp_section, one().icnp_group) == ("H", "H10")


@pytest.mark.parametrize(
    ("areas", "expected"),
    [
        (["Leeds City"], ("england", "E12000003")),
        (["Leeds City", "Norfolk"], ("england", None)),
        (["Throughout England"], ("england", None)),
        (["Throughout England And Wales"], ("", None)),
        (["Gwynedd", "Conwy"], ("wales", None)),
        (["Gwynedd", "Kent"], ("", None)),
        (["Kenya", "Kent"], ("", None)),
        (["Throughout London"], ("england", "E12000007")),
        ([], ("", None)),
    ],
)
def test_a_place_is_taken_only_when_all_areas_lie_in_it(read, areas, expected):
    read(
        charity=[charity(200001, "Hope")],
        charity_area_of_operation=[area(200001, name) for name in areas],
    )
    assert (one().nation, one().region_id) == expected


def test_one_load_is_one_event(read):
    read(charity=[charity(200001, "Hope"), charity(200002, "Other")])
    (event,) = AuditEvent.objects.filter(verb="register.loaded")
    assert (event.facts["rows"], event.facts["added"]) == (2, 2)


def test_a_load_that_was_cut_off_goes_on(read, monkeypatch):
    from foundation.directory.register import merge, stage

    monkeypatch.setattr(stage, "ROWS_AT_ONCE", 10)
    monkeypatch.setattr(merge, "ROWS_AT_ONCE", 10)
    rows = [charity(200000 + n, f"Charity {n}") for n in range(45)]

    def cut_after(module, name, calls):
        real = getattr(module, name)
        left = [calls]

        def cut(*args, **kwargs):
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            return real(*args, **kwargs)

        return cut

    with monkeypatch.context() as patch:
        patch.setattr(stage._Batch, "write", cut_after(stage._Batch, "write", 2))
        with pytest.raises(KeyboardInterrupt):
            read(charity=rows)
    half = RegisterLoad.objects.get()
    assert (half.state, half.stage, half.position, half.rows) == ("running", "read:0", 20, 20)

    with monkeypatch.context() as patch:
        patch.setattr(merge, "merge_some", cut_after(merge, "merge_some", 3))
        with pytest.raises(KeyboardInterrupt):
            read(charity=rows)
    assert Organisation.objects.count() == 30
    done = read(charity=rows)
    assert (done.pk, done.state, done.rows, done.added) == (half.pk, "finished", 45, 45)
    assert Organisation.objects.count() == 45


def test_a_load_whose_waiting_rows_are_gone_begins_again(read, monkeypatch):
    from foundation.directory.register import merge, stage

    rows = [charity(200000 + n, f"Charity {n}") for n in range(5)]
    with monkeypatch.context() as patch:
        patch.setattr(merge, "merge_some", lambda *args, **kwargs: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            read(charity=rows)
    stage.clear(RegisterLoad.objects.get())
    done = read(charity=rows)
    assert (done.rows, done.added) == (5, 5)
    assert RegisterLoad.objects.count() == 1


def test_a_whole_extract_may_be_one_zip(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in {
            "charity": [charity(200001, "Hope")],
            "charity_classification": [what(200001, 108)],
        }.items():
            archive.writestr(
                f"publicextract.{name}.txt", b"".join(extracts.tab_separated(extracts.TABLES[name], rows))
            )
    load(path=path, source="ccew", watch=Quiet())
    assert one().icnp_section == "I"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("publicextract.charity.zip", b"PK not a zip", "is not a whole zip file"),
        ("publicextract.charity.txt", b"name\tage\r\nx\t1\r\n", "has no column “organisation_number”"),
        ("publicextract.charity.json", b'[{"organisation_number": 1, "registered', "is not whole JSON"),
        ("publicextract.charity.json", b'{"oops": 1', "is not whole JSON"),
        ("readme.pdf", b"x", "holds no .zip, .txt, .csv or .json file"),
        ("other.txt", b"x", "has no table of charity"),
    ],
)
def test_an_extract_that_cannot_be_read_says_why(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable, match=sentence):
        load(path=tmp_path, source="ccew", watch=Quiet())


def test_a_truncated_zip_says_why(tmp_path):
    folder = extracts.extract(tmp_path / "x", charity=[charity(200000 + n, f"C {n}") for n in range(3000)])
    path = folder / "publicextract.charity.zip"
    whole = path.read_bytes()
    path.write_bytes(whole[:200] + b"\xff" * 60 + whole[260:])
    with pytest.raises(Unreadable, match="is damaged"):
        load(path=folder, source="ccew", watch=Quiet())


def test_a_path_that_is_not_there_says_so(tmp_path):
    with pytest.raises(Unreadable, match="There is nothing at"):
        load(path=tmp_path / "gone", source="ccew", watch=Quiet())
