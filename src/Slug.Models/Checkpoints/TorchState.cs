using Slug.Models.Checkpoints.Torch;

namespace Slug.Models.Checkpoints;

/// <summary>Finds the weights in what a checkpoint's pickle holds.</summary>
internal sealed class TorchState
{
    private const int MostLevels = 8;

    // Of averaged weights a few tensors may be missing or more: counters, buffers.
    private const double SharedOfAlike = 0.9;

    // What training programs keep beside the weights, tensors and all.
    private static readonly string[] NoWeights = ["optim", "lr_sched", "sched", "scaler", "grad_scaler", "rng", "callbacks", "loops"];

    private readonly List<(string Path, List<KeyValuePair<string, PickleTensor>> Tensors)> _states = [];
    private readonly HashSet<PickleDictionary> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _leftOut = [];

    private TorchState()
    {
    }

    /// <summary>The tensors by name, and what else there is, a phrase each.</summary>
    /// <param name="root">What the pickle holds.</param>
    /// <param name="stateNames">Under which names training programs keep the weights, the likeliest first.</param>
    /// <exception cref="PickleFormatException">There is neither a dictionary nor a module with tensors in it.</exception>
    public static (List<KeyValuePair<string, PickleTensor>> Tensors, IReadOnlyList<string> LeftOut) Find(object? root, IReadOnlyList<string> stateNames)
    {
        if (root is PickleModule module)
            return (ScriptModules.Tensors(module) is { Count: > 0 } found ? found : throw new PickleFormatException("none of its modules holds a tensor."), []);
        if (Dictionary(root) is not { } dictionary)
        {
            throw new PickleFormatException(root is PickleObject whole
                ? $"it holds a whole object of the class {whole.Class}, which needs that class's code, and no dictionary of tensors. Save its state_dict alone, on a machine with PyTorch."
                : "it holds no dictionary of tensors.");
        }

        var walk = new TorchState();
        walk.Visit(dictionary, "", 0);
        return walk.Choose(stateNames);
    }

    private (List<KeyValuePair<string, PickleTensor>> Tensors, IReadOnlyList<string> LeftOut) Choose(IReadOnlyList<string> stateNames)
    {
        if (_states.Count == 0)
        {
            throw new PickleFormatException(_leftOut.Exists(left => left.EndsWith(')'))
                ? $"it holds whole objects, which need their classes' code, and no dictionary of tensors: {string.Join(", ", _leftOut.Take(10))}. Save the model's state_dict alone, on a machine with PyTorch."
                : $"it holds no tensors, neither at its top nor under {string.Join(", ", stateNames)} or another name.");
        }

        var chosen = stateNames.Select(name => _states.Find(state => state.Path == name)).FirstOrDefault(state => state.Tensors is not null);
        if (chosen.Tensors is null) chosen = _states.MaxBy(state => state.Tensors.Count);
        // Averaged weights are of the same shapes: which are meant nobody can tell here, so all are shown, each set under its own name.
        var alike = _states.Where(state => Like(state.Tensors, chosen.Tensors)).ToList();
        _leftOut.AddRange(_states.Except(alike).Select(state => $"{(state.Path.Length > 0 ? state.Path : "tensors at its top")} ({state.Tensors.Count} tensors)"));
        if (alike.Count == 1) return (WithoutWrappers(chosen.Tensors), _leftOut);
        return ([.. alike.SelectMany(state => WithoutWrappers(state.Tensors).Select(t => KeyValuePair.Create(state.Path.Length > 0 ? $"{state.Path}.{t.Key}" : t.Key, t.Value)))], _leftOut);
    }

    private void Visit(PickleDictionary dictionary, string path, int level)
    {
        // A file may claim any nesting, dictionaries that hold themselves or each other many times over included.
        if (!_seen.Add(dictionary)) return;
        var own = new List<KeyValuePair<string, PickleTensor>>();
        foreach (var (key, value) in dictionary.Items)
        {
            var name = key as string ?? key.ToString()!;
            var place = path.Length > 0 ? $"{path}.{name}" : name;
            if (value is PickleTensor tensor && key is string)
                own.Add(KeyValuePair.Create(name, tensor));
            else if (Dictionary(value) is { IsEmpty: false } inner && level < MostLevels && !Array.Exists(NoWeights, no => name.StartsWith(no, StringComparison.OrdinalIgnoreCase)))
                Visit(inner, place, level + 1);
            else if (_leftOut.Count < 1000)
                _leftOut.Add(value is PickleObject built ? $"{place} ({built.Class})" : place);
        }

        if (own.Count > 0) _states.Add((path, own));
    }

    private static List<KeyValuePair<string, PickleTensor>> WithoutWrappers(List<KeyValuePair<string, PickleTensor>> tensors)
    {
        var prefix = WeightSets.WrapperOf(tensors.Select(t => t.Key));
        return prefix.Length == 0 ? tensors : tensors.ConvertAll(t => KeyValuePair.Create(t.Key[prefix.Length..], t.Value));
    }

    private static PickleDictionary? Dictionary(object? value) => value switch
    {
        PickleDictionary dictionary => dictionary,
        PickleObject { Items.IsEmpty: false } subclass => subclass.Items,
        _ => null,
    };

    private static bool Like(List<KeyValuePair<string, PickleTensor>> one, List<KeyValuePair<string, PickleTensor>> other)
    {
        if (ReferenceEquals(one, other)) return true;
        var shapes = one.CountBy(t => string.Join(',', t.Value.Shape)).ToDictionary();
        var shared = other.CountBy(t => string.Join(',', t.Value.Shape)).Sum(shape => Math.Min(shape.Value, shapes.GetValueOrDefault(shape.Key)));
        return shared >= SharedOfAlike * Math.Max(one.Count, other.Count);
    }
}
