using System.Text.Json.Serialization;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;

namespace Enterprise.Stores.Tests;

/// <summary>A document with a field of every kind, each but the key and the number possibly null.</summary>
public sealed record Sample
{
    public required string Id { get; init; }

    public long Number { get; init; }

    public long? Rank { get; init; }

    public double? Weight { get; init; }

    public string? Name { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>A document whose partition has two levels.</summary>
public sealed record SampleEntry(long Number);

/// <summary>A document that expires.</summary>
public sealed record SampleToken(string Id, string Text);

[JsonSerializable(typeof(Sample))]
[JsonSerializable(typeof(SampleEntry))]
[JsonSerializable(typeof(SampleToken))]
internal sealed partial class SampleJson : JsonSerializerContext;

/// <summary>
/// The document types of the contract. Cosmos DB needs an index for each sort: <see cref="Sorts"/> are those that the
/// indexes declared here serve, in their direction and wholly reversed, and no test sorts otherwise.
/// </summary>
internal static class Samples
{
    internal static readonly Field Id = new("id", FieldKind.Text);
    internal static readonly Field Number = new("number", FieldKind.Integer);
    internal static readonly Field Rank = new("rank", FieldKind.Integer);
    internal static readonly Field Weight = new("weight", FieldKind.Real);
    internal static readonly Field Name = new("name", FieldKind.Text);
    internal static readonly Field Tags = new("tags", FieldKind.TextSet);

    internal static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    internal static readonly DocumentType<Sample> Type = new(
        Container.Projects,
        "sample",
        SampleJson.Default.Sample,
        (Id, sample => FieldValue.Of(sample.Id)),
        (Number, sample => FieldValue.Of(sample.Number)),
        (Rank, sample => FieldValue.Of(sample.Rank)),
        (Weight, sample => FieldValue.Of(sample.Weight)),
        (Name, sample => FieldValue.Of(sample.Name)),
        (Tags, sample => FieldValue.Of(sample.Tags)))
    {
        Indexes =
        [
            new(new Order(Id)),
            new(new Order(Number), new Order(Id)),
            new(new Order(Rank), new Order(Id)),
            new(new Order(Weight), new Order(Id)),
            new(new Order(Name), new Order(Id)),
            new(new Order(Rank, Descending: true), new Order(Name), new Order(Id)),
        ],
    };

    internal static readonly DocumentType<SampleEntry> Entry = new(
        Container.Audit, "sample_entry", SampleJson.Default.SampleEntry, (Number, entry => FieldValue.Of(entry.Number)))
    {
        Indexes = [new(new Order(Number))],
    };

    internal static readonly DocumentType<SampleToken> Token = new(
        Container.Claims,
        "sample_token",
        SampleJson.Default.SampleToken,
        (Id, token => FieldValue.Of(token.Id)),
        (Name, token => FieldValue.Of(token.Text)))
    {
        Indexes = [new(new Order(Id))],
        TimeToLive = TokenLifetime,
    };

    internal static readonly IReadOnlyList<DocumentType> All =
        [Type, Entry, Token, Changes.OfProjects, Changes.OfDirectory];

    internal static readonly IReadOnlyList<IReadOnlyList<Order>> Sorts =
    [
        [],
        [new(Id, Descending: true)],
        .. new[] { Number, Rank, Weight, Name }.SelectMany<Field, IReadOnlyList<Order>>(
            field => [[new(field)], [new(field, Descending: true)]]),
        [new(Rank, Descending: true), new(Name)],
        [new(Rank), new(Name, Descending: true)],
    ];

    internal static Sample Of(string id, long number = 0) => new() { Id = id, Number = number };

    internal static Change ChangeOf(string id, long entity = 1) => new()
    {
        Id = id,
        Action = "sample.changed",
        EntityType = "sample",
        EntityId = entity,
        OccurredAt = DateTimeOffset.UnixEpoch,
    };
}
