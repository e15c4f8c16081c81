using Enterprise.Core.Access;

namespace Enterprise.Core.Reviews;

/// <summary>
/// The settings of reviews: when projects are reviewed, by which checklists, and when people are notified.
/// </summary>
public sealed class ReviewOptions
{
    private const int MostMonths = 120;
    private const int MostItems = 50;
    private const int MostCharacters = 200;

    /// <summary>The section of the configuration.</summary>
    public const string Section = "Enterprise:Reviews";

    /// <summary>
    /// After how many months a project with a compliance requirement is reviewed again; 0 for not by rule.
    /// </summary>
    public Dictionary<string, int> CadenceMonths { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SOX"] = 3,
        ["HIPAA"] = 12,
        ["GDPR"] = 12,
    };

    /// <summary>After how many months a restricted project is reviewed again; 0 for not by rule.</summary>
    public int RestrictedMonths { get; set; } = 6;

    /// <summary>What is answered in a review for a compliance requirement, in the place of what is built in.</summary>
    public Dictionary<string, IReadOnlyList<string>> Checklists { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where people are, as an IANA time zone: it says which date it is, and which hours are quiet.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>When quiet begins each day.</summary>
    public TimeOnly QuietFrom { get; set; } = new(18, 0);

    /// <summary>When quiet ends, and reminders are sent.</summary>
    public TimeOnly QuietUntil { get; set; } = new(8, 0);

    /// <summary>Whether weekends are quiet all day.</summary>
    public bool QuietWeekends { get; set; }

    /// <summary>
    /// The security level from which an overdue review keeps a project from releasing, and from deploying to
    /// production; null for never.
    /// </summary>
    public SecurityLevel? OverdueBlocksReleasesFrom { get; set; }

    /// <summary>One line for each invalid setting, which it names.</summary>
    public IEnumerable<string> Failures()
    {
        foreach (var (requirement, months) in CadenceMonths)
        {
            if (!IsCadence(months))
                yield return Failure($"CadenceMonths:{requirement}", $"expected 0 to {MostMonths} months");
        }

        if (!IsCadence(RestrictedMonths))
            yield return Failure("RestrictedMonths", $"expected 0 to {MostMonths} months");
        foreach (var (requirement, items) in Checklists)
        {
            if (items.Count > MostItems || !items.All(IsItem))
            {
                yield return Failure(
                    $"Checklists:{requirement}",
                    $"expected at most {MostItems} items of 1 to {MostCharacters} characters");
            }
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            yield return Failure(
                "TimeZone", $"{TimeZone} is no time zone that is known here. Expected one like Europe/Berlin");
        }

        if (OverdueBlocksReleasesFrom is { } level && !Enum.IsDefined(level))
            yield return Failure("OverdueBlocksReleasesFrom", "expected a security level");
    }

    private static bool IsCadence(int months) => months is >= 0 and <= MostMonths;

    private static bool IsItem(string item) => !string.IsNullOrWhiteSpace(item) && item.Length <= MostCharacters;

    private static string Failure(string setting, string expectation) => $"{Section}:{setting}: {expectation}.";
}
