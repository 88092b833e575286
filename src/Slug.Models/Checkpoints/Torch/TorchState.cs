namespace Slug.Models.Checkpoints.Torch;

/// <summary>Finds the weights in what a checkpoint's pickle holds.</summary>
internal static class TorchState
{
    private const string DistributedPrefix = "module.";

    /// <summary>The tensors by name.</summary>
    /// <exception cref="PickleFormatException">There is no dictionary with tensors in it.</exception>
    public static List<KeyValuePair<string, PickleTensor>> Tensors(object? root, IReadOnlyList<string> stateNames)
    {
        if (root is not PickleDictionary dictionary) throw new PickleFormatException("it holds no dictionary of tensors.");
        var states = stateNames.Select(name => dictionary[name]).OfType<PickleDictionary>().Append(dictionary);
        var tensors = states.Select(Own).FirstOrDefault(found => found.Count > 0)
            ?? throw new PickleFormatException($"it holds no tensors, neither at its top nor under {string.Join(", ", stateNames)}.");
        return tensors.TrueForAll(t => t.Key.StartsWith(DistributedPrefix, StringComparison.Ordinal))
            ? tensors.ConvertAll(t => KeyValuePair.Create(t.Key[DistributedPrefix.Length..], t.Value))
            : tensors;
    }

    private static List<KeyValuePair<string, PickleTensor>> Own(PickleDictionary dictionary) =>
        [.. from item in dictionary.Items where item is { Key: string, Value: PickleTensor } select KeyValuePair.Create((string)item.Key, (PickleTensor)item.Value!)];
}
