using Cake.Core;
using Cake.Core.Scripting;

namespace Cake.Frosting.Internal;

/// <summary>
/// Lists the tasks with their descriptions, as Cake 6 does it. (Cake 7's own host draws a table that wraps at the terminal's width.)
/// </summary>
internal sealed class DescriptionHost(ICakeEngine engine, ICakeContext context, IConsole console) : ScriptHost(engine, context)
{
    private const int NameColumn = 30;
    private const int DescriptionColumn = 50;

    public override Task<CakeReport> RunTargetAsync(string target) => RunTargetsAsync([target]);

    public override Task<CakeReport> RunTargetsAsync(IEnumerable<string> targets)
    {
        var width = Tasks.Select(t => t.Name.Length + 1).Append(NameColumn).Max();
        console.WriteLine();
        console.WriteLine("{0}{1}", "Task".PadRight(width), "Description");
        console.WriteLine("{0}", new string('=', width + DescriptionColumn));
        foreach (var task in Tasks)
            console.WriteLine("{0}{1}", task.Name.PadRight(width), task.Description);
        return System.Threading.Tasks.Task.FromResult(new CakeReport());
    }
}
