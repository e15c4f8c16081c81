using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Core.Auditing;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Approvals.Process;

/// <summary>Something that a transition does to people, or tells the trail.</summary>
internal sealed record ApprovalEffect(ChangeEvent Event)
{
    /// <summary>When it happened; for the clock's effects the time that they were due.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it; null for the clock.</summary>
    public long? UserId { get; init; }

    public long? OnBehalfOf { get; init; }

    /// <summary>What was said, or why.</summary>
    public string? Comment { get; init; }

    /// <summary>The stage that approvers are asked to decide; null where nobody is asked.</summary>
    public int? Stage { get; init; }

    /// <summary>Who is asked.</summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    /// <summary>What a change says of it beside the fields that changed; null for nothing.</summary>
    internal JsonElement? Values()
    {
        if (Stage is not { } stage)
            return null;
        var values = new JsonObject
        {
            [ApprovalEvents.Stage.Name] = stage,
            [ApprovalEvents.Approvers.Name] = new JsonArray([.. Approvers.Select(text => (JsonNode)text)]),
        };
        return JsonSerializer.SerializeToElement(values, ValuesJson.Default.JsonObject);
    }

    /// <summary>How the approval's own history tells it.</summary>
    internal ApprovalEvent Told() =>
        new() { At = At, Action = Event.Name, UserId = UserId, OnBehalfOf = OnBehalfOf, Comment = Comment };
}

/// <summary>
/// An approval after an event, with the effects; when it is due next is the approval's <c>due_at</c>.
/// </summary>
internal sealed record ApprovalTransition(Approval Approval, IReadOnlyList<ApprovalEffect> Effects)
{
    private const int MostEvents = 1000;

    /// <summary>A transition that begins with an approval as it is.</summary>
    internal static ApprovalTransition Of(Approval approval) => new(approval, []);

    internal ApprovalTransition With(Approval approval) => this with { Approval = approval };

    /// <summary>Adds an effect, and tells it in the history: its beginning and its last events are kept.</summary>
    internal ApprovalTransition And(ApprovalEffect effect)
    {
        IReadOnlyList<ApprovalEvent> history = [.. Approval.History, effect.Told()];
        if (history.Count > MostEvents)
            history = [history[0], .. history.Skip(history.Count - MostEvents + 1)];
        return new(Approval with { History = history }, [.. Effects, effect]);
    }
}
