"""The made-up survey that every file of the corpus shows a part of: 6 households in 3 villages of 2 communes, 18 people.

Nobody here exists; the names say so ("Thử" a trial, "Bịa" invented, "Mẫu" a sample, "Giả" false, "Nháp" a draft).
Values are canonical: yes and no as True and False, answers by their code in rules/codebook.toml, dates in ISO form (a
month or a year alone where no more is known), unknown as None.
"""

import copy
import datetime
from decimal import Decimal

COMMUNES = ["Chiềng Hặc", "Yên Sơn"]
DEPRIVATIONS = [
    "employment", "dependents", "nutrition", "health_insurance", "adult_education", "child_schooling",
    "housing_quality", "housing_area", "water", "toilet_deprived", "telecom", "information_means",
]
CAUSES = [
    "cause_land", "cause_capital", "cause_labour", "cause_tools", "cause_knowledge", "cause_skills", "cause_illness",
    "cause_other",
]
NEEDS = ["need_health", "need_education", "need_production", "need_credit", "need_housing", "need_other"]
MEANS = ["television", "radio", "desktop", "telephone", "laptop", "tablet", "smartphone"]

HOUSEHOLD_FIELDS = [
    "household_id", "household_no", "commune", "village", "head_name", "head_sex", "head_birth_year", "ethnicity",
    "area", "zone", "income_month", "wall", "pillar", "roof", "floor_area", "water_source", "toilet", "internet",
    "farming", "merit", "b1", "b2", "class_recorded", "class_previous", "review_date",
]
HOUSEHOLD_ROWS = [
    ("H01", 1, "Chiềng Hặc", "Bản Huổi Pù", "Lò Văn Thử", "male", 1980, "Thái", "rural", "3", 4_200_000,
     "brick", "concrete", "steel", Decimal("45.5"), "protected_spring", "two_compartment", True,
     True, False, 95, 20, "poor", "poor", "2025-10-01"),
    ("H02", 2, "Chiềng Hặc", "Bản Huổi Pù", "Quàng Thị Mẫu", "female", 1958, "Thái", "rural", "3", 2_100_000,
     "poor_wood", "poor_wood", "leaf", Decimal("32"), "unprotected_spring", "open_pit", False,
     True, False, 80, 40, "poor", "poor", "2025-10-01"),
    ("H03", 1, "Chiềng Hặc", "Bản Nà Bịa", "Mùa A Giả", "male", 1991, "Mông", "rural", "3", 3_000_000,
     "earth", "bamboo", "straw", Decimal("27.25"), "river", "none", False,
     True, False, 70, 50, "poor", "near_poor", "2025-10-02"),
    ("H04", 2, "Chiềng Hặc", "Bản Nà Bịa", "Hà Văn Nháp", "male", 1975, "Thái", "rural", "3", 7_800_000,
     "brick", "durable_wood", "concrete", Decimal("78"), "piped", "septic", True,
     False, True, 150, 10, "near_poor", "near_poor", "2025-10-02"),
    ("H05", 1, "Yên Sơn", "Bản Khau Thử", "Nguyễn Văn Ví Dụ", "male", 1969, "Kinh", "rural", "2", 9_600_000,
     "concrete", "concrete", "concrete", Decimal("120"), "drilled_well", "semi_septic", True,
     False, False, 180, 0, "non_poor", "near_poor", "2025-10-05"),
    ("H06", 2, "Yên Sơn", "Bản Khau Thử", "Đặng Thị Bịa", "female", 1987, "Dao", "rural", "2", 2_400_000,
     "wattle", "poor_wood", "durable", Decimal("30"), "rain", "slab_pit", False,
     True, False, 110, 30, "poor", "non_poor", "2025-10-05"),
]
# Twelve marks a household, in the order of DEPRIVATIONS; then causes, needs and means of information in theirs.
MARKS = {
    "H01": ("x...x...x...", ".x......", "..x...", "x.....x"),
    "H02": (".x.xx.xxxxxx", "..x...x.", "x...x.", ".x....."),
    "H03": ("x.x..xxxxxxx", "xx..xx..", ".xxx..", "......."),
    "H04": ("....x.......", "....x...", "...x..", "x..x.xx"),
    "H05": ("............", ".......x", ".....x", "x.x.x.x"),
    "H06": ("x..x..x...x.", ".x.x....", "..x.x.", "......x"),
}

MEMBER_FIELDS = [
    "member_no", "name", "sex", "relation", "birth_date", "works", "wage_worker", "has_contract", "monthly_allowance",
    "disabled", "insured", "attending", "attending_level", "highest_education", "ethnicity",
]
T, F = True, False
MEMBER_ROWS = {
    "H01": [
        (1, "Lò Văn Thử", "male", "head", "1980-02-01", T, F, None, F, F, T, F, None, "lower_secondary", "Thái"),
        (2, "Lò Thị Bịa", "female", "spouse", "1983-03", T, F, None, F, F, T, F, None, "primary", "Thái"),
        (3, "Lò Văn Mẫu", "male", "child", "2009-05-06", F, None, None, F, F, T, T, "upper_secondary", "lower_secondary", "Thái"),
        (4, "Lò Thị Giả", "female", "child", "2014-11-20", None, None, None, F, F, T, T, "primary", None, "Thái"),
    ],
    "H02": [
        (1, "Quàng Thị Mẫu", "female", "head", "1958", F, None, None, T, F, F, F, None, "none", "Thái"),
        (2, "Quàng Văn Nháp", "male", "child", "1990-07-15", T, T, F, F, T, T, F, None, "primary", "Thái"),
        (3, "Quàng Văn Thử", "male", "other", "2016-01-31", None, None, None, F, F, F, F, None, None, "Thái"),
    ],
    "H03": [
        (1, "Mùa A Giả", "male", "head", "1991-04-12", T, F, None, F, F, T, F, None, "none", "Mông"),
        (2, "Giàng Thị Nháp", "female", "spouse", "1993-12-02", F, None, None, F, F, T, F, None, "none", "Mông"),
        (3, "Mùa Thị Ví Dụ", "female", "child", "2020-08-08", None, None, None, F, F, T, T, "preschool", None, "Mông"),
    ],
    "H04": [
        (1, "Hà Văn Nháp", "male", "head", "1975-09-09", T, T, T, F, F, T, F, None, "upper_secondary", "Thái"),
        (2, "Hoàng Thị Thử", "female", "spouse", "1978-10", T, F, None, F, F, T, F, None, "lower_secondary", "Thái"),
        (3, "Hà Thị Mẫu", "female", "child", "2004-06-30", F, None, None, F, F, F, T, "college", "upper_secondary", "Thái"),
    ],
    "H05": [
        (1, "Nguyễn Văn Ví Dụ", "male", "head", "1969-01-05", T, T, T, F, F, T, F, None, "university", "Kinh"),
        (2, "Trần Thị Giả", "female", "spouse", "1972-02-29", T, T, T, F, F, T, F, None, "college", "Kinh"),
        (3, "Nguyễn Thị Thử", "female", "parent", "1944", None, None, None, T, F, T, F, None, "primary", "Kinh"),
    ],
    "H06": [
        (1, "Đặng Thị Bịa", "female", "head", "1987-03-17", T, T, F, F, F, F, F, None, "primary", "Dao"),
        (2, "Đặng Văn Giả", "male", "child", "2012-12-24", None, None, None, F, F, T, T, "lower_secondary", "primary", "Dao"),
    ],
}


def _households():
    households = []
    for row in HOUSEHOLD_ROWS:
        household = dict(zip(HOUSEHOLD_FIELDS, row, strict=True))
        for fields, marks in zip([DEPRIVATIONS, CAUSES, NEEDS, MEANS], MARKS[row[0]], strict=True):
            household |= {field: mark == "x" for field, mark in zip(fields, marks, strict=True)}
        household["members"] = [dict(zip(MEMBER_FIELDS, member, strict=True)) for member in MEMBER_ROWS[row[0]]]
        for member in household["members"]:
            member["household_id"] = household["household_id"]
            member["birth_year"] = int(member["birth_date"][:4])
            male = member["sex"] == "male"
            member["birth_year_male"] = member["birth_year"] if male else None
            member["birth_year_female"] = None if male else member["birth_year"]
        household["persons"] = len(household["members"])
        household["income_person_month"] = household["income_month"] // household["persons"]
        household["income_year"] = household["income_month"] * 12
        household["province"] = "Sơn La"
        household["district"] = "Yên Châu"
        households.append(household)
    return households


HOUSEHOLDS = _households()
MEMBERS = [member for household in HOUSEHOLDS for member in household["members"]]
assert all(h["income_month"] % h["persons"] == 0 for h in HOUSEHOLDS), "incomes divide evenly"


def of_commune(commune):
    return [household for household in HOUSEHOLDS if household["commune"] == commune]


def of_village(village):
    return [household for household in HOUSEHOLDS if household["village"] == village]


VILLAGES = list(dict.fromkeys(household["village"] for household in HOUSEHOLDS))

# How each answer is said in Vietnamese where a file does nothing special.
WORDS = {
    "area": {"rural": "Nông thôn", "urban": "Thành thị"},
    "zone": {"1": "Khu vực I", "2": "Khu vực II", "3": "Khu vực III"},
    "sex": {"male": "Nam", "female": "Nữ"},
    "relation": {"head": "Chủ hộ", "spouse": "Vợ/chồng", "child": "Con", "parent": "Bố/mẹ", "other": "Khác"},
    "class": {"poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo", "non_poor": "Hộ không nghèo"},
    "material": {
        "concrete": "Bê tông", "brick": "Gạch", "steel": "Thép", "durable_wood": "Gỗ bền chắc", "durable": "Bền chắc",
        "poor_wood": "Gỗ tạp", "bamboo": "Tre", "earth": "Đất", "wattle": "Vách", "leaf": "Lá", "straw": "Rơm",
    },
    "water_source": {
        "piped": "Nước máy", "drilled_well": "Giếng khoan", "protected_spring": "Khe/mó được bảo vệ",
        "rain": "Nước mưa", "unprotected_spring": "Khe/mó không bảo vệ", "river": "Sông/suối/hồ/ao",
    },
    "toilet": {
        "septic": "Tự hoại", "semi_septic": "Bán tự hoại", "slab_pit": "Đào có bệ ngồi", "two_compartment": "Hai ngăn",
        "open_pit": "Hố đào không bệ", "none": "Không có",
    },
    "level": {
        "preschool": "Mầm non", "primary": "Tiểu học", "lower_secondary": "THCS", "upper_secondary": "THPT",
        "college": "Cao đẳng", "university": "Đại học", "none": "Không bằng cấp",
    },
}
WORDS["head_sex"] = WORDS["sex"]
WORDS["class_recorded"] = WORDS["class_previous"] = WORDS["class"]
WORDS["wall"] = WORDS["pillar"] = WORDS["roof"] = WORDS["material"]
WORDS["attending_level"] = WORDS["highest_education"] = WORDS["level"]
DATES = {"birth_date", "review_date"}


def words(field, value):
    """A value as an officer would type it: a text, a number, or None for a blank cell."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "có" if value else "không"
    if field in DATES:
        return "/".join(reversed(value.split("-")))
    if field in WORDS:
        return WORDS[field][value]
    return value


def excel_date(value):
    """A whole date for a date cell; a month or a year alone stays text."""
    return datetime.date.fromisoformat(value) if value and len(value) == 10 else words("birth_date", value)


def canonical(value):
    """A value as the `.expected` files say it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def with_ids(ids):
    """The survey with other household ids, in order."""
    households = copy.deepcopy(HOUSEHOLDS)
    for household, new in zip(households, ids, strict=True):
        household["household_id"] = new
        for member in household["members"]:
            member["household_id"] = new
    return households
