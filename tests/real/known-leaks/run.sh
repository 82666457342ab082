#!/usr/bin/env bash
# Runs the programs against the published versions that leak, then against those in which that is mended: flagged in the one, silent in the other.
#
#   tests/real/known-leaks/run.sh [-p:QuartzVersion=3.20.1 ...]
#
# Exits with 0 when the first run flagged every package and the second none.
set -uo pipefail
project=$(cd "$(dirname "$0")" && pwd)/KnownLeaks.csproj
output=$(mktemp -d)
for known in leaky mended; do
    dotnet build "$project" -m:2 -v q -nologo -p:Known=$known -o "$output/$known" "$@" || exit 1
    echo "== $known"
    dotnet "$output/$known/KnownLeaks.dll"
    status=$?
    case $known in leaky) leaky=$status ;; *) mended=$status ;; esac
done
packages=$(grep -c 'UseAsync),' "$(dirname "$project")/Program.cs")
echo "flagged: $leaky of $packages where they leak, $mended where that is mended"
[ "$leaky" -eq "$packages" ] && [ "$mended" -eq 0 ]
