using Enterprise.Bench.Drive;
using Enterprise.Bench.Processes;
using Enterprise.Core.Notifications;
using Spectre.Console;

namespace Enterprise.Bench.Load;

/// <summary>One scenario on one server, asked by so many clients at once.</summary>
internal sealed record Leg(Subject Subject, ServerProcess Server, Scenario Scenario, int Connections)
{
    /// <summary>
    /// It is not measured: the compiler shall only see there what it sees on the server that this one is compared with,
    /// since what it makes of a request depends on what else it has seen.
    /// </summary>
    public bool OnlyWarmsUp { get; init; }
}

/// <summary>
/// Measures every leg in every round, one after the other: floor and host take turns, so that whatever else happens
/// on the machine happens to both.
/// </summary>
internal sealed class Rounds(LoadSettings settings, Drives drives)
{
    private static readonly TimeSpan ShortWarmUp = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<Measurement>> Run(
        IAnsiConsole console, IReadOnlyList<Leg> legs, AuditLag trail, CancellationToken cancellationToken)
    {
        var measured = legs.Where(leg => !leg.OnlyWarmsUp).ToList();
        var samples = measured.ToDictionary(leg => leg, _ => new List<Sample>());
        await console.Progress().StartAsync(async context =>
        {
            var task = context.AddTask("Warming up", maxValue: legs.Count + (measured.Count * settings.Rounds));
            for (var round = 0; round <= settings.Rounds; round++)
            {
                var isWarmUp = round == 0;
                foreach (var leg in isWarmUp ? legs : measured)
                {
                    task.Description = Markup.Escape(
                        isWarmUp ? "Warming up" : $"Round {round} of {settings.Rounds}: {leg.Scenario.Name}");
                    var sample = await drives.Run(
                        leg.Server,
                        leg.Scenario,
                        leg.Connections,
                        ShortWarmUp,
                        isWarmUp ? settings.WarmUp : settings.Duration,
                        round,
                        cancellationToken);
                    var owed = await trail.After(leg, sample.Drive.EndedAt, cancellationToken);
                    if (!isWarmUp)
                        samples[leg].Add(sample with { Owed = owed });
                    task.Increment(1);
                }
            }
        });
        return [.. measured.Select(leg => Measurement.Of(leg.Scenario.Name, leg.Subject, samples[leg]))];
    }
}
