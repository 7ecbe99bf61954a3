#!/bin/sh
# Counts the instructions of `rasoat summary` over the comparison's survey and prints where they are spent; see README.md. Counts do not
# depend on what else the machine does, so that small changes show.
set -eu

usage() {
  cat <<'END_OF_USAGE'
Usage: benches/instructions.sh [--functions N]

  --functions  how many of the most expensive functions are listed [default: 12]

Needs valgrind and Python 3.

Environment:
  RASOAT  the program to measure, with its symbols [default: built here with `cargo build --release`]
  WORK    folder for surveys and profiles [default: target/benches]
END_OF_USAGE
}

functions=12
while [ $# -gt 0 ]; do
  case "$1" in
    --functions)
      [ $# -ge 2 ] || { echo "instructions.sh: $1 needs a value" >&2; exit 2; }
      functions=$2
      shift 2
      ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
case "$functions" in
  *[!0-9]* | '') echo "instructions.sh: not a number: $functions" >&2; exit 2 ;;
esac
for tool in valgrind callgrind_annotate python3; do
  command -v "$tool" >/dev/null || { echo "instructions.sh: $tool is not installed" >&2; exit 2; }
done

benches=$(cd "$(dirname "$0")" && pwd)
repository=$(dirname "$benches")
work=${WORK:-$repository/target/benches}
mkdir -p "$work"
if [ -z "${RASOAT:-}" ]; then
  (cd "$repository" && cargo build --release --quiet --target-dir "$repository/target")
  RASOAT=$repository/target/release/rasoat
fi

# The survey of compare.sh, under the same name: whichever comes first makes it. It is made under another name, so that a broken-off one
# is never taken for a whole one.
survey=$work/sample-10000
if [ ! -d "$survey" ]; then
  rm -rf "$survey.part" "$survey.sample"
  "$RASOAT" sample --households 10000 --year 2025 --missing 0 --headers id --quiet -o "$survey.sample"
  python3 "$benches/from_sample.py" "$survey.sample" "$survey.part"
  rm -r "$survey.sample"
  mv "$survey.part" "$survey"
fi
if [ ! -f "$survey.xlsx" ]; then
  python3 "$benches/to_workbook.py" "$survey" "$survey.part.xlsx"
  mv "$survey.part.xlsx" "$survey.xlsx"
fi

profile() {
  name=$1
  shift
  profile=$work/instructions-$name.callgrind
  rm -f "$profile"
  valgrind --tool=callgrind --callgrind-out-file="$profile" --log-file="$profile.log" \
    "$RASOAT" summary "$@" --rules "$benches/compare.toml" --map "$benches/compare-map.toml" --date 2025-10-01 --by commune_code \
    --format json --quiet --threads 1 >"$profile.json" || { cat "$profile.log" >&2; exit 1; }
  # Names go without the object they are in and the hash of their crate; functions of one name stand in several files, by what is
  # inlined into them, and are taken together.
  callgrind_annotate --threshold=100 "$profile" | python3 -c '
import re, sys
name, most = sys.argv[1], int(sys.argv[2])
total, counts = 0, {}
for line in sys.stdin:
    found = re.match(r"\s*([\d,]+) \(\s*[\d.]+%\)\s+(.*)", line)
    if not found:
        continue
    count, place = int(found[1].replace(",", "")), found[2]
    if place.startswith("PROGRAM TOTALS"):
        total = count
        continue
    function = re.sub(r"^\S*?:(?!:)", "", place)
    function = re.sub(r" \[[^\[\]]*\]$", "", function)
    function = re.sub(r"::h[0-9a-f]{16}\b|\x27[0-9]+$", "", function)
    counts[function] = counts.get(function, 0) + count
print(f"{name}: {total:,} instructions\n")
print("| share | function |\n|--:|---|")
for function, count in sorted(counts.items(), key=lambda pair: -pair[1])[:most]:
    print(f"| {100 * count / total:.1f} % | `{function}` |")
print()
' "$name" "$functions"
}

echo "$("$RASOAT" --version), $(valgrind --version), $(date +%F); 10,000 households of \`rasoat sample\`, one thread"
echo
profile csv "$survey/households.csv" "$survey/members.csv"
profile workbook "$survey.xlsx"
