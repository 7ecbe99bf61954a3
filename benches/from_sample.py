"""from_sample.py SAMPLE DIR: a survey of `rasoat sample --headers id --missing 0`, in the columns and words of the comparison's survey.

The comparison's queries read one fixed layout. Answers that the sample asks nobody are told as a program would write them: 0, or `none`
for a school. A birth date known by its year alone becomes the middle of that year, one after the day of the ages that day.
"""

import csv
import os
import sys

HOUSEHOLD = (
    "household_id,survey_date,province_code,province,district,commune_code,commune,village,area,ethnicity,head_name,phone,"
    "household_size,income_total,income_agri,income_wage,land_area,floor_area,wall,pillar,roof,water_source,toilet,lighting,"
    "cooking_fuel,internet,tv,radio,computer,phone_device,interviewer,remarks"
).split(",")
MEMBER = (
    "household_id,member_no,full_name,sex,birth_date,relation,ethnicity,citizen_id,marital_status,works,job_type,has_contract,"
    "wants_work,disability_allowance,elderly_allowance,stunted,underweight,health_insurance,studying,school_level,highest_education,"
    "uses_internet"
).split(",")
AGES_ON = "2025-10-01"
WALL = {"poor_wood": "temporary_wood", "wattle": "other"}
PILLAR = {"poor_wood": "temporary_wood", "concrete": "reinforced_concrete"}
ROOF = {"steel": "tile", "brick": "tile", "straw": "thatch", "tar_paper": "oil_paper"}
WATER = {"piped": "tap_private", "tanker": "other"}
TOILET = {
    "septic": "flush_septic",
    "semi_septic": "flush_septic",
    "pour_flush": "flush_sewer",
    "two_compartment": "double_vault",
    "slab_pit": "double_vault",
    "open_pit": "single_pit",
}
TERTIARY = {name: "tertiary" for name in ("elementary_vocational", "intermediate_vocational", "college", "university", "on_the_job")}
VOCATIONAL = {name: "vocational" for name in ("elementary_vocational", "intermediate_vocational", "college")}


def household(row, communes):
    income = int(row["income_month"])
    code = communes.setdefault(row["commune"], f"{len(communes) + 1:05}")
    means = lambda *names: "1" if any(row[name] == "1" for name in names) else "0"
    return {
        **row,
        "survey_date": row["review_date"],
        "province_code": "14",
        "commune_code": code,
        "phone": f"09{int(code):08}",
        "household_size": row["persons"],
        "income_total": income,
        "income_agri": income // 3,
        "income_wage": income - income // 3,
        "land_area": 1000,
        "wall": WALL.get(row["wall"], row["wall"]),
        "pillar": PILLAR.get(row["pillar"], row["pillar"]),
        "roof": ROOF.get(row["roof"], row["roof"]),
        "water_source": WATER.get(row["water_source"], row["water_source"]),
        "toilet": TOILET.get(row["toilet"], row["toilet"]),
        "lighting": "grid",
        "cooking_fuel": "wood",
        "tv": row["television"],
        "computer": means("desktop", "laptop", "tablet"),
        "phone_device": means("telephone", "smartphone"),
        "interviewer": "DT0001",
        "remarks": "",
    }


def member(row, online):
    born = row["birth_date"]
    born = min({4: f"{born}-07-01", 7: f"{born}-15"}.get(len(born), born), AGES_ON)
    old = born < "1965-10-02"
    allowance = row["monthly_allowance"]
    return {
        **row,
        "full_name": row["name"],
        "sex": row["sex"][0].upper(),
        "birth_date": born,
        "citizen_id": f"0{int(row['household_id'].replace('-', '')) % 10**9:09}{int(row['member_no']):02}",
        "marital_status": "single",
        "works": row["works"] or "0",
        "job_type": {"1": "wage", "0": "farm"}.get(row["wage_worker"], "") if row["works"] == "1" else "",
        "wants_work": row["wants_work"] or "0",
        "disability_allowance": "0" if old else allowance,
        "elderly_allowance": allowance if old else "0",
        "stunted": row["stunted"] or "0",
        "underweight": row["underweight"] or "0",
        "health_insurance": row["insured"],
        "studying": row["attending"],
        "school_level": TERTIARY.get(row["attending_level"], row["attending_level"]),
        "highest_education": VOCATIONAL.get(row["highest_education"], row["highest_education"]) or "none",
        # The sample asks the household alone. Half of those without a connection get a member that is online elsewhere.
        "uses_internet": "1" if row["member_no"] == "1" and online[row["household_id"]] else "0",
    }


def rewrite(source, target, columns, change):
    with open(source, encoding="utf-8-sig", newline="") as rows, open(target, "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(row) for row in csv.DictReader(rows))


def main():
    sample, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    communes, online = {}, {}

    def of_household(row):
        online[row["household_id"]] = row["internet"] == "1" or len(online) % 2 == 0
        return household(row, communes)

    rewrite(f"{sample}/households.csv", f"{folder}/households.csv", HOUSEHOLD, of_household)
    rewrite(f"{sample}/members.csv", f"{folder}/members.csv", MEMBER, lambda row: member(row, online))


main()
