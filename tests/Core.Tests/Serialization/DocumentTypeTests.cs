using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Enterprise.Core.Auditing;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Serialization;

public sealed class DocumentTypeTests
{
    public static TheoryData<string> Kinds =>
        [.. CoreServices.DocumentTypes.Select(type => $"{type.Container.Name}/{type.Kind}")];

    public static TheoryData<Type> JsonTypes =>
    [
        .. CoreModules.All.SelectMany(module => module.Json)
            .SelectMany(context => context.GetType().GetCustomAttributesData())
            .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
            .Select(attribute => (Type)attribute.ConstructorArguments[0].Value!)
            .Where(type => type.Assembly == typeof(CoreModules).Assembly),
    ];

    [Fact]
    public void Kind_is_unique_in_its_container_and_has_one_layout_everywhere()
    {
        Assert.All(
            CoreServices.DocumentTypes.GroupBy(type => (type.Container, type.Kind)),
            types => Assert.Single(types));
        Assert.All(
            CoreServices.DocumentTypes.GroupBy(type => type.Kind),
            types => Assert.Single(types.Select(type => string.Join(',', type.Fields)).Distinct()));
    }

    [Fact]
    public void Every_declared_document_type_is_registered()
    {
        var declared = typeof(DocumentType).Assembly.GetTypes()
            .Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type
                .GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
                .Where(field => field.FieldType.IsSubclassOf(typeof(DocumentType)))
                .Select(field => (DocumentType)field.GetValue(null)!))
            .Distinct();

        Assert.Equal(
            CoreServices.DocumentTypes.Select(Name).Order(StringComparer.Ordinal),
            declared.Select(Name).Order(StringComparer.Ordinal));

        static string Name(DocumentType type) => $"{type.Container.Name}/{type.Kind}";
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Names_are_in_snake_case_and_every_index_ends_with_the_key(string name)
    {
        var type = CoreServices.DocumentTypes.Single(type => $"{type.Container.Name}/{type.Kind}" == name);

        Assert.Contains(type.Container, Container.All);
        Assert.Equal(type.Fields[0], type.KeyField);
        Assert.NotEqual(FieldKind.TextSet, type.KeyField.Kind);
        Assert.All(
            [type.Kind, .. type.Fields.Select(field => field.Name)],
            text => Assert.Matches("^[a-z]+(_[a-z]+)*$", text));
        Assert.Equal(type.Fields.Count, type.Fields.Select(field => field.Name).Distinct().Count());
        Assert.All(type.Indexes, index =>
        {
            Assert.Equal(type.KeyField, index.Fields[^1].Field);
            Assert.All(index.Fields, order => Assert.Contains(order.Field, type.Fields));
            Assert.All(index.Fields, order => Assert.NotEqual(FieldKind.TextSet, order.Field.Kind));
            Assert.Equal(index.Fields.Count, index.Fields.Select(order => order.Field).Distinct().Count());
        });
    }

    [Theory]
    [MemberData(nameof(JsonTypes))]
    public void Every_JSON_type_round_trips(Type type)
    {
        var filled = FilledObject.Of(type);
        var info = CoreServices.Json.GetTypeInfo(type);

        var json = JsonSerializer.Serialize(filled, info);
        var read = JsonSerializer.Deserialize(json, info);

        Assert.Equal(json, JsonSerializer.Serialize(read, info));
        Assert.Equivalent(filled, read, strict: false);
        foreach (var property in JsonNode.Parse(json)!.AsObject())
        {
            Assert.Matches("^[a-z]+(_[a-z]+)*$", property.Key);
            Assert.True(property.Value is not null, $"{type.Name}.{property.Key} was not filled.");
        }
    }

    [Fact]
    public void Times_are_written_in_UTC_so_that_their_texts_sort_by_time()
    {
        var early = new DateTimeOffset(2026, 3, 1, 1, 0, 0, TimeSpan.FromHours(2));
        var late = new DateTimeOffset(2026, 2, 28, 23, 0, 0, TimeSpan.Zero).AddMicroseconds(1);

        Assert.Equal("\"2026-02-28T23:00:00.000000Z\"", Write(early));
        Assert.Equal("\"2026-02-28T23:00:00.000001Z\"", Write(late));
        Assert.Equal(
            "2026-02-28T23:00:00.0000010+00:00",
            UtcTimestampConverter.ToMicroseconds(late.AddTicks(9)).ToString("O"));

        static string Write(DateTimeOffset time) =>
            JsonSerializer.Serialize(time, ValuesJson.Default.DateTimeOffset);
    }

    [Fact]
    public void Enumerations_are_written_as_snake_case_names()
    {
        var enumerations = typeof(Change).Assembly.GetExportedTypes()
            .Where(type => type.IsEnum && type.GetCustomAttribute<JsonConverterAttribute>() is not null)
            .ToList();
        Assert.True(enumerations.Count >= 10);
        foreach (var enumeration in enumerations)
        {
            foreach (var value in Enum.GetValues(enumeration))
            {
                var written = JsonSerializer.Serialize(value, enumeration, CoreServices.Json);
                Assert.Matches("^\"[a-z]+(_[a-z]+)*\"$", written);
                Assert.Equal(value, JsonSerializer.Deserialize(written, enumeration, CoreServices.Json));
            }
        }
    }
}
