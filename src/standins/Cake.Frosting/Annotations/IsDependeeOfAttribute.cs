namespace Cake.Frosting;

/// <summary>The task runs before another one whenever that one runs: <see cref="IsDependentOnAttribute"/> said from the other end.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependeeOfAttribute : Attribute
{
    /// <summary>Names the task that comes after.</summary>
    /// <param name="type">The class of that task.</param>
    public IsDependeeOfAttribute(Type type) => Task = type;

    /// <summary>The class of the task that comes after.</summary>
    public Type Task { get; }
}
