using System.Reflection;
using Cake.Frosting;

namespace Slug.Build.Tasks;

/// <summary>The tasks of this host, as their attributes describe them.</summary>
internal static class TaskNames
{
    private static readonly IReadOnlyList<Type> Tasks = typeof(TaskNames).Assembly.GetTypes()
        .Where(t => t is { IsPublic: true, IsAbstract: false } && typeof(IFrostingTask).IsAssignableFrom(t))
        .ToList();

    /// <summary>Every name that <c>--target</c> takes.</summary>
    public static IReadOnlyList<string> All { get; } = Tasks.Select(Name).Order(StringComparer.Ordinal).ToList();

    /// <summary>The names of the experiment's stages, in the order in which they run.</summary>
    public static IReadOnlyList<string> Stages { get; } = InOrder([typeof(PlotTask)]).Select(Name).ToList();

    /// <summary>Names and descriptions, what is needed first before what needs it.</summary>
    public static IEnumerable<(string Name, string Description)> Described() => InOrder(Tasks.OrderByDescending(t => t == typeof(PlotTask)).ThenBy(Name, StringComparer.Ordinal))
        .Select(task => (Name(task), task.GetCustomAttribute<TaskDescriptionAttribute>()?.Description ?? ""));

    private static List<Type> InOrder(IEnumerable<Type> tasks)
    {
        var ordered = new List<Type>();
        foreach (var task in tasks)
            Visit(task);
        return ordered;

        void Visit(Type task)
        {
            foreach (var dependency in task.GetCustomAttributes<IsDependentOnAttribute>())
                Visit(dependency.Task);
            if (!ordered.Contains(task))
                ordered.Add(task);
        }
    }

    private static string Name(Type task) => task.GetCustomAttribute<TaskNameAttribute>()?.Name ?? task.Name;
}
