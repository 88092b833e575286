using Cake.Frosting;
using Slug.Build.Running;

namespace Slug.Build.Tasks;

/// <summary>What runs when no target is named: the whole experiment.</summary>
[TaskName("Default")]
[TaskDescription("The whole experiment")]
[IsDependentOn(typeof(PlotTask))]
public sealed class DefaultTask : FrostingTask<BuildContext>;
