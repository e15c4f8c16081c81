using System.Collections.Frozen;

namespace Enterprise.Core.Reviews;

/// <summary>
/// What a review answers for each compliance requirement, unless the organisation has set other items.
/// </summary>
internal static class Checklist
{
    private static readonly FrozenDictionary<string, IReadOnlyList<string>> _builtIn =
        new Dictionary<string, IReadOnlyList<string>>
        {
            ["SOX"] =
            [
                "Access to financial data was reviewed and is still needed",
                "Nobody both develops and approves a change to financial reporting",
                "Changes since the last review were approved and tested",
                "The audit trail was verified",
            ],
            ["HIPAA"] =
            [
                "Access to health data is limited to the minimum necessary",
                "Health data is encrypted at rest and in transit",
                "The risk analysis is current",
                "Business associates are under contract",
            ],
            ["GDPR"] =
            [
                "The purposes and legal bases of processing are recorded",
                "Personal data is kept no longer than needed",
                "Requests of data subjects can be answered in time",
                "Processors are under contract",
            ],
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is to be answered for these requirements, each item once.</summary>
    internal static IReadOnlyList<string> Of(IEnumerable<string> requirements, ReviewOptions options) =>
        [.. requirements.SelectMany(requirement => Of(requirement, options)).Distinct(StringComparer.Ordinal)];

    private static IReadOnlyList<string> Of(string requirement, ReviewOptions options) =>
        options.Checklists.TryGetValue(requirement, out var configured)
            ? configured
            : _builtIn.GetValueOrDefault(requirement) ?? [];
}
