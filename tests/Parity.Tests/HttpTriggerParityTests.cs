namespace Enterprise.Parity.Tests;

public sealed class HttpTriggerParityTests
{
    /// <summary>The trigger that takes whatever no other does.</summary>
    private const string Rest = "ZWhateverElse";

    [Fact]
    public async Task Every_operation_has_one_trigger_of_its_name_method_and_route_and_there_are_no_others()
    {
        var operations = await ApiTable.Read();
        var triggers = HttpTriggers.Read().Where(trigger => trigger.Name != Rest);

        Assert.NotEmpty(operations);
        Assert.Equal(Sorted(operations), Sorted(triggers));
    }

    [Fact]
    public void The_trigger_that_takes_the_rest_comes_last_because_the_host_tries_routes_by_the_names_of_functions()
    {
        var triggers = HttpTriggers.Read();

        var last = triggers.MaxBy(trigger => trigger.Name, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(new HttpTrigger(Rest, "DELETE GET HEAD OPTIONS PATCH POST PUT", "{*path}"), last);
        Assert.Single(triggers, trigger => trigger.Route.Contains('*', StringComparison.Ordinal));
    }

    [Fact]
    public void A_trigger_is_read_from_its_attributes()
    {
        const string source = """
            public sealed class Some(Pipeline pipeline)
            {
                [Function(nameof(GetThing))]
                public Task<IResult> GetThing([HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", Route = "/things/{id:long}/")] HttpRequest request) =>
                    pipeline.Answer(request);

                [FunctionAttribute("Other")]
                public Task<IResult> Another([HttpTriggerAttribute("post", Route = "others")] HttpRequest request) => null;

                [Function("Tick")]
                public void Tick([TimerTrigger("0 0 2 * * *")] TimerInfo timer) { }
            }
            """;

        Assert.Equal(
            [new HttpTrigger("GetThing", "GET PUT", "things/{id:long}"), new HttpTrigger("Other", "POST", "others")],
            HttpTriggers.Read(source));
    }

    [Fact]
    public void A_trigger_that_can_not_be_read_is_not_passed_over()
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
