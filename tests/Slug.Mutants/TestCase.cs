using System.Reflection;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Slug.Mutants;

/// <summary>A test, or a theory with one row of its data.</summary>
internal sealed class TestCase(string name, MethodInfo method, object?[] data)
{
    public string Name => name;

    /// <summary>The class that it is a method of.</summary>
    public string Class => method.DeclaringType!.Name;

    /// <summary>All tests of an assembly in a fixed order; those that need a place of their own in the run are left out.</summary>
    public static IEnumerable<TestCase> In(Assembly assembly) =>
        from type in assembly.GetTypes()
        where !type.IsAbstract && type.GetCustomAttribute<CollectionDefinitionAttribute>() is null
        orderby type.FullName
        from method in type.GetMethods()
        where method.GetCustomAttribute<FactAttribute>() is { Skip: null }
        from data in method.GetCustomAttribute<FactAttribute>() is TheoryAttribute ? method.GetCustomAttributes<DataAttribute>().SelectMany(d => d.GetData(method)) : [[]]
        // A row of one null is written as no row at all.
        let row = data ?? [null]
        select new TestCase($"{type.Name}.{method.Name}({string.Join(", ", row)})", method, row);

    /// <summary>Runs it.</summary>
    /// <returns>Null where it passes.</returns>
    public Exception? Run()
    {
        object? instance = null;
        try
        {
            var constructor = method.DeclaringType!.GetConstructors()[0];
            instance = method.IsStatic ? null : constructor.Invoke([.. constructor.GetParameters().Select(_ => new NoOutput())]);
            (method.Invoke(instance, TypeUtility.ResolveMethodArguments(method, data)) as Task)?.GetAwaiter().GetResult();
            return null;
        }
        catch (Exception e)
        {
            return e is TargetInvocationException { InnerException: { } inner } ? inner : e;
        }
        finally
        {
            try
            {
                (instance as IDisposable)?.Dispose();
            }
            catch (Exception)
            {
                // What a mutant left behind is not the next test's.
            }
        }
    }

    private sealed class NoOutput : ITestOutputHelper
    {
        public void WriteLine(string message)
        {
        }

        public void WriteLine(string format, params object[] args)
        {
        }
    }
}
