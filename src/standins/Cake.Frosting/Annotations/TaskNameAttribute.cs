namespace Cake.Frosting;

/// <summary>The name by which a task is called; without it a task has its class's name.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TaskNameAttribute : Attribute
{
    /// <summary>Names the task.</summary>
    /// <param name="name">The name, as given to <c>--target</c>.</param>
    public TaskNameAttribute(string name) => Name = name;

    /// <summary>The task's name.</summary>
    public string Name { get; }
}
