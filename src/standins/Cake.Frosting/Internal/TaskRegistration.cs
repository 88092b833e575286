using System.Reflection;
using Cake.Core;
using Cake.Core.Diagnostics;

namespace Cake.Frosting.Internal;

/// <summary>Makes the tasks and lifetimes that were found known to Cake's engine.</summary>
internal sealed class TaskRegistration(
    ICakeEngine engine,
    IFrostingContext context,
    ICakeLog log,
    IEnumerable<IFrostingTask> tasks,
    IFrostingSetup? setup = null,
    IFrostingTeardown? teardown = null,
    IFrostingTaskSetup? taskSetup = null,
    IFrostingTaskTeardown? taskTeardown = null)
{
    public void Register()
    {
        foreach (var task in tasks)
            Register(task);
        if (setup is not null)
            engine.RegisterSetupAction(info => setup.Setup(context, info));
        if (teardown is not null)
            engine.RegisterTeardownAction(info => teardown.Teardown(context, info));
        if (taskSetup is not null)
            engine.RegisterTaskSetupAction(info => taskSetup.Setup(context, info));
        if (taskTeardown is not null)
            engine.RegisterTaskTeardownAction(info => taskTeardown.Teardown(context, info));
    }

    private void Register(IFrostingTask task)
    {
        var shape = new TaskShape(task.GetType(), context.GetType());
        log.Debug("Registering task: {0}", shape.Name);
        if (!shape.FitsContext)
        {
            log.Warning("The task {0} is left out: it needs a context of type {1}.", shape.Name, shape.ContextType.FullName);
            return;
        }
        var builder = engine.RegisterTask(shape.Name);
        if (!string.IsNullOrWhiteSpace(shape.Description))
            builder.Description(shape.Description);
        if (shape.Overrides(nameof(FrostingTask.Run)) || shape.Overrides(nameof(IFrostingTask.RunAsync)))
            builder.Does(task.RunAsync);
        if (shape.Overrides(nameof(IFrostingTask.ShouldRun)))
            builder.WithCriteria(task.ShouldRun, task.SkippedMessage);
        if (shape.ContinuesOnError)
            builder.ContinueOnError();
        if (shape.Overrides(nameof(IFrostingTask.OnError)))
            builder.OnError(exception => task.OnError(exception, context));
        if (shape.Overrides(nameof(IFrostingTask.Finally)))
            builder.Finally(() => task.Finally(context));
        foreach (var dependency in task.GetType().GetCustomAttributes<IsDependentOnAttribute>())
            builder.IsDependentOn(NameOf(dependency.Task, shape.Name));
        foreach (var dependee in task.GetType().GetCustomAttributes<IsDependeeOfAttribute>())
            builder.IsDependeeOf(NameOf(dependee.Task, shape.Name));
    }

    private static string NameOf(Type other, string task) => typeof(IFrostingTask).IsAssignableFrom(other)
        ? TaskShape.NameOf(other)
        : throw new FrostingException($"The task {task} names {other.FullName} as a neighbour, which is not a task.");
}
