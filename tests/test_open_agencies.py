"""What a register calls closed is decided once, at the build: 注销 is, 未注销 and 拟注销 are not."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pandas as pd
import pytest
from small_register import AGENCY_COLUMNS
from small_snapshot import write_snapshot

from data.register.derive import derive
from queries.engine import Engine

STATES = {
    "正常": False, "未注销": False, "拟注销": False, "未被吊销": False, "Not closed": False, "未注明": False,
    "注销": True, "已注销": True, "未年检，已注销": True, "吊销": True, "Closed": True,
}
OPEN = sum(not is_closed for is_closed in STATES.values())


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A head office and a branch of it in every state, each head office at a point of its own."""
    reference = write_snapshot(tmp_path_factory.mktemp("states"))
    agencies = pd.DataFrame([
        (f"G{place}", f"机构{place}", status, "专利代理机构", None, "440300", 1, None, 114.0 + place, 22.0, "imported")
        for place, status in enumerate(STATES)
    ], columns=AGENCY_COLUMNS).astype({"established_on": "datetime64[ns]"})
    branches = pd.DataFrame([
        (f"G0-{place}", "G0", "分支", "440300", status, None, "imported") for place, status in enumerate(STATES)
    ] + [("G0-x", "G0", "分支", "440300", "正常", pd.Timestamp("2022-06-30"), "imported")],
        columns=["branch_code", "agency_code", "name", "region_code", "status", "closed_on", "layer"])
    branches["closed_on"] = pd.to_datetime(branches["closed_on"])
    offers = pd.DataFrame([
        ("G0", "专利", "代理"), ("G0", "商标", "代理"), ("G1", "专利", "法律"), ("G6", "专利", "代理"),
    ], columns=["agency_code", "ip_type", "service_form"]).assign(layer="imported")
    with duckdb.connect(str(reference.path)) as connection:
        for table, frame in (("agency", agencies), ("branch", branches), ("service_offer", offers)):
            connection.append(table, frame, by_name=True)
        derive(connection)
        said = connection.sql("select status, is_closed from agency_now").fetchall()
        assert dict(said) == STATES
        of_branches = connection.sql("select branch_code, is_closed from branch_now order by branch_code").fetchall()
        assert sum(not is_closed for _, is_closed in of_branches) == OPEN and len(of_branches) == len(STATES) + 1
        assert dict(of_branches)["G0-x"] is True
        [(counted,)] = connection.sql("select branches from agency_now where agency_code = 'G0'").fetchall()
        assert counted == OPEN
        [(open_agencies,)] = connection.sql("select sum(open_agencies) from register_answer").fetchall()
        assert open_agencies == OPEN
    opened = Engine(reference)
    yield opened
    opened.close()


@pytest.mark.parametrize(("form", "agencies"), [(None, OPEN), ("代理", 1), ("法律", 1), ("培训", 0)])
def test_only_open_agencies_serve_and_of_a_form_those_that_offer_it(
    engine: Engine, form: str | None, agencies: int
) -> None:
    # G0 offers 代理 twice and counts once; G6 offers it too but is closed; G1 未注销 offers 法律.
    assert engine.query("agency/open_points", layer="imported", form=form)["agencies"].sum() == agencies
    assert engine.query("agency/open_points", layer="sample", form=form).empty
