using Enterprise.Core.Approvals.Delegations;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Deployments;
using Enterprise.Core.Environments;
using Enterprise.Core.Identity;
using Enterprise.Core.Notifications;
using Enterprise.Core.Projects;
using Enterprise.Core.Releases;
using Enterprise.Core.Reviews;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Api.OpenApi;

/// <summary>Something that is answered.</summary>
/// <param name="Type">Its fields, every one of which is in every answer that does not ask for some only.</param>
/// <param name="Writable">Those of its fields that callers set.</param>
/// <param name="NeverNull">Fields that validation keeps from being null, where the type does not say so.</param>
/// <param name="Embedded">The related entities that <c>expand</c> adds.</param>
internal sealed record Entity(
    Type Type,
    Type Writable,
    IReadOnlyList<string> NeverNull,
    IReadOnlyList<(string Name, Type Type)> Embedded)
{
    internal static IReadOnlyList<Entity> All { get; } =
    [
        new(typeof(Project), typeof(ProjectFields), ["name"], [("owner", typeof(User)), ("team", typeof(Team))]),
        new(typeof(User), typeof(UserFields), ["email", "name"], []),
        new(typeof(ApiToken), typeof(ApiTokenFields), ["name"], []),
        new(typeof(IssuedApiToken), typeof(ApiTokenFields), ["name"], []),
        new(typeof(Team), typeof(TeamFields), ["name"], [("manager", typeof(User))]),
        new(typeof(TeamMember), typeof(TeamMemberFields), [], [("user", typeof(User))]),
        new(typeof(NotificationChannel), typeof(ChannelFields), ["kind"], []),
        new(typeof(Delivery), typeof(object), [], []),
        new(typeof(ProjectEnvironment), typeof(EnvironmentFields), ["name", "status"], []),
        new(typeof(Release), typeof(ReleaseFields), ["version"], []),
        new(typeof(Deployment), typeof(DeploymentProgress), [], []),
        new(typeof(Approval), typeof(object), [], []),
        new(typeof(ApprovalPolicy), typeof(ApprovalPolicyFields), ["name"], []),
        new(typeof(Delegation), typeof(DelegationFields), ["from_user_id", "to_user_id", "starts_at", "ends_at"], []),
        new(typeof(Review), typeof(object), [], [("owner", typeof(User))]),
        new(typeof(DueReview), typeof(object), [], [("owner", typeof(User)), ("team", typeof(Team))]),
        new(typeof(DeadLetter), typeof(object), [], []),
        new(typeof(AuditEntry), typeof(object), [], [("user", typeof(User))]),
    ];
}
