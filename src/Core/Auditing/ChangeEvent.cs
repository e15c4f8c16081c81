namespace Enterprise.Core.Auditing;

/// <summary>
/// A kind of change, declared once by the feature that it belongs to. Its name is the trail's action, and what people
/// and webhooks subscribe to; <c>docs/events.md</c> lists every one.
/// </summary>
/// <param name="Name">Entity and verb in the past, snake_case: <c>project.updated</c>.</param>
public sealed record ChangeEvent(string Name)
{
    /// <summary>
    /// A name that an earlier release gave it, which changes made by that release still have; null for none.
    /// </summary>
    public string? FormerName { get; init; }

    /// <summary>Whether the change is of this kind.</summary>
    public bool IsOf(Change change) => change.Action == Name || (FormerName is not null && change.Action == FormerName);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
