using Enterprise.Api.Modules;
using Enterprise.Core.Projects;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Api.Projects;

internal static class ProjectsApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "Projects",
        Map = ProjectEndpoints.Map,
        Tags = [new("Projects", "Projects: their ownership, budget, classification and life cycle.")],
        Entities =
        [
            new(typeof(Project), typeof(ProjectFields), ["name"], [("owner", typeof(User)), ("team", typeof(Team))]),
        ],
        Bodies =
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
                  "stakeholders": [
                    { "name": "Security desk", "email": "security@company.com", "role": "security contact" }
                  ]
                }
                """),
            new(typeof(Stakeholder), ["role"], """
                { "user_id": 1, "role": "sponsor" }
                """),
        ],
        Patches =
        [
            new(typeof(ProjectFields), "ProjectPatch", """
                { "priority": "critical", "kpis": { "customer_satisfaction": 90 }, "end_date": null }
                """),
        ],
    };
}
