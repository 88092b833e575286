namespace TorchSharp;

/// <summary>Disposes the tensors made on its thread while it was the innermost scope, unless they were moved or detached.</summary>
public sealed partial class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager _manager;
    private HashSet<IDisposable> _disposables = new(ReferenceEqualityComparer.Instance);
    private bool _disposed;

    internal DisposeScope(DisposeScopeManager manager)
    {
        _manager = manager;
        OuterScope = manager.CurrentDisposeScope;
    }

    internal DisposeScope? OuterScope { get; set; }

    /// <summary>What the scope holds now, as a copy.</summary>
    public IReadOnlyList<IDisposable> DisposablesView => [.. Live()];

    public int DisposablesCount => Live().Count;

    public bool Contains(IDisposable disposable) => _disposables.Contains(disposable);

    /// <summary>Takes a tensor into this scope, out of the one that held it.</summary>
    public void Attach(IDisposable disposable) => Attach((IEnumerable<IDisposable>)[disposable]);

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        Live();
        var result = new List<IDisposable>();
        foreach (var disposable in disposables)
        {
            if (Take(disposable))
                _manager.StatisticsInstance.TensorStatistics.AttachedToScopeCount++;
            result.Add(disposable);
        }

        return result;
    }

    /// <summary>Disposes what the scope holds; the scope goes on.</summary>
    public void DisposeEverything() => DisposeEverythingBut(Enumerable.Empty<IDisposable>());

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var held = Live();
        _disposables = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in held)
        {
            if (!_disposables.Contains(disposable))
                disposable.Dispose();
        }
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    /// <summary>Disposes what the scope holds and ends it.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        DisposeEverything();
        _manager.RemoveDisposeScope(this);
        _disposed = true;
    }

    /// <summary>Told by a tensor that was disposed by hand.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        Live().Remove(disposable);
        if (disposable is torch.Tensor tensor)
            tensor.OwningDisposeScope = null;
    }

    internal void Add(torch.Tensor tensor) => _disposables.Add(tensor);

    // A parameter takes the place of the tensor that it was made from.
    internal static void ReplaceWith(torch.Tensor original, torch.Tensor replacement)
    {
        if (original.OwningDisposeScope is { } scope && scope.Release(original))
            scope.Take(replacement);
    }

    private HashSet<IDisposable> Live()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _disposables;
    }

    private bool Take(IDisposable disposable)
    {
        if (disposable is not torch.Tensor tensor)
            throw new InvalidOperationException("A DisposeScope holds tensors only.");
        if (tensor.OwningDisposeScope == this)
            return false;
        tensor.OwningDisposeScope?._disposables.Remove(tensor);
        tensor.OwningDisposeScope = this;
        return _disposables.Add(tensor);
    }

    private bool Release(IDisposable disposable)
    {
        if (!_disposables.Remove(disposable))
            return false;
        if (disposable is torch.Tensor tensor)
            tensor.OwningDisposeScope = null;
        return true;
    }
}
