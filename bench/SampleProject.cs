using System.Globalization;

namespace Enterprise.Bench;

/// <summary>
/// The project that both servers are sent and that the floor's rows have: the API's own example with realistic texts
/// and lists, about 1.6 KB.
/// </summary>
internal static class SampleProject
{
    private const string Description =
        "Enterprise customer management system: one place where customers see their contracts, invoices and support "
        + "cases, and where the support staff see the customer. Replaces three portals that grew apart; every module "
        + "is released on its own behind a feature flag, region by region, beginning with the Nordics.";

    /// <summary>A request body; the name may have the driver's placeholders.</summary>
    public static string Json(string name, long ownerId, long teamId) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {
          "name": "{{name}}",
          "description": "{{Description}}",
          "repo_url": "https://github.com/company/customer-portal",
          "owner_id": {{ownerId}},
          "team_id": {{teamId}},
          "department": "Engineering",
          "business_unit": "Digital Products",
          "cost_center": "ENG-001",
          "status": "active",
          "priority": "high",
          "start_date": "2026-01-12",
          "end_date": "2027-03-31",
          "budget_allocated": 500000.00,
          "currency": "EUR",
          "requires_approval": false,
          "review_due_date": "2026-12-01",
          "security_level": "confidential",
          "data_classification": "PII",
          "compliance_requirements": ["GDPR", "SOX"],
          "visibility": "team",
          "primary_language": "TypeScript",
          "frameworks": ["React", "Node.js", "PostgreSQL"],
          "code_coverage_target": 85.0,
          "test_success_rate_target": 99.0,
          "deployment_frequency": "weekly",
          "lead_time_hours_target": 48,
          "mttr_hours_target": 4,
          "estimated_cost": 450000.00,
          "business_value": "Increase customer satisfaction by 30% and retire three systems",
          "kpis": {"customer_satisfaction": 85, "response_time": "< 2 seconds"},
          "stakeholders": [
            {"name": "Ada Example", "email": "ada.example@company.com", "role": "sponsor"},
            {"name": "Grace Example", "email": "grace.example@company.com", "role": "security contact"}
          ]
        }
        """);
}
