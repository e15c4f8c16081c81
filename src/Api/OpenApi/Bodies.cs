using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Decisions;
using Enterprise.Core.Approvals.Delegations;
using Enterprise.Core.Approvals.Policies;
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

/// <summary>A body that callers send whole.</summary>
/// <param name="Type">Its fields.</param>
/// <param name="Required">The fields without which it is refused.</param>
/// <param name="Example">A body that is accepted.</param>
internal sealed record Body(Type Type, IReadOnlyList<string> Required, string Example);

/// <summary>A body that changes some fields.</summary>
/// <param name="Type">The fields.</param>
/// <param name="Name">Its name in the API's description.</param>
/// <param name="Example">A body that is accepted.</param>
internal sealed record PatchBody(Type Type, string Name, string Example);

/// <summary>What callers send. Tests hold that the fields are required in fact, and send every example.</summary>
internal static class Bodies
{
    internal static IReadOnlyList<Body> All { get; } =
    [
        new(typeof(ProjectFields), ["name"], """
            {
              "name": "Customer Portal",
              "description": "Enterprise customer management system",
              "repo_url": "https://github.com/company/customer-portal",
              "owner_id": 1,
              "department": "Engineering",
              "business_unit": "Digital Products",
              "cost_center": "ENG-001",
              "status": "active",
              "priority": "high",
              "budget_allocated": 500000.00,
              "security_level": "confidential",
              "data_classification": "PII",
              "compliance_requirements": ["GDPR"],
              "visibility": "team",
              "allowed_ips": [],
              "primary_language": "TypeScript",
              "frameworks": ["React", "Node.js", "PostgreSQL"],
              "code_coverage_target": 85.0,
              "deployment_frequency": "weekly",
              "kpis": { "customer_satisfaction": 85, "response_time": "< 2 seconds" },
              "stakeholders": [{ "name": "Security desk", "email": "security@company.com", "role": "security contact" }]
            }
            """),
        new(typeof(Stakeholder), ["role"], """
            { "user_id": 1, "role": "sponsor" }
            """),
        new(typeof(UserFields), ["email", "name"], """
            { "email": "jo@company.com", "name": "Jo Developer", "role": "developer", "department": "Engineering" }
            """),
        new(typeof(ApiTokenFields), ["name"], """
            { "name": "deployment pipeline", "expires_at": "2099-01-31T00:00:00Z" }
            """),
        new(typeof(TeamFields), ["name"], """
            {
              "name": "Frontend Team",
              "description": "React and UI development",
              "department": "Engineering",
              "manager_id": 1
            }
            """),
        new(typeof(TeamMemberFields), ["team_id", "user_id"], """
            { "team_id": 1, "user_id": 2, "role": "lead" }
            """),
        new(typeof(ChannelFields), ["kind"], """
            {
              "kind": "slack",
              "url": "https://hooks.slack.com/services/T0000/B0000/secret",
              "events": ["release_published", "release_rolled_back", "deployment_failed"]
            }
            """),
        new(typeof(NewEnvironment), ["project_id", "name"], """
            { "project_id": 1, "name": "production", "url": "https://portal.company.com", "status": "active" }
            """),
        new(typeof(EnvironmentFields), ["name"], """
            { "name": "production", "url": "https://portal.company.com", "status": "maintenance" }
            """),
        new(typeof(NewRelease), ["project_id", "version"], """
            {
              "project_id": 1,
              "version": "v2.1.0",
              "name": "Q4 Feature Release",
              "description": "New dashboard and API improvements",
              "status": "released"
            }
            """),
        new(typeof(NewDeployment), ["project_id"], """
            {
              "project_id": 1,
              "environment": "production",
              "release_id": 1,
              "commit_sha": "9fceb02d0ae598e95dc970b74767f19372d61af8",
              "commit_time": "2026-01-31T09:00:00Z",
              "status": "in_progress"
            }
            """),
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
                  "groups": [{ "name": "team manager", "kind": "team_manager" }, { "name": "finance", "kind": "users", "user_ids": [1] }],
                  "deadline_hours": 168,
                  "reminder_hours": [72, 24],
                  "on_deadline": "escalate",
                  "escalate_to": { "name": "administrators", "kind": "role", "role": "admin" }
                },
                { "name": "Security", "groups": [{ "name": "administrators", "kind": "role", "role": "admin" }], "deadline_hours": 48 }
              ]
            }
            """),
        new(typeof(PolicyConditions), [], """
            { "departments": ["Finance"], "compliance_requirements": ["SOX"], "visibilities": ["public"], "priority_at_least": "high" }
            """),
        new(typeof(PolicyStage), ["groups"], """
            { "groups": [{ "kind": "role", "role": "manager", "quorum": 2 }], "deadline_hours": 72, "reminder_hours": [24] }
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
            { "reason": "Incident 4711: the fix can't wait for the approvers", "expires_at": "2026-12-24T08:00:00Z" }
            """),
        new(typeof(DelegationFields), ["to_user_id", "ends_at"], """
            {
              "to_user_id": 2,
              "starts_at": "2026-12-21T08:00:00Z",
              "ends_at": "2027-01-04T08:00:00Z",
              "reason": "Holidays"
            }
            """),
        new(typeof(NewReview), ["outcome", "confirms_ownership"], """
            {
              "outcome": "changes_needed",
              "checklist": [
                { "item": "The purposes and legal bases of processing are recorded", "is_met": true },
                { "item": "Personal data is kept no longer than needed", "is_met": false, "note": "Sign-in logs are kept for ever" },
                { "item": "Requests of data subjects can be answered in time", "is_met": true },
                { "item": "Processors are under contract", "is_met": true }
              ],
              "notes": "Retention of sign-in logs to be set to 90 days",
              "confirms_ownership": true
            }
            """),
        new(typeof(ChecklistAnswer), ["item", "is_met"], """
            { "item": "Processors are under contract", "is_met": true }
            """),
    ];

    internal static IReadOnlyList<PatchBody> Patches { get; } =
    [
        new(typeof(ProjectFields), "ProjectPatch", """
            { "priority": "critical", "kpis": { "customer_satisfaction": 90 }, "end_date": null }
            """),
        new(typeof(UserFields), "UserPatch", """
            { "role": "manager", "department": "Platform" }
            """),
        new(typeof(TeamFields), "TeamPatch", """
            { "description": "React, UI and design system" }
            """),
        new(typeof(ChannelFields), "ChannelPatch", """
            { "events": ["release_published"], "muted": true }
            """),
        new(typeof(EnvironmentFields), "EnvironmentPatch", """
            { "status": "maintenance" }
            """),
        new(typeof(ReleaseFields), "ReleasePatch", """
            { "status": "rolled_back", "status_reason": "Sign-in fails for customers with two accounts" }
            """),
        new(typeof(DeploymentProgress), "DeploymentPatch", """
            { "status": "succeeded" }
            """),
        new(typeof(ApprovalPolicyFields), "ApprovalPolicyPatch", """
            { "is_active": false, "conditions": { "budget_at_least": 100000 } }
            """),
    ];
}
