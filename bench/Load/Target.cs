namespace Enterprise.Bench.Load;

/// <summary>Something that the host must reach.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="Unit">The unit of both numbers.</param>
/// <param name="Actual">What was measured.</param>
/// <param name="Required">What the rule comes to on this machine, in this run.</param>
/// <param name="Passed">Whether it was reached.</param>
internal sealed record Target(string Name, string Rule, string Unit, double Actual, double Required, bool Passed)
{
    /// <summary>How much of the required it is.</summary>
    public double Ratio => Actual / Required;

    public static Target AtLeast(string name, string rule, double actual, double required) =>
        new(name, rule, "requests/s", actual, required, actual >= required);

    public static Target Below(string name, string rule, string unit, double actual, double required) =>
        new(name, rule, unit, actual, required, actual < required);
}

/// <summary>The speed that the project promises.</summary>
internal static class Targets
{
    private const double GetOneShare = 0.50;
    private const double PageShare = 0.25;
    private const double PageRate = 5_000;
    private const double LargeDataShare = 0.80;
    private const double SecondsToReady = 1.5;
    private const double ResidentMegabytes = 150;

    public static IReadOnlyList<Target> Judge(IReadOnlyList<Measurement> measurements, AtRest atRest)
    {
        double Rate(string scenario, Subject subject) =>
            measurements.Single(item => item.Scenario == scenario && item.Subject == subject).RequestsPerSecond;

        Target OnLargeData(string scenario) => Target.AtLeast(
            $"{scenario}, on large data",
            "80 % of the same on a hundredth of the data",
            Rate(scenario, Subject.Host),
            LargeDataShare * Rate(scenario, Subject.HostOnSmallData));

        var floor = Rate(LoadScenarios.GetOne, Subject.Floor);
        return
        [
            Target.AtLeast(
                LoadScenarios.GetOne,
                "50 % of the floor",
                Rate(LoadScenarios.GetOne, Subject.Host),
                GetOneShare * floor),
            Target.AtLeast(
                LoadScenarios.Page,
                "5,000/s or 25 % of the floor's get one",
                Rate(LoadScenarios.Page, Subject.Host),
                Math.Min(PageRate, PageShare * floor)),
            Target.AtLeast(
                LoadScenarios.Create,
                "the floor's",
                Rate(LoadScenarios.Create, Subject.Host),
                Rate(LoadScenarios.Create, Subject.Floor)),
            OnLargeData(LoadScenarios.GetOne),
            OnLargeData(LoadScenarios.AuditPage),
            Target.Below("start to ready", "under 1.5 s", "s", atRest.StartToReadySeconds, SecondsToReady),
            Target.Below("memory at rest", "under 150 MB", "MB", atRest.ResidentMegabytes, ResidentMegabytes),
        ];
    }
}
