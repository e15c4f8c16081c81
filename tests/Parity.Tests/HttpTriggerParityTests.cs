namespace Enterprise.Parity.Tests;

public sealed class HttpTriggerParityTests
{
    /// <summary>The trigger for the requests that match no other.</summary>
    private const string CatchAll = "ZWhateverElse";

    [Fact]
    public async Task Triggers_equal_the_operations_of_the_API_by_name_methods_and_route()
    {
        var operations = await ApiTable.Read();
        var triggers = HttpTriggers.Read().Where(trigger => trigger.Name != CatchAll);

        Assert.NotEmpty(operations);
        Assert.Equal(Sorted(operations), Sorted(triggers));
    }

    [Fact]
    public void Catch_all_trigger_has_the_last_name_because_the_host_tries_routes_in_order_of_function_names()
    {
        var triggers = HttpTriggers.Read();

        var last = triggers.MaxBy(trigger => trigger.Name, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(new HttpTrigger(CatchAll, "DELETE GET HEAD OPTIONS PATCH POST PUT", "{*path}"), last);
        Assert.Single(triggers, trigger => trigger.Route.Contains('*', StringComparison.Ordinal));
    }

    [Fact]
    public void Trigger_is_read_from_its_attributes()
    {
        const string source = """
            public sealed class Some(Pipeline pipeline)
            {
                [Function(nameof(GetThing))]
                public Task<IResult> GetThing(
                    [HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", Route = "/things/{id:long}/")]
                    HttpRequest request) =>
                    pipeline.Answer(request);

                [FunctionAttribute("Other")]
                public Task<IResult> Another(
                    [HttpTriggerAttribute("post", Route = "others")] HttpRequest request) => null;

                [Function("Tick")]
                public void Tick([TimerTrigger("0 0 2 * * *")] TimerInfo timer) { }
            }
            """;

        Assert.Equal(
            [new HttpTrigger("GetThing", "GET PUT", "things/{id:long}"), new HttpTrigger("Other", "POST", "others")],
            HttpTriggers.Read(source));
    }

    [Fact]
    public void Trigger_that_cannot_be_read_throws()
    {
        const string source = """
            public sealed class Some
            {
                [Function(Name)]
                public void Get([HttpTrigger("get", Route = "things")] HttpRequest request) { }
            }
            """;

        Assert.Throws<InvalidOperationException>(() => HttpTriggers.Read(source));
    }

    private static IEnumerable<HttpTrigger> Sorted(IEnumerable<HttpTrigger> triggers) => triggers
        .OrderBy(trigger => trigger.Name, StringComparer.Ordinal)
        .ThenBy(trigger => trigger.Route, StringComparer.Ordinal);
}
