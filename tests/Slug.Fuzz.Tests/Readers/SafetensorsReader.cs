using System.Buffers.Binary;
using System.Text;
using Slug.Fuzz.Tests.Mutations;

namespace Slug.Fuzz.Tests.Readers;

internal sealed class SafetensorsReader : CheckpointReader
{
    private static readonly string[] Headers =
    [
        """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]}}""",
        """{"x":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"y":{"dtype":"U8","shape":[0,7],"data_offsets":[8,8]},"z":{"dtype":"BOOL","shape":[3],"data_offsets":[8,11]}}""",
        """{"model.a":{"dtype":"F16","shape":[1,1,2],"data_offsets":[0,4]},"model.b":{"dtype":"F64","shape":[1],"data_offsets":[4,12]},"ema.a":{"dtype":"F16","shape":[1,1,2],"data_offsets":[12,16]}}""",
    ];

    public override string Name => "safetensors";

    public override IReadOnlyList<byte[]> Tokens => Texts("\"dtype\":", "\"F32\"", "\"F8_E4M3\"", "\"shape\":", "\"data_offsets\":", "__metadata__", "[0,0]", "{", "[", "]", "}", "\\u0000", ",\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}");

    public override byte[] Make(Mutator mutator)
    {
        if (mutator.Random.Next(3) == 0)
            return base.Make(mutator);
        // A header of another length whose length is right.
        var seed = mutator.Pick(Seeds);
        var end = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(seed);
        return With(JsonMutator.Damage(seed[8..end], mutator), seed[end..]);
    }

    protected override IEnumerable<byte[]> MakeSeeds() =>
        [.. Headers.Select(header => With(Encoding.UTF8.GetBytes(header), new byte[header.Split("data_offsets\":[").Skip(1).Max(o => int.Parse(o.Split(',', ']')[1], null))])), .. Files("torch", "kinds.safetensors")];

    private static byte[] With(byte[] header, byte[] data) => [.. BitConverter.GetBytes((long)header.Length), .. header, .. data];
}
