using Slug.Data.Pairs;

namespace Slug.Experiments.Data.Pairs;

/// <summary>Where a part of a user's set is.</summary>
/// <param name="Place">On this machine; null where it has to be fetched.</param>
/// <param name="Download">The download that fetches it, a webdataset tar; null where it is on this machine.</param>
public sealed record OwnPlace(PairPlace? Place, string? Download);

/// <summary>A user's data, found.</summary>
/// <param name="Sets">The parts of each set that the config gives, in order.</param>
/// <param name="Classes">The classes that it lists; null where folders and tables say them.</param>
public sealed record OwnPairs(IReadOnlyDictionary<PairRole, IReadOnlyList<OwnPlace>> Sets, IReadOnlyList<string>? Classes);
