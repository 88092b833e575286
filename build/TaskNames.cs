using System.Reflection;
using Cake.Frosting;

namespace Slug.Build;

/// <summary>The tasks of this host, as their attributes describe them.</summary>
internal static class TaskNames
{
    private static readonly IReadOnlyList<Type> Tasks = typeof(TaskNames).Assembly.GetTypes()
        .Where(t => t is { IsPublic: true, IsAbstract: false } && typeof(IFrostingTask).IsAssignableFrom(t))
        .ToList();

    /// <summary>Every name that <c>--target</c> takes.</summary>
    public static IReadOnlyList<string> All { get; } = Tasks.Select(Name).Order(StringComparer.Ordinal).ToList();

    /// <summary>Names and descriptions, what is needed first before what needs it.</summary>
    public static IReadOnlyList<(string Name, string Description)> Described()
    {
        var described = new List<(string, string)>();
        var seen = new HashSet<Type>();
        foreach (var task in Tasks.OrderBy(Name, StringComparer.Ordinal))
            Visit(task);
        return described;

        void Visit(Type task)
        {
            if (!seen.Add(task))
                return;
            foreach (var dependency in task.GetCustomAttributes<IsDependentOnAttribute>())
                Visit(dependency.Task);
            described.Add((Name(task), task.GetCustomAttribute<TaskDescriptionAttribute>()?.Description ?? ""));
        }
    }

    private static string Name(Type task) => task.GetCustomAttribute<TaskNameAttribute>()?.Name ?? task.Name;
}
