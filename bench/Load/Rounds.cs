using Enterprise.Bench.Drive;
using Enterprise.Bench.Processes;
using Spectre.Console;

namespace Enterprise.Bench.Load;

/// <summary>One scenario on one server.</summary>
internal sealed record Leg(Subject Subject, ServerProcess Server, Scenario Scenario);

/// <summary>
/// Measures every leg in every round, one after the other: floor and host take turns, so that whatever else happens
/// on the machine happens to both.
/// </summary>
internal sealed class Rounds(LoadSettings settings, IReadOnlyList<Leg> legs, Drives drives)
{
    private static readonly TimeSpan ShortWarmUp = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<Measurement>> Run(
        IAnsiConsole console, Func<Leg, Task> afterEach, CancellationToken cancellationToken)
    {
        var samples = legs.ToDictionary(leg => leg, _ => new List<Sample>());
        await console.Progress().StartAsync(async context =>
        {
            var task = context.AddTask("Warming up", maxValue: legs.Count * (settings.Rounds + 1));
            for (var round = 0; round <= settings.Rounds; round++)
            {
                foreach (var leg in legs)
                {
                    var isWarmUp = round == 0;
                    task.Description = Markup.Escape(
                        isWarmUp ? "Warming up" : $"Round {round} of {settings.Rounds}: {leg.Scenario.Name}");
                    var sample = await drives.Run(
                        leg.Server,
                        leg.Scenario,
                        ShortWarmUp,
                        isWarmUp ? settings.WarmUp : settings.Duration,
                        round,
                        cancellationToken);
                    if (!isWarmUp)
                        samples[leg].Add(sample);
                    await afterEach(leg);
                    task.Increment(1);
                }
            }
        });
        return [.. legs.Select(leg => Measurement.Of(leg.Scenario.Name, leg.Subject, samples[leg]))];
    }
}
