"""The comparison job in Polars, by its streaming engine: polars_job.py DIR|BOOK.xlsx

Reads households.csv and members.csv of a folder, or the sheets `households` and `members` of a workbook (with fastexcel), and prints a
line per commune: code, households, members, the four classes, the twelve deprivations.
"""

import datetime
import sys

import polars as pl
from polars import col

HOUSEHOLD = (
    "household_id commune_code area income_total floor_area wall pillar roof water_source toilet internet tv radio computer phone_device".split()
)
MEMBER = (
    "household_id birth_date works has_contract wants_work disability_allowance elderly_allowance stunted underweight health_insurance "
    "studying school_level highest_education uses_internet".split()
)
BYTES = set(
    "works has_contract wants_work disability_allowance elderly_allowance stunted underweight health_insurance studying uses_internet "
    "internet tv radio computer phone_device".split()
)


def from_csv(folder):
    """Typed, nothing inferred. Days stay text: written year first they compare as days do."""
    types = {name: pl.Int8 for name in BYTES} | {"income_total": pl.Int64, "floor_area": pl.Float64}

    def scan(path):
        with open(path, encoding="utf-8") as file:
            header = file.readline().strip().split(",")
        return pl.scan_csv(path, schema={name: types.get(name, pl.String) for name in header})

    return scan(f"{folder}/households.csv"), scan(f"{folder}/members.csv"), lambda day: pl.lit(day.isoformat())


def from_workbook(path):
    import fastexcel

    book = fastexcel.read_excel(path)
    households = book.load_sheet("households", use_columns=HOUSEHOLD).to_polars().lazy()
    members = book.load_sheet("members", use_columns=MEMBER).to_polars().lazy()
    return households, members.with_columns(col("birth_date").cast(pl.Date)), pl.lit


def job(households, members, day):
    def least(age):
        return col("birth_date") <= day(datetime.date(2025 - age, 10, 1))

    def below(age):
        return col("birth_date") > day(datetime.date(2025 - age, 10, 1))

    def yes(name):
        return col(name) == 1

    def no(name):
        return col(name) == 0

    folded = members.group_by("household_id").agg(
        n=pl.len().cast(pl.Int64),
        dependents=(below(16) | yes("disability_allowance") | yes("elderly_allowance")).sum().cast(pl.Int64),
        d1=(least(16) & below(60) & ((no("works") & yes("wants_work")) | (yes("works") & no("has_contract")))).any(),
        d3=(below(16) & (yes("stunted") | yes("underweight"))).any(),
        d4=(least(6) & no("health_insurance")).any(),
        d5=(
            least(16)
            & below(30)
            & no("studying")
            & (
                col("highest_education").is_in(["none", "primary"])
                | (least(18) & (col("highest_education") == "lower_secondary"))
            )
        ).any(),
        d6=(
            least(3)
            & below(16)
            & (
                no("studying")
                | (least(6) & (col("school_level") == "preschool"))
                | (least(12) & (col("school_level") == "primary"))
            )
        ).any(),
        online=yes("uses_internet").any(),
    )
    weak = (
        col("wall").is_in(["bamboo", "earth", "leaf", "temporary_wood", "other"]).cast(pl.Int8)
        + col("pillar").is_in(["bamboo", "temporary_wood", "other"]).cast(pl.Int8)
        + col("roof").is_in(["thatch", "leaf", "oil_paper", "other"]).cast(pl.Int8)
    )
    urban = col("area") == "urban"
    joined = households.select(HOUSEHOLD).join(folded, on="household_id").select(
        "commune_code",
        "n",
        "d1",
        "d3",
        "d4",
        "d5",
        "d6",
        d2=2 * col("dependents") > col("n"),
        d7=weak >= 2,
        d8=col("floor_area") < 8 * col("n"),
        d9=col("water_source").is_in(["unprotected_well", "unprotected_spring", "river", "other"]),
        d10=col("toilet").is_in(["single_pit", "over_water", "none", "other"]),
        d11=no("internet") & ~col("online"),
        d12=no("tv") & no("radio") & no("computer") & no("phone_device"),
        low=col("income_total") <= pl.when(urban).then(2_000_000).otherwise(1_500_000).cast(pl.Int64) * col("n"),
        up_to_average=col("income_total") <= pl.when(urban).then(3_000_000).otherwise(2_250_000).cast(pl.Int64) * col("n"),
    )
    deprivations = [f"d{i}" for i in range(1, 13)]
    poor = pl.sum_horizontal([col(d).cast(pl.Int8) for d in deprivations]) >= 3
    low, up_to_average = col("low"), col("up_to_average")
    return (
        joined.with_columns(poor=low & poor, near_poor=low & ~poor, average=~low & up_to_average, not_poor=~low & ~up_to_average)
        .group_by("commune_code")
        .agg(pl.len(), col("n").sum(), *(col(c).sum() for c in ["poor", "near_poor", "average", "not_poor", *deprivations]))
        .sort("commune_code")
    )


def main():
    source = sys.argv[1]
    tables = from_workbook(source) if source.endswith(".xlsx") else from_csv(source)
    for row in job(*tables).collect(engine="streaming").rows():
        print(*row, sep=",")


main()
