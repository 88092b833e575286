using System.IO.Compression;
using System.Text;
using static TorchSharp.torch;

namespace Slug.Models.Tests;

/// <summary>Writes checkpoints as <c>torch.save</c> does: a zip archive with a pickle of protocol 2 and a file for each tensor's numbers.</summary>
internal static class TorchZip
{
    /// <summary>Writes tensors at the top of the pickle, or as one entry of a dictionary beside a number, as training programs do.</summary>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, string? under = null)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        using var pickle = new MemoryStream();
        var storages = new List<byte[]>();
        pickle.Write([0x80, 2]);
        if (under is not null)
        {
            pickle.Write("}("u8);
            Text(pickle, "global_step");
            pickle.Write([(byte)'K', 7]);
            Text(pickle, under);
        }

        pickle.Write("}("u8);
        foreach (var (name, tensor) in tensors)
        {
            Text(pickle, name);
            Tensor(pickle, tensor, storages);
        }

        pickle.Write("u"u8);
        if (under is not null) pickle.Write("u"u8);
        pickle.Write("."u8);
        Entry(archive, "archive/data.pkl", pickle.ToArray());
        foreach (var (key, storage) in storages.Index()) Entry(archive, $"archive/data/{key}", storage);
        Entry(archive, "archive/version", "3\n"u8.ToArray());
    }

    // torch._utils._rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict())
    private static void Tensor(MemoryStream pickle, Tensor tensor, List<byte[]> storages)
    {
        var kind = tensor.dtype switch
        {
            ScalarType.Float32 => "FloatStorage",
            ScalarType.Float16 => "HalfStorage",
            ScalarType.BFloat16 => "BFloat16Storage",
            _ => throw new NotSupportedException($"{tensor.dtype}"),
        };
        using var contiguous = tensor.detach().cpu().contiguous();
        pickle.Write("ctorch._utils\n_rebuild_tensor_v2\n(("u8);
        Text(pickle, "storage");
        pickle.Write(Encoding.ASCII.GetBytes($"ctorch\n{kind}\n"));
        Text(pickle, $"{storages.Count}");
        Text(pickle, "cpu");
        Int(pickle, tensor.numel());
        pickle.Write("tQ"u8);
        Int(pickle, 0);
        pickle.Write("("u8);
        foreach (var extent in tensor.shape) Int(pickle, extent);
        pickle.Write("t("u8);
        foreach (var stride in contiguous.stride()) Int(pickle, stride);
        pickle.Write("t"u8);
        // False.
        pickle.Write([0x89]);
        pickle.Write("ccollections\nOrderedDict\n)RtR"u8);
        storages.Add(contiguous.numel() == 0 ? [] : contiguous.bytes.ToArray());
    }

    private static void Text(MemoryStream pickle, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        pickle.WriteByte((byte)'X');
        pickle.Write(BitConverter.GetBytes(bytes.Length));
        pickle.Write(bytes);
    }

    private static void Int(MemoryStream pickle, long value)
    {
        pickle.WriteByte((byte)'J');
        pickle.Write(BitConverter.GetBytes(checked((int)value)));
    }

    private static void Entry(ZipArchive archive, string name, byte[] content)
    {
        using var stream = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(content);
    }
}
