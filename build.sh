#!/usr/bin/env bash
# Builds the host when its sources changed, then hands over to it: ./build.sh --help lists what it can do.
#
#   SLUG_PACKAGES=feed|standin   the package set (README, 'Package sets'); without it the feed is tried first
#   SLUG_ARTIFACTS=DIR           where build output goes (default: artifacts)
set -euo pipefail

export SLUG_CALLER_DIRECTORY=$PWD
[[ ${BASH_SOURCE[0]} == */* ]] && cd -- "${BASH_SOURCE[0]%/*}"
artifacts=${SLUG_ARTIFACTS:-$PWD/artifacts}
host=$artifacts/bin/Build/release/slug.dll
stamp=$artifacts/host.stamp
chosen=artifacts/package-set # Directory.Build.props reads it too, for builds from an editor
shopt -s nullglob

# OpenMP threads that sleep between operations, and a heap that keeps what is freed: half the time of a training step on few cores.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-PASSIVE} GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-0}
export MALLOC_MMAP_THRESHOLD_=${MALLOC_MMAP_THRESHOLD_:-1073741824} MALLOC_TRIM_THRESHOLD_=${MALLOC_TRIM_THRESHOLD_:-1073741824}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export RunAnalyzers=${RunAnalyzers:-false} # an MSBuild property; style checks take half of a build, so only editors and .ci/run make them
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 # a bare Debian has no ICU, and nothing here needs it

fail() {
  printf 'error: %s\n' "$@" >&2
  exit 1
}

# What, beside the time stamps under build/ and src/, decides whether the built host is still the right one.
identity() {
  local packages=${SLUG_PACKAGES:-}
  [[ -n $packages || ! -f $chosen ]] || packages=$(<"$chosen")
  printf 'packages %s, files %s' "$packages" "$(echo Directory.* global.json ./*.config)"
}

# The stamp's time is when the last good build began. Change times (ctime) of files and folders show every edit, addition, renaming
# and deletion since; they cannot be set back as modification times can.
is_fresh() {
  [[ -f $stamp && -f $host && $(<"$stamp") == "$(identity)" ]] &&
    [[ -z $(find build src Directory.* global.json ./*.config -cnewer "$stamp" -print -quit) ]]
}

# Runs a set-up step with its output in a log, and prints one line with the seconds it took; on failure shows the log's end.
step() {
  local what=$1 log=$artifacts/logs/$2.log begin=$SECONDS
  shift 2
  printf '%s ... ' "$what"
  # Without the lock's descriptor, which a compiler server that outlives the build would keep.
  if "$@" >"$log" 2>&1 9>&-; then
    printf '%d s\n' $((SECONDS - begin))
  else
    printf 'failed\n'
    grep -E '(error|E:) ' "$log" | sort -u | tail -n 20 || tail -n 20 "$log"
    fail "$what failed; the whole output is in $log"
  fi
}

check_sdk() {
  command -v dotnet >/dev/null || fail 'the .NET 10 SDK is missing: there is no dotnet on the PATH' 'get it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again'
  [[ $(dotnet --list-sdks) == *$'\n10.'* || $(dotnet --list-sdks) == 10.* ]] ||
    fail "the .NET 10 SDK is missing; installed: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')" 'get it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again'
}

# The caller's wish wins, then what was found out before, then the feed, if it has everything.
choose_packages() {
  if [[ -n ${SLUG_PACKAGES:-} ]]; then
    [[ $SLUG_PACKAGES == feed || $SLUG_PACKAGES == standin ]] || fail "SLUG_PACKAGES is '$SLUG_PACKAGES'; it must be 'feed' or 'standin'"
    echo "packages: $SLUG_PACKAGES, as SLUG_PACKAGES says"
    return
  fi
  if [[ -f $chosen ]]; then
    SLUG_PACKAGES=$(<"$chosen")
    return
  fi
  local log=$artifacts/logs/restore-feed.log missing
  if SLUG_PACKAGES=feed dotnet restore build/Build.csproj -nr:false >"$log" 2>&1 9>&-; then
    SLUG_PACKAGES=feed
    echo "packages: feed, which has them all"
  else
    SLUG_PACKAGES=standin
    missing=$(grep -oE 'NU110[12]: Unable to find package [A-Za-z0-9.-]*[A-Za-z0-9-]' "$log" | sed 's/.* //' | sort -u | paste -sd, | sed 's/,/, /g' || true)
    if [[ -z $missing ]]; then
      # Not remembered: the next run may find the feed in better health.
      echo "packages: standin, because restoring from the feed failed ($log)"
      return
    fi
    echo "packages: standin, because the feed lacks $missing"
  fi
  mkdir -p artifacts
  echo "$SLUG_PACKAGES" >"$chosen"
}

# Debian packages that the stand-ins are built on, and npm, which fetches the demo's data.
install_native() {
  local wanted=()
  [[ $SLUG_PACKAGES == standin ]] && wanted+=(libopenblas0-openmp cmake make g++ libturbojpeg0 libwebp7 libspng0 libcairo2 libpango-1.0-0 libpangocairo-1.0-0 fonts-dejavu-core)
  [[ $SLUG_PACKAGES == standin && -z ${LIBTORCH:-} ]] && wanted+=(libtorch-dev)
  command -v npm >/dev/null || wanted+=(npm)
  install_missing "${wanted[@]}"
}

# Installs those of the named Debian packages that are not there.
install_missing() {
  local wanted=("$@") missing
  if ! command -v dpkg-query >/dev/null; then
    ((${#wanted[@]} == 0)) || echo "note: no apt here; make sure that these Debian packages' equals are installed: ${wanted[*]}"
    return
  fi
  missing=$(for package in "${wanted[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || echo "$package"
  done | paste -sd' ')
  [[ -n $missing ]] || return 0
  local sudo=()
  if ((EUID != 0)); then
    sudo -n true 2>/dev/null || fail "these Debian packages are missing: $missing" "install them with: sudo apt-get update && sudo apt-get install --no-install-recommends -y $missing"
    sudo=(sudo -n)
  fi
  # shellcheck disable=SC2086 # a list of names
  step "installing $missing" apt apt_install "${sudo[*]}" $missing
}

apt_install() {
  local sudo=$1 lists=(/var/lib/apt/lists/*_Packages*)
  shift
  ((${#lists[@]} > 0)) || $sudo apt-get update -q
  # Lists may be there and out of date.
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" ||
    { $sudo apt-get update -q && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"; }
}

build_host() {
  mkdir -p "$artifacts/logs"
  # One build at a time; whoever waited finds the work done.
  exec 9>"$artifacts/build.lock"
  if command -v flock >/dev/null && ! flock -n 9; then
    echo 'waiting for another build to end'
    flock 9
  fi
  is_fresh && return
  check_sdk
  choose_packages
  export SLUG_PACKAGES
  install_native
  local began=$artifacts/host.began
  : >"$began"
  step 'building' build dotnet build build/Build.csproj -c Release -v quiet -nologo -nr:false
  identity >"$stamp.new"
  # The beginning's time, so that what was edited meanwhile counts as newer.
  touch -r "$began" "$stamp.new"
  mv "$stamp.new" "$stamp"
}

if ! is_fresh; then
  build_host >&2
  exec 9>&-
fi
# The tests use the remote cache of a real web server, and send sweeps through a real Slurm.
if [[ " $* " =~ \ (--target|-t)[=\ ]Test\  ]]; then
  mkdir -p "$artifacts/logs"
  wanted=()
  command -v nginx >/dev/null || wanted+=(nginx-light)
  [[ " $* " == *' --without-slurm '* ]] || wanted+=(slurm-wlm munge)
  install_missing "${wanted[@]}" >&2
fi
export SLUG_PACKAGES=${SLUG_PACKAGES:-$(<"$chosen")}
# The OpenBLAS that shares libtorch's OpenMP threads, also where Debian's alternatives prefer another one: with threads of its own
# it fights libtorch's for the cores, which costs a quarter of the demo's training speed.
openmp_blas=(/usr/lib/*/openblas-openmp)
if [[ $SLUG_PACKAGES == standin && ${#openmp_blas[@]} -gt 0 ]]; then
  export LD_LIBRARY_PATH=${openmp_blas[0]}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
fi
exec dotnet "$host" "$@"
