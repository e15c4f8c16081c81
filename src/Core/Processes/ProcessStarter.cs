using System.Text.Json;
using Enterprise.Core.Auditing;

namespace Enterprise.Core.Processes;

/// <summary>Tells the driver of processes that were begun or changed.</summary>
public sealed class ProcessStarter(IProcessDriver driver) : IChangeConsumer
{
    /// <summary>The kind of approvals, by the name of their entity.</summary>
    public const string Approval = "approval";

    /// <summary>The kind of reviews: one a project, with the project's id.</summary>
    public const string Review = "review";

    /// <inheritdoc/>
    public string Name => "process-starter";

    /// <inheritdoc/>
    public async ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        HashSet<ProcessKey>? woken = null;
        foreach (var change in changes)
        {
            if (KeyOf(change) is { } key && (woken ??= []).Add(key))
                await driver.Wake(key, cancellationToken);
        }
    }

    private static ProcessKey? KeyOf(Change change) => change switch
    {
        { EntityType: Approval, EntityId: { } id, ProjectId: { } project } => new ProcessKey(Approval, project, id),
        { EntityType: Review, ProjectId: { } project } => new ProcessKey(Review, project, project),
        { EntityType: "project", ProjectId: { } project } when MovesReview(change) => new ProcessKey(Review, project, project),
        _ => null,
    };

    private static bool MovesReview(Change change) =>
        change.NewValues is { ValueKind: JsonValueKind.Object } values
        && (values.TryGetProperty("review_due_date", out _)
            || (change.OldValues is not null && values.TryGetProperty("status", out _)));
}
