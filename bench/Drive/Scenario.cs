using Enterprise.Core.Storage;

namespace Enterprise.Bench.Drive;

/// <summary>What a server is asked for, over and over.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Requests">One of them is chosen for each request, by a seeded chance.</param>
internal sealed record Scenario(string Name, IReadOnlyList<ScenarioRequest> Requests)
{
    /// <summary>Sent as the bearer token of every request; none when null.</summary>
    public string? Token { get; init; }

    /// <summary>What <see cref="RequestTemplate.Id"/> stands for: one of these, by a seeded chance.</summary>
    public IReadOnlyList<long>? Ids { get; init; }
}

/// <summary>One request, with the placeholders of <see cref="RequestTemplate"/>.</summary>
internal sealed record ScenarioRequest(string Method, string Path, string? Body = null);
