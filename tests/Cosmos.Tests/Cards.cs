using System.Text.Json.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Cosmos.Tests;

internal sealed record Card(string Id, long Rank = 0, string? Name = null, params IReadOnlyList<string> Tags);

internal sealed record Entry(long Number);

[JsonSerializable(typeof(Card))]
[JsonSerializable(typeof(Entry))]
internal sealed partial class CardJson : JsonSerializerContext;

/// <summary>Document types whose indexes are made for these tests.</summary>
internal static class Cards
{
    internal static readonly Field Id = new("id", FieldKind.Text);
    internal static readonly Field Rank = new("rank", FieldKind.Integer);
    internal static readonly Field Name = new("name", FieldKind.Text);
    internal static readonly Field Tags = new("tags", FieldKind.TextSet);
    internal static readonly Field Number = new("number", FieldKind.Integer);

    internal static readonly DocumentType<Card> Type = Of(
        "card",
        new DocumentIndex(new Order(Rank, Descending: true)),
        new DocumentIndex(new Order(Rank), new Order(Name)),
        new DocumentIndex(new Order(Rank), new Order(Name, Descending: true)));

    internal static readonly DocumentType<Card> Reversed = Of(
        "reversed_card", new DocumentIndex(new Order(Rank, Descending: true), new Order(Name)));

    internal static readonly DocumentType<Card> Wide = Of(
        "wide_card", new DocumentIndex([.. Enumerable.Repeat(new Order(Rank), 8)]));

    internal static readonly DocumentType<Entry> Entries =
        new(Container.Audit, "entry", CardJson.Default.Entry, (Number, entry => FieldValue.Of(entry.Number)));

    internal static readonly IReadOnlyList<DocumentType> All = [Type, Entries];

    private static DocumentType<Card> Of(string kind, params IReadOnlyList<DocumentIndex> indexes) => new(
        Container.Projects,
        kind,
        CardJson.Default.Card,
        (Id, card => FieldValue.Of(card.Id)),
        (Rank, card => FieldValue.Of(card.Rank)),
        (Name, card => FieldValue.Of(card.Name)),
        (Tags, card => FieldValue.Of(card.Tags)))
    {
        Indexes = indexes,
    };
}
