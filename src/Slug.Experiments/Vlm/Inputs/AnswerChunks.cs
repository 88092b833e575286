using System.Security.Cryptography;
using System.Text;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Vlm.Inputs;

/// <summary>
/// Where a model's answers are gathered while they are generated: a folder beside the store, named by what the answers depend on. A kill loses the pictures in
/// flight; the next run asks about those that are not there. The folder goes when the step's result is recorded. Until then it is the step's alone, for
/// processes with caches of their own meet here.
/// </summary>
internal sealed class AnswerChunks
{
    /// <summary>Pictures whose answers are kept together.</summary>
    public const int Pictures = 16;

    private readonly string _folder;

    /// <summary>Opens the folder, which is made with the first answers, once no other process gathers any there.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="asked">Pictures and questions, with the digest of the model.</param>
    /// <param name="how">What else the answers depend on, in words.</param>
    /// <param name="context">The step.</param>
    public AnswerChunks(Experiment experiment, IReadOnlyList<AskedSet> asked, string how, IStepContext context)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(how));
        foreach (var set in asked) set.AddTo(hash);
        _folder = Path.Combine(experiment.Downloads, $"answers-{Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}");
        context.Lock(_folder);
        context.WhenRecorded(() =>
        {
            if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        });
    }

    /// <summary>How many answers are there.</summary>
    public int Count => Directory.Exists(_folder) ? Directory.EnumerateFiles(_folder, "*.jsonl").Sum(file => File.ReadLines(file).Count()) : 0;

    /// <summary>Whether a chunk is there.</summary>
    public bool Has(string set, int chunk) => File.Exists(PathOf(set, chunk));

    /// <summary>Keeps a chunk, whole or not at all.</summary>
    public void Save(string set, int chunk, IEnumerable<AnswerLine> lines)
    {
        Directory.CreateDirectory(_folder);
        var part = $"{PathOf(set, chunk)}.{Environment.ProcessId}.part";
        AnswerLine.Save(part, lines);
        File.Move(part, PathOf(set, chunk), overwrite: true);
    }

    /// <summary>The answers of a chunk.</summary>
    public IReadOnlyList<AnswerLine> Load(string set, int chunk) => AnswerLine.Load(PathOf(set, chunk));

    private string PathOf(string set, int chunk) => Path.Combine(_folder, $"{set}-{chunk:D6}.jsonl");
}
