using System.Text.Json;
using CsCheck;

namespace Enterprise.Functions.Tests.Drivers;

public sealed class DriverTests
{
    /// <summary>
    /// Whatever each of them hears twice, late or never, and whenever it is restarted. What people did is told to both
    /// before time goes on: a message is for those of whom something is wanted when it is planned.
    /// </summary>
    [Fact]
    public Task Both_drivers_reach_the_same_state_and_send_the_same_messages() => Script.Any.SampleAsync(
        async script =>
        {
            await using var embedded = await EmbeddedInstallation.Open(script.Noise);
            await using var durable = await DurableInstallation.Open(script.Noise + 1);

            var expected = await embedded.Play(script);

            Assert.Equal(expected, await durable.Play(script));
        },
        iter: 8,
        threads: 1,
        print: script => JsonSerializer.Serialize(script));
}
