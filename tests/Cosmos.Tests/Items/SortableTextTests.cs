using System.Text;
using Enterprise.Cosmos.Items;

namespace Enterprise.Cosmos.Tests.Items;

public sealed class SortableTextTests
{
    private static readonly string[] Texts =
        ["", "a", "ab", "é", "日本", "\uD7FB", "\uD7FF", "\uE000", "\uFF5E", "\uFFFD", "😀", "😀a", "😁", "\U0010FFFD"];

    [Fact]
    public void Sortable_text_has_the_order_of_UTF8_in_either_encoding()
    {
        foreach (var one in Texts)
        {
            foreach (var other in Texts)
            {
                var expected = Math.Sign(Bytes(one).AsSpan().SequenceCompareTo(Bytes(other)));
                var (left, right) = (SortableText.Of(one), SortableText.Of(other));
                Assert.Equal(expected, Math.Sign(string.CompareOrdinal(left, right)));
                Assert.Equal(expected, Math.Sign(Bytes(left).AsSpan().SequenceCompareTo(Bytes(right))));
            }
        }
    }

    [Fact]
    public void Sortable_text_contains_a_part_exactly_where_the_text_does()
    {
        foreach (var whole in Texts.SelectMany(one => Texts, string.Concat))
        {
            foreach (var part in Texts)
            {
                Assert.Equal(
                    whole.Contains(part, StringComparison.Ordinal),
                    SortableText.Of(whole).Contains(SortableText.Of(part), StringComparison.Ordinal));
            }
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
