using System.Text;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Vlm;

namespace Slug.Models.Tests.Checkpoints;

/// <summary>What the parser of JSON lets pass, and a value throws later that nobody expects.</summary>
public sealed class ForeignJsonTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-json-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{"__metadata__":{"format":"\ud800"}}""")]
    [InlineData("""{"\udc00":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""")]
    public void Half_a_letter_in_a_safetensors_header_is_an_error_of_the_file(string header)
    {
        var path = Path.Combine(_folder, "a.safetensors");
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header)]);
        Assert.Contains("surrogate", Assert.Throws<CheckpointException>(() => CheckpointFiles.Open(path)).Message);
    }

    [Fact]
    public void Bytes_that_are_no_text_in_a_safetensors_header_are_an_error_of_the_file()
    {
        var path = Path.Combine(_folder, "a.safetensors");
        byte[] header = [.. "{\"__metadata__\":{\"a\":\""u8, 0xC3, .. "\"}}"u8];
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)header.Length), .. header]);
        Assert.Contains("UTF-8", Assert.Throws<CheckpointException>(() => CheckpointFiles.Open(path)).Message);
    }

    [Theory]
    [InlineData("""{"embed_dim":"\ud800"}""", "surrogate")]
    [InlineData("""{"embed_dim":1,"embed_dim":2}""", "embed_dim")]
    public void Such_cards_are_refused_as_cards(string json, string named)
    {
        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => ClipConfig.Parse(json)).Message);
        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => LlavaConfigJson.Parse(json)).Message);
        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => ModelConfigJson.Parse(json, "config.json")).Message);
    }
}
