"""The two example rows of every template; plainly fictitious, and refused by the importer by their mark."""

from __future__ import annotations

EXAMPLES: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "source": (
        {"source_id": "demo-1", "title": "示例统计年鉴2024", "url": "https://example.org/1", "grade": "官方"},
        {"source_id": "demo-2", "title": "示例年报", "grade": "转载"},
    ),
    "stat": (
        {"year": 2023, "region_name": "苏州市", "metric": "专利代理机构", "value": 123, "unit": "家",
         "source": "示例年鉴"},
        {"year": 2023, "region_name": "四川省", "metric": "常住人口", "value": 8368, "unit": "万人",
         "source": "示例年鉴"},
    ),
    "agency": (
        {"agency_code": "99001", "name": "示例机构 000001", "status": "正常", "type": "有限责任公司",
         "established_on": "2015-06-01", "region_name": "苏州市", "address": "示例路1号", "attorneys": 12},
        {"agency_code": "99002", "name": "示例机构 000002", "status": "正常", "type": "合伙",
         "established_on": "2019/3/15", "region_name": "四川省成都市", "attorneys": 3, "credit_grade": "A"},
    ),
    "agency_year": (
        {"agency_code": "99001", "year": 2023, "size_class": "中型", "employees": 60, "attorneys": 12, "revenue": 1800,
         "foreign_related": "是"},
        {"agency_code": "99002", "year": 2023, "size_class": "小型", "employees": 8, "attorneys": 3, "revenue": 210.5,
         "foreign_related": "否"},
    ),
    "branch": (
        {"agency_code": "99001", "branch_code": "99001.1", "name": "示例机构 000001 无锡分所", "status": "正常",
         "established_on": "2018-01-08", "region_name": "无锡市"},
        {"agency_code": "99001", "branch_code": "99001.2", "name": "示例机构 000001 合肥分所", "status": "注销",
         "established_on": "2018-01-08", "closed_on": "2022-12-31", "region_name": "合肥市"},
    ),
    "service_offer": (
        {"agency_code": "99001", "ip_type": "专利", "service_form": "代理", "first_year": 2015},
        {"agency_code": "99001", "ip_type": "商标", "service_form": "咨询"},
    ),
    "cluster": (
        {"cluster_id": "demo-a01", "name_zh": "示例集聚区 A01", "name_en": "Example cluster A01",
         "region_name": "苏州市", "pilot_year": 2020, "status": "试验区"},
        {"cluster_id": "demo-a02", "name_zh": "示例集聚区 A02", "region_name": "成都市", "pilot_year": 2015,
         "demonstration_year": 2019, "status": "示范区"},
    ),
    "cluster_year": (
        {"cluster_id": "demo-a01", "year": 2023, "metric": "知识产权服务机构", "value": 320, "unit": "家"},
        {"cluster_id": "demo-a01", "year": 2023, "metric": "从业人员", "value": 0.6, "unit": "万人"},
    ),
    "cluster_target": (
        {"cluster_id": "demo-a01", "year": 2025, "metric": "知识产权服务机构", "value": 400, "unit": "家"},
        {"cluster_id": "demo-a02", "year": 2025, "metric": "知识产权服务机构", "value": 260, "unit": "家"},
    ),
    "cluster_event": (
        {"cluster_id": "demo-a01", "year": 2020, "month": 6, "kind": "批准", "text_zh": "获批试验区（示例）",
         "text_en": "Approved as a pilot zone (example)", "source": "示例通知"},
        {"cluster_id": "demo-a01", "year": 2022, "kind": "平台", "text_zh": "公共服务平台启用（示例）",
         "text_en": "Public service platform opened (example)", "source": "示例通知"},
    ),
    "cluster_member": (
        {"cluster_id": "demo-a01", "agency_code": "99001", "joined_year": 2018},
        {"cluster_id": "demo-a01", "agency_code": "99002", "joined_year": 2019, "left_year": 2022},
    ),
    "assistance_pair": (
        {"helper_name": "江苏省", "assisted_region": "青海省", "year": 2025, "source": "示例协议"},
        {"helper_name": "江苏省", "assisted_region": "新疆", "assisted_name": "新疆生产建设兵团", "year": 2025,
         "source": "示例协议"},
    ),
    "joint_project": (
        {"region_name": "江苏省", "partner_name": "青海省", "year": 2023, "kind": "人才培训", "projects": 4,
         "source": "示例统计"},
        {"region_name": "江苏省", "partner_name": "江苏省", "year": 2023, "kind": "人才培训", "projects": 25,
         "source": "示例统计", "note": "两个地区相同：本省独自开展的项目"},
    ),
}  # fmt: skip
