namespace Slug.Build.CommandLine;

/// <summary>A command line, read.</summary>
/// <param name="Options">What it asks for.</param>
/// <param name="CakeArguments">The part of it that is Cake's to act on.</param>
/// <param name="Mistakes">Everything that is wrong with it; empty when it is right.</param>
internal sealed record ParsedCommandLine(HostOptions Options, IReadOnlyList<string> CakeArguments, IReadOnlyList<string> Mistakes);
