# shellcheck shell=bash disable=SC2034,SC2154
# Node, npm packages and the built pages. Sourced by ./dev.

kNodeDir=$kCache/node/node_modules

# new_enough <node> → succeeds for a Node that Vite 8 runs on: 20.19 and later 20, or 22.12 and later.
new_enough() {
  local version major minor
  version=$("$1" --version 2>/dev/null) || return 1
  version=${version#v}
  major=${version%%.*}
  minor=${version#*.}
  minor=${minor%%.*}
  ((major > 22 || (major == 22 && minor >= 12) || (major == 20 && minor >= 19)))
}

# need_node: puts a new enough node and its npm first on the PATH, fetching one by npm when there is none.
need_node() {
  if [[ -x $kNodeDir/node/bin/node ]]; then
    PATH=$PWD/$kNodeDir/node/bin:$PWD/$kNodeDir/.bin:$PATH
    return
  fi
  if command -v npm >/dev/null && new_enough node; then return; fi
  command -v npm >/dev/null || need_packages web
  mkdir -p "$kCache/node"
  quietly build/log/node.txt "Fetching Node 22 (this system's is too old for the web build)" \
    npm install --prefix "$kCache/node" --no-save --no-audit --no-fund node@22 npm@10
  PATH=$PWD/$kNodeDir/node/bin:$PWD/$kNodeDir/.bin:$PATH
  new_enough node || die "The Node that npm brought is too old: $(node --version 2>&1)."
}

# need_web_packages: npm ci when the lock file is not the one that was installed last.
need_web_packages() {
  local stamp=web/node_modules/.dunlin-lock.json
  cmp -s web/package-lock.json "$stamp" && return
  need_node
  quietly build/log/npm-ci.txt "Installing npm packages" npm --prefix web ci --no-audit --no-fund
  cp web/package-lock.json "$stamp"
}

# need_bench_packages: the same for what the benchmarks are measured against. A package that finds no binary made for this
# machine compiles one; the headers beside this Node spare it looking for them.
need_bench_packages() {
  local stamp=bench/baseline/node_modules/.dunlin-stamp home wanted
  need_node
  wanted=$(node --version && cat bench/baseline/package-lock.json)
  [[ ! -f $stamp || $wanted != "$(<"$stamp")" ]] || return 0
  home=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  [[ ! -f $home/include/node/node.h ]] || export npm_config_nodedir=$home
  CC=clang-19 CXX=clang++-19 quietly build/log/npm-ci-bench.txt "Installing npm packages of the baselines (some compile)" \
    npm --prefix bench/baseline ci --no-audit --no-fund
  printf '%s\n' "$wanted" >"$stamp"
}

web_is_stale() {
  [[ -f web/package.json ]] || return 1
  [[ ! -d web/dist ]] || newer_than "$kCache/web.stamp" web api
}

# web_group → "web" if the pages must be built and there is no npm to do it with: one more group of packages.
web_group() {
  if web_is_stale && [[ ! -x $kNodeDir/node/bin/node ]] && ! command -v npm >/dev/null; then printf 'web'; fi
}

# need_web: builds web/dist when anything it is made of changed.
need_web() {
  web_is_stale || return 0
  need_web_packages
  need_node
  mkdir -p "$kCache"
  quietly build/log/web.txt "Building the web pages" npm --prefix web run build
  touch "$kCache/web.stamp"
}
