namespace Slug.Models.Checkpoints.Torch;

/// <summary>Finds the weights in what a checkpoint's pickle holds.</summary>
internal static class TorchState
{
    private const string DistributedPrefix = "module.";

    /// <summary>The tensors by name.</summary>
    /// <exception cref="PickleFormatException">There is neither a dictionary nor a module with tensors in it.</exception>
    public static List<KeyValuePair<string, PickleTensor>> Tensors(object? root, IReadOnlyList<string> stateNames)
    {
        var tensors = root switch
        {
            PickleModule module => ScriptModules.Tensors(module) is { Count: > 0 } found ? found : throw new PickleFormatException("none of its modules holds a tensor."),
            PickleDictionary dictionary => OfDictionary(dictionary, stateNames),
            _ => throw new PickleFormatException("it holds no dictionary of tensors."),
        };
        return tensors.TrueForAll(t => t.Key.StartsWith(DistributedPrefix, StringComparison.Ordinal))
            ? tensors.ConvertAll(t => KeyValuePair.Create(t.Key[DistributedPrefix.Length..], t.Value))
            : tensors;
    }

    private static List<KeyValuePair<string, PickleTensor>> OfDictionary(PickleDictionary dictionary, IReadOnlyList<string> stateNames)
    {
        var states = stateNames.Select(name => dictionary[name]).OfType<PickleDictionary>().Append(dictionary);
        return states.Select(Own).FirstOrDefault(found => found.Count > 0)
            ?? throw new PickleFormatException($"it holds no tensors, neither at its top nor under {string.Join(", ", stateNames)}.");
    }

    private static List<KeyValuePair<string, PickleTensor>> Own(PickleDictionary dictionary) =>
        [.. from item in dictionary.Items where item is { Key: string, Value: PickleTensor } select KeyValuePair.Create((string)item.Key, (PickleTensor)item.Value!)];
}
