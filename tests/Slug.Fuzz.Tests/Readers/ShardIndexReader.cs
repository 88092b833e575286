using System.Text;
using Slug.Fuzz.Tests.Mutations;

namespace Slug.Fuzz.Tests.Readers;

/// <summary>The index of a checkpoint in shards; beside it stands nothing but itself.</summary>
internal sealed class ShardIndexReader : CheckpointReader
{
    public override string Name => "shard-index";

    public override string FileName => "model.safetensors.index.json";

    public override IReadOnlyList<byte[]> Tokens => Texts("\"weight_map\":", "\"model.safetensors.index.json\"", "\"../x\"", "\"/dev/zero\"", "\"/dev/stdin\"", "{", "[", ",\"a\":\"model.safetensors.index.json\"", "\"\"", "\"\\u0000\"");

    public override byte[] Make(Mutator mutator) => JsonMutator.Damage(mutator.Pick(Seeds), mutator);

    protected override IEnumerable<byte[]> MakeSeeds() =>
    [
        Encoding.UTF8.GetBytes("""{"metadata":{"total_size":24},"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}"""),
        Encoding.UTF8.GetBytes("""{"weight_map":{"a":"model.safetensors.index.json"}}"""),
    ];
}
