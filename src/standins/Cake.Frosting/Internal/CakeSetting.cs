using Cake.Core.IO;

namespace Cake.Frosting.Internal;

/// <summary>One of Cake's settings, as a host gave it.</summary>
internal sealed record CakeSetting(string Key, string Value);

/// <summary>The working directory, as a host gave it.</summary>
internal sealed record WorkingDirectory(DirectoryPath Path);
