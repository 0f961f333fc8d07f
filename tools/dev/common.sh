# shellcheck shell=bash disable=SC2034,SC2154
# Shared by ./dev and its parts: talking, timing, finding out what is stale. Sourced, never run.

kCache=.dunlin   # fetched tools and stamps; safe to delete

now_s() { printf '%(%s)T' -1; }

# took <start in seconds> → "3 s", "2 min 05 s"
took() {
  local s=$(($(now_s) - $1))
  if ((s < 60)); then printf '%d s' "$s"; else printf '%d min %02d s' $((s / 60)) $((s % 60)); fi
}

say() { printf '%s\n' "$*"; }

# die <what went wrong> [<what to do>]...
die() {
  local line
  for line in "$@"; do printf '%s\n' "$line" >&2; done
  exit 1
}

# quietly <log file> <words for people> <command>...: one line when it starts and one with the time when it
# ends; what it prints goes to the log, which is shown if it fails.
quietly() {
  local log=$1 words=$2 start
  shift 2
  start=$(now_s)
  mkdir -p "$(dirname "$log")"
  say "$words …"
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 40 "$log" >&2
    die "" "$words: failed after $(took "$start"). The whole output is in $log"
  fi
  say "$words: done in $(took "$start")"
}

# newer_than <stamp> <path>...: succeeds if a file or folder below the paths changed after the stamp was made.
newer_than() {
  local stamp=$1
  shift
  [[ -e $stamp ]] || return 0
  [[ -n $(find "$@" \( -name node_modules -o -path web/dist \) -prune -o -newer "$stamp" -print -quit 2>/dev/null) ]]
}
