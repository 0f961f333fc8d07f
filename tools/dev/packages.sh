# shellcheck shell=bash disable=SC2034,SC2154
# Debian packages. Sourced by ./dev.

# package_names <group>... → the names in tools/packages.txt
package_names() {
  local line group=''
  while read -r line; do
    line=${line%%#*}
    line=${line//[[:space:]]/}
    if [[ $line == \[*\] ]]; then
      group=${line:1:-1}
    elif [[ -n $line && " $* " == *" $group "* ]]; then
      printf '%s\n' "$line"
    fi
  done <tools/packages.txt
}

# missing_packages <name>... → those that are not installed
missing_packages() {
  local installed name
  installed=$(dpkg-query -W -f '${db:Status-Abbrev}:${Package}\n' "$@" 2>/dev/null) || true
  for name in "$@"; do
    [[ $'\n'$installed$'\n' == *$'\nii :'"$name"$'\n'* ]] || printf '%s\n' "$name"
  done
}

# need_packages <group>...: installs what is missing, or says how to.
need_packages() {
  local names missing
  if ! command -v dpkg-query >/dev/null; then
    die "This is not a Debian system, so ./dev cannot install what it needs." \
      "Install the equivalents of the packages in tools/packages.txt and use cmake --preset run."
  fi
  mapfile -t names < <(package_names "$@")
  mapfile -t missing < <(missing_packages "${names[@]}")
  ((${#missing[@]})) || return 0
  install_packages "${missing[@]}"
}

install_packages() {
  local as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "These Debian packages are missing:" "  $*" \
      "Run this as root, or install them:  apt-get install -y --no-install-recommends $*"
    say "Debian packages are missing; sudo may ask for your password."
    sudo -v || die "Without sudo, install them yourself:  apt-get install -y --no-install-recommends $*"
    as_root=(sudo)
  fi
  quietly build/log/apt-update.txt "Reading the list of Debian packages" \
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update
  quietly build/log/apt-install.txt "Installing $# Debian packages" \
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
}
