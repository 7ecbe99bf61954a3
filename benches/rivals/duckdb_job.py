"""The comparison job in DuckDB: duckdb_job.py DIR

Reads DIR/households.csv and DIR/members.csv and prints a line per commune: code, households, members, the four classes, the twelve
deprivations. Nothing is sniffed: every column has its type.
"""

import sys

import duckdb

BYTES = set(
    "works has_contract wants_work disability_allowance elderly_allowance stunted underweight health_insurance studying uses_internet "
    "internet tv radio computer phone_device".split()
)
TYPES = {"birth_date": "DATE", "income_total": "BIGINT", "floor_area": "DECIMAL(9, 2)"}


def table(path):
    """The csv file as DuckDB's table function, with its columns in their order."""
    with open(path, encoding="utf-8") as file:
        header = file.readline().strip().split(",")
    columns = ", ".join(f"'{c}': '{TYPES.get(c, 'UTINYINT' if c in BYTES else 'VARCHAR')}'" for c in header)
    return (
        f"read_csv('{path}', header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
        f"new_line = '\\n', columns = {{{columns}}})"
    )


def age(least=None, below=None):
    """Whether a member has completed `least` years on 1 October 2025 and not yet `below`."""
    parts = []
    if least is not None:
        parts.append(f"birth_date <= DATE '{2025 - least}-10-01'")
    if below is not None:
        parts.append(f"birth_date > DATE '{2025 - below}-10-01'")
    return " AND ".join(parts)


# Per household, whether a member fits. As numbers: max() of them is quicker than bool_or() here.
ANY = {
    "d1": f"{age(16, 60)} AND ((works = 0 AND wants_work = 1) OR (works = 1 AND has_contract = 0))",
    "d3": f"{age(below=16)} AND (stunted = 1 OR underweight = 1)",
    "d4": f"{age(6)} AND health_insurance = 0",
    "d5": f"{age(16, 30)} AND studying = 0 AND (highest_education IN ('none', 'primary') "
    f"OR ({age(18)} AND highest_education = 'lower_secondary'))",
    "d6": f"{age(3, 16)} AND (studying = 0 OR ({age(6)} AND school_level = 'preschool') OR ({age(12)} AND school_level = 'primary'))",
    "online": "uses_internet = 1",
}
DEPENDENT = f"{age(below=16)} OR disability_allowance = 1 OR elderly_allowance = 1"


def flag(condition):
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def query(folder):
    folded = ", ".join(f"max({flag(condition)}) AS {name}" for name, condition in ANY.items())
    weak = " + ".join(
        flag(f"{part} IN ({codes})")
        for part, codes in {
            "wall": "'bamboo', 'earth', 'leaf', 'temporary_wood', 'other'",
            "pillar": "'bamboo', 'temporary_wood', 'other'",
            "roof": "'thatch', 'leaf', 'oil_paper', 'other'",
        }.items()
    )
    deprivations = [f"d{i}" for i in range(1, 13)]
    return f"""
WITH folded AS (
  SELECT household_id, count(*) AS n, sum({flag(DEPENDENT)}) AS dependents, {folded}
  FROM {table(folder + "/members.csv")}
  GROUP BY household_id
),
joined AS (
  SELECT commune_code, n, d1, {flag("2 * dependents > n")} AS d2, d3, d4, d5, d6,
    {flag(f"{weak} >= 2")} AS d7,
    {flag("floor_area < 8 * n")} AS d8,
    {flag("water_source IN ('unprotected_well', 'unprotected_spring', 'river', 'other')")} AS d9,
    {flag("toilet IN ('single_pit', 'over_water', 'none', 'other')")} AS d10,
    {flag("internet = 0 AND online = 0")} AS d11,
    {flag("tv = 0 AND radio = 0 AND computer = 0 AND phone_device = 0")} AS d12,
    income_total <= n * CASE WHEN area = 'urban' THEN 2000000 ELSE 1500000 END AS low,
    income_total <= n * CASE WHEN area = 'urban' THEN 3000000 ELSE 2250000 END AS up_to_average
  FROM {table(folder + "/households.csv")} JOIN folded USING (household_id)
),
counted AS (SELECT *, {" + ".join(deprivations)} AS k FROM joined)
SELECT commune_code, count(*), sum(n),
  sum({flag("low AND k >= 3")}), sum({flag("low AND k < 3")}),
  sum({flag("NOT low AND up_to_average")}), sum({flag("NOT low AND NOT up_to_average")}),
  {", ".join(f"sum({d})" for d in deprivations)}
FROM counted GROUP BY commune_code ORDER BY commune_code
"""


def main():
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    for row in connection.execute(query(sys.argv[1])).fetchall():
        print(*row, sep=",")


main()
