using System.Text;
using Slug.Data.Emoji;
using Slug.Fuzz.Tests.Readers;

namespace Slug.Fuzz.Tests;

/// <summary>Inputs that once did what they must not, as small as they could be made; and what the same readers say of them now.</summary>
public sealed class FoundBeforeTests
{
    [Theory]
    [InlineData("cards", """{"embed_dim":"\ud800"}""")]
    [InlineData("emoji-json", """{"icons":{"tiger":{"body":null}}}""")]
    [InlineData("http-download", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nno header line\r\n\r\n")]
    [InlineData("http-download", "HTTP/1.1 200 OK\r\nContent-Length: 5338148555511596049\r\nETag: \"v1\"\r\n\r\n12345678")]
    [InlineData("http-download", "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-7/9007199254740991\r\nETag: \"v1\"\r\nContent-Length: 8\r\n\r\n12345678")]
    [InlineData("http-download", "HTTP/1.1 302 Found\r\nLocation: //1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("records", """{"format":1,"key":null}""")]
    [InlineData("tokenizer-config", """{"<image>":99999999999}""")]
    [InlineData("tokenizer-json", """{"model":{"vocab":{"a":0},"merges":[]},"added_tokens":[{"content":"x","id":"0"}]}""")]
    [InlineData("shard-index", """{"weight_map":{"a":"model.safetensors.index.json"}}""")]
    [InlineData("yaml", "seed: 1191463411639891889\n")]
    public void Is_refused_as_documented(string reader, string input) => Assert.NotNull(Refusal(reader, Encoding.UTF8.GetBytes(input)));

    [Fact]
    public void A_short_name_that_is_null_is_none()
    {
        var entries = EmojiIndex.Parse("""[{"name":"X","short_names":[null],"category":"","subcategory":"","image":""}]"""u8.ToArray(), "x");
        Assert.Equal(["x"], entries["x"].ShortNames);
    }

    [Theory]
    [InlineData("json-lines", """{"image":"a\u0000.png","caption":"x"}""")]
    [InlineData("tokenizer-config", """{"added_tokens_decoder":{"600":{"content":7}}}""")]
    [InlineData("http-picture", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nno header line\r\n\r\n")]
    public void Is_read(string reader, string input) => Assert.Null(Refusal(reader, Encoding.UTF8.GetBytes(input)));

    [Theory]
    [InlineData("tar", "1F9D")]
    [InlineData("tar", "1F9D9041")]
    public void Bytes_are_refused_or_read(string reader, string input) => Refusal(reader, Convert.FromHexString(input));

    private static Exception? Refusal(string name, byte[] input)
    {
        var reader = ForeignReader.All().Single(candidate => candidate.Name == name);
        var folder = Directory.CreateTempSubdirectory("slug-fuzz-found-").FullName;
        try
        {
            var path = Path.Combine(folder, reader.FileName);
            File.WriteAllBytes(path, input);
            reader.Read(path);
            return null;
        }
        catch (Exception refused) when (reader.Documented.Any(type => type.IsInstanceOfType(refused)))
        {
            return refused;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
