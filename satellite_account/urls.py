"""Pages of the satellite account: one for everybody, and the workbench."""

from django.urls import path, re_path

from foundation.common.references import REFERENCE_PATTERN
from satellite_account.views import (
    checks,
    classifications,
    home,
    pins,
    population,
    prepared,
    progress,
    runs,
    sources,
    tables,
)

app_name = "satellite"

BENCH = "satellite-account/workbench/"
RUN = rf"^{BENCH}runs/(?P<ref>{REFERENCE_PATTERN})/"
TABLE = RUN + r"tables/(?P<code>t[0-9]{1,2})/"
CHECK = RUN + r"checks/(?P<code>[0-9]{1,2}[a-z]?)/"
FRAME = BENCH + "populations/<uuid:key>/"
CODES = BENCH + "classifications/<slug:slug>/"
WALK = BENCH + "crosswalks/<slug:slug>/"
VERSION = "versions/<int:number>/"
COMPARED = VERSION + "compare/<int:other>/"

urlpatterns = [
    path("satellite-account/", home.public, name="public"),
    path(BENCH, home.workbench, name="workbench"),
    path(BENCH + "coverage/", home.coverage, name="coverage"),
    path(BENCH + "datasets/", sources.index, name="datasets"),
    path(BENCH + "datasets/new/", sources.new_dataset, name="new-dataset"),
    path(BENCH + "datasets/<slug:slug>/", sources.dataset, name="dataset"),
    path(BENCH + "datasets/<slug:slug>/load/", sources.new_version, name="new-version"),
    path(BENCH + "layouts/", sources.expected, name="layouts"),
    path(BENCH + "versions/<uuid:key>/", sources.version, name="version"),
    path(BENCH + "versions/<uuid:key>/problems/", sources.problems, name="problems"),
    path(BENCH + "versions/<uuid:key>/progress/", progress.version, name="version-progress"),
    path(BENCH + "versions/<uuid:key>/pins/", pins.pins, name="pins"),
    path(BENCH + "versions/<uuid:key>/pins/let-go/", pins.unpin, name="unpin"),
    path(BENCH + "populations/", population.index, name="frames"),
    path(BENCH + "populations/new/", population.new, name="new-frame"),
    path(FRAME, population.frame, name="frame"),
    path(FRAME + "progress/", progress.frame, name="frame-progress"),
    path(FRAME + "units/<str:unit_id>/", population.unit, name="unit"),
    path(FRAME + "units/<str:unit_id>/decide/", population.decide, name="decide"),
    path(BENCH + "classifications/", classifications.index, name="classifications"),
    path(BENCH + "load-classification/", classifications.load_classification, name="new-classification"),
    path(BENCH + "load-crosswalk/", classifications.load_crosswalk, name="new-crosswalk"),
    path(CODES, classifications.classification, name="classification"),
    path(CODES + "load/", classifications.load_classification, name="load-classification"),
    path(CODES + "aggregate/", classifications.aggregate, name="aggregate"),
    path(CODES + VERSION, classifications.classification, name="classification-version"),
    path(CODES + VERSION + "download/", classifications.classification_csv, name="classification-csv"),
    path(CODES + COMPARED, classifications.compare_classification, name="classification-compare"),
    path(WALK, classifications.crosswalk, name="crosswalk"),
    path(WALK + "load/", classifications.load_crosswalk, name="load-crosswalk"),
    path(WALK + VERSION, classifications.crosswalk, name="crosswalk-version"),
    path(WALK + VERSION + "download/", classifications.crosswalk_csv, name="crosswalk-csv"),
    path(WALK + COMPARED, classifications.compare_crosswalk, name="crosswalk-compare"),
    path(BENCH + "runs/", runs.index, name="runs"),
    path(BENCH + "runs/new/", runs.new, name="new-run"),
    re_path(RUN + "$", runs.run, name="run"),
    re_path(RUN + r"(?P<verb>cancel|resume|repeat)/$", runs.verb, name="run-verb"),
    re_path(RUN + "progress/$", progress.run, name="run-progress"),
    re_path(RUN + "prepared/$", prepared.page, name="prepared"),
    re_path(RUN + "prepared/download/$", prepared.download, name="prepared-csv"),
    re_path(RUN + "balanced/$", pins.balanced, name="balanced"),
    re_path(RUN + "balanced/download/$", pins.download, name="balanced-csv"),
    re_path(RUN + "note/$", runs.note, name="note"),
    re_path(RUN + rf"compare/(?P<other>{REFERENCE_PATTERN})/$", runs.compare, name="compare"),
    re_path(TABLE + "$", tables.table, name="table"),
    re_path(TABLE + "download/$", tables.download, name="table-csv"),
    re_path(TABLE + r"(?P<number>[0-9]{1,7})/$", tables.figure, name="figure"),
    re_path(CHECK + "$", checks.check, name="check"),
    re_path(CHECK + "waive/$", checks.waive, name="waive"),
]
