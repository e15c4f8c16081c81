using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Enterprise.Core.AuditTrail;

namespace Enterprise.Core.Tests.Auditing;

public sealed class CanonicalJsonTests
{
    /// <summary>RFC 8785, appendix B: IEEE 754 bits and the number as ECMAScript writes it.</summary>
    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void Number_is_written_as_in_ECMAScript(string bits, string expected)
    {
        var value = BitConverter.UInt64BitsToDouble(
            ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

        Assert.Equal(expected, CanonicalJson.Number(value));
    }

    [Fact]
    public void Number_round_trips() => Gen.Double.Where(double.IsFinite).Sample(value =>
        Assert.Equal(value, double.Parse(CanonicalJson.Number(value), CultureInfo.InvariantCulture)));

    /// <summary>RFC 8785, sections 3.2.2 and 3.2.4.</summary>
    [Fact]
    public void Example_of_RFC_8785_gives_its_bytes()
    {
        const string sample = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        var expected = """
            {"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],
            "string":"€$\u000f\nA'B\"\\\\\"/"}
            """.ReplaceLineEndings("");

        Assert.Equal(expected, Canonical(sample));
    }

    /// <summary>RFC 8785, section 3.2.3.</summary>
    [Fact]
    public void Properties_are_ordered_by_UTF_16_code_units()
    {
        const string sample = """
            {
              "\u20ac": "Euro Sign",
              "\r": "Carriage Return",
              "\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face",
              "\u0080": "Control",
              "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """;

        var written = JsonDocument.Parse(CanonicalJson.Write(CoreFixture.Json(sample)));

        Assert.Equal(
            [
                "Carriage Return",
                "One",
                "Control",
                "Latin Small Letter O With Diaeresis",
                "Euro Sign",
                "Emoji: Grinning Face",
                "Hebrew Letter Dalet With Dagesh",
            ],
            written.RootElement.EnumerateObject().Select(property => property.Value.GetString()));
    }

    [Theory]
    [InlineData(
        """{"a":"\u0000\u0001\u001f\u007f\u0008\u0009\u000a\u000c\u000d"}""",
        "{\"a\":\"\\u0000\\u0001\\u001f\u007f\\b\\t\\n\\f\\r\"}")]
    [InlineData("""{"a":"\/\u002f<>&'é"}""", """{"a":"//<>&'é"}""")]
    [InlineData("""{"a":"\ud83d\ude00"}""", """{"a":"😀"}""")]
    [InlineData("""{"\u0022\\":1}""", """{"\"\\":1}""")]
    [InlineData("""{"b":[ ],"a":{ }}""", """{"a":{},"b":[]}""")]
    [InlineData("""{"a":{"y":1,"x":[{"d":1,"c":2}]}}""", """{"a":{"x":[{"c":2,"d":1}],"y":1}}""")]
    [InlineData("""{"a":-0.0,"b":1.0,"c":100e-2,"d":1E2}""", """{"a":0,"b":1,"c":1,"d":100}""")]
    public void Strings_and_structure_have_one_canonical_form(string json, string expected) =>
        Assert.Equal(expected, Canonical(json));

    [Fact]
    public void Same_value_in_any_notation_has_the_same_bytes() =>
        Gen.Select(JsonGenerator.Value(3), Gen.Int, Gen.Int).Sample((value, one, other) =>
        {
            var left = "{\"v\":" + JsonGenerator.Write(value, new Random(one)) + "}";
            var right = "{\"v\":" + JsonGenerator.Write(value, new Random(other)) + "}";

            Assert.Equal(Canonical(left), Canonical(right));
        });

    [Fact]
    public void Canonicalization_is_idempotent() => JsonGenerator.Value(3).Sample(value =>
    {
        var canonical = Canonical("{\"v\":" + JsonGenerator.Write(value, new Random(1)) + "}");

        Assert.Equal(canonical, Canonical(canonical));
    });

    [Fact]
    public void Different_values_have_different_bytes() =>
        Gen.Select(JsonGenerator.Value(2), JsonGenerator.Value(2)).Sample((left, right) =>
    {
        var (one, other) = (JsonGenerator.Write(left, new Random(1)), JsonGenerator.Write(right, new Random(1)));
        var isSame = JsonElement.DeepEquals(CoreFixture.Json(one), CoreFixture.Json(other));

        Assert.Equal(isSame, Canonical("{\"v\":" + one + "}") == Canonical("{\"v\":" + other + "}"));
    });

    private static string Canonical(string json) =>
        Encoding.UTF8.GetString(CanonicalJson.Write(CoreFixture.Json(json)));
}
