using System.Text;
using Slug.Experiments.Clip.Configuration;
using Slug.Fuzz.Tests.Mutations;
using Slug.Models.Checkpoints;
using Slug.Models.Classifiers;
using Slug.Models.Clip;
using Slug.Models.Diffusion.Blocks;
using Slug.Models.Diffusion.Schedulers;
using Slug.Models.Vlm;

namespace Slug.Fuzz.Tests.Readers;

/// <summary>Cards of models: open_clip's, Hugging Face's of CLIP and LLaVA, timm's of ViT, diffusers' of a pipeline's parts.</summary>
internal sealed class CardReader : ForeignReader
{
    public override string Name => "cards";

    public override int Percent => 50;

    public override string FileName => "config.json";

    public override IReadOnlyList<Type> Documented => [typeof(InvalidDataException)];

    // Each of eight readers parses it.
    public override int BytesPerByte => 1000;

    public override IReadOnlyList<byte[]> Tokens => Texts("\"text_config\":", "\"vision_config\":{}", "\"model_cfg\":", "\"layers\":", "\"width\":0", "\"_class_name\":", "{", "[", "]", "}", "null", "NaN", "-Infinity", "\"model_type\":\"llava\"", "1e999", "0.0", "\\u0000", "//", ",");

    public override byte[] Make(Mutator mutator) => JsonMutator.Damage(mutator.Pick(Seeds), mutator);

    public override void Read(string path)
    {
        Action<string>[] readers =
        [
            p => ModelCard.Load(p),
            p => ClipTextModelConfig.Load(p),
            p => VitConfig.Read(ModelConfigJson.Open(p)),
            p => UNetConfig.Load(p),
            p => VaeConfig.Load(p),
            p => SchedulerConfig.Load(p),
            p => LlavaConfigJson.Parse(File.ReadAllText(p), File.ReadAllText(p)),
            p => Slug.Data.ClassList.Load(p),
        ];
        InvalidDataException? refused = null;
        foreach (var read in readers)
        {
            try
            {
                read(path);
            }
            catch (InvalidDataException e)
            {
                refused = e;
            }
        }
        if (refused is not null)
            throw refused;
    }

    protected override IEnumerable<byte[]> MakeSeeds()
    {
        foreach (var card in Files("cards").Concat(Files("configs/models")))
            yield return card;
        var pipeline = ModelConfigJson.Parse(Encoding.UTF8.GetString(Files("cards", "pipeline.json").First()), "pipeline.json");
        foreach (var (_, scheduler) in pipeline.Section("schedulers")!)
            yield return Encoding.UTF8.GetBytes(scheduler!.ToJsonString());
        yield return Encoding.UTF8.GetBytes(pipeline.Section("text_encoder")!.ToJsonString());
        yield return Texts("""{"_class_name":"UNet2DConditionModel","in_channels":4,"out_channels":4,"sample_size":8,"block_out_channels":[32,64],"layers_per_block":1,"attention_head_dim":4,"cross_attention_dim":32,"norm_num_groups":8,"down_block_types":["CrossAttnDownBlock2D","DownBlock2D"],"up_block_types":["UpBlock2D","CrossAttnUpBlock2D"]}""")[0];
        yield return Texts("""{"_class_name":"AutoencoderKL","block_out_channels":[32,64],"layers_per_block":1,"norm_num_groups":8,"latent_channels":4,"down_block_types":["DownEncoderBlock2D","DownEncoderBlock2D"],"up_block_types":["UpDecoderBlock2D","UpDecoderBlock2D"]}""")[0];
        yield return Texts("""{"names":["a","b"],"subcategories":["x"],"subcategoryOfName":[0,0],"retained":[1]}""")[0];
    }
}
