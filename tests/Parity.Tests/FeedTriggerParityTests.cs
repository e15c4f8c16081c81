namespace Enterprise.Parity.Tests;

public sealed class FeedTriggerParityTests
{
    /// <summary>On the Functions host a consumer without a trigger of its own would be handed no change.</summary>
    [Fact]
    public void Each_consumer_has_a_trigger_for_each_container()
    {
        var consumers = Consumers.Names();

        Assert.NotEmpty(consumers);
        Assert.Equal(
            from consumer in consumers.Order(StringComparer.Ordinal)
            from container in new[] { "directory", "projects" }
            select new FeedTrigger(container, $"{container}-{consumer}"),
            FeedTriggers.Read()
                .OrderBy(trigger => trigger.LeasePrefix[(trigger.Container.Length + 1)..], StringComparer.Ordinal)
                .ThenBy(trigger => trigger.Container, StringComparer.Ordinal));
    }

    [Fact]
    public void Trigger_is_read_from_its_attribute_and_the_constant_of_its_class()
    {
        const string source = """
            public sealed class Some
            {
                private const string Consumer = "mail";

                [Function("Mail")]
                public Task Mail(
                    [CosmosDBTrigger("database", "projects", LeaseContainerPrefix = "projects-" + Consumer)]
                    IReadOnlyList<FeedItem> items) => null;
            }
            """;

        Assert.Equal([new FeedTrigger("projects", "projects-mail")], FeedTriggers.Read(source));
    }
}
