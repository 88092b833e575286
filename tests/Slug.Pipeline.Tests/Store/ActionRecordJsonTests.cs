using System.Text;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Tests.Store;

public sealed class ActionRecordJsonTests
{
    internal static ActionRecord Sample()
    {
        var parameters = CanonicalJson.Write(new { Iterations = 10, Name = "tiger \"face\"" });
        var inputs = new Dictionary<string, Content> { ["forget.tar"] = new(ArtifactKind.File, TempFolder.DigestOf("f")) };
        return new ActionRecord
        {
            Key = ActionKey.Compute("Unlearn", 2, parameters, inputs),
            Stage = "Unlearn",
            Subject = "tiger face",
            Version = 2,
            Parameters = parameters,
            Inputs = inputs,
            Outputs = new Dictionary<string, RecordedOutput>
            {
                ["figures"] = new(new Content(ArtifactKind.Folder, TempFolder.DigestOf("t")), 12, 2, 99),
                ["a.bin"] = new(new Content(ArtifactKind.File, TempFolder.DigestOf("a")), 1L << 40, 1, 0),
            },
            Duration = TimeSpan.FromSeconds(12.5),
            PeakMemory = 3L << 30,
            Created = new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero),
            Provenance = new Dictionary<string, string> { ["device"] = "cuda:0", ["commit"] = "abc" },
        };
    }

    [Fact]
    public void ReadsWhatItWrote()
    {
        var bytes = ActionRecordJson.Write(Sample());
        var read = ActionRecordJson.Read(bytes);
        Assert.Equal(bytes, ActionRecordJson.Write(read));
        Assert.Equal(Sample().Parameters, read.Parameters);
        Assert.Equal(Sample().Outputs, read.Outputs);
        Assert.Equal(Sample().Duration, read.Duration);
        Assert.Equal(Sample().PeakMemory, read.PeakMemory);
        Assert.NotNull(RecordStore.Parse(bytes, Sample().Key));
    }

    [Fact]
    public void LooksAsInTheGoldenFile() => GoldenFiles.Matches("Store/record.json", Encoding.UTF8.GetString(ActionRecordJson.Write(Sample())));

    [Fact]
    public void EveryTruncationIsNoticed()
    {
        var bytes = ActionRecordJson.Write(Sample());
        for (var length = 0; length < bytes.Length; length++)
            Assert.Null(RecordStore.Parse(bytes[..length], Sample().Key));
    }

    [Theory]
    [InlineData("\"Iterations\":10", "\"Iterations\":11")]
    [InlineData("\"version\": 2", "\"version\": 3")]
    [InlineData("\"format\": 2", "\"format\": 3")]
    [InlineData("\"seconds\": 12.5", "\"seconds\": 13.5")]
    [InlineData("\"size\": 12", "\"size\": 13")]
    [InlineData("cuda:0", "cuda:1")]
    [InlineData("\"version\": 2", "\"version\": \"2\"")]
    public void ARecordThatIsNotAsItWasWrittenIsNone(string was, string now)
    {
        var text = Encoding.UTF8.GetString(ActionRecordJson.Write(Sample()));
        Assert.Contains(was, text);
        Assert.Null(RecordStore.Parse(Encoding.UTF8.GetBytes(text.Replace(was, now)), Sample().Key));
    }

    [Fact]
    public void EveryFlippedBitIsNoticed()
    {
        var bytes = ActionRecordJson.Write(Sample());
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(RecordStore.Parse(bytes, Sample().Key));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        Assert.NotNull(RecordStore.Parse(bytes, Sample().Key));
    }

    [Fact]
    public void ARecordOfTheFirstFormatIsReadAsOneWhoseInputsNobodyHashed()
    {
        var text = Encoding.UTF8.GetString(ActionRecordJson.Write(Sample() with { InputsRead = true })).Replace("\"format\": 2", "\"format\": 1");
        text = text[..text.IndexOf(",\n  \"sum\"", StringComparison.Ordinal)].Replace("\n  \"inputsRead\": true,", "") + "\n}";
        Assert.False(RecordStore.Parse(Encoding.UTF8.GetBytes(text), Sample().Key)!.InputsRead);
    }
}
