#!/usr/bin/env pwsh
# The same as build.sh, for PowerShell: builds the host when its sources changed, then hands over to it.
#
#   SLUG_PACKAGES=feed|standin   the package set (README, 'Package sets'); without it the feed is tried first
#   SLUG_ARTIFACTS=DIR           where build output goes (default: artifacts)
#
# The stand-ins need Debian packages: on Linux build.sh installs them; elsewhere only the feed's packages will do.
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

function Fail([string[]] $Lines) {
  $Lines | ForEach-Object { [Console]::Error.WriteLine("error: $_") }
  exit 1
}

$env:SLUG_CALLER_DIRECTORY = (Get-Location).Path
$artifacts = if ($env:SLUG_ARTIFACTS) { $env:SLUG_ARTIFACTS } else { Join-Path $PSScriptRoot 'artifacts' }
$slugHost = Join-Path $artifacts 'bin/Build/release/slug.dll'
$stamp = Join-Path $artifacts 'host-ps1.stamp'
$chosen = Join-Path $PSScriptRoot 'artifacts/package-set'
$logs = Join-Path $artifacts 'logs'

$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_SYSTEM_GLOBALIZATION_INVARIANT = '1' # a bare Debian has no ICU, and nothing here needs it
if (-not $env:RunAnalyzers) { $env:RunAnalyzers = 'false' } # an MSBuild property; style checks take half of a build
$tuning = [ordered]@{
  OMP_WAIT_POLICY = 'PASSIVE'; GOMP_SPINCOUNT = '0'; MALLOC_MMAP_THRESHOLD_ = '1073741824'; MALLOC_TRIM_THRESHOLD_ = '1073741824'
}
foreach ($name in $tuning.Keys) {
  if (-not [Environment]::GetEnvironmentVariable($name)) { [Environment]::SetEnvironmentVariable($name, $tuning[$name]) }
}

# Names, sizes and times of everything that the host is built from, and the package set: any change of them means another text.
function Get-Identity {
  $packages = if ($env:SLUG_PACKAGES) { $env:SLUG_PACKAGES } elseif (Test-Path $chosen) { (Get-Content -Raw $chosen).Trim() } else { '' }
  $files = @(Get-ChildItem -Path build, src -Recurse -File) + @(Get-ChildItem -Path Directory.*, global.json, *.config -File)
  $lines = $files | Sort-Object FullName | ForEach-Object { '{0} {1} {2}' -f $_.FullName, $_.Length, $_.LastWriteTimeUtc.Ticks }
  "packages $packages`n" + ($lines -join "`n")
}

function Invoke-Step([string] $What, [string] $Log, [string[]] $Arguments) {
  [Console]::Error.Write("$What ... ")
  $clock = [Diagnostics.Stopwatch]::StartNew()
  & dotnet @Arguments *> $Log
  if ($LASTEXITCODE -ne 0) {
    [Console]::Error.WriteLine('failed')
    Get-Content $Log -Tail 20 | ForEach-Object { [Console]::Error.WriteLine($_) }
    Fail "$What failed; the whole output is in $Log"
  }
  [Console]::Error.WriteLine('{0} s' -f [int] $clock.Elapsed.TotalSeconds)
}

function Select-Packages {
  if ($env:SLUG_PACKAGES) {
    if ($env:SLUG_PACKAGES -notin 'feed', 'standin') { Fail "SLUG_PACKAGES is '$env:SLUG_PACKAGES'; it must be 'feed' or 'standin'" }
    [Console]::Error.WriteLine("packages: $env:SLUG_PACKAGES, as SLUG_PACKAGES says")
    return
  }
  if (Test-Path $chosen) {
    $env:SLUG_PACKAGES = (Get-Content -Raw $chosen).Trim()
    return
  }
  $log = Join-Path $logs 'restore-feed.log'
  $env:SLUG_PACKAGES = 'feed'
  & dotnet restore build/Build.csproj *> $log
  if ($LASTEXITCODE -eq 0) {
    [Console]::Error.WriteLine('packages: feed, which has them all')
  } else {
    $env:SLUG_PACKAGES = 'standin'
    $missing = @(Select-String -Path $log -Pattern 'NU110[12]: Unable to find package ([\w.-]*[\w-])' -AllMatches |
      ForEach-Object { $_.Matches.Groups[1].Value } | Sort-Object -Unique)
    if ($missing.Count -eq 0) {
      # Not remembered: the next run may find the feed in better health.
      [Console]::Error.WriteLine("packages: standin, because restoring from the feed failed ($log)")
      return
    }
    [Console]::Error.WriteLine("packages: standin, because the feed lacks $($missing -join ', ')")
  }
  New-Item -ItemType Directory -Force (Split-Path $chosen) | Out-Null
  Set-Content -Path $chosen -Value $env:SLUG_PACKAGES
}

Push-Location $PSScriptRoot
try {
  $isFresh = (Test-Path $slugHost) -and (Test-Path $stamp) -and ((Get-Content -Raw $stamp).TrimEnd() -eq (Get-Identity))
  if (-not $isFresh) {
    New-Item -ItemType Directory -Force $logs | Out-Null
    if (-not (Get-Command dotnet -ErrorAction SilentlyContinue) -or -not (& dotnet --list-sdks | Where-Object { $_ -like '10.*' })) {
      Fail 'the .NET 10 SDK is missing', 'get it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again'
    }
    Select-Packages
    $identity = Get-Identity
    Invoke-Step 'building' (Join-Path $logs 'build.log') @('build', 'build/Build.csproj', '-c', 'Release', '-v', 'quiet', '-nologo', '-nr:false')
    Set-Content -Path $stamp -Value $identity
  }
  if (-not $env:SLUG_PACKAGES) { $env:SLUG_PACKAGES = (Get-Content -Raw $chosen).Trim() }
  & dotnet $slugHost @args
  exit $LASTEXITCODE
} finally {
  Pop-Location
}
