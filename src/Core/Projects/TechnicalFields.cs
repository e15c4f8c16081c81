using System.Collections.Frozen;

namespace Enterprise.Core.Projects;

/// <summary>The fields that the developers of a project look after; all others are governance.</summary>
public static class TechnicalFields
{
    /// <summary>Their names in JSON.</summary>
    public static FrozenSet<string> Names { get; } = FrozenSet.ToFrozenSet(
        [
            "repo_url",
            "primary_language",
            "frameworks",
            "code_coverage_target",
            "test_success_rate_target",
            "deployment_frequency",
            "lead_time_hours_target",
            "mttr_hours_target",
        ],
        StringComparer.Ordinal);
}
