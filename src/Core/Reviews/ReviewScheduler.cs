using System.Text.Json;
using Enterprise.Core.Auditing;

namespace Enterprise.Core.Reviews;

/// <summary>Follows projects that are dated anew or come to an end, and owners who leave.</summary>
public sealed class ReviewScheduler : IChangeConsumer
{
    /// <summary>Commits that wait at the same time share a flush.</summary>
    private const int AtOnce = 16;

    private readonly ReviewService _reviews;
    private readonly DepartedOwners _owners;

    internal ReviewScheduler(ReviewService reviews, DepartedOwners owners)
    {
        _reviews = reviews;
        _owners = owners;
    }

    /// <inheritdoc/>
    public string Name => "review-scheduler";

    /// <inheritdoc/>
    public async ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        foreach (var user in changes.Where(IsDeparture).Select(change => change.EntityId!.Value).Distinct())
            await _owners.Call(user, cancellationToken);

        var projects = changes.Where(Matters).Select(change => change.EntityId!.Value).Distinct();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(projects, parallel, async (project, stop) => await _reviews.Reconcile(project, stop));
    }

    /// <summary>Most changes of projects don't, and cost nothing here. A new project comes with its schedule.</summary>
    private static bool Matters(Change change) =>
        change.Action == "project.updated" && (Names(change, "review_due_date") || Names(change, "status"));

    private static bool IsDeparture(Change change) =>
        change.Action == "user.updated"
        && change.NewValues is { ValueKind: JsonValueKind.Object } values
        && values.TryGetProperty("is_active", out var isActive)
        && isActive.ValueKind == JsonValueKind.False;

    private static bool Names(Change change, string field) =>
        change.NewValues is { ValueKind: JsonValueKind.Object } values && values.TryGetProperty(field, out _);
}
