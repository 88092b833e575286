using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

public class ContainerTests
{
    [Fact]
    public void Sequential_calls_its_modules_in_order()
    {
        using var scope = NewDisposeScope();
        using var chain = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2));
        var input = ones(5, 3);
        var expected = chain[2].call(chain[1].call(chain[0].call(input)));
        Numbers.Equal(expected, chain.call(input), 0);
        Assert.Equal(3, chain.Count);
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], chain.state_dict().Keys);
    }

    [Fact]
    public void Sequential_names_its_modules()
    {
        using var chain = nn.Sequential(("c_fc", nn.Linear(2, 8)), ("gelu", nn.GELU()), ("c_proj", nn.Linear(8, 2)));
        Assert.Equal(["c_fc.weight", "c_fc.bias", "c_proj.weight", "c_proj.bias"], chain.named_parameters().Select(p => p.name));
        Assert.Equal(["c_fc", "gelu", "c_proj"], chain.named_children().Select(c => c.name));
        chain.append("last", nn.Identity());
        Assert.Equal(4, chain.Count);
    }

    [Fact]
    public void Sequential_without_modules_gives_its_argument_again()
    {
        using var chain = nn.Sequential();
        using var input = ones(2);
        using var output = chain.call(input);
        Numbers.Equal(input, output, 0);
    }

    [Fact]
    public void Sequential_reaches_its_modules()
    {
        using var chain = nn.Sequential(nn.Linear(2, 2), nn.Dropout());
        chain.eval();
        Assert.All(chain.modules(), module => Assert.False(module.training));
        chain.to(ScalarType.Float64);
        Assert.All(chain.parameters(), p => Assert.Equal(ScalarType.Float64, p.dtype));
        var weight = chain.parameters().First();
        chain.Dispose();
        Assert.True(weight.IsInvalid);
    }

    [Fact]
    public void A_module_list_names_its_members_by_place()
    {
        using var owner = new Owner();
        Assert.Equal(["resblocks.0.weight", "resblocks.1.weight"], owner.state_dict().Keys);
        Assert.Equal(2, owner.Blocks.Count);
        Assert.Equal(3, owner.Blocks[1].out_features);
        Assert.Equal([2L, 3L], owner.Blocks.Select(block => block.out_features));
    }

    private sealed class Owner : nn.Module
    {
        public readonly Modules.ModuleList<Modules.Linear> Blocks = nn.ModuleList(nn.Linear(1, 2, hasBias: false));

        public Owner() : base(nameof(Owner))
        {
            Blocks.Add(nn.Linear(2, 3, hasBias: false));
            register_module("resblocks", Blocks);
        }
    }
}
