using Slug.Fuzz.Tests.Mutations;
using Slug.Pipeline.Store;

namespace Slug.Fuzz.Tests.Readers;

/// <summary>Records of a shared or remote cache.</summary>
internal sealed class RecordReader : ForeignReader
{
    public override string Name => "records";

    public override IReadOnlyList<Type> Documented => [typeof(FormatException)];

    public override IReadOnlyList<byte[]> Tokens => Texts("\"key\":", "\"inputs\":{", "\"outputs\":{", "{", "[", "}", "null", "1e400", "\"../x\"", "\"created\":\"9999-99-99\"");

    public override byte[] Make(Mutator mutator) => JsonMutator.Damage(mutator.Pick(Seeds), mutator);

    public override void Read(string path) => _ = ActionRecordJson.Read(File.ReadAllBytes(path));

    protected override IEnumerable<byte[]> MakeSeeds() => Texts(
        $$$"""{"format":1,"key":"{{{Hash}}}","stage":"Unlearn","subject":"rocket","version":1,"parameters":{"a":1},"inputs":{"x":"file {{{Hash}}}"},"outputs":{"y":{"content":"folder {{{Hash}}}","size":3,"files":1,"listingSize":9}},"seconds":1.5,"peakBytes":7,"inputsRead":true,"created":"2026-11-27T00:00:00.0000000+00:00","provenance":{"host":"h"}}""");

    private static string Hash => new('a', 64);
}
