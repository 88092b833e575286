namespace Cake.Frosting;

/// <summary>The task runs after another one, which runs as well.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependentOnAttribute : Attribute
{
    /// <summary>Names the task that comes first.</summary>
    /// <param name="type">The class of that task.</param>
    public IsDependentOnAttribute(Type type) => Task = type;

    /// <summary>The class of the task that comes first.</summary>
    public Type Task { get; }
}
