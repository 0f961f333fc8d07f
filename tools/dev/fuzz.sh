#!/usr/bin/env bash
# fuzz.sh [name] [seconds]: searches with each fuzz target, or one, from its corpus in tests/fuzz/corpus/<name>.
# What it finds new is kept in build/fuzz/corpus; an input that crashes is left in build/fuzz/crash and named.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
source tools/dev/common.sh
source tools/dev/build.sh

only=${1:-}
seconds=${2:-60}
if [[ $only =~ ^[0-9]+$ ]]; then
  seconds=$only only=''
fi
shopt -s nullglob
targets=(tests/fuzz/*_fuzz.cc)
((${#targets[@]})) || die "There are no fuzz targets: tests/fuzz/<name>_fuzz.cc."
for source in "${targets[@]}"; do
  name=$(basename "$source" _fuzz.cc)
  [[ -z $only || $name == *"$only"* ]] || continue
  build fuzz "fuzz_$name"
  mkdir -p "build/fuzz/corpus/$name" "build/fuzz/crash" "tests/fuzz/corpus/$name"
  say "Fuzzing $name for $seconds s"
  words=()
  [[ ! -f tests/fuzz/$name.dict ]] || words=("-dict=tests/fuzz/$name.dict")
  "build/fuzz/bin/fuzz_$name" -max_total_time="$seconds" -print_final_stats=1 -artifact_prefix=build/fuzz/crash/ \
    "${words[@]}" "build/fuzz/corpus/$name" "tests/fuzz/corpus/$name" 2>&1 | tail -n 20
done
