#!/usr/bin/env bash
# Stands in for dotnet in tests of build.sh and of the Test task: notes down how it was called and answers at once.
case "$1" in
  --list-sdks)
    echo "10.0.401 [/usr/share/dotnet/sdk]"
    ;;
  restore)
    echo restore >>"$FAKE_CALLS"
    broken=0
    for package in ${FAKE_LACKS-Cake.Frosting}; do
      [[ $package != *-cuda-* ]] || grep -q '<SlugTorch>cuda' artifacts/packages.props || continue
      echo "Build.csproj : error NU1101: Unable to find package $package. No packages exist with this id in any source."
      broken=1
    done
    [[ -z ${FAKE_OFFLINE:-} ]] || { echo "Build.csproj : error NU1301: Unable to load the service index"; broken=1; }
    exit $broken
    ;;
  build)
    echo "build with $(grep -oE '>(feed|standin|cpu|cuda|own)<' artifacts/packages.props | tr -d '<>' | paste -sd' ')" >>"$FAKE_CALLS"
    if [[ -n ${FAKE_BREAK:-} ]]; then
      echo "src/A.cs(1,2): error CS1002: ; expected"
      exit 1
    fi
    [[ -z ${FAKE_SERVER:-} ]] || sleep "$FAKE_SERVER" >/dev/null 2>&1 &
    mkdir -p artifacts/bin/Build/release
    : >artifacts/bin/Build/release/slug.dll
    ;;
  test)
    [[ -z ${FAKE_SLEEP:-} ]] || exec sleep "$FAKE_SLEEP"
    name=$(basename "$2" .dll)
    [[ -f $FAKE_TRX/$name.trx ]] || { echo "Unhandled exception. $name crashed."; exit 134; }
    mkdir -p "$4"
    cp "$FAKE_TRX/$name.trx" "$4/$name.trx"
    ! grep -q 'outcome="Failed"' "$FAKE_TRX/$name.trx"
    ;;
  *)
    echo "host: ${*:2}"
    echo "OMP_WAIT_POLICY=$OMP_WAIT_POLICY GOMP_SPINCOUNT=$GOMP_SPINCOUNT"
    echo "from $SLUG_CALLER_DIRECTORY in $PWD with ${LD_LIBRARY_PATH:-no library path}"
    exit "${FAKE_EXIT:-0}"
    ;;
esac
