namespace Slug.Models.Checkpoints.Torch;

/// <summary>A pickle is malformed or uses what is not read. The message needs the file's name in front.</summary>
internal sealed class PickleFormatException(string message) : Exception(message);
