namespace Enterprise.Bench.Drive;

/// <summary>The requests that a server is sent repeatedly.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Requests">One of them is chosen at random for each request.</param>
internal sealed record Scenario(string Name, IReadOnlyList<ScenarioRequest> Requests)
{
    /// <summary>Sent as the bearer token of every request; none when null.</summary>
    public string? Token { get; init; }

    /// <summary>The values of <see cref="RequestTemplate.Id"/>, of which one is chosen at random.</summary>
    public IReadOnlyList<long>? Ids { get; init; }
}

/// <summary>One request, with the placeholders of <see cref="RequestTemplate"/>.</summary>
internal sealed record ScenarioRequest(string Method, string Path, string? Body = null);
