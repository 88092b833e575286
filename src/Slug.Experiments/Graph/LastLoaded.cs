using Slug.Pipeline.Files;

namespace Slug.Experiments.Graph;

/// <summary>Keeps the model that was used last for the next step of the run: its weights are read once, however many models are made of it.</summary>
/// <typeparam name="T">The model. It has its original weights whenever no step works on it: who changes them puts them back.</typeparam>
internal sealed class LastLoaded<T> : IDisposable
    where T : class, IDisposable
{
    private (string Key, T Value)? _kept;

    /// <summary>The model, loaded now or kept from before. It stays this object's.</summary>
    /// <param name="files">The files it is read from: written to since, they are read again.</param>
    /// <param name="how">How it is read.</param>
    /// <param name="load">Reads it.</param>
    public T Get(IEnumerable<string> files, string how, Func<T> load)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(load);
        var key = string.Join('|', files.Order(StringComparer.Ordinal).Select(StateOf).Append(how));
        if (_kept is { } kept && kept.Key == key) return kept.Value;
        Dispose();
        var value = load();
        _kept = (key, value);
        return value;
    }

    // A second name for a file, which the store makes at each step, changes its change time and its count of names alone.
    private static string StateOf(string file) =>
        FileStat.TryRead(file) is { } stat ? FormattableString.Invariant($"{Path.GetFileName(file)} {stat.Device} {stat.Inode} {stat.Size} {stat.Modified}") : file;

    /// <inheritdoc/>
    public void Dispose()
    {
        _kept?.Value.Dispose();
        _kept = null;
    }
}
