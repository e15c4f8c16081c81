using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace Enterprise.Core.Tests.Auditing;

/// <summary>Random JSON values, and random notations of them: white space, order, escapes, forms of numbers.</summary>
internal static class JsonGenerator
{
    private static readonly string[] _texts = ["", "a", "b", "é", "€", "😀", "\"\\/", "\u0001\n\t", "\u007f", "\ufb33"];

    private static readonly double[] _numbers = [0, 1, -1, 0.1, 1e21, 1e-7, 123456.789, -2.5e300, 9007199254740991];

    /// <summary>A value as a .NET object: null, bool, double, string, list or dictionary.</summary>
    internal static Gen<object?> Value(int depth)
    {
        var leaf = Gen.OneOf<object?>(
            Gen.Bool.Select(_ => (object?)null),
            Gen.Bool.Select(value => (object?)value),
            Gen.OneOf(_numbers).Select(value => (object?)value),
            Gen.OneOf(_texts).Select(value => (object?)value));
        if (depth == 0)
            return leaf;
        return Gen.OneOf(
            leaf,
            Value(depth - 1).List[0, 4].Select(list => (object?)list),
            Gen.Dictionary(Gen.OneOf(_texts), Value(depth - 1))[0, 4].Select(members => (object?)members));
    }

    internal static string Write(object? value, Random random)
    {
        var blank = new string(' ', random.Next(3)) + (random.Next(4) == 0 ? "\n\t\r" : "");
        return blank + value switch
        {
            null => "null",
            bool flag => flag ? "true" : "false",
            double number => Number(number, random),
            string text => Text(text, random),
            List<object?> list => $"[{string.Join(',', list.Select(item => Write(item, random)))}{blank}]",
            Dictionary<string, object?> members => $"{{{string.Join(',', Shuffled(members, random)
                .Select(member => $"{Text(member.Key, random)}{blank}:{Write(member.Value, random)}"))}}}",
            _ => throw new ArgumentOutOfRangeException(nameof(value)),
        } + blank;
    }

    private static IEnumerable<KeyValuePair<string, object?>> Shuffled(
        Dictionary<string, object?> members, Random random) => members.OrderBy(_ => random.Next());

    private static string Number(double number, Random random) => random.Next(3) switch
    {
        0 => number.ToString("R", CultureInfo.InvariantCulture),
        1 => number.ToString("E16", CultureInfo.InvariantCulture),
        _ => number.ToString("E16", CultureInfo.InvariantCulture).Replace('E', 'e'),
    };

    private static string Text(string text, Random random)
    {
        if (random.Next(2) == 0)
            return JsonSerializer.Serialize(text);
        var escaped = new StringBuilder("\"");
        foreach (var character in text)
        {
            var hexadecimal = ((int)character).ToString(
                random.Next(2) == 0 ? "x4" : "X4", CultureInfo.InvariantCulture);
            escaped.Append("\\u").Append(hexadecimal);
        }

        return escaped.Append('"').ToString();
    }
}
