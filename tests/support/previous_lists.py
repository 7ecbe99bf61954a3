"""Makes the lists of the reviews before the sample of 2022, for `rasoat compare`. Everything in them is made up.

Run from the repository: `rasoat classify samples/yen-chau-2022.xlsx -o classified.csv`, then
`python3 tests/support/previous_lists.py classified.csv samples`.
"""

import csv
import random
import sys

CLASSES = {
    "poor": "Hộ nghèo",
    "near_poor": "Hộ cận nghèo",
    "average": "Hộ có mức sống trung bình",
    "non_poor": "Hộ không nghèo",
    "undetermined": "",
}
# what a household was, by what it is
BEFORE = {
    "poor": [("poor", 70), ("near_poor", 12), ("average", 18)],
    "near_poor": [("near_poor", 55), ("poor", 20), ("average", 25)],
    "average": [("average", 90), ("poor", 5), ("near_poor", 5)],
    "non_poor": [("non_poor", 96), ("near_poor", 2), ("poor", 2)],
    "undetermined": [("poor", 50), ("average", 50)],
}
# a commune that is made up, as if it had been merged into one of today
MERGED = ("Tà Làng", "Tú Nang")
HEADER = [
    "Mã hộ", "Huyện", "Xã", "Thôn", "Họ và tên chủ hộ", "Năm sinh chủ hộ", "Số nhân khẩu", "Phân loại hộ", "Biến động",
]
# what was noted down of households that are gone; of some nothing was
CHANGES = ["Chuyển đi", "Chết", "Nhập hộ", "", "Tách hộ", "Chuyển đi", ""]


def main(classified, folder):
    chance = random.Random(2021)
    read = lambda path: list(csv.DictReader(open(path, encoding="utf-8-sig", newline="")))
    names = {row["Mã hộ"]: row["Họ và tên chủ hộ"] for row in read(f"{folder}/yen-chau-2022-households.csv")}
    years = {
        row["Mã hộ"]: row["Ngày sinh"][-4:]
        for row in read(f"{folder}/yen-chau-2022-members.csv")
        if row["Quan hệ với chủ hộ"] == "Chủ hộ"
    }
    previous, older = [], []
    households = read(classified)
    villages = sorted({row["village"] for row in households if row["commune"] == MERGED[1]})[:2]
    for household in households:
        id = household["household_id"]
        # came since: moved in, or split from another household
        if chance.random() < 0.015:
            continue
        was, = chance.choices(*zip(*BEFORE[household["class"]]))
        persons = max(1, int(household["persons"] or 3) + chance.choice([0, 0, 0, 0, 0, 1, -1]))
        # every thirtieth household had another id
        old_id = f"2021-{len(previous):04}" if chance.random() < 0.03 else id
        merged = household["commune"] == MERGED[1] and household["village"] in villages
        row = [
            old_id, household["district"], MERGED[0] if merged else household["commune"], household["village"],
            names[id], years.get(id, ""), persons, CLASSES[was], "",
        ]
        previous.append(row)
        # the class of some was never written down
        if was == "average" and chance.random() < 0.01:
            row[-2] = ""
        now_listed = household["class"] in ("poor", "near_poor")
        if was not in ("poor", "near_poor") and now_listed and chance.random() < 0.5:
            older.append([id, household["commune"], CLASSES[household["class"]]])
        elif was in ("poor", "near_poor") and chance.random() < 0.6:
            older.append([old_id, household["commune"], CLASSES[was]])
    # gone since: moved away, died, merged with another household
    for number in range(20):
        near = chance.choice(previous)
        previous.append([
            f"14-119-99-{number:04}", near[1], near[2], near[3], f"Lò Văn Mẫu {number}", 1940 + number, 1 + number % 4,
            chance.choice([CLASSES["poor"], CLASSES["near_poor"], CLASSES["non_poor"]]),
            CHANGES[number % len(CHANGES)],
        ])
    # two households whose ids changed, with heads of one name, year and village: nobody can tell which is which
    changed = [row for row in previous if row[0].startswith("2021-") and row[5]]
    twin = list(changed[0])
    twin[0] = "2021-9999"
    previous.append(twin)
    # two rows twice
    previous.append(list(previous[10]))
    previous.append(list(previous[20]))
    write(f"{folder}/yen-chau-2021-list.csv", HEADER, previous)
    write(f"{folder}/yen-chau-2020-list.csv", ["Mã hộ", "Xã", "Phân loại hộ"], older)
    write(f"{folder}/yen-chau-units.csv", ["old", "new"], [MERGED])


def write(path, header, rows):
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


main(*sys.argv[1:])
