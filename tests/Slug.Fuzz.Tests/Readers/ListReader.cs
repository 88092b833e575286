using Slug.Data;
using Slug.Data.CelebA;
using Slug.Data.Emoji;
using Slug.Data.ImageNet;

namespace Slug.Fuzz.Tests.Readers;

/// <summary>Lists in text: names, CelebA's identities, ImageNet's labels, which drawing is where.</summary>
internal sealed class ListReader : ForeignReader
{
    public override string Name => "lists";

    public override int Percent => 50;

    public override IReadOnlyList<Type> Documented => [typeof(InvalidDataException)];

    public override int BytesPerByte => 1000;

    public override IReadOnlyList<byte[]> Tokens => [.. Texts("\n", "\r\n", "\t", " ", "#", ",", "\0", "000001.jpg", "../x.jpg", "n01440764", "ILSVRC2012_val_00000001", "\uFEFF"), [0xFF, 0xFE], [0xFE, 0xFF], [0xFF, 0xFE, 0, 0], [0xC3], [0x80]];

    public override void Read(string path)
    {
        Action<string>[] readers = [p => NameList.Load(p), p => CelebAIdentities.Load(p), p => ImageNetLabels.Load(p), p => DrawingTable.Load(p)];
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

    protected override IEnumerable<byte[]> MakeSeeds() =>
    [
        .. Files("cases/celeba"), .. Files("cases/labels"),
        .. Texts("2\nimage_id identity\n000001.jpg Jane_Doe\n000002.jpg John_Doe\n", "# names\nrocket\nhamburger # food\n", "mv ILSVRC2012_val_00000001.JPEG n01751748/\nmv ILSVRC2012_val_00000002.JPEG n09193705/\n", "name\tcode\tsubcategory\tshort names\tnoto\ntiger\t1f405\tanimal\ttiger, cat\tsvg/tiger.svg\n"),
    ];
}
