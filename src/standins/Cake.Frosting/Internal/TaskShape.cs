using System.Reflection;
using Cake.Core;

namespace Cake.Frosting.Internal;

/// <summary>What a task's class says about it: its attributes and which methods it overrides for the host's context.</summary>
internal sealed class TaskShape(Type task, Type context)
{
    public string Name => NameOf(task);

    public string? Description => task.GetCustomAttribute<TaskDescriptionAttribute>()?.Description;

    public bool ContinuesOnError => task.GetCustomAttribute<ContinueOnErrorAttribute>() is not null;

    /// <summary>The context that the task asks for; any, where its base class is not one of the two generic ones.</summary>
    public Type ContextType { get; } = task.BaseType is { IsConstructedGenericType: true } parent && IsTaskBase(parent)
        ? parent.GenericTypeArguments[0]
        : typeof(ICakeContext);

    public bool FitsContext => ContextType.IsAssignableFrom(context);

    /// <summary>Whether the class has its own version of a method of the task base classes.</summary>
    public bool Overrides(string method)
    {
        Type[] parameters = method == nameof(IFrostingTask.OnError) ? [typeof(Exception), context] : [context];
        var found = task.GetMethod(method, parameters);
        return found is not null && found.GetBaseDefinition().DeclaringType != found.DeclaringType;
    }

    public static string NameOf(Type task) => task.GetCustomAttribute<TaskNameAttribute>()?.Name ?? task.Name;

    private static bool IsTaskBase(Type type) =>
        type.GetGenericTypeDefinition() == typeof(FrostingTask<>) || type.GetGenericTypeDefinition() == typeof(AsyncFrostingTask<>);
}
