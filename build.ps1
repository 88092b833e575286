#!/usr/bin/env pwsh
# The same as build.sh, for PowerShell: builds the host when its sources changed, then hands over to it.
#
#   SLUG_TORCH=cpu|cuda   libtorch from packages for CPU or GPU; without it cuda where there is an NVIDIA driver and the feed has it
#   LIBTORCH=DIR          a libtorch 2.10 that is there already, such as PyTorch's, in place of a package
#   SLUG_ARTIFACTS=DIR    where build output goes (default: artifacts)
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
$packages = Join-Path $artifacts 'packages.props'
$logs = Join-Path $artifacts 'logs'

$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_SYSTEM_GLOBALIZATION_INVARIANT = '1' # a bare Debian has no ICU, and nothing here needs it
if (-not $env:RunAnalyzers) { $env:RunAnalyzers = 'false' } # an MSBuild property; style checks take half of a build
if (-not $env:DOTNET_TieredPGO) { $env:DOTNET_TieredPGO = '0' } # a build's compilers end before what a profile tells could pay
$tuning = [ordered]@{
  OMP_WAIT_POLICY = 'PASSIVE'; GOMP_SPINCOUNT = '0'; MALLOC_MMAP_THRESHOLD_ = '134217728'; MALLOC_TRIM_THRESHOLD_ = '1073741824'
}
foreach ($name in $tuning.Keys) {
  if (-not [Environment]::GetEnvironmentVariable($name)) { [Environment]::SetEnvironmentVariable($name, $tuning[$name]) }
}
$onWindows = [Environment]::OSVersion.Platform -eq 'Win32NT'

# Which libtorch this machine and its user want: own, cuda or cpu.
function Get-WantedTorch {
  if ($env:LIBTORCH) { return 'own' }
  if ($env:SLUG_TORCH) { return $env:SLUG_TORCH }
  $driver = if ($onWindows) { Join-Path $env:SystemRoot 'System32/nvcuda.dll' } else { '/proc/driver/nvidia/version' }
  if (Test-Path $driver) { 'cuda' } else { 'cpu' }
}

# The same, and whether it was asked for: what is asked for is never replaced in silence.
function Get-AskedTorch { (Get-WantedTorch) + $(if ($env:SLUG_TORCH) { ', as asked' } else { '' }) }

# The folder of LIBTORCH that holds the libraries.
function Get-OwnTorch {
  $lib = Join-Path $env:LIBTORCH 'lib'
  if (Test-Path (Join-Path $lib '*torch_cpu.*')) { $lib } else { $env:LIBTORCH }
}

# Names, sizes and times of everything that the host is built from, and libtorch's kind: any change of them means another text.
function Get-Identity {
  $files = @(Get-ChildItem -Path build, src -Recurse -File) + @(Get-ChildItem -Path Directory.*, global.json, *.config -File)
  $lines = $files | Sort-Object FullName | ForEach-Object { '{0} {1} {2}' -f $_.FullName, $_.Length, $_.LastWriteTimeUtc.Ticks }
  "torch $(Get-AskedTorch)`n" + ($lines -join "`n")
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

# What was wanted, and what of it the feed can give.
function Write-Packages([string] $Cake, [string] $Torch) {
  Set-Content -Path $packages -Value @"
<Project>
  <!-- Made by build.ps1; wanted: $(Get-AskedTorch). Delete it, and the next call finds out anew. -->
  <PropertyGroup>
    <SlugCake>$Cake</SlugCake>
    <SlugTorch>$Torch</SlugTorch>
  </PropertyGroup>
</Project>
"@
}

# Finds out what the feed has, writes it down, and says what is taken and why.
function Select-Packages {
  $torch = Get-WantedTorch
  $take = $torch
  $cake = 'feed'
  $why = switch ($torch) {
    'own' {
      if (-not (Test-Path (Join-Path (Get-OwnTorch) '*torch_cpu.*'))) { Fail "LIBTORCH is '$env:LIBTORCH': neither it nor its folder lib/ holds torch_cpu" }
      "LIBTORCH=$env:LIBTORCH"
    }
    'cuda' { if ($env:SLUG_TORCH) { 'SLUG_TORCH says so' } else { 'there is an NVIDIA driver' } }
    'cpu' { if ($env:SLUG_TORCH) { 'SLUG_TORCH says so' } else { 'no NVIDIA driver here' } }
    default { Fail "SLUG_TORCH is '$torch'; it must be 'cpu' or 'cuda'", 'LIBTORCH=DIR takes a libtorch of your own' }
  }
  if ((Test-Path $packages) -and (Get-Content -Raw $packages).Contains("wanted: $(Get-AskedTorch).")) { return }
  Write-Packages 'feed' $torch
  $log = Join-Path $logs 'restore.log'
  & dotnet restore build/Build.csproj *> $log
  if ($LASTEXITCODE -ne 0) {
    Remove-Item $packages
    $missing = @(Select-String -Path $log -Pattern 'NU110[123]: Unable to find package ([\w.-]*[\w-])' -AllMatches |
      ForEach-Object { $_.Matches.Groups[1].Value } | Sort-Object -Unique)
    if ($missing -contains 'Cake.Frosting') {
      $cake = 'standin'
      $missing = @($missing | Where-Object { $_ -ne 'Cake.Frosting' })
      [Console]::Error.WriteLine('packages: a stand-in for Cake.Frosting over the assemblies in Cake.Tool, because the feed lacks Cake.Frosting')
    }
    if ($torch -eq 'cuda' -and @($missing | Where-Object { $_ -like '*-cuda-*' }).Count -gt 0) {
      if ($env:SLUG_TORCH) { Fail "the feed lacks what SLUG_TORCH=cuda asks for: $missing", 'LIBTORCH=DIR takes a PyTorch 2.10 with CUDA that is installed here' }
      $take = 'cpu'
      $missing = @()
      $why = 'there is an NVIDIA driver, but the feed lacks TorchSharp-cuda; LIBTORCH=DIR takes a PyTorch 2.10 with CUDA'
    }
    if (($cake -eq 'feed' -and $take -eq $torch) -or $missing.Count -gt 0) { Fail "restoring the packages failed; the whole output is in $log" }
    Write-Packages $cake $take
  }
  [Console]::Error.WriteLine("packages: libtorch for $take ($why)")
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
  if ($env:LIBTORCH) {
    $name = if ($onWindows) { 'PATH' } else { 'LD_LIBRARY_PATH' }
    $before = [Environment]::GetEnvironmentVariable($name)
    [Environment]::SetEnvironmentVariable($name, (Get-OwnTorch) + $(if ($before) { [IO.Path]::PathSeparator + $before } else { '' }))
  }
  & dotnet $slugHost @args
  exit $LASTEXITCODE
} finally {
  Pop-Location
}
