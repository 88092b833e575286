#!/usr/bin/env bash
# mutants.sh ROOM FOLDERS WORKERS TESTS...: the mutants of Stryker in these folders of src/ROOM ("" for all) against the tests of these rooms, without a process for
# each. Run it in a work tree of its own: see docs/mutation.md. Example: tests/Slug.Mutants/mutants.sh Slug.Evaluation "Answers/ Frechet/" 2 Slug.Evaluation.Tests
set -euo pipefail
room=$1 folders=$2 workers=$3
shift 3
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$root/artifacts/bin
kept=$root/artifacts/mutants/$room
export RunAnalyzers=false DOTNET_INFO_WAIT_TIME=600000

if [ ! -e "$kept/report.json" ]; then
    rm -rf -- "$kept" && mkdir -p -- "$kept"
    dotnet build "$root/tests/Slug.Mutants" -c Release -v q -nologo
    for tests; do dotnet build "$root/tests/$tests" -c Release -v q -nologo; done
    # Stryker makes the mutants and lays their assembly beside the tests until it ends. Of its own runs one test is enough.
    ( cd -- "$root/tests/$1" && exec dotnet stryker --project "$room.csproj" --break-at 0 --output "$kept/stryker" --reporter json \
        --test-case-filter 'FullyQualifiedName~An_initial_is_no_part_of_a_name|FullyQualifiedName~Nothing_forgotten_has_no_winner|FullyQualifiedName~DigestTests.KeepsItsBytes' ) > "$kept/stryker.log" 2>&1 &
    stryker=$!
    until grep -qs MutantControl "$bin/$1/release/$room.dll" && [ -e "$bin/$1/release/$room.dll.stryker-unchanged" ]; do
        kill -0 "$stryker" 2> /dev/null || { tail -n 20 -- "$kept/stryker.log"; exit 1; }
        sleep 0.1
    done
    sleep 1
    for tests; do cp -r -- "$bin/$tests/release" "$kept/$tests" && cp -- "$bin/$1/release/$room.dll" "$kept/$tests/"; done
    # All tests run in one process, whose folder is the first one's: what the others compare with must be there too.
    for tests in "${@:2}"; do cp -rn -- "$kept/$tests/Golden" "$kept/$1/" 2> /dev/null || true; done
    wait "$stryker" || true
    cp -- "$kept"/stryker/reports/*.json "$kept/report.json"
fi

paths=()
for tests; do paths+=("$kept/$tests/$tests.dll"); done
OMP_NUM_THREADS=1 dotnet "$bin/Slug.Mutants/release/Slug.Mutants.dll" "$kept/report.json" "${paths[0]%/*}/$room.dll" "$folders" "$workers" "${paths[@]}"
