using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Decisions;
using Enterprise.Core.Approvals.Delegations;
using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Modules;
using Enterprise.Core.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Core.Approvals;

/// <summary>What needs whose approval, and what becomes of it.</summary>
internal static class ApprovalsModule
{
    internal static FeatureModule Module { get; } = new("Approvals")
    {
        Documents =
        [
            ApprovalDocuments.Type,
            ApprovalDocuments.Tasks,
            ApprovalLinkUse.Type,
            ApprovalRegister.Type,
            ApprovalPolicyDocuments.Type,
            DelegationDocuments.Type,
            DelegationDocuments.Ledgers,
        ],
        Json =
        [
            ApprovalProcessJson.Default,
            ApprovalPoliciesJson.Default,
            ApprovalRequestsJson.Default,
            ApprovalDecisionsJson.Default,
            DelegationsJson.Default,
            ApprovalLinksJson.Default,
        ],
        Permissions = ApprovalPermissions.All,
        Events = [.. ApprovalEvents.All, .. ApprovalPolicyEvents.All, .. DelegationEvents.All],
        Lists =
        [
            ApprovalList.Definition,
            ApprovalList.OfProject,
            ApprovalPolicyDocuments.List,
            DelegationList.Definition,
        ],
        Services = services =>
        {
            services.AddOptions<ApprovalOptions>();
            services
                .AddSingleton(provider => provider.GetRequiredService<IOptions<ApprovalOptions>>().Value)
                .AddSingleton<ApproverDirectory>()
                .AddSingleton<DelegationReader>()
                .AddSingleton<DelegationService>()
                .AddSingleton<ApprovalPolicyReader>()
                .AddSingleton<PolicyReferenceValidator>()
                .AddSingleton<ApprovalPolicyService>()
                .AddSingleton<ApproverResolver>()
                .AddSingleton<ApprovalWriter>()
                .AddSingleton<ApprovalRequestService>()
                .AddSingleton<ApprovalLinkService>()
                .AddSingleton<ApprovalAccess>()
                .AddSingleton<ApprovalSearch>()
                .AddSingleton<OutcomeApplier>()
                .AddSingleton<IApprovalSubjectKind, ProjectSubjectKind>()
                .AddSingleton<ApprovalService>()
                .AddSingleton<ApprovalAnswerService>()
                .AddSingleton<ITimedProcess, ApprovalTimedProcess>()
                .AddConsumer<ApproverChangeConsumer>();
        },
    };
}
