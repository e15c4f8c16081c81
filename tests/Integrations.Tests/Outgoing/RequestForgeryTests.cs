using System.Net;
using Enterprise.Integrations.Outgoing;
using Enterprise.Integrations.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Integrations.Tests.Outgoing;

/// <summary>The guard of outgoing requests, on the vectors of decision 14.</summary>
public sealed class RequestForgeryTests
{
    public static TheoryData<string, string, string> Refused => Rows(RequestForgeryVectors.Refused);

    public static TheoryData<string, string, string> Allowed => Rows(RequestForgeryVectors.Allowed);

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Call_to_a_host_that_is_not_public_is_refused(string vector, string url, string addresses)
    {
        using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(Resolve(addresses))
            .AddSingleton(new OutgoingOptions())
            .AddOutgoing()
            .BuildServiceProvider();
        var client = services.GetRequiredService<OutgoingClient>();
        using var request = new HttpRequestMessage(HttpMethod.Get, url);

        var exception = await Record.ExceptionAsync(() => client.Send(request, Sandbox.Stop));

        Assert.True(exception is OutgoingRefusedException, $"{vector}: {exception?.ToString() ?? "the call was made"}");
    }

    /// <summary>Without a connection: the test must not call anybody.</summary>
    [Theory]
    [MemberData(nameof(Allowed))]
    public async Task Call_to_a_public_host_is_allowed(string vector, string url, string addresses)
    {
        var options = new OutgoingOptions();
        var connector = new OutgoingConnector(options, Resolve(addresses));
        using var guard = new OutgoingGuard(options) { InnerHandler = new AddressCheck(connector) };
        using var invoker = new HttpMessageInvoker(guard);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);

        var exception = await Record.ExceptionAsync(() => invoker.SendAsync(request, Sandbox.Stop));

        Assert.True(exception is null, $"{vector}: {exception}");
    }

    private static Resolve Resolve(string addresses) => (_, _) => Task.FromResult(
        Array.ConvertAll(addresses.Split(',', StringSplitOptions.RemoveEmptyEntries), IPAddress.Parse));

    private static TheoryData<string, string, string> Rows(IEnumerable<RequestForgeryVector> vectors)
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var vector in vectors)
            rows.Add(vector.Case, vector.Url, vector.Addresses);
        return rows;
    }

    /// <summary>Checks the addresses that a connection would be opened to.</summary>
    private sealed class AddressCheck(OutgoingConnector connector) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.NotEmpty(await connector.AllowedAddresses(request.RequestUri!.IdnHost, cancellationToken));
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
