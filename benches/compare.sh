#!/bin/sh
# Runs one job over made-up surveys with rasoat, Polars and DuckDB, checks that all count the same and prints a table; see README.md.
set -eu

usage() {
  cat <<'END'
Usage: benches/compare.sh [--sizes N,N...] [--runs N] [--workbook-up-to N]

  --sizes           households of the surveys [default: 10000,100000]
  --runs            runs of each program that are counted [default: 5]
  --workbook-up-to  sizes up to this one are measured as a workbook too; 0 for none [default: 100000]

Environment:
  RASOAT     the program to measure [default: built here with `cargo build --release`]
  GENERATOR  a program that writes a survey, called as `$GENERATOR DIR N` [default: `rasoat sample`, brought to the layout]
  WORK       folder for surveys and Python packages [default: target/benches]
END
}

sizes=10000,100000
runs=5
workbook=100000
while [ $# -gt 0 ]; do
  case "$1" in
    --sizes | --runs | --workbook-up-to)
      [ $# -ge 2 ] || { echo "compare.sh: $1 needs a value" >&2; exit 2; }
      case "$1" in
        --sizes) sizes=$2 ;;
        --runs) runs=$2 ;;
        --workbook-up-to) workbook=$2 ;;
      esac
      shift 2
      ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
for number in $(echo "$sizes" | tr ',' ' ') "$runs" "$workbook"; do
  case "$number" in
    *[!0-9]* | '') echo "compare.sh: not a number: $number" >&2; exit 2 ;;
  esac
done
[ "$runs" -gt 0 ] || { echo "compare.sh: --runs must be at least 1" >&2; exit 2; }

benches=$(cd "$(dirname "$0")" && pwd)
repository=$(dirname "$benches")
work=${WORK:-$repository/target/benches}
mkdir -p "$work"
commit=
if [ -z "${RASOAT:-}" ]; then
  commit=$(git -C "$repository" describe --always --dirty 2>/dev/null || true)
  (cd "$repository" && cargo build --release --quiet --target-dir "$repository/target")
  RASOAT=$repository/target/release/rasoat
fi

python=$work/python/bin/python
if ! "$python" -c 'import duckdb, polars, fastexcel' 2>/dev/null; then
  python3 -m venv "$work/python"
  "$python" -m pip install --quiet duckdb polars fastexcel
fi

# A survey that is there already is used again. It is made under another name, so that a broken-off one is never taken for a whole one.
set --
for size in $(echo "$sizes" | tr ',' ' '); do
  if [ -n "${GENERATOR:-}" ]; then survey=$work/generated-$size; else survey=$work/sample-$size; fi
  if [ ! -d "$survey" ]; then
    rm -rf "$survey.part" "$survey.sample"
    if [ -n "${GENERATOR:-}" ]; then
      "$GENERATOR" "$survey.part" "$size"
    else
      "$RASOAT" sample --households "$size" --year 2025 --missing 0 --headers id --quiet -o "$survey.sample"
      "$python" "$benches/from_sample.py" "$survey.sample" "$survey.part"
      rm -r "$survey.sample"
    fi
    mv "$survey.part" "$survey"
  fi
  set -- "$@" "$survey"
  if [ "$size" -le "$workbook" ]; then
    if [ ! -f "$survey.xlsx" ]; then
      "$python" "$benches/to_workbook.py" "$survey" "$survey.part.xlsx"
      mv "$survey.part.xlsx" "$survey.xlsx"
    fi
    set -- "$@" "$survey.xlsx"
  fi
done

exec "$python" "$benches/measure.py" --rasoat "$RASOAT" --commit "$commit" --runs "$runs" --output "$work/output" "$@"
