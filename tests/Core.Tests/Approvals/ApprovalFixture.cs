using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Process;

namespace Enterprise.Core.Tests.Approvals;

/// <summary>Approvals and their approvers, for tests of the process without a store.</summary>
internal static class ApprovalFixture
{
    /// <summary>The user who requested the approval.</summary>
    internal const long Requester = 1;

    internal static readonly DateTimeOffset Begin = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    internal static ApproverGroup Group(string name, int quorum = 1) =>
        new() { Name = name, Kind = ApproverKind.Role, Role = Role.Manager, Quorum = quorum };

    internal static ApprovalStage Stage(params IReadOnlyList<ApproverGroup> groups) =>
        new() { Name = "stage", Groups = groups };

    /// <summary>A stage with the built-in policy's times: a week with reminders, then a week for admins.</summary>
    internal static ApprovalStage TimedStage(params IReadOnlyList<ApproverGroup> groups) => Stage(groups) with
    {
        DeadlineHours = 168,
        ReminderHours = [72, 24],
        OnDeadline = DeadlineAction.Escalate,
        EscalateTo = new ApproverGroup { Name = "administrator", Kind = ApproverKind.Role, Role = Role.Admin },
        EscalationHours = 168,
    };

    internal static Approval Of(bool isParallel, params IReadOnlyList<ApprovalStage> stages) => new()
    {
        Id = 7,
        ProjectId = 3,
        RequestedBy = Requester,
        Changes = [ChangeKind.ProjectCreation],
        IsParallel = isParallel,
        Stages = stages,
        CreatedAt = Begin,
        UpdatedAt = Begin,
    };

    /// <summary>The facts of an approval, from the members of each group in order of stages.</summary>
    internal static ResolvedApprovers Facts(Approval approval, params IReadOnlyList<long[]> members)
    {
        var places = approval.Stages.Index()
            .SelectMany(stage => stage.Item.Groups.Index().Select(group => new GroupPlace(stage.Index, group.Index)));
        return new ResolvedApprovers
        {
            TeamId = 3,
            Members = places.Zip(members)
                .ToDictionary(pair => pair.First, pair => (IReadOnlySet<long>)pair.Second.ToHashSet()),
            Deciders = members.SelectMany(people => people).ToHashSet(),
        };
    }

    internal static ResolvedApprovers WithEscalation(
        this ResolvedApprovers facts, int stage, params long[] members) => facts with
        {
            Members = facts.Members
            .Append(KeyValuePair.Create(
                new GroupPlace(stage, GroupPlace.Escalation), (IReadOnlySet<long>)members.ToHashSet()))
            .ToDictionary(),
            Deciders = facts.Deciders.Concat(members).ToHashSet(),
        };

    internal static Vote Approve(long userId, DateTimeOffset? at = null, long? onBehalfOf = null) =>
        new() { UserId = userId, OnBehalfOf = onBehalfOf, Decision = Decision.Approve, DecidedAt = at ?? Begin };

    internal static Vote Reject(long userId, string? comment = "no") =>
        new() { UserId = userId, Decision = Decision.Reject, Comment = comment, DecidedAt = Begin };

    /// <summary>The approval after these users have approved it, in order.</summary>
    internal static Approval ApprovedBy(
        this Approval approval, ResolvedApprovers facts, params IReadOnlyList<long> approvers) =>
        approvers.Aggregate(
            approval, (current, user) => ApprovalProcess.Decide(current, Approve(user), facts, Begin).Approval);

    internal static string Json(Approval approval) =>
        JsonSerializer.Serialize(approval, ApprovalProcessJson.Default.Approval);
}
