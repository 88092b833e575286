using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Classifiers;

/// <summary>A pre-norm block of timm's vision transformer: self-attention with a fused projection, then a perceptron with exact GELU.</summary>
internal sealed class VitBlock : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm _norm1;
    private readonly Attention _attention;
    private readonly LayerNorm _norm2;
    private readonly Perceptron _mlp;

    public VitBlock(VitConfig config, Device device)
        : base(nameof(VitBlock))
    {
        _norm1 = nn.LayerNorm(config.Width, config.NormEps, device: device);
        _attention = new Attention(config, device);
        _norm2 = nn.LayerNorm(config.Width, config.NormEps, device: device);
        _mlp = new Perceptron(config, device);
        register_module("norm1", _norm1);
        register_module("attn", _attention);
        register_module("norm2", _norm2);
        register_module("mlp", _mlp);
    }

    /// <summary>Runs on <c>[batch, tokens, width]</c>.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var attended = x.add(_attention.call(_norm1.call(x)));
        return attended.add(_mlp.call(_norm2.call(attended))).MoveToOuterDisposeScope();
    }

    private sealed class Attention : nn.Module<Tensor, Tensor>
    {
        private readonly long _heads;
        private readonly Linear _qkv;
        private readonly Linear _projection;

        public Attention(VitConfig config, Device device)
            : base(nameof(Attention))
        {
            _heads = config.Heads;
            _qkv = nn.Linear(config.Width, 3 * config.Width, hasBias: config.QkvBias, device: device);
            _projection = nn.Linear(config.Width, config.Width, device: device);
            register_module("qkv", _qkv);
            register_module("proj", _projection);
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var (batch, tokens, width) = (x.shape[0], x.shape[1], x.shape[2]);
            var parts = _qkv.call(x).view(batch, tokens, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4).unbind(0);
            var heads = nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
            return _projection.call(heads.transpose(1, 2).reshape(batch, tokens, width)).MoveToOuterDisposeScope();
        }
    }

    private sealed class Perceptron : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _fc1;
        private readonly Linear _fc2;

        public Perceptron(VitConfig config, Device device)
            : base(nameof(Perceptron))
        {
            _fc1 = nn.Linear(config.Width, config.Hidden, device: device);
            _fc2 = nn.Linear(config.Hidden, config.Width, device: device);
            register_module("fc1", _fc1);
            register_module("fc2", _fc2);
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            return _fc2.call(nn.functional.gelu(_fc1.call(x))).MoveToOuterDisposeScope();
        }
    }
}
