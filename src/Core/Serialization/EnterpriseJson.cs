using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Enterprise.Core.Approvals.Decisions;
using Enterprise.Core.Approvals.Delegations;
using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Deployments;
using Enterprise.Core.Entities;
using Enterprise.Core.Environments;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Identity;
using Enterprise.Core.Notifications;
using Enterprise.Core.Projects;
using Enterprise.Core.Releases;
using Enterprise.Core.Reviews;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Core.Serialization;

/// <summary>The one JSON form of what the system keeps and shows: snake_case, UTC, source-generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(Change))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(ChainHead))]
[JsonSerializable(typeof(DeadLetter))]
[JsonSerializable(typeof(AuditVerification))]
[JsonSerializable(typeof(Installation))]
[JsonSerializable(typeof(Counter))]
[JsonSerializable(typeof(NameClaim))]
[JsonSerializable(typeof(IdempotencyRecord))]
[JsonSerializable(typeof(ProjectFields))]
[JsonSerializable(typeof(Project))]
[JsonSerializable(typeof(UserFields))]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(TeamFields))]
[JsonSerializable(typeof(Team))]
[JsonSerializable(typeof(TeamMemberFields))]
[JsonSerializable(typeof(TeamMember))]
[JsonSerializable(typeof(ApiTokenFields))]
[JsonSerializable(typeof(ApiToken))]
[JsonSerializable(typeof(IssuedApiToken))]
[JsonSerializable(typeof(ApiTokenHash))]
[JsonSerializable(typeof(ProjectClaim))]
[JsonSerializable(typeof(EnvironmentFields))]
[JsonSerializable(typeof(NewEnvironment))]
[JsonSerializable(typeof(ProjectEnvironment))]
[JsonSerializable(typeof(ReleaseFields))]
[JsonSerializable(typeof(NewRelease))]
[JsonSerializable(typeof(Release))]
[JsonSerializable(typeof(DeploymentProgress))]
[JsonSerializable(typeof(NewDeployment))]
[JsonSerializable(typeof(Deployment))]
[JsonSerializable(typeof(ApprovalPolicyFields))]
[JsonSerializable(typeof(ApprovalPolicy))]
[JsonSerializable(typeof(DelegationFields))]
[JsonSerializable(typeof(Delegation))]
[JsonSerializable(typeof(DelegationLedger))]
[JsonSerializable(typeof(Approval))]
[JsonSerializable(typeof(ApprovalTask))]
[JsonSerializable(typeof(ApprovalLinkUse))]
[JsonSerializable(typeof(ApprovalRegister))]
[JsonSerializable(typeof(NewDecision))]
[JsonSerializable(typeof(NewComment))]
[JsonSerializable(typeof(NewWithdrawal))]
[JsonSerializable(typeof(NewOverride))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(NewReview))]
[JsonSerializable(typeof(Review))]
[JsonSerializable(typeof(DueReview))]
[JsonSerializable(typeof(ReviewSchedule))]
[JsonSerializable(typeof(ChannelFields))]
[JsonSerializable(typeof(NotificationChannel))]
[JsonSerializable(typeof(ChannelUrl))]
[JsonSerializable(typeof(Delivery))]
[JsonSerializable(typeof(DeliveryPlan))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(JsonObject))]
public sealed partial class EnterpriseJson : JsonSerializerContext;
