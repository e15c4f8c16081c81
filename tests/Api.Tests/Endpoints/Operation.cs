namespace Enterprise.Api.Tests.Endpoints;

/// <summary>An endpoint of the table, with a valid call and what the call leaves in the audit trail.</summary>
/// <param name="Name">The name of its handler, which is its operation id.</param>
/// <param name="Method">Its method.</param>
/// <param name="Route">Its route, without constraints and trailing slash.</param>
/// <param name="Status">What the valid call answers.</param>
/// <param name="Prepare">Makes the valid call.</param>
/// <param name="Actions">The actions that the valid call is audited as, one an entity.</param>
internal sealed record Operation(
    string Name,
    string Method,
    string Route,
    int Status,
    Func<TestData, Task<ValidCall>> Prepare,
    params IReadOnlyList<string> Actions)
{
    /// <summary>Whether it answers without a token.</summary>
    internal bool IsAnonymous => Route.StartsWith("/health/", StringComparison.Ordinal);

    /// <summary>Whether it takes a body.</summary>
    internal bool TakesBody { get; init; } = Method is "POST" or "PUT" or "PATCH";

    /// <summary>Whether it can do without the body.</summary>
    internal bool MayLackBody { get; init; }

    /// <summary>Whether it has an id in its path.</summary>
    internal bool IsOfOne => Route.Contains('{', StringComparison.Ordinal);

    /// <summary>Whether it concerns nobody but the caller.</summary>
    internal bool IsOfCaller => Route.StartsWith("/me", StringComparison.Ordinal);

    internal static Operation Named(string name) => Catalogue.All.Single(operation => operation.Name == name);
}
