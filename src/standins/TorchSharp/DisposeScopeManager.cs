namespace TorchSharp;

/// <summary>The dispose scopes of a thread, innermost first, and counts of the tensors that came and went.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScopeManager? t_singleton;

    internal static DisposeScopeManager ThreadSingleton => t_singleton ??= new DisposeScopeManager();

    internal ThreadDisposeScopeStatistics StatisticsInstance { get; } = new();

    internal DisposeScope? CurrentDisposeScope { get; private set; }

    /// <summary>The calling thread's counts.</summary>
    public static ThreadDisposeScopeStatistics Statistics => ThreadSingleton.StatisticsInstance;

    internal DisposeScope? RegisterOnCurrentDisposeScope(torch.Tensor tensor)
    {
        var scope = CurrentDisposeScope;
        if (scope is null)
        {
            StatisticsInstance.TensorStatistics.CreatedOutsideScopeCount++;
            return null;
        }

        StatisticsInstance.TensorStatistics.CreatedInScopeCount++;
        scope.Add(tensor);
        return scope;
    }

    internal void DisposingOnCurrentScope(torch.Tensor tensor)
    {
        if (tensor.OwningDisposeScope is null)
            StatisticsInstance.TensorStatistics.DisposedOutsideScopeCount++;
        else
            StatisticsInstance.TensorStatistics.DisposedInScopeCount++;
    }

    internal DisposeScope NewDisposeScope() => CurrentDisposeScope = new DisposeScope(this);

    // Scopes may end out of order: then the inner ones hang on the ended one's outer scope.
    internal void RemoveDisposeScope(DisposeScope ended)
    {
        if (CurrentDisposeScope == ended)
        {
            CurrentDisposeScope = ended.OuterScope;
            return;
        }

        for (var scope = CurrentDisposeScope; scope is not null; scope = scope.OuterScope)
        {
            if (scope.OuterScope == ended)
                scope.OuterScope = ended.OuterScope;
        }
    }
}
