using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using TorchSharp;

namespace Slug.Experiments.Tests.MiniatureWorld;

/// <summary>
/// Writes tensors as <c>torch.save</c> does: a zip of a pickle (protocol 2) and a file per storage, with the tensors below
/// <c>state_dict</c> as open_clip's training script puts them.
/// </summary>
internal sealed class TorchZipWriter
{
    private readonly MemoryStream _pickle = new();

    private TorchZipWriter()
    {
    }

    /// <summary>The file's bytes.</summary>
    /// <param name="tensors">Single-precision tensors by name.</param>
    /// <param name="key">The key under which the tensors are; null where the file holds them and nothing else.</param>
    public static byte[] Write(IReadOnlyList<(string Name, torch.Tensor Tensor)> tensors, string? key = "state_dict")
    {
        var pickle = new TorchZipWriter().Pickle(tensors, key);
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "archive/data.pkl", pickle);
            foreach (var (i, (_, tensor)) in tensors.Index())
            {
                using var plain = tensor.detach().cpu().contiguous();
                Add(zip, $"archive/data/{i}", plain.bytes.ToArray());
            }

            Add(zip, "archive/version", "3\n"u8.ToArray());
        }

        return stream.ToArray();
    }

    private byte[] Pickle(IReadOnlyList<(string Name, torch.Tensor Tensor)> tensors, string? key)
    {
        Op(0x80, 2);
        if (key is not null)
        {
            Op('}', '(');
            Text("epoch");
            Number(32);
            Text(key);
        }

        EmptyOrderedDict();
        Op('(');
        foreach (var (i, (name, tensor)) in tensors.Index())
        {
            Text(name);
            Tensor(i, tensor);
        }

        Op('u');
        if (key is not null) Op('u');
        Op('.');
        return _pickle.ToArray();
    }

    private void Tensor(int storage, torch.Tensor tensor)
    {
        Global("torch._utils", "_rebuild_tensor_v2");
        Op('(', '(');
        Text("storage");
        Global("torch", "FloatStorage");
        Text($"{storage}");
        Text("cpu");
        Number((int)tensor.numel());
        Op('t', 'Q');
        Number(0);
        Numbers(tensor.shape);
        Numbers(tensor.contiguous().stride());
        Op('\u0089');
        EmptyOrderedDict();
        Op('t', 'R');
    }

    private void EmptyOrderedDict()
    {
        Global("collections", "OrderedDict");
        Op(')', 'R');
    }

    private void Global(string module, string name) => _pickle.Write(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    private void Numbers(long[] values)
    {
        Op('(');
        foreach (var value in values) Number((int)value);
        Op('t');
    }

    private void Number(int value) => Op('J', value);

    private void Text(string text)
    {
        Op('X', Encoding.UTF8.GetByteCount(text));
        _pickle.Write(Encoding.UTF8.GetBytes(text));
    }

    private void Op(char code, int argument)
    {
        Op(code);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, argument);
        _pickle.Write(bytes);
    }

    private void Op(byte code, byte argument)
    {
        _pickle.WriteByte(code);
        _pickle.WriteByte(argument);
    }

    private void Op(params ReadOnlySpan<char> codes)
    {
        foreach (var code in codes) _pickle.WriteByte((byte)code);
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }
}
