# shellcheck shell=bash disable=SC2034,SC2154
# CMake and Ninja. Sourced by ./dev.

# build <preset> [<target>...]: configures when needed, then builds; silent when there is nothing to do.
build() {
  local preset=$1
  shift
  [[ -f build/$preset/build.ninja ]] || configure "$preset"
  compile "$preset" "$@"
}

configure() {
  local log=build/log/configure-$1.txt start
  start=$(now_s)
  mkdir -p build/log
  if ! cmake --preset "$1" >"$log" 2>&1; then
    cat "$log" >&2
    die "" "Configuring the $1 build failed."
  fi
  say "Configured the $1 build in $(took "$start")"
}

compile() {
  local preset=$1 log=build/log/compile-$1.txt
  shift
  mkdir -p build/log
  NINJA_STATUS='@%f/%t@' ninja -C "build/$preset" "$@" 2>&1 </dev/null | show_progress "$preset" "$log" ||
    die "" "The $preset build failed. The whole output is in $log"
}

# show_progress <preset> <log>: turns Ninja's lines into one calm line, on a terminal in place; what goes wrong is
# shown from where it begins.
show_progress() {
  local line count='' start shown=0 every=20 in_place='' failing=''
  start=$(now_s)
  [[ -t 1 ]] && in_place=1 && every=1
  : >"$2"
  while IFS= read -r line; do
    printf '%s\n' "$line" >>"$2"
    if [[ $line =~ ^(FAILED:|ninja: error|CMake Error) ]]; then
      [[ $in_place && $count ]] && printf '\r\e[K'
      failing=1
    fi
    if [[ $line =~ ^@([0-9]+/[0-9]+)@ ]]; then
      count=${BASH_REMATCH[1]}
      if (($(now_s) - start - shown >= every)); then
        shown=$(($(now_s) - start))
        if [[ $in_place ]]; then printf '\r\e[KCompiling (%s)  %s  %s' "$1" "$count" "$(took "$start")"
        else say "Compiling ($1)  $count  $(took "$start")"; fi
      fi
    elif [[ $failing ]]; then
      say "$line"
    fi
  done
  [[ $in_place && $count ]] && printf '\r\e[K'
  [[ $failing || -z $count ]] || say "Compiled ($1): ${count#*/} steps in $(took "$start")"
}
