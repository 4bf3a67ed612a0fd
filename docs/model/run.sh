#!/usr/bin/env bash
# Checks the model of the protocol with Spin: that it keeps its promises, and that each promise breaks as soon as a rule is missing.
#
#     run.sh                          everything, in less than a minute on 2 cores and with less than 0.5 GB
#     run.sh --thorough               and then larger worlds: some minutes, less than 1 GB
#     run.sh --story RULE PROMISE     tells the shortest way in which PROMISE breaks without RULE
#     run.sh --story                  lists what can be told
#
# README.md explains it. WORKERS is how many checks run at the same time (2).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
workers=${WORKERS:-2}

for tool in spin gcc; do
    command -v "$tool" >/dev/null || {
        echo "The model is checked with Spin and a C compiler, and \"$tool\" is missing. On Debian: apt-get install spin gcc libc6-dev" >&2
        exit 2
    }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# ----------------------------------------------------------------------------------------------------------------- what is checked

promises=(no_lost_update no_double_application no_false_conflict never_older all_finish)

# What an error of Spin must look like to count as the breaking of this promise, and not of something else.
declare -A sign=(
    [no_lost_update]='assertion violated .*\(lostUpdate\)'
    [no_double_application]='assertion violated .*\(appliedTwice\)'
    [no_false_conflict]='assertion violated .*\(falseConflict\)'
    [never_older]='assertion violated .*\(wentBack\)'
    [safe]='assertion violated .*lostUpdate.*appliedTwice.*falseConflict.*wentBack'
    [all_finish]='acceptance cycle'
)

# The worlds. EVENTS says which edits are events, as a set of bits: 6 is A2 and B1, 4 is C1, 0 is none. Without it each may be either.
pair="-DCLIENTS=2 -DEDITS=1"
pair_twice="-DCLIENTS=2 -DEDITS=2 -DEVENTS=6"
three="-DCLIENTS=3 -DEDITS=1 -DEVENTS=4"
small="$pair -DLOSSES=1 -DMISSING_TAGS=1"
tagged="$pair -DLOSSES=1 -DMISSING_TAGS=0"
typing_on="$pair_twice -DLOSSES=0 -DMISSING_TAGS=0"

# One per line: name | world and rules taken away | promises to check | those of them that must break.
checks=(
    "3 clients, 1 edit each        |$three -DLOSSES=1 -DMISSING_TAGS=1      |safe|"
    "3 clients, no missing tags    |$three -DLOSSES=1 -DMISSING_TAGS=0      |all_finish|"
    "2 clients, 2 edits each       |$pair_twice -DLOSSES=1 -DMISSING_TAGS=1 |safe reached|"
    "2 clients, no missing tags    |$pair_twice -DLOSSES=1 -DMISSING_TAGS=0 |safe all_finish|"
    "2 clients, 2 losses           |$pair -DLOSSES=2 -DMISSING_TAGS=1       |safe|"
    "2 clients, 1 loss             |$small                                  |safe all_finish|"
)
rules=(
    "NO_IF_MATCH                   |$tagged -DNO_IF_MATCH                   |${promises[*]}|no_lost_update"
    "NO_428                        |$small -DNO_428                         |${promises[*]}|no_lost_update"
    "NO_ATOMIC_CHECK               |$tagged -DNO_ATOMIC_CHECK               |${promises[*]}|no_lost_update no_double_application no_false_conflict"
    "NO_IDEMPOTENCY                |$tagged -DNO_IDEMPOTENCY                |${promises[*]}|no_double_application no_false_conflict"
    "KEY_AFTER_IF_MATCH            |$tagged -DKEY_AFTER_IF_MATCH            |${promises[*]}|no_double_application no_false_conflict"
    "KEY_STORED_LATER              |$tagged -DKEY_STORED_LATER              |${promises[*]}|no_double_application no_false_conflict"
    "READ_TAG_SEPARATELY           |$tagged -DREAD_TAG_SEPARATELY           |${promises[*]}|no_lost_update never_older"
    "NO_SNAPSHOT_BINDING           |$tagged -DNO_SNAPSHOT_BINDING           |${promises[*]}|no_lost_update"
    "NO_MERGE                      |$tagged -DNO_MERGE                      |${promises[*]}|no_lost_update"
    "KEEP_REFUSED_TAG              |$tagged -DKEEP_REFUSED_TAG              |${promises[*]}|all_finish"
    "NO_VERSION_ORDER              |$typing_on -DNO_VERSION_ORDER           |${promises[*]}|no_false_conflict never_older"
    "NO_MOVE_WITH_OWN_ANSWER       |$typing_on -DNO_MOVE_WITH_OWN_ANSWER    |${promises[*]}|no_false_conflict"
    "MOVE_TO_NEWEST_TAG            |$typing_on -DMOVE_TO_NEWEST_TAG         |${promises[*]}|no_lost_update"
    "OWN_REPEAT_RULE               |$tagged -DNO_IDEMPOTENCY -DOWN_REPEAT_RULE|${promises[*]}|no_double_application no_false_conflict"
    "OWN_REPEAT_RULE, no events    |$tagged -DNO_IDEMPOTENCY -DOWN_REPEAT_RULE -DEVENTS=0|${promises[*]}|"
)
thorough=(
    "2 clients, 2 edits each       |$pair_twice -DLOSSES=1 -DMISSING_TAGS=1 |all_finish|"
    "2 clients, 2 losses           |$pair -DLOSSES=2 -DMISSING_TAGS=1       |all_finish|"
    "3 clients, 1 edit each        |$three -DLOSSES=1 -DMISSING_TAGS=1      |all_finish|"
    "3 clients, kinds free         |-DCLIENTS=3 -DEDITS=1 -DLOSSES=1 -DMISSING_TAGS=0 |safe|"
    "3 clients, 2 losses           |$three -DLOSSES=2 -DMISSING_TAGS=0      |safe|"
    "2 clients, kinds free         |-DCLIENTS=2 -DEDITS=2 -DLOSSES=1 -DMISSING_TAGS=1 |safe|"
    "2 clients, 2 edits, 2 losses  |$pair_twice -DLOSSES=2 -DMISSING_TAGS=1 |safe|"
    "2 clients, 3 losses           |$pair -DLOSSES=3 -DMISSING_TAGS=2       |safe|"
    "2 clients, 2 GETs at once     |$pair -DLOSSES=2 -DMISSING_TAGS=1 -DREADERS=2 |safe|"
)

# ------------------------------------------------------------------------------------------------------------------------ checking

# build FOLDER DEFINES COMPILER_OPTIONS: Spin writes the search as a C program, `pan`.
build() {
    mkdir -p "$1"
    cp "$here/jobtag.pml" "$1/"
    # Unquoted: these are several words each.
    # shellcheck disable=SC2086
    (cd "$1" && spin -a $2 jobtag.pml >spin.out 2>&1 && gcc -w $3 -DMEMLIM="$megabytes" -o pan pan.c 2>gcc.out) || {
        cat "$1"/spin.out "$1"/gcc.out >&2 2>/dev/null || true
        return 1
    }
}

# What came out of a search: holds, breaks, or why it is neither. A search that was cut short proves nothing.
verdict() { # promise, output
    local errors
    errors=$(sed -n 's/.*errors: \([0-9]*\).*/\1/p' "$2")
    if [[ -z $errors ]]; then
        echo "no result"
    elif ((errors > 0)); then
        if grep -Eq "^pan:1: ${sign[$1]}" "$2"; then echo breaks; else echo "another error: $(grep -m 1 '^pan:1:' "$2" || true)"; fi
    elif grep -Eq 'Search not completed|search depth too small|out of memory|MEMLIM' "$2"; then
        echo "not completed"
    else
        echo holds
    fi
}

# How many statements of the model no schedule has come to, but for those that tell of a broken promise ("***"). A promise that is
# kept because nothing happens would be worth nothing.
unreached() { # output
    grep -q '^unreached in proctype Client' "$1" || { echo "no result"; return; }
    awk '/^unreached/ { claim = /claim/ } /state [0-9]+, / && !claim && !/-end-/ && !/[*][*][*]/ { n++ } END { print n + 0 }' "$1"
}

report() { # name, promise, expected, found, states, seconds
    local mark=ok
    [[ $3 == "$4" ]] || mark=FAILED
    printf '%-29s %-22s %-7s %-7s %9s %7s  %s\n' "$1" "$2" "$3" "$4" "$5" "$6" "$mark"
}

# check NUMBER LINE: builds one line of the tables above and searches it for each of its promises.
check() {
    local folder=$work/$1 name defines asked broken promise expected found states seconds options
    IFS='|' read -r name defines asked broken <<<"$2"
    name=${name%"${name##*[! ]}"}
    if ! build "$folder" "$defines" "$compiler_options -DNFAIR=2"; then
        report "$name" "builds" yes no - -
        return
    fi
    for promise in $asked; do
        if [[ $promise == reached ]]; then # of the search before
            found=$(unreached "$folder/out")
            [[ $found != 0 ]] || found=all
            report "$name" "statements reached" all "$found" - -
            continue
        fi
        expected=holds
        [[ " $broken " != *" $promise "* ]] || expected=breaks
        options=()
        [[ $promise != all_finish ]] || options=(-a -f) # a cycle in which somebody never finishes, and only weakly fair ones
        (cd "$folder" && ./pan "${options[@]}" -N "$promise" -m10000 -w22 >out 2>&1) || true
        found=$(verdict "$promise" "$folder/out")
        states=$(awk '/states, stored/ { print $1; exit }' "$folder/out")
        seconds=$(awk '/^pan: elapsed time/ { print $4; exit }' "$folder/out")
        report "$name" "$promise" "$expected" "$found" "${states:--}" "${seconds:-0}"
    done
    rm -rf "$folder"
}

# Several at a time, told in the order of the table.
check_all() { # lines
    local number=0 told=0 running=()
    tell() {
        wait "${running[told]}" || report "check $told" "runs" yes no - - >>"$work/$told.report"
        cat "$work/$told.report"
        cat "$work/$told.report" >>"$work/all"
        told=$((told + 1))
    }
    for line in "$@"; do
        ((number - told < workers)) || tell
        check "$number" "$line" >"$work/$number.report" &
        running[number]=$!
        number=$((number + 1))
    done
    while ((told < number)); do tell; done
}

# ------------------------------------------------------------------------------------------------------------------------- telling

story() { # rule, promise
    local line name defines asked broken folder=$work/story depth found=
    for line in "${rules[@]}"; do
        IFS='|' read -r name defines asked broken <<<"$line"
        name=${name%"${name##*[! ]}"}
        for promise in $broken; do
            if (($# == 0)); then
                echo "$name $promise"
            elif [[ $1 == "$name" && $2 == "$promise" ]]; then
                found=$defines
            fi
        done
    done
    (($# > 0)) || return 0
    [[ -n $found ]] || { echo "Nothing to tell about \"$1\" and \"$2\". What there is: run.sh --story" >&2; exit 2; }

    if [[ $2 == all_finish ]]; then # deeper and deeper, until there is a cycle
        build "$folder" "$found" "-O1 -DNFAIR=2"
        for depth in 40 60 80 100 120 140 160 180 200 250 300; do
            (cd "$folder" && ./pan -a -f -N "$2" -m$depth >out 2>&1) || true
            [[ $(verdict "$2" "$folder/out") != breaks ]] || break
        done
    else # breadth first: the shortest comes first
        build "$folder" "$found" "-O1 -DSAFETY -DBFS"
        (cd "$folder" && ./pan -N "$2" >out 2>&1) || true
    fi
    [[ $(verdict "$2" "$folder/out") == breaks ]] || { cat "$folder/out" >&2; exit 1; }
    # shellcheck disable=SC2086
    (cd "$folder" && spin -t -T $found jobtag.pml 2>&1) | sed -n 's/^ *| //p; s/^ *<*START OF CYCLE>*$/(from here on the same again and again)/p'
}

# ---------------------------------------------------------------------------------------------------------------------------- main

megabytes=800
compiler_options=-O1

case ${1-} in
    "" | --thorough) ;;
    --story)
        shift
        (($# == 0 || $# == 2)) || { echo "usage: run.sh --story RULE PROMISE" >&2; exit 2; }
        story "$@"
        exit
        ;;
    *)
        sed -n '2,/^set/ s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
        exit 2
        ;;
esac

begin=$SECONDS
: >"$work/all"
printf '%-29s %-22s %-7s %-7s %9s %7s\n' "world, or rule taken away" promise expect found states seconds
check_all "${checks[@]}"
compiler_options=-O0 # so small that optimizing takes longer than it saves
check_all "${rules[@]}"
if [[ ${1-} == --thorough ]]; then
    workers=1 megabytes=2000 compiler_options=-O2
    check_all "${thorough[@]}"
fi
failed=$(grep -c ' FAILED$' "$work/all" || true)
passed=$(grep -c ' ok$' "$work/all" || true)
echo "in $((SECONDS - begin)) seconds"
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
