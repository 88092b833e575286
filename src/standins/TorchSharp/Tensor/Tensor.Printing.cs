using System.Globalization;
using System.Text;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Shape, element type and device.</summary>
        public override string ToString()
        {
            if (IsInvalid)
                return "disposed tensor";
            return $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";
        }

        /// <summary>With true, the elements too, row by row.</summary>
        public string ToString(bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null,
            string? newLine = null)
        {
            if (!disamb)
                return ToString();
            using var plain = detach();
            using var values = plain.to(ScalarType.Float64, CPU);
            var text = new StringBuilder(ToString());
            Print(values, text, fltFormat ?? "g5", cultureInfo ?? CultureInfo.InvariantCulture, newLine ?? Environment.NewLine);
            return text.ToString();
        }

        private static void Print(Tensor values, StringBuilder text, string format, CultureInfo culture, string newLine)
        {
            var numbers = values.data<double>().ToArray();
            long columns = values.Dimensions == 0 ? 1 : Math.Max(1, values.shape[^1]);
            for (int i = 0; i < numbers.Length; i++)
                text.Append(i % columns == 0 ? newLine : " ").Append(numbers[i].ToString(format, culture));
        }
    }
}
