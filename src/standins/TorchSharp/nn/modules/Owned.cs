namespace TorchSharp.Modules;

/// <summary>How modules hold their tensors: outside any dispose scope, one at a time.</summary>
internal static class Owned
{
    /// <summary>Puts a parameter in a field, takes it out of its dispose scope and disposes what was there.</summary>
    public static Parameter? Replace(ref Parameter? field, Parameter? value)
    {
        if (!ReferenceEquals(field, value))
        {
            field?.Dispose();
            value?.DetachFromDisposeScope();
            field = value;
        }
        return field;
    }
}
