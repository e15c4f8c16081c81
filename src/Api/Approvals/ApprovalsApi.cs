using Enterprise.Api.Approvals.Respond;
using Enterprise.Api.Configuration;
using Enterprise.Api.Modules;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Decisions;
using Enterprise.Core.Approvals.Delegations;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Api.Approvals;

/// <summary>Approvals, their policies and delegations, and the pages on which people decide.</summary>
internal static class ApprovalsApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "Approvals",
        Map = routes =>
        {
            ApprovalEndpoints.Map(routes);
            ApprovalPolicyEndpoints.Map(routes);
            DelegationEndpoints.Map(routes);
            RespondEndpoints.Map(routes);
        },
        Services = services => services
            .AddSettings<ApprovalOptions, ApprovalOptionsValidation>(ApprovalOptions.Section)
            .AddSingleton<ResponderSessionFactory>()
            .AddSingleton<RespondModelBuilder>()
            .AddSingleton<RespondDecisionService>(),
        Tags =
        [
            new("Approvals", "Requests for approval, their approvers, and the decisions made."),
            new("Approval policies", "Rules on which changes of which projects require whose approval."),
            new("Delegations", "Who decides approvals on behalf of whom, and for how long."),
        ],
        Entities =
        [
            Entity.ReadOnly(typeof(Approval)),
            new(typeof(ApprovalPolicy), typeof(ApprovalPolicyFields), ["name"], []),
            new(
                typeof(Delegation),
                typeof(DelegationFields),
                ["from_user_id", "to_user_id", "starts_at", "ends_at"],
                []),
        ],
        Bodies =
        [
            new(typeof(ApprovalPolicyFields), ["name", "changes", "stages"], """
                {
                  "name": "Confidential projects",
                  "description": "Finance and the administrators approve what could cost us most.",
                  "changes": ["project_creation", "budget_raised", "security_level_lowered", "archiving"],
                  "budget_raised_percent": 10,
                  "conditions": { "security_level_at_least": "confidential", "budget_at_least": 50000 },
                  "is_parallel": false,
                  "stages": [
                    {
                      "name": "Business",
                      "groups": [
                        { "name": "team manager", "kind": "team_manager" },
                        { "name": "finance", "kind": "users", "user_ids": [1] }
                      ],
                      "deadline_hours": 168,
                      "reminder_hours": [72, 24],
                      "on_deadline": "escalate",
                      "escalate_to": { "name": "administrators", "kind": "role", "role": "admin" }
                    },
                    {
                      "name": "Security",
                      "groups": [{ "name": "administrators", "kind": "role", "role": "admin" }],
                      "deadline_hours": 48
                    }
                  ]
                }
                """),
            new(typeof(PolicyConditions), [], """
                {
                  "departments": ["Finance"],
                  "compliance_requirements": ["SOX"],
                  "visibilities": ["public"],
                  "priority_at_least": "high"
                }
                """),
            new(typeof(PolicyStage), ["groups"], """
                {
                  "groups": [{ "kind": "role", "role": "manager", "quorum": 2 }],
                  "deadline_hours": 72,
                  "reminder_hours": [24]
                }
                """),
            new(typeof(ApproverGroup), [], """
                { "name": "finance", "kind": "users", "user_ids": [1, 2], "quorum": 1 }
                """),
            new(typeof(NewDecision), ["decision"], """
                { "decision": "reject", "comment": "The budget lacks the licences." }
                """),
            new(typeof(NewComment), ["comment"], """
                { "comment": "Where is the data kept?" }
                """),
            new(typeof(NewWithdrawal), [], """
                { "comment": "We do it next quarter." }
                """),
            new(typeof(NewOverride), ["reason", "expires_at"], """
                {
                  "reason": "Incident 4711: the fix can't wait for the approvers",
                  "expires_at": "2026-12-24T08:00:00Z"
                }
                """),
            new(typeof(DelegationFields), ["to_user_id", "ends_at"], """
                {
                  "to_user_id": 2,
                  "starts_at": "2026-12-21T08:00:00Z",
                  "ends_at": "2027-01-04T08:00:00Z",
                  "reason": "Holidays"
                }
                """),
        ],
        Patches =
        [
            new(typeof(ApprovalPolicyFields), "ApprovalPolicyPatch", """
                { "is_active": false, "conditions": { "budget_at_least": 100000 } }
                """),
        ],
    };
}
