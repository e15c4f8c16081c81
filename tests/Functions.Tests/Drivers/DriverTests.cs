using System.Text.Json;
using CsCheck;

namespace Enterprise.Functions.Tests.Drivers;

public sealed class DriverTests
{
    /// <summary>
    /// Holds whatever each driver receives twice, late or never, and whenever it restarts. Both receive the changes of
    /// an action before time advances, because the recipients of a message depend on the state when it is planned.
    /// </summary>
    [Fact]
    public Task Both_drivers_reach_the_same_state_and_send_the_same_messages() => Script.Any.SampleAsync(
        async script =>
        {
            await using var embedded = await EmbeddedInstallation.Open(script.Noise);
            await using var durable = await DurableInstallation.Open(script.Noise + 1);

            var expected = await embedded.Run(script);

            Assert.Equal(expected, await durable.Run(script));
        },
        iter: 8,
        threads: 1,
        print: script => JsonSerializer.Serialize(script));
}
