#!/usr/bin/env bash
# Builds libslugtorch.so for the libtorch of this machine, once, and prints its path. Needs cmake, g++ and libtorch, not dotnet.
#   LIBTORCH=/opt/libtorch ./build-shim.sh     a libtorch folder (with include/ and lib/); else Torch_DIR, Debian's, python3's torch
#   SLUG_CACHE=...                             where built shims are kept, default ~/.cache/slug
# The cache key covers the shim's sources and libtorch (place, version, ABI), so a change of either builds a new one.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${SLUG_CACHE:-$HOME/.cache/slug}/torch-shim

fail() { echo "build-shim: $*" >&2; exit 1; }

# Sets include and lib if the folder holds a libtorch; a root in the layout of the zip and of Python's torch, or a system prefix.
take() {
  local root=$1 candidate
  for candidate in "$root/lib" "$root/lib/$(uname -m)-linux-gnu" "$root/lib64"; do
    if [[ -e $candidate/libtorch_cpu.so && -e $root/include/ATen/core/Tensor.h ]]; then
      include=$root/include lib=$candidate
      return 0
    fi
  done
  return 1
}

find_torch() {
  if [[ -n ${LIBTORCH:-} ]]; then
    take "$LIBTORCH" || fail "LIBTORCH is '$LIBTORCH', but there is no lib/libtorch_cpu.so with include/ATen in it"
    return
  fi
  if [[ -n ${Torch_DIR:-} ]]; then # <root>/share/cmake/Torch or <root>/lib/<arch>/cmake/Torch
    take "$Torch_DIR/../../.." || take "$Torch_DIR/../../../.." || fail "Torch_DIR is '$Torch_DIR', but no libtorch lies above it"
    return
  fi
  take /usr && return
  take /usr/local && return
  local python_torch
  python_torch=$(python3 -c 'import importlib.util as u; s = u.find_spec("torch"); print(s.submodule_search_locations[0] if s else "")' 2>/dev/null || true)
  [[ -n $python_torch ]] && take "$python_torch" && return
  fail "no libtorch found. On Debian: apt-get install libtorch-dev cmake g++ ; elsewhere set LIBTORCH to an unpacked libtorch (folders include/ and lib/)"
}

find_torch
include=$(realpath "$include") lib=$(realpath "$lib")
version_file=$include/torch/csrc/api/include/torch/version.h
[[ -e $version_file ]] || fail "$version_file is missing: libtorch's headers are incomplete"
# Newer versions only forward from there.
[[ -e $include/torch/headeronly/version.h ]] && version_file=$include/torch/headeronly/version.h
major=$(sed -n 's/^#define TORCH_VERSION_MAJOR *//p' "$version_file")
minor=$(sed -n 's/^#define TORCH_VERSION_MINOR *//p' "$version_file")
[[ -n $major && -n $minor ]] || fail "$version_file does not tell libtorch's version"
standard=17
((major > 2 || (major == 2 && minor >= 10))) && standard=20
# A libtorch built with the new string ABI exports names with __cxx11 in them.
abi=0
grep -aq 'torchCheckFail[A-Za-z0-9_]*__cxx11' "$lib/libc10.so" && abi=1

key=$( (
  cat "$here"/*.cpp "$here"/*.h "$here/CMakeLists.txt"
  cat "$version_file"
  echo "$include $lib $abi $standard $(stat -Lc '%s %Y' "$lib/libtorch_cpu.so") $(uname -m)"
) | sha256sum | cut -c1-24)
target=$cache/$key/libslugtorch.so
if [[ ! -e $target ]]; then
  command -v cmake >/dev/null || fail "cmake is missing: apt-get install cmake g++"
  command -v "${CXX:-c++}" >/dev/null || fail "no C++ compiler: apt-get install g++"
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/.build-XXXXXX")
  trap 'rm -rf "$work"' EXIT
  {
    cmake -S "$here" -B "$work/build" -DTORCH_INCLUDE="$include" -DTORCH_LIB="$lib" -DTORCH_CXX11_ABI=$abi -DTORCH_STANDARD=$standard \
      && cmake --build "$work/build" --parallel "$(nproc)"
  } >"$work/log" 2>&1 || { tail -n 40 "$work/log" >&2; fail "compiling the shim against $lib failed (above)"; }
  mkdir "$work/done"
  cp "$work/build/libslugtorch.so" "$work/done/"
  echo "libtorch $major.$minor at $lib" >"$work/done/libtorch.txt"
  # A rename makes the shim appear whole or not at all; a build that raced this one and won is as good.
  mv -T "$work/done" "$cache/$key" 2>/dev/null || [[ -e $target ]]
fi
echo "$target"
