using Enterprise.Bench.Drive;
using Enterprise.Bench.Processes;
using Spectre.Console;

namespace Enterprise.Bench.Load;

/// <summary>One scenario on one server, with a number of concurrent clients.</summary>
internal sealed record ScenarioRun(Subject Subject, ServerProcess Server, Scenario Scenario, int Connections)
{
    /// <summary>
    /// Not measured, only warmed up: the just-in-time compiler optimizes by what a server has run, and this server is
    /// compared with one that runs this scenario too.
    /// </summary>
    public bool OnlyWarmsUp { get; init; }
}

/// <summary>
/// Measures every scenario on every server in every round, one after the other: floor and host take turns, so that
/// other load on the machine affects both.
/// </summary>
internal sealed class Rounds(LoadSettings settings, DriverProcess driver)
{
    private static readonly TimeSpan ShortWarmUp = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<Measurement>> Run(
        IAnsiConsole console, IReadOnlyList<ScenarioRun> runs, AuditLag auditLag, CancellationToken cancellationToken)
    {
        var measured = runs.Where(run => !run.OnlyWarmsUp).ToList();
        var samples = measured.ToDictionary(run => run, _ => new List<Sample>());
        await console.Progress().StartAsync(async context =>
        {
            var task = context.AddTask("Warming up", maxValue: runs.Count + (measured.Count * settings.Rounds));
            for (var round = 0; round <= settings.Rounds; round++)
            {
                var isWarmUp = round == 0;
                foreach (var run in isWarmUp ? runs : measured)
                {
                    task.Description = Markup.Escape(
                        isWarmUp ? "Warming up" : $"Round {round} of {settings.Rounds}: {run.Scenario.Name}");
                    var sample = await driver.Run(
                        run.Server,
                        run.Scenario,
                        run.Connections,
                        ShortWarmUp,
                        isWarmUp ? settings.WarmUp : settings.Duration,
                        round,
                        cancellationToken);
                    var lag = await auditLag.After(run, sample.Drive.EndedAt, cancellationToken);
                    if (!isWarmUp)
                        samples[run].Add(sample with { AuditLag = lag });
                    task.Increment(1);
                }
            }
        });
        return [.. measured.Select(run => Measurement.Of(run.Scenario.Name, run.Subject, samples[run]))];
    }
}
