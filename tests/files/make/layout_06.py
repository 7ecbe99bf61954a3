"""Layout 6: what KoboToolbox, ODK Central and Survey Solutions export."""

from common import one_zero
from data import HOUSEHOLDS, MEANS
from model import Reading, Sheet, extra, file, h, header, household_rows, m, member_rows
from writers import CALC, HAND, OPENPYXL, RUST, SHEETJS, by_sheetjs, csv_plain, zip_of

WHEN = "2025-10-01T08:{:02}:00.000+07:00"


def uuid(household):
    return f"00000000-0000-4000-8000-0000000000{household['household_id'][1:]}"


def place(household):
    return HOUSEHOLDS.index(household) + 1


def text(value, household=None, member=None):
    return None if value is None else str(int(value) if isinstance(value, bool) else value)


def kobo_tail():
    return [
        extra("_id", lambda v, hh, mm: str(410_000_000 + place(hh))), extra("_uuid", lambda v, hh, mm: uuid(hh)),
        extra("_submission_time", lambda v, hh, mm: WHEN.format(place(hh))), extra("_validation_status"), extra("_notes"),
        extra("_status", lambda v, hh, mm: "submitted_via_web"), extra("_submitted_by", lambda v, hh, mm: "ra_soat"),
        extra("__version__", lambda v, hh, mm: "vKobo1"), extra("_tags"), extra("_index", lambda v, hh, mm: str(place(hh))),
    ]


def kobo_repeat_tail(table, counter):
    def index(value, household, member):
        counter[0] += 1
        return str(counter[0])

    return [
        extra("_index", index), extra("_parent_table_name", lambda v, hh, mm: table),
        extra("_parent_index", lambda v, hh, mm: str(place(hh))), extra("_submission__id", lambda v, hh, mm: str(410_000_000 + place(hh))),
        extra("_submission__uuid", lambda v, hh, mm: uuid(hh)), extra("_submission__submission_time", lambda v, hh, mm: WHEN.format(place(hh))),
        extra("_submission__submitted_by", lambda v, hh, mm: "ra_soat"),
    ]


def kobo(names, own_id):
    """Columns of the form's sheet and of the repeat's: names with group prefixes, or labels."""
    def pick(name, label):
        return name if names else label

    household = [
        extra("start", lambda v, hh, mm: WHEN.format(place(hh))), extra("end", lambda v, hh, mm: WHEN.format(place(hh) + 10)),
        h("commune", pick("dia_ban/commune", "Xã")), h("village", pick("dia_ban/village", "Thôn/Bản")),
        h("area", pick("dia_ban/area", "Khu vực"), text if names else None),
        h("head_name", pick("ho/head_name", "Họ và tên chủ hộ")), h("persons", pick("ho/persons", "Số nhân khẩu"), text),
        h("income_month", pick("ho/thu_nhap/income_month", "Tổng thu nhập tháng"), text),
        h("floor_area", pick("ho/nha_o/floor_area", "Diện tích nhà ở (m2)"), text),
        h("water_source", pick("ho/nha_o/water_source", "Nguồn nước"), text if names else None),
        h("review_date", pick("ho/review_date", "Ngày rà soát"), text),
    ]
    if names:
        joined = extra("ho/phuong_tien", lambda v, hh, mm: " ".join(field for field in MEANS if hh[field]) or None)
        household += [joined, *(h(field, f"ho/phuong_tien/{field}", text) for field in MEANS)]
    if own_id:
        household.insert(2, h("household_id", pick("dia_ban/household_id", "Mã hộ")))
    member = [
        m("name", pick("members/name", "Họ và tên")), m("sex", pick("members/sex", "Giới tính"), text if names else None),
        m("birth_date", pick("members/birth_date", "Ngày sinh"), text if names else None),
        m("insured", pick("members/insured", "Có thẻ BHYT"), text if names else None),
        m("attending_level", pick("members/hoc/attending_level", "Đang học cấp/lớp"), text if names else None),
    ]
    if not names:
        member.insert(0, m("member_no", "STT thành viên", text))
    return household, member


@file("06-kobo-names.xlsx", OPENPYXL)
def kobo_names():
    """KoboToolbox with names as headers (`group/sub/name`), every cell text, members in a repeat's sheet joined by
    `_parent_index`; no household id of its own"""
    household, member = kobo(True, False)
    households, members = [*household, *kobo_tail()], [*member, *kobo_repeat_tail("ra_soat", [0])]
    sheets = [Sheet("ra_soat", header(households) + household_rows(households)), Sheet("members", header(members) + member_rows(members))]
    return sheets, Reading({"header": 2}).households(household).members(member, key="#")


@file("06-kobo-labels.xlsx", RUST)
def kobo_labels():
    """KoboToolbox with labels as headers and its own "Mã hộ", which is the household's id; the join is by `_index` and
    `_parent_index`"""
    household, member = kobo(False, True)
    households, members = [*household, *kobo_tail()], [*member, *kobo_repeat_tail("Rà soát hộ", [0])]
    sheets = [Sheet("Rà soát hộ", header(households) + household_rows(households)), Sheet("thanh_vien", header(members) + member_rows(members))]
    return sheets, Reading({"header": 2}).households(household).members(member)


@file("06-kobo-nested.ods", CALC)
def kobo_nested():
    """A repeat inside the repeat (work of each member, joined to the member) passes by; saved again by LibreOffice"""
    household, member = kobo(True, True)
    households, members = [*household, *kobo_tail()], [*member, *kobo_repeat_tail("ra_soat", [0])]
    work, row = [["viec/ten_viec", "viec/so_gio", "_index", "_parent_table_name", "_parent_index", "_submission__uuid"]], 0
    for hh in HOUSEHOLDS:
        for mm in hh["members"]:
            row += 1
            if mm["works"]:
                work += [[f"việc {n}", str(20 * n), str(len(work)), "members", str(row), uuid(hh)] for n in (1, 2)]
    sheets = [
        Sheet("ra_soat", header(households) + household_rows(households)), Sheet("members", header(members) + member_rows(members)),
        Sheet("viec", work),
    ]
    return sheets, Reading({"header": 2}).households(household).members(member)


def central_columns():
    household = [
        extra("SubmissionDate", lambda v, hh, mm: WHEN.format(place(hh))), h("household_id", "dia_ban-household_id"),
        h("commune", "dia_ban-commune"), h("village", "dia_ban-village"), h("head_name", "ho-head_name"), h("persons", "ho-persons"),
        h("income_person_month", "ho-income_person_month"), h("roof", "ho-nha_o-roof", text), h("internet", "ho-internet", one_zero),
        extra("meta-instanceID", lambda v, hh, mm: f"uuid:{uuid(hh)}"), extra("KEY", lambda v, hh, mm: f"uuid:{uuid(hh)}"),
        extra("SubmitterID", lambda v, hh, mm: 12), extra("SubmitterName", lambda v, hh, mm: "rà soát"), extra("AttachmentsPresent", lambda *_: 0),
        extra("Status"), extra("ReviewState"), extra("DeviceID"), extra("Edits", lambda *_: 0), extra("FormVersion", lambda *_: 1),
    ]
    member = [
        m("name", "name"), m("sex", "sex", text), m("birth_date", "birth_date", text), m("relation", "relation", text),
        m("insured", "insured", one_zero), extra("PARENT_KEY", lambda v, hh, mm: f"uuid:{uuid(hh)}"),
        extra("KEY", lambda v, hh, mm: f"uuid:{uuid(hh)}/members[{mm['member_no']}]"),
    ]
    return household, member


def central():
    household, member = central_columns()
    files = {
        "ra_soat.csv": csv_plain(header(household) + household_rows(household)),
        "ra_soat-members.csv": csv_plain(header(member) + member_rows(member)),
    }
    return files, Reading({"header": 2}).households(household).members(member)


@file("06-odk-central.csv.zip", HAND)
def odk_zip():
    """The zip of ODK Central: a csv of the form and one of its repeat, joined by `KEY` and `PARENT_KEY`; groups before a
    dash"""
    files, reading = central()
    return zip_of(files), reading


@file("06-odk-central-unpacked/", HAND)
def odk_unpacked():
    """The same unpacked into a folder, with the empty folder-like `media` left out"""
    return central()


MISSING = "-999999999"


def survey_solutions():
    def asked(value, household, member):
        return MISSING if value is None else int(value)

    sex = {"male": 1, "female": 2}
    household = [
        extra("interview__key", lambda v, hh, mm: f"10-20-30-{hh['household_id'][1:]}"), extra("interview__id", lambda v, hh, mm: uuid(hh).replace("-", "")),
        h("commune", "commune"), h("village", "village"), h("head_name", "head_name"), h("persons", "hhsize"), h("income_month", "income_month"),
        h("floor_area", "floor_area"), h("internet", "internet", one_zero), extra("ssSys_IRnd", lambda v, hh, mm: f"0.{place(hh)}5"),
        extra("has__errors", lambda *_: 0), extra("interview__status", lambda *_: 120), extra("assignment__id", lambda *_: 7),
    ]
    member = [
        extra("interview__key", lambda v, hh, mm: f"10-20-30-{hh['household_id'][1:]}"), extra("interview__id", lambda v, hh, mm: uuid(hh).replace("-", "")),
        m("member_no", "members__id"), m("name", "name"), m("sex", "sex", lambda v, *_: sex[v]), m("birth_year", "birth_year"),
        m("works", "works", asked), m("has_contract", "has_contract", asked),
        m("highest_education", "highest_education", lambda v, *_: v or "##N/A##"),
    ]
    actions = [["interview__key", "interview__id", "action", "originator", "role", "date"]]
    actions += [[f"10-20-30-{hh['household_id'][1:]}", uuid(hh).replace("-", ""), 12, "ra_soat", 1, "2025-10-01"] for hh in HOUSEHOLDS]

    def tab(rows):
        return ("\ufeff" + "".join("\t".join("" if c is None else str(c) for c in row) + "\r\n" for row in rows)).encode()

    files = {
        "ra_soat.tab": tab(header(household) + household_rows(household)), "members.tab": tab(header(member) + member_rows(member)),
        "interview__actions.tab": tab(actions),
    }
    return files, Reading({"header": 2}).households(household).members(member, key="#")


@file("06-survey-solutions/", HAND)
def survey_solutions_folder():
    """Survey Solutions: a tab file of interviews, one of the roster (`interview__id`, `members__id`), one of actions that
    holds no household; -999999999 and ##N/A## for no answer"""
    return survey_solutions()


@file("06-survey-solutions.zip", HAND)
def survey_solutions_zip():
    """The same as the zip that the server gives"""
    files, reading = survey_solutions()
    return zip_of(files), reading


@file("06-kobo-uuid.xlsx", SHEETJS)
def kobo_uuid():
    """KoboToolbox without the columns of places: `_uuid` and `_submission__uuid` alone join members to their household"""
    household, member = kobo(True, False)
    households = [*household, *(c for c in kobo_tail() if c.header in ("_uuid", "_submission_time", "_status"))]
    members = [*member, *(c for c in kobo_repeat_tail("ra_soat", [0]) if c.header.startswith("_submission__") and c.header != "_submission__id")]
    sheets = [Sheet("ra_soat", header(households) + household_rows(households)), Sheet("members", header(members) + member_rows(members))]
    return by_sheetjs([("x", sheets, "xlsx")])["x"], Reading({"header": 2}).households(household).members(member, key="#")


@file("06-odk-central-sheets.xlsx", OPENPYXL)
def odk_sheets():
    """The tables of ODK Central as sheets of one workbook, joined by `KEY` and `PARENT_KEY`"""
    household, member = central_columns()
    sheets = [Sheet("ra_soat", header(household) + household_rows(household)), Sheet("ra_soat-members", header(member) + member_rows(member))]
    return sheets, Reading({"header": 2}).households(household).members(member)


@file("06-survey-solutions-nested/", HAND)
def survey_solutions_nested():
    """Survey Solutions with a roster in the roster (`members__id`, `jobs__id`), which passes by"""
    files, reading = survey_solutions()
    jobs = [["interview__key", "interview__id", "members__id", "jobs__id", "job", "hours"]]
    for hh in HOUSEHOLDS:
        for mm in hh["members"]:
            if mm["works"]:
                key = [f"10-20-30-{hh['household_id'][1:]}", uuid(hh).replace("-", ""), mm["member_no"]]
                jobs += [[*key, n, f"việc {n}", 20 * n] for n in (1, 2)]
    text = "".join("\t".join(map(str, row)) + "\r\n" for row in jobs)
    return files | {"jobs.tab": ("\ufeff" + text).encode()}, reading
