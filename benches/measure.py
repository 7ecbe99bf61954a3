"""Runs the comparison's programs in turn and prints a Markdown table; `compare.sh` prepares what it needs.

Every run is a process of its own: wall clock from start to end, processor time and peak memory as the system counted them for it. Every
run's counts are compared with the first program's; a difference ends the comparison with exit code 1.
"""

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CLASSES = ["poor", "near_poor", "average", "not_poor"]
DEPRIVATIONS = [f"d{i}" for i in range(1, 13)]


def counts_of_rasoat(output):
    """The lines that the rivals print, from `summary --format json`."""
    tables = json.loads(output)
    deprived = {row["commune_code"]: row for row in tables["deprivations"] if row["of"] == "all"}
    lines = []
    for row in tables["classification"]:
        if row["undetermined"] or row["rejected"]:
            sys.exit(f"rasoat could not classify every household: {row}")
        code = row["commune_code"]
        counts = [row[c] for c in ["households", "persons", *CLASSES]] + [deprived[code][d] for d in DEPRIVATIONS]
        lines.append(",".join([code, *map(str, counts)]))
    return sorted(lines)


def counts_of_rival(output):
    return sorted(output.decode().splitlines())


def programs(rasoat, source):
    """Name, command and reader of the output of each program that can read the source."""
    job = ["--rules", f"{HERE}/compare.toml", "--map", f"{HERE}/compare-map.toml"]
    job += "--date 2025-10-01 --by commune_code --format json --quiet".split()
    workbook = source.endswith(".xlsx")
    files = [source] if workbook else [f"{source}/households.csv", f"{source}/members.csv"]
    listed = [
        ("rasoat", [rasoat, "summary", *files, *job], counts_of_rasoat),
        ("Polars with fastexcel" if workbook else "Polars", [sys.executable, f"{HERE}/rivals/polars_job.py", source], counts_of_rival),
    ]
    if not workbook:
        listed.append(("DuckDB", [sys.executable, f"{HERE}/rivals/duckdb_job.py", source], counts_of_rival))
    return listed


def run(name, command, output_path):
    """Wall seconds, processor seconds, peak MiB and output of one run."""
    with open(output_path, "wb") as output:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{name} ended with exit code {process.returncode}")
    # The system counts in bytes on macOS and in KiB elsewhere.
    peak = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    with open(output_path, "rb") as output:
        return wall, usage.ru_utime + usage.ru_stime, peak, output.read()


def compare(rasoat, source, runs, output_path):
    """Medians of each program, in the order of `programs`; the first round only warms the file cache and is not counted."""
    listed = programs(rasoat, source)
    measured = {name: [] for name, _, _ in listed}
    expected = None
    for number in range(runs + 1):
        for name, command, counts in listed:
            *figures, output = run(name, command, output_path)
            lines = counts(output)
            expected = expected or (name, lines)
            if lines != expected[1]:
                different = next((pair for pair in zip(expected[1], lines) if pair[0] != pair[1]), "another number of lines")
                sys.exit(f"{source}: {expected[0]} and {name} count differently: {different}")
            if number > 0:
                measured[name].append(figures)
    return {name: [statistics.median(column) for column in zip(*figures)] for name, figures in measured.items()}, expected[1]


def size(source):
    files = [source] if source.endswith(".xlsx") else [f"{source}/households.csv", f"{source}/members.csv"]
    return sum(os.path.getsize(file) for file in files) / 1e6


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            return next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rasoat", required=True)
    arguments.add_argument("--commit", help="what it was built from, where that is known")
    arguments.add_argument("--runs", type=int, required=True)
    arguments.add_argument("--output", required=True, help="file for what the programs print")
    arguments.add_argument("sources", nargs="+", help="folders of csv files, workbooks")
    arguments = arguments.parse_args()
    version = subprocess.run([arguments.rasoat, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    rivals = ", ".join(f"{package} {importlib.metadata.version(package)}" for package in ("polars", "duckdb", "fastexcel"))
    print(f"{datetime.date.today()}; {processor()}, {os.cpu_count()} processors, {platform.system()} {platform.release()};")
    print(f"{version} ({arguments.commit or 'commit not known'}), {rivals}, Python {platform.python_version()}; medians of {arguments.runs} runs in turn\n")
    print("| survey | program | wall s | cpu s | peak MiB | wall, rasoat = 1 | cpu, rasoat = 1 | peak, rasoat = 1 |")
    print("|---|---|--:|--:|--:|--:|--:|--:|", flush=True)
    for source in arguments.sources:
        medians, lines = compare(arguments.rasoat, source, arguments.runs, arguments.output)
        households, members = (sum(int(line.split(",")[column]) for line in lines) for column in (1, 2))
        kind = "workbook" if source.endswith(".xlsx") else "csv"
        survey = f"{households:,} households, {members:,} members, {size(source):,.0f} MB of {kind}"
        for name, (wall, cpu, peak) in medians.items():
            ratios = " | ".join(f"{mine / own:.2f}" for mine, own in zip((wall, cpu, peak), medians["rasoat"]))
            print(f"| {survey} | {name} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {ratios} |", flush=True)
            survey = ""
    print("\nAll programs printed the same counts in every run.")


main()
