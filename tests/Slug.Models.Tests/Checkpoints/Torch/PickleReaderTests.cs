using System.Text;
using Slug.Models.Checkpoints.Torch;

namespace Slug.Models.Tests.Checkpoints.Torch;

/// <summary>Pickles written by hand, as one who means harm would.</summary>
public class PickleReaderTests
{
    private const string Storage = "(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u000AtQ";

    [Theory]
    [InlineData("cos\nsystem\n(X\u0002\0\0\0lstR.", "os.system")]
    [InlineData("(X\u0002\0\0\0lsios\nsystem\n.", "os.system")]
    [InlineData("(cos\nsystem\nX\u0002\0\0\0lso.", "os.system")]
    [InlineData("cbuiltins\neval\nX\u0001\0\0\01\u0085R.", "builtins.eval")]
    [InlineData("csubprocess\nPopen\n)\u0081}b.", "subprocess.Popen")]
    [InlineData("X\u0008\0\0\0builtinsX\u0004\0\0\0exec\u0093X\u0001\0\0\01\u0085R.", "builtins.exec")]
    [InlineData("ctorch.storage\n_load_from_bytes\nX\u0001\0\0\01\u0085R.", "torch.storage._load_from_bytes")]
    [InlineData("cbuiltins\ngetattr\n(cmodule\nthing\nK\u0001tR.", "builtins.getattr")]
    [InlineData("c__builtin__\nopen\nX\u0001\0\0\0a\u0085R.", "__builtin__.open")]
    [InlineData("coperator\nattrgetter\nX\u0001\0\0\0a\u0085R.", "operator.attrgetter")]
    [InlineData("cbuiltins\ngetattr\n(cos\nsystem\nX\u0008\0\0\0__call__tR.", "builtins.getattr")]
    public void Calls_are_refused_by_name_and_never_made(string pickle, string name)
    {
        var error = Assert.Throws<PickleFormatException>(() => PickleReader.Read(Bytes(pickle)));
        Assert.Contains(name, error.Message);
    }

    [Fact]
    public void All_refused_names_are_listed()
    {
        var error = Assert.Throws<PickleFormatException>(() => PickleReader.Read(Bytes("(cos\nsystem\n)Rcbuiltins\neval\n)Rcos\nsystem\n)Rl.")));
        Assert.Contains("builtins.eval, os.system,", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("K")]
    [InlineData("t.")]
    [InlineData("a.")]
    [InlineData("K\u0001a.")]
    [InlineData("h\u0005.")]
    [InlineData("X\u00FF\u00FF\u00FF\u00FFabc.")]
    [InlineData("}(K\u0001u.")]
    [InlineData("I12x\n.")]
    [InlineData("Pstorage\n.")]
    [InlineData("\u0082\u0001.")]
    [InlineData("\u0080\u0009N.")]
    [InlineData("(.")]
    [InlineData("K\u0001K\u0002R.")]
    [InlineData("K\u0001Q.")]
    public void What_is_no_sound_pickle_is_refused(string pickle) => Assert.Throws<PickleFormatException>(() => PickleReader.Read(Bytes(pickle)));

    [Theory]
    [InlineData("../x")]
    [InlineData("0/../1")]
    [InlineData("a")]
    public void Storages_have_plain_names(string key) => Assert.Contains("odd name", Assert.Throws<PickleFormatException>(() => PickleReader.Read(
        Bytes(Storage.Replace("X\u0001\0\0\00", $"X{(char)key.Length}\0\0\0{key}", StringComparison.Ordinal) + "."))).Message);

    [Theory]
    [InlineData("K\0", "K\u000A\u0085", "K\u0001\u0085", true)]
    [InlineData("K\u0001", "K\u000A\u0085", "K\u0001\u0085", false)]
    [InlineData("K\0", "K\u000B\u0085", "K\u0001\u0085", false)]
    [InlineData("K\0", "K\u0002K\u0002\u0086", "K\u0009K\u0001\u0086", false)]
    [InlineData("K\0", "K\u0002K\u0002\u0086", "K\u0008K\u0001\u0086", true)]
    [InlineData("K\0", "K\u0064\u0085", "K\0\u0085", true)] // an expanded view
    [InlineData("K\0", "K\u0003K\u0009\u0086", "K\0K\u0001\u0086", true)]
    [InlineData("K\0", "J\0\0\0\u007FK\u0002\u0086", "K\0K\u0001\u0086", false)] // one beyond all memory
    [InlineData("K\0", "J\0\0\u0040\0\u0085", "K\0\u0085", true)]
    [InlineData("K\0", "J\u0001\0\u0040\0\u0085", "K\0\u0085", false)] // more than a small file may ask for
    [InlineData("J\u00FF\u00FF\u00FF\u00FF", "K\u0001\u0085", "K\u0001\u0085", false)]
    [InlineData("K\0", "J\u00FF\u00FF\u00FF\u00FF\u0085", "K\u0001\u0085", false)]
    [InlineData("K\0", "K\u0002\u0085", "K\u0002K\u0001\u0086", false)]
    [InlineData("K\0", "\u008A\u0008\0\0\0\0\0\0\0\u007F\u008A\u0008\0\0\0\0\0\0\0\u007F\u0086", "K\u0001K\u0001\u0086", false)]
    public void Tensors_lie_within_their_storage(string offset, string shape, string strides, bool sound)
    {
        // Ten numbers, of which the tensor may use those and no others.
        var pickle = Bytes($"ctorch._utils\n_rebuild_tensor_v2\n({Storage}{offset}{shape}{strides}\u0089ccollections\nOrderedDict\n)RtR.");
        if (sound) Assert.IsType<PickleTensor>(PickleReader.Read(pickle));
        else Assert.Contains("within its storage", Assert.Throws<PickleFormatException>(() => PickleReader.Read(pickle)).Message);
    }

    [Fact]
    public void Numbers_and_texts_of_all_protocols_are_read()
    {
        var list = Assert.IsType<PickleList>(PickleReader.Read(Bytes(
            "(I-12\nI01\nL5L\nK\u0007M\u0001\u0001J\u00FE\u00FF\u00FF\u00FF\u008A\u0001\u00FF\u008A\0F0.5\nVtext\nU\u0002abC\u0002xy\u0088Nl.")));
        Assert.Equal([-12L, true, 5L, 7L, 257L, -2L, -1L, 0L, 0.5, "text", "ab"], list.Items.Take(11));
        Assert.Equal("xy"u8.ToArray(), Assert.IsType<byte[]>(list.Items[11]));
        Assert.Equal([true, null], list.Items.Skip(12));
    }

    [Theory]
    [InlineData("cargparse\nNamespace\n)\u0081}X\u0001\0\0\0aK\u0001sb.", "argparse.Namespace")]
    [InlineData("cmy.program\nSettings\n)R.", "my.program.Settings")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2.x\n)R.", "torch._utils._rebuild_tensor_v2.x")]
    [InlineData("cbuiltins\ngetattr\n(cmy.program\nColour\nX\u0003\0\0\0REDtR.", "builtins.getattr")]
    [InlineData("(imy.program\nOld\n.", "my.program.Old")]
    public void Objects_of_programs_become_inert(string pickle, string name) =>
        Assert.Equal(name, Assert.IsType<PickleObject>(PickleReader.Read(Bytes(pickle))).Class);

    [Fact]
    public void Dictionaries_of_every_class_keep_what_is_put_into_them()
    {
        const string item = "X\u0001\0\0\0aK\u0007s.";
        Assert.Equal(7L, Assert.IsType<PickleDictionary>(PickleReader.Read(Bytes("ccollections\ndefaultdict\ncbuiltins\nlist\n\u0085R" + item)))["a"]);
        // defaultdict(int), (str) and (range) as protocol 2 has them, which torch.save writes.
        foreach (var type in new[] { "long", "unicode", "xrange" })
            Assert.Equal(7L, Assert.IsType<PickleDictionary>(PickleReader.Read(Bytes($"ccollections\ndefaultdict\nc__builtin__\n{type}\n\u0085R{item}")))["a"]);
        Assert.Equal(7L, Assert.IsType<PickleDictionary>(PickleReader.Read(Bytes("ccollections\nCounter\n}X\u0001\0\0\0aK\u0007s\u0085R.")))["a"]);
        Assert.Equal(7L, Assert.IsType<PickleObject>(PickleReader.Read(Bytes("cmy\nDict\n)\u0081" + item))).Items["a"]);
        Assert.Equal(7L, Assert.IsType<PickleObject>(PickleReader.Read(Bytes("ccopyreg\n_reconstructor\n(cmy\nDict\ncbuiltins\ndict\n}X\u0001\0\0\0aK\u0007stR."))).Items["a"]);
    }

    [Fact]
    public void A_container_may_hold_itself()
    {
        var list = Assert.IsType<PickleList>(PickleReader.Read(Bytes("]q\0h\0a.")));
        Assert.Same(list, Assert.Single(list.Items));
    }

    // One byte a letter.
    private static byte[] Bytes(string pickle) => Encoding.Latin1.GetBytes(pickle);
}
