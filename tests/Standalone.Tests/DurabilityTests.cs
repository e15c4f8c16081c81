using Enterprise.Standalone.Tests.Durability;
using Enterprise.Standalone.Tests.Processes;

namespace Enterprise.Standalone.Tests;

public sealed class DurabilityTests : IDisposable
{
    private const int Rounds = 5;
    private const int Writers = 8;

    private readonly Workspace _workspace = new();
    private readonly Random _random = new(20240229);

    public void Dispose() => _workspace.Dispose();

    /// <summary>Every round continues with the data of the rounds before and verifies all of it.</summary>
    [Fact]
    public async Task Acknowledged_writes_survive_a_kill()
    {
        var token = await FirstStart();
        var ledger = new Ledger();
        for (var round = 0; round < Rounds; round++)
        {
            await using (var host = await _workspace.Start())
            {
                using var client = host.ClientWith(token);
                await using var load = Load.Start(client, ledger, Writers, _random.Next());
                await load.UntilAcknowledged(_random.Next(20, 200));

                // Right after a response few writes are in progress, so the kill comes at a random time after it.
                await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(25)), TestContext.Current.CancellationToken);
                await host.Process.Kill();
            }

            await using var restarted = await _workspace.Start();
            await Verify(restarted, token, ledger);
        }

        Assert.NotEmpty(ledger.Repeated);
    }

    [Fact]
    public async Task Acknowledged_writes_survive_a_stop_under_load()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signal.");
        var token = await FirstStart();
        var ledger = new Ledger();
        await using (var host = await _workspace.Start())
        {
            using var client = host.ClientWith(token);
            await using var load = Load.Start(client, ledger, Writers, _random.Next());
            await load.UntilAcknowledged(100);
            (await host.Stop()).ExpectedSuccess();
        }

        await using var restarted = await _workspace.Start();
        await Verify(restarted, token, ledger);
    }

    private async Task<string> FirstStart()
    {
        await using var host = await _workspace.Start();
        return host.Token!;
    }

    private async Task Verify(Host host, string token, Ledger ledger)
    {
        using var client = host.ClientWith(token);
        await ledger.RepeatUnacknowledged(client);
        await ledger.CompareWith(client);
        using var connection = _workspace.Open();
        await Waiting.Until("the trail has caught up", () => DatabaseChecks.HasCaughtUp(connection));
        DatabaseChecks.Check(connection, ledger);
        var verification = await client.Read("/audit-logs/verify");
        Assert.True((bool)verification["valid"]!, verification.ToJsonString());
    }
}
