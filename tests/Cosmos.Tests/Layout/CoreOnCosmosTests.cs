using System.Reflection;
using Enterprise.Core;
using Enterprise.Core.Listing;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Layout;
using Enterprise.Cosmos.Queries;

namespace Enterprise.Cosmos.Tests.Layout;

/// <summary>Cosmos DB can serve the types and lists that Core declares.</summary>
public sealed class CoreOnCosmosTests
{
    public static TheoryData<string> Lists => [.. Definitions.Select(definition => definition.Name)];

    private static List<ListDefinition> Definitions { get; } =
    [
        .. typeof(CoreServices).Assembly.GetTypes()
            .Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType.IsAssignableTo(typeof(ListDefinition)))
            .Select(field => (ListDefinition)field.GetValue(null)!),
    ];

    [Fact]
    public async Task Containers_of_every_declared_type_are_created_as_declared()
    {
        await using var account = await TestAccount.Open(CoreServices.DocumentTypes);

        var setup = new CosmosSetup(account.Account, CosmosLayout.Of(CoreServices.DocumentTypes));
        Assert.Empty(await setup.Verify(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void Every_sort_of_a_list_has_an_index(string list)
    {
        var definition = Definitions.First(definition => definition.Name == list);
        var type = (DocumentType)definition.GetType().GetProperty("Type")!.GetValue(definition)!;
        IEnumerable<IReadOnlyList<Order>> sorts =
            [definition.DefaultSort, .. definition.Sorts.Select(sort => new[] { new Order(sort.Field) })];

        Assert.All(sorts, sort => Assert.NotEmpty(SortPlan.For(type, sort, Predicate.Everything)));
    }
}
