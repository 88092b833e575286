using static TorchSharp.torch;

namespace Slug.Models.Clip;

/// <summary>
/// Keeps the model that was used last, for the next one who asks for the same file: ten concepts' gradients are ten steps of one process on the
/// same weights. A model is lent to one at a time, and only one idle model is kept.
/// </summary>
public sealed class LoadedModels : IDisposable
{
    private readonly Lock _lock = new();
    private Loaded? _idle;

    /// <summary>Lends a model, loaded now or kept from before.</summary>
    /// <param name="config">The model's sizes.</param>
    /// <param name="path">A safetensors file in open_clip's layout.</param>
    /// <param name="device">Where the model shall be.</param>
    /// <returns>The loan; dispose it to give the model back.</returns>
    /// <exception cref="Checkpoints.CheckpointException">The file does not fit the sizes.</exception>
    public Loan Rent(ClipConfig config, string path, Device device)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(device);
        var file = new FileInfo(Path.GetFullPath(path));
        var identity = new Identity(config, file.FullName, file.Exists ? file.Length : 0, file.LastWriteTimeUtc, device.ToString());
        lock (_lock)
        {
            var idle = _idle;
            _idle = null;
            if (idle?.Identity == identity) return new Loan(this, idle);
            idle?.Dispose();
        }

        return new Loan(this, new Loaded(identity, ClipModel.Load(config, path, device)));
    }

    /// <summary>Disposes the idle model, if there is one.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _idle?.Dispose();
            _idle = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private void Return(Loaded loaded)
    {
        lock (_lock)
        {
            _idle?.Dispose();
            _idle = loaded;
        }
    }

    /// <summary>A lent model. Whoever fails in the middle of a change must not give it back: call <see cref="Keep"/> only when all weights are original.</summary>
    public sealed class Loan : IDisposable
    {
        private readonly LoadedModels _owner;
        private readonly Loaded _loaded;
        private bool _unchanged;

        internal Loan(LoadedModels owner, Loaded loaded) => (_owner, _loaded) = (owner, loaded);

        /// <summary>The model.</summary>
        public ClipModel Model => _loaded.Model;

        /// <summary>
        /// What was made of these very weights before and is kept beside them, until the model is disposed. Of each type one thing is kept: made
        /// under another key, it makes way for a new one.
        /// </summary>
        /// <param name="key">Says what else it was made of.</param>
        /// <param name="make">Makes it.</param>
        /// <returns>It stays the model's: do not dispose it.</returns>
        public T Beside<T>(string key, Func<T> make)
            where T : class, IDisposable
        {
            ArgumentNullException.ThrowIfNull(make);
            if (_loaded.Beside.TryGetValue(typeof(T), out var kept) && kept.Key == key) return (T)kept.Value;
            _loaded.Beside.Remove(typeof(T));
            kept.Value?.Dispose();
            var made = make();
            _loaded.Beside[typeof(T)] = (key, made);
            return made;
        }

        /// <summary>Says that the weights are as in the file, so that the model may be kept for the next one.</summary>
        public void Keep() => _unchanged = true;

        /// <summary>Gives the model back, or disposes it where nobody vouched for its weights.</summary>
        public void Dispose()
        {
            if (_unchanged) _owner.Return(_loaded);
            else _loaded.Dispose();
        }
    }

    /// <summary>A model with what is kept beside it.</summary>
    internal sealed record Loaded(Identity Identity, ClipModel Model) : IDisposable
    {
        public Dictionary<Type, (string Key, IDisposable Value)> Beside { get; } = [];

        public void Dispose()
        {
            foreach (var (_, value) in Beside.Values) value.Dispose();
            Model.Dispose();
        }
    }

    /// <summary>What must agree for a kept model to be the one that is asked for.</summary>
    internal sealed record Identity(ClipConfig Config, string Path, long Length, DateTime Written, string Device);
}
