#!/usr/bin/env bash
# Runs a public project's test suite without LeakCheck and with it, and prints what differs. Nothing of the clone is changed but its bin and obj folders.
#
#   tests/real/run.sh CLONE/path/to/Tests.csproj FEED [Xunit|NUnit|MSTest] [options] [-- arguments of the test run]
#
# FEED is the folder that `dotnet pack -c Release -o FEED` filled; its newest LeakCheck packages are used.
#   -f TFM           build this target framework (needed when the project has several)
#   -o FOLDER        keep results and reports here (default: a new temporary folder)
#   -u VERSION       upgrade the suite's own test framework to VERSION first, for both runs
#   -t SECONDS       end a run after this time (default 1200)
#   -n               compare what FOLDER already holds; build and run nothing
#   -p:NAME=VALUE    a property for the build
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
targets=$here/LeakCheck.Real.targets
[ $# -ge 2 ] || { sed -n '2,13p' "$0"; exit 2; }
suite=$(realpath "$1"); feed=$(realpath "$2"); shift 2
framework='' tfm='' out='' upgrade='' limit=1200 compare_only='' properties=()
while [ $# -gt 0 ]; do
    case $1 in
        [Xx][Uu]nit) framework=Xunit ;;
        [Nn][Uu]nit) framework=NUnit ;;
        [Mm][Ss][Tt]est) framework=MSTest ;;
        -f) tfm=$2; shift ;;
        -o) mkdir -p "$2"; out=$(realpath "$2"); shift ;;
        -u) upgrade=$2; shift ;;
        -t) limit=$2; shift ;;
        -n) compare_only=1 ;;
        -p:*) properties+=("$1") ;;
        --) shift; break ;;
        *) echo "run.sh: $1 is not known" >&2; exit 2 ;;
    esac
    shift
done
[ -n "$out" ] || out=$(mktemp -d)
package=$(ls -t "$feed"/LeakCheck.Core.*.nupkg | head -1)
version=$(basename "$package" .nupkg); version=${version#LeakCheck.Core.}
export MSBUILDDISABLENODEREUSE=1 DOTNET_ROLL_FORWARD=Major DOTNET_CLI_USE_MSBUILD_SERVER=0

# A suite that needs the network fails in both runs alike, and says nothing to anybody outside.
alone=(unshare -n -- sh -c 'ip link set lo up && exec "$@"' sh)
"${alone[@]}" true 2>/dev/null || alone=(unshare -rn -- sh -c 'ip link set lo up && exec "$@"' sh)
"${alone[@]}" true 2>/dev/null || { echo 'run.sh: no network namespace; the suite runs with the network' >&2; alone=(); }

# The clone's own nuget.config may name sources that are not reachable; this machine's sources are, and the packages of this repository are in none of them.
{
    echo '<configuration><packageSources><clear />'
    printf '<add key="leakcheck" value="%s" />\n' "$feed"
    (cd / && dotnet nuget list source --format Short) | sed -n 's/^E //p' | awk '{ printf "<add key=\"source%d\" value=\"%s\" />\n", NR, $0 }'
    echo '</packageSources></configuration>'
} > "$out/nuget.config"

if [ -z "$framework" ]; then
    references=$(cd "$out" && dotnet msbuild "$suite" -nologo ${tfm:+-p:TargetFramework="$tfm"} -getItem:PackageReference | grep '"Identity"')
    case ${references,,} in
        *'"xunit.v3'*) framework=Xunit ;;
        *'"nunit"'*) framework=NUnit ;;
        *'"mstest"'*|*'"mstest.testframework"'*) framework=MSTest ;;
        *) echo 'run.sh: no framework of LeakCheck is referenced; name one' >&2; exit 2 ;;
    esac
fi

build() { # label, LeakCheck version or nothing
    # From outside of the clone, whose global.json may ask for an SDK that is not here.
    (cd "$out" && dotnet build "$suite" ${tfm:+-f "$tfm"} -m:2 -v q -nologo -p:RestoreConfigFile="$out/nuget.config" "-p:CustomAfterMicrosoftCommonTargets=$targets" "-p:CustomAfterMicrosoftCommonCrossTargetingTargets=$targets" \
        -p:LeakCheckSuite="$suite" -p:LeakCheckWhere="$out/where" -p:LeakCheckFramework="$framework" -p:LeakCheckUpgrade="$upgrade" -p:LeakCheckVersion="$2" \
        "${properties[@]}") > "$out/build-$1.log" 2>&1 || { tail -30 "$out/build-$1.log"; echo "run.sh: the build $1 LeakCheck failed" >&2; exit 1; }
}

run() { # label, arguments of the test run
    local label=$1 assembly folder command status=0; shift
    assembly=$(cat "$out/where"); folder=$(dirname "$assembly")
    if compgen -G "$folder/xunit.runner.visualstudio*.dll" > /dev/null || compgen -G "$folder/NUnit3.TestAdapter.dll" > /dev/null || compgen -G "$folder/MSTest.TestAdapter.dll" > /dev/null \
        || compgen -G "$folder/Microsoft.VisualStudio.TestPlatform.MSTest.TestAdapter.dll" > /dev/null; then
        command=(dotnet vstest "$assembly" "--logger:trx;LogFileName=$label.trx" "--ResultsDirectory:$out")
    else # a program of its own: Microsoft.Testing.Platform, with the framework's own TRX writer
        local trx=--report-trx
        dotnet "$assembly" --help | grep -q -- --report-xunit-trx && trx=--report-xunit-trx
        command=(dotnet "$assembly" --results-directory "$out" "$trx" "$trx-filename" "$label.trx")
    fi
    rm -f "$out/$label.trx"
    TIMEFORMAT='%R %U %S'
    { time (cd "$folder" && timeout -k 10 "$limit" "${alone[@]}" "${command[@]}" "$@" > "$out/run-$label.log" 2>&1) || status=$?; } 2> "$out/time-$label"
    echo "$status" > "$out/exit-$label"
}

if [ -z "$compare_only" ]; then
    build without ''; run without "$@"
    rm -rf "$out/report"; export LEAKCHECK_REPORT_DIR="$out/report" LEAKCHECK_REPORTS=json
    build with "$version"; run with "$@"
fi
dotnet run "$here/Compare.cs" -- "$out"
