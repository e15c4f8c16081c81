using System.Text.Json.Nodes;
using CsCheck;
using Enterprise.Core.Editing;
using Enterprise.Core.Tests.Auditing;

namespace Enterprise.Core.Tests.Editing;

public sealed class MergePatchTests
{
    /// <summary>RFC 7396, appendix A: the original, the patch, the result.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Examples_of_RFC_7396_give_their_results(string original, string patch, string expected)
    {
        var given = JsonNode.Parse(patch);

        var result = MergePatch.Apply(JsonNode.Parse(original), given);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), result), result?.ToJsonString() ?? "null");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(patch), given), "The patch itself was changed.");
    }

    [Fact]
    public void Applying_a_patch_is_idempotent() => Gen.Select(JsonGenerator.Value(3), JsonGenerator.Value(3)).Sample(
        (original, patch) =>
        {
            var changes = Parse(patch);
            var once = MergePatch.Apply(Parse(original), changes);

            Assert.True(JsonNode.DeepEquals(once, MergePatch.Apply(once?.DeepClone(), changes)));
        });

    [Fact]
    public void Empty_patch_leaves_an_object_unchanged() => JsonGenerator.Value(3).Sample(original =>
    {
        var target = Parse(original);
        if (target is JsonObject)
            Assert.True(JsonNode.DeepEquals(target, MergePatch.Apply(target.DeepClone(), new JsonObject())));
    });

    private static JsonNode? Parse(object? value) => JsonNode.Parse(JsonGenerator.Write(value, new Random(1)));
}
