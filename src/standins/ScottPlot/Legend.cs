using ScottPlot.Rendering;

namespace ScottPlot;

/// <summary>Explains lines and markers, inside the data area or on a panel beside it.</summary>
/// <param name="plot">The plot it belongs to.</param>
public class Legend(Plot plot)
{
    private const float SymbolGap = 7;

    /// <summary>The plot it belongs to.</summary>
    public Plot Plot { get; } = plot;

    /// <summary>Whether it is drawn inside the data area; nothing is when there are no items.</summary>
    public bool IsVisible { get; set; } = true;

    /// <summary>Where in the data area.</summary>
    public Alignment Alignment { get; set; } = Alignment.LowerRight;

    /// <summary>How items follow one another.</summary>
    public Orientation Orientation { get; set; } = Orientation.Vertical;

    /// <summary>Distance from the edge of the data area.</summary>
    public PixelPadding Margin { get; set; } = new(7, 7);

    /// <summary>Distance between the rim and the items.</summary>
    public PixelPadding Padding { get; set; } = new(10, 5);

    /// <summary>Distances between items.</summary>
    public PixelPadding InterItemPadding { get; set; } = new(10, 10, 6, 6);

    /// <summary>Whether items side by side are only as wide as their own text, rather than all as wide as the widest.</summary>
    public bool TightHorizontalWrapping { get; set; }

    /// <summary>Width of an item's symbol in pixels.</summary>
    public float SymbolWidth { get; set; } = 20;

    /// <summary>Size of the letters, for every item.</summary>
    public float? FontSize { get; set; }

    /// <summary>Font family, for every item.</summary>
    public string? FontName { get; set; }

    /// <summary>Colour of the letters, for every item.</summary>
    public Color? FontColor { get; set; }

    /// <summary>The rim.</summary>
    public LineStyle OutlineStyle { get; set; } = new() { Width = 1 };

    /// <summary>Width of the rim in pixels.</summary>
    public float OutlineWidth { get => OutlineStyle.Width; set => OutlineStyle.Width = value; }

    /// <summary>Colour of the rim.</summary>
    public Color OutlineColor { get => OutlineStyle.Color; set => OutlineStyle.Color = value; }

    /// <summary>Colour behind the items.</summary>
    public Color BackgroundColor { get; set; } = Colors.White;

    /// <summary>Colour of the shadow.</summary>
    public Color ShadowColor { get; set; } = Colors.Black.WithOpacity(.2);

    /// <summary>Where the shadow falls.</summary>
    public PixelOffset ShadowOffset { get; set; } = new(3, 3);

    /// <summary>Items that no plottable gives.</summary>
    public List<LegendItem> ManualItems { get; set; } = [];

    /// <summary>The items shown: those of plottables with a legend text, then the manual ones.</summary>
    public LegendItem[] GetItems()
    {
        LegendItem[] items =
        [
            .. Plot.PlottableList.Where(plottable => plottable.IsVisible).SelectMany(plottable => plottable.LegendItems)
                .Concat(ManualItems).Where(item => item.IsVisible && item.LabelText.Length > 0),
        ];
        foreach (LegendItem item in items)
        {
            item.LabelFontSize = FontSize ?? item.LabelFontSize;
            item.LabelFontName = FontName ?? item.LabelFontName;
            item.LabelFontColor = FontColor ?? item.LabelFontColor;
        }

        return items;
    }

    /// <summary>Size of the box, rim to rim; nothing without items.</summary>
    internal PixelSize Measure()
    {
        PixelRect[] cells = [.. Cells(GetItems())];
        return cells.Length == 0
            ? new PixelSize(0, 0)
            : new PixelSize(cells.Max(cell => cell.Right) + Padding.Right, cells.Max(cell => cell.Bottom) + Padding.Bottom);
    }

    internal void Render(RenderPack rp)
    {
        if (IsVisible)
            RenderInside(rp.Canvas, rp.DataRect.Contract(Margin), Alignment);
    }

    internal void RenderInside(ICanvas canvas, PixelRect area, Alignment alignment)
    {
        LegendItem[] items = GetItems();
        if (items.Length == 0)
            return;

        PixelSize size = Measure();
        PixelRect box = new PixelRect(0, size.Width, size.Height, 0).AlignedInside(area, alignment);
        CanvasPath shadow = CanvasPath.Rectangle(box.WithDelta(ShadowOffset.X, ShadowOffset.Y));
        canvas.Fill(shadow, new FillStyle { Color = ShadowColor });
        canvas.Fill(CanvasPath.Rectangle(box), new FillStyle { Color = BackgroundColor });
        canvas.Stroke(CanvasPath.Rectangle(box), OutlineStyle);
        foreach ((LegendItem item, PixelRect cell) in items.Zip(Cells(items)))
        {
            PixelRect placed = cell.WithDelta(box.Left, box.Top);
            item.RenderSymbol(canvas, new PixelRect(placed.Left, placed.Left + SymbolWidth, placed.Bottom, placed.Top));
            item.LabelStyle.Render(canvas, new Pixel(placed.Left + SymbolWidth + SymbolGap, placed.VerticalCenter));
        }
    }

    /// <summary>The place of each item, from the box's upper left corner.</summary>
    private IEnumerable<PixelRect> Cells(LegendItem[] items)
    {
        float left = Padding.Left;
        float top = Padding.Top;
        float height = items.Select(item => Math.Max(item.LabelStyle.Measure(item.LabelText).Height, item.MarkerSize)).DefaultIfEmpty(0).Max();
        float widest = items.Select(item => item.LabelStyle.Measure(item.LabelText).Width).DefaultIfEmpty(0).Max();
        foreach (LegendItem item in items)
        {
            float width = SymbolWidth + SymbolGap + (TightHorizontalWrapping ? item.LabelStyle.Measure(item.LabelText).Width : widest);
            yield return new PixelRect(left, left + width, top + height, top);
            if (Orientation == Orientation.Horizontal)
                left += width + InterItemPadding.Right;
            else
                top += height + InterItemPadding.Bottom;
        }
    }
}
