using System.Reflection;
using System.Text;
using Slug.Fuzz.Tests.Mutations;

namespace Slug.Fuzz.Tests.Readers;

/// <summary>A reader of foreign bytes, with sound inputs for it, and what it promises about unsound ones.</summary>
internal abstract class ForeignReader
{
    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The exceptions that its documentation names. Every other one is a finding.</summary>
    public abstract IReadOnlyList<Type> Documented { get; }

    /// <summary>Sound inputs.</summary>
    public IReadOnlyList<byte[]> Seeds => field ??= [.. MakeSeeds()];

    /// <summary>Pieces that mean something in the format.</summary>
    public virtual IReadOnlyList<byte[]> Tokens => [];

    /// <summary>The name of the input file; the ending tells some readers what to expect.</summary>
    public virtual string FileName => "input";

    /// <summary>How many inputs of a hundred it gets less: the slower, the fewer.</summary>
    public virtual int Percent => 100;

    /// <summary>The bytes that may be allocated whatever the input: buffers, tables, what a decoder starts with.</summary>
    public virtual long FreeBytes => 8 << 20;

    /// <summary>The bytes that may be allocated for a byte of input, all garbage counted.</summary>
    public virtual int BytesPerByte => 100;

    /// <summary>The memory that may be held at once whatever the input: what the collector leaves lying, pixels and tensors of the smallest inputs.</summary>
    public virtual long FreeHeldBytes => 64 << 20;

    /// <summary>An input: a damaged seed.</summary>
    public virtual byte[] Make(Mutator mutator) => mutator.Damage(mutator.Pick(Seeds));

    /// <summary>Reads the input to its end and looks at all that it gives.</summary>
    /// <param name="path">The input.</param>
    public abstract void Read(string path);

    /// <summary>The seeds.</summary>
    protected abstract IEnumerable<byte[]> MakeSeeds();

    /// <summary>Files of the folder of seeds.</summary>
    protected static IEnumerable<byte[]> Files(string folder, string pattern = "*") =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Seeds", folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    /// <summary>Texts as bytes.</summary>
    protected static IReadOnlyList<byte[]> Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    /// <summary>All readers, by name.</summary>
    public static IReadOnlyList<ForeignReader> All() =>
    [
        .. Assembly.GetExecutingAssembly().GetTypes().Where(type => type.IsSubclassOf(typeof(ForeignReader)) && !type.IsAbstract)
            .Select(type => (ForeignReader)Activator.CreateInstance(type)!).OrderBy(reader => reader.Name, StringComparer.Ordinal),
    ];
}
