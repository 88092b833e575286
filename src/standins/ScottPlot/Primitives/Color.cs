using System.Globalization;

namespace ScottPlot;

/// <summary>A colour with transparency.</summary>
/// <param name="red">Red, 0 to 255.</param>
/// <param name="green">Green, 0 to 255.</param>
/// <param name="blue">Blue, 0 to 255.</param>
/// <param name="alpha">Opacity, 0 (transparent) to 255.</param>
public readonly struct Color(byte red, byte green, byte blue, byte alpha = 255) : IEquatable<Color>
{
    /// <summary>Red, 0 to 255.</summary>
    public readonly byte Red = red;

    /// <summary>Green, 0 to 255.</summary>
    public readonly byte Green = green;

    /// <summary>Blue, 0 to 255.</summary>
    public readonly byte Blue = blue;

    /// <summary>Opacity, 0 (transparent) to 255.</summary>
    public readonly byte Alpha = alpha;

    /// <summary>Red.</summary>
    public byte R => Red;

    /// <summary>Green.</summary>
    public byte G => Green;

    /// <summary>Blue.</summary>
    public byte B => Blue;

    /// <summary>Opacity.</summary>
    public byte A => Alpha;

    /// <summary>Alpha, red, green and blue in one number, alpha highest.</summary>
    public uint ARGB => ((uint)Alpha << 24) | ((uint)Red << 16) | ((uint)Green << 8) | Blue;

    /// <summary>A colour from <c>#RRGGBB</c> or <c>#RRGGBBAA</c>, the hash optional; black when it is neither.</summary>
    /// <param name="hex">The digits.</param>
    public static Color FromHex(string hex)
    {
        string digits = hex.TrimStart('#');
        if (digits.Length == 6)
            digits += "FF";
        return uint.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint rgba)
            ? new Color((byte)(rgba >> 24), (byte)(rgba >> 16), (byte)(rgba >> 8), (byte)rgba)
            : new Color(0, 0, 0, 0);
    }

    /// <summary>The same colour, more or less transparent.</summary>
    /// <param name="alpha">Opacity, 0 to 255.</param>
    public Color WithAlpha(byte alpha) => new(Red, Green, Blue, alpha);

    /// <summary>The same colour, more or less transparent.</summary>
    /// <param name="alpha">Opacity, 0 to 1.</param>
    public Color WithAlpha(double alpha) => WithAlpha((byte)(alpha * 255));

    /// <summary>The same colour, more or less transparent.</summary>
    /// <param name="opacity">Opacity, 0 to 1.</param>
    public Color WithOpacity(double opacity = .5) => WithAlpha((byte)(opacity * 255));

    /// <summary>A mix of this colour and another.</summary>
    /// <param name="otherColor">The other colour.</param>
    /// <param name="fraction">0 for this one, 1 for the other.</param>
    public Color MixedWith(Color otherColor, double fraction)
    {
        return new(Mix(Red, otherColor.Red), Mix(Green, otherColor.Green), Mix(Blue, otherColor.Blue), Mix(Alpha, otherColor.Alpha));

        byte Mix(byte a, byte b) => (byte)Math.Clamp(a + ((b - a) * fraction), 0, 255);
    }

    /// <summary><c>#RRGGBB</c>, without opacity.</summary>
    public string ToStringRGB() => $"#{Red:X2}{Green:X2}{Blue:X2}";

    /// <inheritdoc/>
    public bool Equals(Color other) => ARGB == other.ARGB;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Color other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)ARGB;

    /// <summary>Whether two colours are the same.</summary>
    /// <param name="a">One colour.</param>
    /// <param name="b">Another.</param>
    public static bool operator ==(Color a, Color b) => a.Equals(b);

    /// <summary>Whether two colours differ.</summary>
    /// <param name="a">One colour.</param>
    /// <param name="b">Another.</param>
    public static bool operator !=(Color a, Color b) => !a.Equals(b);
}
