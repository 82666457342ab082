#!/bin/sh
# Runs the pattern corpus on every runtime that LeakCheck promises to work on: each is published self-contained with its own runtime pack,
# so that nothing but the SDK has to be installed. Usage: tests/runtime-matrix.sh [options of LeakCheck.IsolatedHost]
# RUNTIMES narrows the list (default "net8.0 net9.0 net10.0"), RID names another platform.
set -u
cd "$(dirname "$0")/.."
rid=${RID:-linux-x64}
out=artifacts/runtime-matrix
wrong=0
for framework in ${RUNTIMES:-net8.0 net9.0 net10.0}; do
    mkdir -p "$out"
    if ! dotnet publish tests/LeakCheck.IsolatedHost -c Release -f "$framework" -r "$rid" --self-contained -o "$out/$framework" -v quiet -nologo >"$out/publish.log" 2>&1; then
        cat "$out/publish.log"
        if grep -qE "NU1301|NU110[0-3]" "$out/publish.log"; then
            echo "$framework: skipped, because NuGet found no package source with this runtime"
            continue
        fi
        echo "$framework: could not be published"
        wrong=1
        continue
    fi
    "$out/$framework/LeakCheck.IsolatedHost" --parallel 20 "$@" || wrong=1

    # What a process starts once needs a process of its own; the others only gain by company.
    "$out/$framework/LeakCheck.IsolatedHost" --isolated --filter singleton --parallel 2 "$@" || wrong=1
done
exit $wrong
