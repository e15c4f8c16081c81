namespace Enterprise.Bench.Load;

/// <summary>A performance target of the host.</summary>
/// <param name="Name">The scenario or property.</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="Unit">The unit of both numbers.</param>
/// <param name="Actual">The measured value.</param>
/// <param name="Required">The value that the rule requires on this machine, in this run.</param>
/// <param name="Ratio">The measured by the required value.</param>
/// <param name="Passed">Whether it is met.</param>
internal sealed record Target(
    string Name, string Rule, string Unit, double Actual, double Required, double Ratio, bool Passed)
{
    private const string Rate = "requests/s";

    public static Target AtLeast(string name, string rule, double actual, double required) =>
        new(name, rule, Rate, actual, required, actual / required, actual >= required);

    /// <summary>
    /// At least a share of another measurement. The ratio is the median of the ratios of the rounds: in a round both
    /// were measured within seconds, while the speed of a shared machine may change by half within minutes.
    /// </summary>
    public static Target AtLeast(string name, string rule, Measurement actual, double share, Measurement reference)
    {
        var ratio = Median.Of(actual.Rounds.Zip(reference.Rounds, (one, other) => one / (share * other)));
        return new(name, rule, Rate, actual.RequestsPerSecond, share * reference.RequestsPerSecond, ratio, ratio >= 1);
    }

    public static Target Below(string name, string rule, string unit, double actual, double required) =>
        new(name, rule, unit, actual, required, actual / required, actual < required);
}

/// <summary>The performance targets of the project.</summary>
internal static class Targets
{
    private const double GetOneShare = 0.50;
    private const double PageShare = 0.25;
    private const double PageRate = 5_000;
    private const double LargeDataShare = 0.80;
    private const double SecondsToReady = 1.5;
    private const double ResidentMegabytes = 150;

    public static IReadOnlyList<Target> Evaluate(IReadOnlyList<Measurement> measurements, AtRest atRest)
    {
        Measurement Of(string scenario, Subject subject) =>
            measurements.Single(item => item.Scenario == scenario && item.Subject == subject);

        Target OnLargeData(string scenario) => Target.AtLeast(
            $"{scenario}, on large data",
            "80 % of the same on a hundredth of the data",
            Of(scenario, Subject.Host),
            LargeDataShare,
            Of(scenario, Subject.HostOnSmallData));

        return
        [
            Target.AtLeast(
                LoadScenarios.GetOne,
                "50 % of the floor",
                Of(LoadScenarios.GetOne, Subject.Host),
                GetOneShare,
                Of(LoadScenarios.GetOne, Subject.Floor)),
            Target.AtLeast(
                LoadScenarios.Page,
                "5,000/s or 25 % of the floor's get one",
                Of(LoadScenarios.Page, Subject.Host).RequestsPerSecond,
                Math.Min(PageRate, PageShare * Of(LoadScenarios.GetOne, Subject.Floor).RequestsPerSecond)),
            Target.AtLeast(
                LoadScenarios.Create,
                "the floor's",
                Of(LoadScenarios.Create, Subject.Host),
                share: 1,
                Of(LoadScenarios.Create, Subject.Floor)),
            OnLargeData(LoadScenarios.GetOne),
            OnLargeData(LoadScenarios.AuditPage),
            Target.Below("start to ready", "under 1.5 s", "s", atRest.StartToReadySeconds, SecondsToReady),
            Target.Below("memory at rest", "under 150 MB", "MB", atRest.ResidentMegabytes, ResidentMegabytes),
        ];
    }
}
