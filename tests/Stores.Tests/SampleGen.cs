using CsCheck;
using Enterprise.Core.Storage;

namespace Enterprise.Stores.Tests;

/// <summary>Random samples and queries over few values, so that many match: equal ranks, texts in others.</summary>
internal static class SampleGen
{
    private static readonly string[] Texts =
        ["", "a", "A", "ab", "b", "bab", "é", "日本", "\uFF5E", "😀", "%_'\"", "\\ x"];
    private static readonly double[] Weights = [-1.5, 0, 2.25, 1e12];
    private static readonly string[] Partitions = ["project:1", "project:2", "project:10"];
    private static readonly Field[] Scalars = [Samples.Id, Samples.Number, Samples.Rank, Samples.Weight, Samples.Name];

    private static readonly Gen<string> Text = Gen.OneOf(Texts);

    private static readonly Gen<Sample> Sample =
        from number in Gen.Long[-3, 3]
        from rank in Gen.Long[0, 3].Nullable(0.3)
        from weight in Gen.OneOf(Weights).Nullable(0.3)
        from name in Text.Null(0.3)
        from tags in Text.Array[0, 3]
        select new Sample
        {
            Id = "",
            Number = number,
            Rank = rank,
            Weight = weight,
            Name = name,
            Tags = [.. tags.Distinct()],
        };

    /// <summary>Up to 60 samples in three partitions, with ids in random order.</summary>
    internal static readonly Gen<(string Partition, Sample Value)[]> Documents =
        from samples in Gen.Select(Gen.OneOf(Partitions), Sample).Array[0, 60]
        from ids in Gen.Shuffle(Enumerable.Range(100, samples.Length).Select(i => $"id{i}").ToArray())
        select samples.Select((sample, i) => (sample.Item1, sample.Item2 with { Id = ids[i] })).ToArray();

    internal static readonly Gen<DocumentQuery<Sample>> Query =
        from @where in PredicateOf(3)
        from sort in Gen.OneOf([.. Samples.Sorts])
        from limit in Gen.Int[1, 20]
        from partition in Gen.OneOf(Partitions).Null(0.5)
        select new DocumentQuery<Sample>(Samples.Type)
        {
            Scope = partition is null ? Scope.Everywhere : Scope.In(partition),
            Where = @where,
            Sort = sort,
            Limit = limit,
        };

    private static Gen<Predicate> PredicateOf(int depth)
    {
        var leaf = Gen.OneOf<Predicate>(
            Gen.OneOf(Scalars).SelectMany(field =>
                Gen.Select(Gen.Enum<Comparison>(), ValueOf(field), Predicate (comparison, value) =>
                    new Compare(field, comparison, value))),
            Gen.OneOf(Scalars).SelectMany(field =>
                ValueOf(field).Array[0, 5].Select(Predicate (values) => new In(field, values))),
            Text.Select(Predicate (text) => new Contains(Samples.Tags, text)),
            Text.Select(Predicate (text) => new HasSubstring(Samples.Name, text)),
            Gen.Select(Gen.OneOf([.. Scalars[1..], Samples.Tags]), Gen.Bool, Predicate (field, negated) =>
                new IsNull(field, negated)),
            Gen.Const(Predicate.Everything));
        if (depth == 0)
            return leaf;
        var parts = PredicateOf(depth - 1).Array[0, 3];
        return Gen.OneOf(
            leaf,
            parts.Select(Predicate (all) => new All(all)),
            parts.Select(Predicate (any) => new Any(any)));
    }

    private static Gen<FieldValue> ValueOf(Field field) => field.Kind switch
    {
        FieldKind.Integer => Gen.Long[-3, 3].Select(value => FieldValue.Of(value)),
        FieldKind.Real => Gen.OneOf(Weights).Select(value => FieldValue.Of(value)),
        _ when field == Samples.Id => Gen.Int[95, 165].Select(value => FieldValue.Of($"id{value}")),
        _ => Text.Select(value => FieldValue.Of(value)),
    };
}
