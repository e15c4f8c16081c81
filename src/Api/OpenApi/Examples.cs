using Enterprise.Core.Deployments;
using Enterprise.Core.Environments;
using Enterprise.Core.Identity;
using Enterprise.Core.Projects;
using Enterprise.Core.Releases;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Api.OpenApi;

/// <summary>An example of each body that callers send. A test sends every one of them.</summary>
internal static class Examples
{
    private static readonly Dictionary<Type, string> _byType = new()
    {
        [typeof(ProjectFields)] = """
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
            """,
        [typeof(UserFields)] = """
            { "email": "jo@company.com", "name": "Jo Developer", "role": "developer", "department": "Engineering" }
            """,
        [typeof(ApiTokenFields)] = """
            { "name": "deployment pipeline", "expires_at": "2099-01-31T00:00:00Z" }
            """,
        [typeof(TeamFields)] = """
            {
              "name": "Frontend Team",
              "description": "React and UI development",
              "department": "Engineering",
              "manager_id": 1
            }
            """,
        [typeof(TeamMemberFields)] = """
            { "team_id": 1, "user_id": 2, "role": "lead" }
            """,
        [typeof(NewEnvironment)] = """
            { "project_id": 1, "name": "production", "url": "https://portal.company.com", "status": "active" }
            """,
        [typeof(EnvironmentFields)] = """
            { "name": "production", "url": "https://portal.company.com", "status": "maintenance" }
            """,
        [typeof(NewRelease)] = """
            {
              "project_id": 1,
              "version": "v2.1.0",
              "name": "Q4 Feature Release",
              "description": "New dashboard and API improvements",
              "status": "released"
            }
            """,
        [typeof(ReleaseFields)] = """
            {
              "version": "v2.1.0",
              "name": "Q4 Feature Release",
              "description": "New dashboard and API improvements",
              "status": "rolled_back",
              "status_reason": "Sign-in fails for customers with two accounts"
            }
            """,
        [typeof(NewDeployment)] = """
            {
              "project_id": 1,
              "environment": "production",
              "release_id": 1,
              "commit_sha": "9fceb02d0ae598e95dc970b74767f19372d61af8",
              "commit_time": "2026-01-31T09:00:00Z",
              "status": "in_progress"
            }
            """,
        [typeof(DeploymentProgress)] = """
            { "status": "succeeded" }
            """,
    };

    internal static string? Of(Type type) => _byType.GetValueOrDefault(type);
}
