using System.IO.Compression;
using System.Text;
using Slug.Models.Checkpoints;
using Slug.Models.Checkpoints.Torch;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Checkpoints.Torch;

/// <summary>TorchScript archives: PyTorch's own, and what one who means harm would write.</summary>
public sealed class ScriptModulesTests : IDisposable
{
    private const string New = "c__torch__\nModel\n)\u0081";
    private const string Tensor = "ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0002tQK\0K\u0002\u0085K\u0001\u0085\u0089"
        + "ccollections\nOrderedDict\n)RtR";

    private readonly string _folder = Directory.CreateTempSubdirectory("slug-script-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_programs_tensors_have_the_names_of_its_state_dict_whatever_else_it_holds()
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Open(GoldenFiles.Path("torch", "script.safetensors"));
        using var actual = CheckpointFiles.Open(GoldenFiles.Path("torch", "script.pt"));
        Assert.Equal(11, actual.Entries.Count);
        Assert.Equal(expected.Entries.Select(e => e.Name).Order(), actual.Entries.Select(e => e.Name).Order());
        Assert.All(actual.Entries, e => Assert.True(expected.Load(e.Name).Equals(actual.Load(e.Name)), e.Name));
    }

    [Fact]
    public void OpenAIs_names_types_and_numbers()
    {
        using var scope = NewDisposeScope();
        using var expected = CheckpointFiles.Open(GoldenFiles.Path("torch", "openai.pt"));
        using var actual = CheckpointFiles.Open(GoldenFiles.Path("torch", "openai-script.pt"));
        Assert.Equal(expected.Entries.Select(e => e.Name).Order(), actual.Entries.Select(e => e.Name).Order());
        Assert.Equal(ScalarType.Float16, actual.Entries.Single(e => e.Name == "visual.transformer.resblocks.0.attn.in_proj_weight").Type);
        Assert.Equal(ScalarType.Float32, actual.Entries.Single(e => e.Name == "visual.transformer.resblocks.0.ln_1.weight").Type);
        foreach (var entry in expected.Entries) Assert.True(expected.Load(entry.Name).to(ScalarType.Float32).Equals(actual.Load(entry.Name).to(ScalarType.Float32)), entry.Name);
    }

    [Fact]
    public void The_program_and_its_constants_are_never_opened()
    {
        var path = Archive(Module(("a", Module(("w", Tensor)))), ("code/__torch__.py", "import os; os.system('echo never')"), ("constants.pkl", "cos\nsystem\n(X\u0002\0\0\0lstR."));
        using var file = CheckpointFiles.Open(path);
        using var tensor = file.Load("a.w");
        Assert.Equal("a.w", Assert.Single(file.Entries).Name);
        Assert.Equal([1f, 2f], tensor.data<float>().ToArray());
    }

    [Theory]
    [InlineData("cos\nsystem\n(X\u0002\0\0\0lstR", "os.system")]
    [InlineData("cbuiltins\neval\nK\u0001R", "builtins.eval")]
    public void What_would_run_is_refused_by_name(string value, string name)
    {
        var path = Archive(Module(("w", Tensor), ("x", value)));
        var error = Assert.Throws<CheckpointException>(() => CheckpointFiles.Open(path));
        Assert.Contains(path, error.Message);
        Assert.Contains($"refers to {name},", error.Message);
    }

    [Theory]
    [InlineData("c__torch__x\nModel\n)\u0081")]
    [InlineData("cx.__torch__\nModel\n)\u0081")]
    [InlineData("c\n__torch__.Model\n)\u0081")]
    [InlineData("ctorch.nn.modules.linear\nLinear\n)\u0081}b")]
    [InlineData("ctorch.jit._pickle\nbuild_anything\n(]tR")]
    public void Objects_of_no_program_are_left_out(string value)
    {
        using var file = CheckpointFiles.Open(Archive(Module(("w", Tensor), ("x", value))));
        Assert.Equal("w", Assert.Single(file.Entries).Name);
    }

    [Fact]
    public void A_module_that_holds_itself_is_refused() =>
        Refused($"{New}q\0}}({Text("a")}{New}}}({Text("b")}h\0ubub", "the module 'a.b' holds itself");

    [Fact]
    public void Modules_lie_at_most_64_deep()
    {
        string Nested(int levels) => Enumerable.Range(0, levels - 1).Aggregate(Module(("w", Tensor)), (inner, _) => Module(("m", inner)));
        using (var file = CheckpointFiles.Open(Archive(Nested(64)))) Assert.EndsWith("m.m.w", Assert.Single(file.Entries).Name);
        Refused(Nested(65), "more than 64 modules deep");
        Refused(Nested(1000), "more than 64 modules deep");
    }

    [Fact]
    public void Modules_that_hold_each_other_many_times_over_end_the_walk()
    {
        // Each holds the one before it twice: a few hundred bytes that name 2^50 tensors.
        var pickle = new StringBuilder(Module(("w", Tensor)) + "q\u00000");
        for (var level = 1; level <= 50; level++) pickle.Append($"{New}}}({Text("a")}h{(char)(level - 1)}{Text("b")}h{(char)(level - 1)}ubq{(char)level}0");
        Refused(pickle.Append("h\u0032").ToString(), "more than 65536 modules");
    }

    [Fact]
    public void A_module_whose_tensor_is_named_twice_is_refused()
    {
        Refused(Module(("a", Module(("w", Tensor), ("w", Tensor)))), "the module 'a' has the attribute 'w' twice");
        Refused(Module(("w", "N"), ("w", Tensor)), "the outermost module has the attribute 'w' twice");
        Refused($"{Module(("w", Tensor))}}}b", "its attributes twice");
    }

    [Theory]
    [InlineData("b.w")]
    [InlineData(".")]
    [InlineData("")]
    public void An_attributes_name_has_letters_and_no_dot(string name) =>
        Refused(Module(("a", Module(("b", Module(("w", Tensor))), (name, Tensor)))), $"the module 'a' has an attribute with the odd name '{name}'");

    [Fact]
    public void Names_are_texts_of_bounded_length()
    {
        Refused($"{New}}}(K\u0001{Tensor}ub", "the odd name '1'");
        Refused(Module((new string('x', 600), Tensor)), "longer than 512 letters");
        Refused(Module((new string('x', 300), Module((new string('y', 300), Tensor)))), "longer than 512 letters");
    }

    [Fact]
    public void A_module_without_tensors_is_no_checkpoint()
    {
        Refused(Module(("a", "K\u0001"), ("b", Module())), "none of its modules holds a tensor");
        Refused(New, "none of its modules holds a tensor");
        // A class that packs its state by itself, as those of quantized layers do.
        Refused($"{New}({Tensor}K\u0001tb", "none of its modules holds a tensor");
    }

    [Fact]
    public void Data_that_is_missing_is_named()
    {
        var path = Archive(Module(("a", Module(("w", Tensor.Replace("X\u0001\0\0\00", "X\u0001\0\0\07", StringComparison.Ordinal))))));
        Assert.Contains("the data of 'a.w' (x/data/7) is missing", Assert.Throws<CheckpointException>(() => CheckpointFiles.Open(path)).Message);
    }

    [Theory]
    [InlineData("script.pt")]
    [InlineData("openai-script.pt")]
    public void Damage_ends_in_the_one_exception_or_in_names(string name)
    {
        var random = new Random(1);
        using var archive = ZipFile.OpenRead(GoldenFiles.Path("torch", name));
        using var stream = archive.Entries.Single(e => e.Name == "data.pkl").Open();
        using var whole = new MemoryStream();
        stream.CopyTo(whole);
        var refused = 0;
        for (var round = 0; round < 2000; round++)
        {
            var damaged = whole.ToArray();
            for (var i = 0; i < 2; i++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var failure = Record.Exception(() => TorchState.Find(PickleReader.Read(damaged), []));
            if (failure is null) continue;
            Assert.IsType<PickleFormatException>(failure);
            refused++;
        }

        Assert.InRange(refused, 200, 1999);
    }

    private void Refused(string pickle, string reason)
    {
        var path = Archive(pickle);
        var error = Assert.Throws<CheckpointException>(() => CheckpointFiles.Open(path));
        Assert.Contains(path, error.Message);
        Assert.Contains(reason, error.Message);
        Assert.InRange(error.Message.Length, 1, 2000);
    }

    /// <summary>An archive of that pickle and one storage, the numbers 1 and 2.</summary>
    private string Archive(string pickle, params (string Name, string Content)[] others)
    {
        var path = Path.Combine(_folder, Guid.NewGuid() + ".pt");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        Add("data/0", [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)]);
        Add("data.pkl", Encoding.Latin1.GetBytes("\u0080\u0002" + pickle + "."));
        foreach (var (name, content) in others) Add(name, Encoding.Latin1.GetBytes(content));
        return path;

        void Add(string name, byte[] content)
        {
            using var stream = archive.CreateEntry("x/" + name, CompressionLevel.NoCompression).Open();
            stream.Write(content);
        }
    }

    /// <summary>As torch.jit.save writes a module.</summary>
    private static string Module(params (string Name, string Value)[] attributes) =>
        $"{New}}}({string.Concat(attributes.Select(a => Text(a.Name) + a.Value))}ub";

    private static string Text(string text) => $"X{(char)(text.Length & 255)}{(char)(text.Length >> 8)}\0\0{text}";
}
