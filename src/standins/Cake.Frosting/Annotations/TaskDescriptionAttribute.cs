namespace Cake.Frosting;

/// <summary>What <c>--description</c> says about a task.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TaskDescriptionAttribute : Attribute
{
    /// <summary>Describes the task.</summary>
    /// <param name="description">One sentence.</param>
    public TaskDescriptionAttribute(string description) => Description = description;

    /// <summary>The description.</summary>
    public string Description { get; }
}
