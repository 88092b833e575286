using System.IO.Compression;
using Slug.Fuzz.Tests.Mutations;
using Slug.Models.Checkpoints;
using Slug.Models.Tokenizers;
using Slug.Models.Tokenizers.Llama;

namespace Slug.Fuzz.Tests.Readers;

/// <summary>Llama's tokenizers; what is read has to encode a text, too.</summary>
internal abstract class LlamaTokenizerReader : ForeignReader
{
    public override IReadOnlyList<Type> Documented => [typeof(InvalidDataException)];

    public override int Percent => 50;

    public override int BytesPerByte => 1000;

    public override void Read(string path) => _ = LlamaTokenizerFiles.Load(Path.GetDirectoryName(path)!).Encode("A rocket, <s> a hamburger\n\u00e9\u4e2d and  more</s>");
}

internal sealed class TokenizerJsonReader : LlamaTokenizerReader
{
    public override string Name => "tokenizer-json";

    public override string FileName => "tokenizer.json";

    public override IReadOnlyList<byte[]> Tokens => Texts("\"merges\":", "\"vocab\":", "\"added_tokens\":", "\"normalizer\":", "\"id\":-1", "\"<0x41>\"", "{", "[", "]", "}", "\"content\":\"\"", "\"\\u2581\"", "[\"a\",\"b\"]", "\"a b\"", "null");

    public override byte[] Make(Mutator mutator) => JsonMutator.Damage(mutator.Pick(Seeds), mutator);

    protected override IEnumerable<byte[]> MakeSeeds() => Files("tokenizers", "tokenizer*.json");
}

internal sealed class TokenizerModelReader : LlamaTokenizerReader
{
    public override string Name => "tokenizer-model";

    public override string FileName => "tokenizer.model";

    public override IReadOnlyList<byte[]> Tokens => [[0x0A, 0x0A], [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x15, 0, 0, 0x80, 0x7F], [0x15, 0, 0, 0xC0, 0x7F], [0x18, 1], [0x18, 6], [0x12, 0], [0x1A, 0], [0x0A, 0], [0x0B], [0x0C], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], .. Texts("\n\x0A<0x41>", "\u2581")];

    protected override IEnumerable<byte[]> MakeSeeds() => Files("tokenizers", "tokenizer.model");
}

/// <summary>What stands beside a <c>tokenizer.model</c>: its config, and the tokens that were added.</summary>
internal sealed class TokenizerConfigReader : LlamaTokenizerReader
{
    private static readonly byte[] Model = [.. Files("tokenizers", "tokenizer.model").First()];

    public override string Name => "tokenizer-config";

    public override string FileName => "tokenizer_config.json";

    // The model is read each time, too.
    public override long FreeBytes => 32 << 20;

    public override IReadOnlyList<byte[]> Tokens => Texts("\"added_tokens_decoder\":", "\"content\":7", "\"legacy\":", "{", "[", "}", "null", "-1", "\"<x>\":99999999999");

    public override byte[] Make(Mutator mutator) => JsonMutator.Damage(mutator.Pick(Seeds), mutator);

    public override void Read(string path)
    {
        string[] beside = [Path.Combine(Path.GetDirectoryName(path)!, "tokenizer.model"), Path.Combine(Path.GetDirectoryName(path)!, "added_tokens.json")];
        File.WriteAllBytes(beside[0], Model);
        File.Copy(path, beside[1], overwrite: true);
        try
        {
            base.Read(path);
        }
        finally
        {
            foreach (var file in beside)
                File.Delete(file);
        }
    }

    protected override IEnumerable<byte[]> MakeSeeds() => Texts(
        """{"legacy":false,"add_bos_token":true,"added_tokens_decoder":{"0":{"content":"<unk>","special":true,"lstrip":false,"rstrip":false,"single_word":false},"600":{"content":"<image>","special":true}}}""",
        """{"<image>":600,"<pad>":601}""");
}

/// <summary>The merges of CLIP's tokenizer: as text, packed, and within a <c>tokenizer.json</c>.</summary>
internal sealed class MergesReader : ForeignReader
{
    public override string Name => "merges";

    public override IReadOnlyList<Type> Documented => [typeof(InvalidDataException)];

    // 48 894 rules or it is none: a megabyte each time.
    public override int Percent => 5;

    public override long FreeBytes => 128 << 20;

    public override IReadOnlyList<byte[]> Tokens => Texts("\n", " ", "a b\n", "</w>", "\0", "\r\n", "{", "[", "#version: 0.2\n", "\"merges\": [");

    public override byte[] Make(Mutator mutator)
    {
        var bytes = mutator.Damage(mutator.Pick(Seeds));
        return mutator.Random.Next(4) == 0 ? Packed(bytes) : bytes;
    }

    public override void Read(string path) => _ = new ClipTokenizer(CheckpointTokenizer.Load(path)).Encode("a rocket");

    protected override IEnumerable<byte[]> MakeSeeds()
    {
        var packed = Files("tokenizers", "merges.txt.gz").First();
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        var plain = new MemoryStream();
        gzip.CopyTo(plain);
        yield return plain.ToArray();
        yield return packed;
        yield return Texts("""{"model":{"type":"BPE","merges":["a b",["c","d</w>"]]}}""")[0];
    }

    private static byte[] Packed(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
