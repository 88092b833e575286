using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Slug.Fuzz.Tests.Mutations;
using Slug.Fuzz.Tests.Readers;

namespace Slug.Fuzz.Tests;

/// <summary>What an input did that it must not.</summary>
/// <param name="Reader">The reader's name.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Index">The input's number.</param>
/// <param name="What">What happened.</param>
internal sealed record Finding(string Reader, int Seed, int Index, string What)
{
    /// <inheritdoc/>
    public override string ToString() => $"FINDING {Reader}: {What}{Environment.NewLine}  again: --readers={Reader} --seed={Seed} --index={Index}";
}

/// <summary>What the inputs of a reader came to.</summary>
internal sealed class Tally
{
    /// <summary>Inputs read.</summary>
    public int Inputs { get; set; }

    /// <summary>Those of them that were refused, as documented.</summary>
    public int Refused { get; set; }

    /// <summary>The most bytes that one allocated.</summary>
    public long MostBytes { get; set; }

    /// <summary>The most memory that one held at once, the runtime's and other.</summary>
    public long MostHeld { get; set; }

    /// <summary>The longest that one took.</summary>
    public TimeSpan Longest { get; set; }

    /// <summary>What went wrong.</summary>
    public List<Finding> Findings { get; } = [];
}

/// <summary>Gives a reader damaged inputs and watches it.</summary>
/// <param name="reader">The reader.</param>
/// <param name="seed">With reader and number the whole cause of an input.</param>
/// <param name="folder">An empty folder, for the input and nothing else.</param>
internal sealed class Fuzzing(ForeignReader reader, int seed, string folder) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    // On a busy machine an input waits for a processor: its time is what the processor gave it, unless it waits beyond all bounds.
    private const int WaitsForWork = 10;

    // What is held at once, garbage that nobody has collected yet included.
    private const long HeldPerByte = 100;

    private readonly RunningClock _clock = new();
    private readonly ResidentMemory _memory = new();
    private readonly string _input = Path.Combine(folder, reader.FileName);

    /// <summary>The number of the input that is being read.</summary>
    public int Index { get; private set; }

    /// <summary>The processor time that the process had taken when it began.</summary>
    public TimeSpan WorkedBefore { get; private set; } = Environment.CpuUsage.TotalTime;

    /// <summary>When it began with this input, a timestamp of <see cref="Stopwatch"/>.</summary>
    public long BegunAt { get; private set; } = Stopwatch.GetTimestamp();

    /// <summary>Reads what is sound, so that libraries and tables that are loaded once count for no input.</summary>
    public void WarmUp()
    {
        foreach (var sound in reader.Seeds)
        {
            File.WriteAllBytes(_input, sound);
            try
            {
                reader.Read(_input);
            }
            catch (Exception refused) when (reader.Documented.Any(type => type.IsInstanceOfType(refused)))
            {
                // Seeds of several kinds go to all readers of a family.
            }
        }
    }

    /// <summary>Makes an input.</summary>
    public byte[] Make(int index)
    {
        Span<byte> cause = SHA256.HashData(Encoding.UTF8.GetBytes($"{reader.Name} {seed} {index}"));
        return reader.Make(new Mutator(new Random(BinaryPrimitives.ReadInt32LittleEndian(cause)), reader.Tokens, reader.Seeds));
    }

    /// <summary>Reads an input and adds what came of it.</summary>
    public void Run(int index, Tally tally)
    {
        (Index, WorkedBefore, BegunAt) = (index, Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var bytes = Make(index);
        File.WriteAllBytes(_input, bytes);
        var (failure, allocated, taken, held) = Read();
        tally.Inputs++;
        tally.MostBytes = Math.Max(tally.MostBytes, allocated);
        tally.MostHeld = Math.Max(tally.MostHeld, held);
        tally.Longest = taken > tally.Longest ? taken : tally.Longest;
        void Found(string what) => tally.Findings.Add(new Finding(reader.Name, seed, index, $"{what} ({bytes.Length} bytes)"));

        if (failure is not null && reader.Documented.Any(type => type.IsInstanceOfType(failure)))
            tally.Refused++;
        else if (failure is not null)
            Found($"{failure.GetType()}, which is not documented: {failure}");
        if (taken > Limit)
            Found($"took the processor for {taken.TotalSeconds:0.0} s");
        if (allocated > reader.FreeBytes + (reader.BytesPerByte * (long)bytes.Length))
            Found($"allocated {allocated} bytes; {failure?.Message}");
        if (held > reader.FreeHeldBytes + (HeldPerByte * bytes.Length))
            Found($"held {held >> 20} MiB at once; {failure?.Message}");
        var left = Directory.EnumerateFileSystemEntries(folder).Where(path => path != _input).ToList();
        if (left.Count > 0)
        {
            Found($"wrote {string.Join(", ", left)}");
            foreach (var path in left)
                File.Delete(path);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _clock.Dispose();

    private (Exception? Failure, long Allocated, TimeSpan Taken, long Held) Read()
    {
        _memory.Begin();
        var (allocated, worked, begun) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime, _clock.Now);
        Exception? failure = null;
        try
        {
            reader.Read(_input);
        }
        catch (Exception e)
        {
            failure = e;
        }
        var (wait, work) = ((_clock.Now - begun) / WaitsForWork, Environment.CpuUsage.TotalTime - worked);
        var taken = work > wait ? work : wait;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        return (failure, allocated, taken, _memory.Most());
    }
}
