using CsCheck;
using Enterprise.Core.Releases;
using Semver;

namespace Enterprise.Core.Tests.Releases;

public sealed class SemanticVersionTests
{
    private static readonly Gen<string> _number = Gen.OneOf(
        "0", "1", "2", "9", "10", "99", "100", "18446744073709551616");

    private static readonly Gen<string> _identifier =
        Gen.OneOf(
            "0", "1", "2", "10", "11", "alpha", "alpha-1", "alph", "a", "A", "Z", "-", "--", "-1", "1a", "0a", "rc",
            "18446744073709551616");

    private static readonly Gen<string> _version =
        from numbers in _number.Array[3]
        from identifiers in _identifier.Array[0, 3]
        from build in Gen.OneOf("", "", "+7", "+a.b")
        from v in Gen.OneOf("", "v")
        let preRelease = identifiers.Length == 0 ? "" : "-" + string.Join('.', identifiers)
        select v + string.Join('.', numbers) + preRelease + build;

    [Fact]
    public void Order_of_sort_keys_equals_precedence() => Gen.Select(_version, _version).Sample(
        (left, right) => Assert.Equal(
            Math.Sign(Parse(left).ComparePrecedenceTo(Parse(right))),
            Math.Sign(string.CompareOrdinal(SemanticVersion.SortKey(left), SemanticVersion.SortKey(right)))),
        iter: 20_000);

    /// <summary>SemVer 2.0.0, section 11.</summary>
    [Fact]
    public void Examples_of_the_specification_are_in_order()
    {
        string[] ordered =
        [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0", "2.0.0", "2.1.0", "2.1.1", "v10.0.0",
        ];

        Assert.Equal(ordered, ordered.Reverse().OrderBy(SemanticVersion.SortKey, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("1.2.3", true)]
    [InlineData("v1.2.3-rc.1+build.5", true)]
    [InlineData("V1.2.3", false)]
    [InlineData("1.2", false)]
    [InlineData("01.2.3", false)]
    [InlineData("1.2.3-", false)]
    [InlineData("1.2.3-01", false)]
    [InlineData("1.2.3-é", false)]
    [InlineData(" 1.2.3", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_semantic_versions_are_valid(string? text, bool expected) =>
        Assert.Equal(expected, SemanticVersion.IsValid(text));

    [Fact]
    public void Version_longer_than_100_characters_is_invalid()
    {
        Assert.True(SemanticVersion.IsValid("1.0.0-" + new string('a', 94)));
        Assert.False(SemanticVersion.IsValid("1.0.0-" + new string('a', 95)));
    }

    [Theory]
    [InlineData("v2.1.0", "2.1.0", true)]
    [InlineData("2.1.0+a", "2.1.0+b", false)]
    [InlineData("2.1.0-RC", "2.1.0-rc", false)]
    public void Versions_are_equal_ignoring_only_a_leading_v(string left, string right, bool isSame) =>
        Assert.Equal(isSame, SemanticVersion.Normalise(left) == SemanticVersion.Normalise(right));

    private static SemVersion Parse(string text) => SemVersion.Parse(text, SemVersionStyles.AllowLowerV);
}
