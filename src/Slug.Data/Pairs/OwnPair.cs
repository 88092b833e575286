namespace Slug.Data.Pairs;

/// <summary>One picture of a user's, with what is said of it.</summary>
/// <param name="Place">Where it is, for messages: <c>dogs/rex 1.jpg</c>, or a member of a tar.</param>
/// <param name="Caption">Its caption; null where it has none.</param>
/// <param name="Class">Its class, as the folder, the table or the tar's <c>cls</c> member says; null where nothing does.</param>
/// <param name="Bytes">The picture's size in bytes.</param>
/// <param name="Picture">Reads the encoded picture.</param>
public sealed record OwnPair(string Place, string? Caption, string? Class, long Bytes, Func<byte[]> Picture);
