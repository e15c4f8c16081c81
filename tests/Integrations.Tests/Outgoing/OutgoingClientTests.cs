using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Enterprise.Integrations.Outgoing;
using Enterprise.Integrations.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace Enterprise.Integrations.Tests.Outgoing;

public sealed class OutgoingClientTests
{
    private const string Host = "hooks.test";

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task Name_that_resolves_to_a_private_address_is_refused(string address)
    {
        await using var receiver = await Receiver.Start();
        await using var sandbox = new Sandbox();
        sandbox.Name(Host, address);

        var refusal = await Assert.ThrowsAsync<OutgoingRefusedException>(() =>
            sandbox.Call($"https://{Host}:{receiver.Port}/"));

        Assert.Equal($"{Host} has an address that is not public.", refusal.Message);
        Assert.Empty(receiver.Requests);
        Assert.Single(sandbox.Resolved);
    }

    [Fact]
    public async Task Name_with_a_private_among_public_addresses_is_refused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var sandbox = new Sandbox();
        sandbox.Name(Host, "1.1.1.1", "127.0.0.1");

        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await Assert.ThrowsAsync<OutgoingRefusedException>(() => sandbox.Call($"https://{Host}:{port}/"));

        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("http://1.1.1.1/")]
    [InlineData("http://hooks.test/")]
    [InlineData("https://user:secret@hooks.test/")]
    [InlineData("ftp://hooks.test/")]
    public async Task Url_that_is_not_allowed_is_refused_without_resolving_its_host(string url)
    {
        await using var sandbox = new Sandbox();

        var refusal = await Assert.ThrowsAsync<OutgoingRefusedException>(() => sandbox.Call(url));

        Assert.Empty(sandbox.Resolved);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trusted_host_with_a_private_address_is_called_over_plain_http_and_resolved_once()
    {
        await using var receiver = await Receiver.Start(200, "fine");
        await using var sandbox = new Sandbox(("Outgoing:TrustedHosts:0", Host));
        var answers = new Queue<string>(["127.0.0.1", "10.9.9.9"]);
        sandbox.Names[Host] = () => [IPAddress.Parse(answers.Dequeue())];

        var answer = await sandbox.Call($"http://{Host}:{receiver.Port}/path?query");

        Assert.Equal("fine", Encoding.UTF8.GetString(answer.Body.Span));
        Assert.Equal($"{Host}:{receiver.Port}/path?query", Assert.Single(receiver.Requests).Target);
        Assert.Single(sandbox.Resolved);
    }

    [Fact]
    public async Task Next_address_is_tried_after_one_that_refuses_the_connection()
    {
        await using var receiver = await Receiver.Start();
        await using var sandbox = new Sandbox(("Outgoing:TrustedHosts:0", Host));
        sandbox.Name(Host, "127.0.0.2", "127.0.0.1");

        Assert.Equal(HttpStatusCode.OK, (await sandbox.Call($"http://{Host}:{receiver.Port}/")).Status);
    }

    [Fact]
    public async Task Subdomain_of_a_trusted_host_is_not_trusted()
    {
        await using var sandbox = new Sandbox(("Outgoing:TrustedHosts:0", Host));
        sandbox.Name("sub." + Host, "127.0.0.1");

        await Assert.ThrowsAsync<OutgoingRefusedException>(() => sandbox.Call($"https://sub.{Host}/"));
    }

    [Fact]
    public async Task Redirect_is_returned_and_not_followed()
    {
        await using var receiver = await Receiver.Start(302, "", ("Location", "/elsewhere"));
        await using var sandbox = new Sandbox(("Outgoing:TrustedHosts:0", "127.0.0.1"));

        Assert.Equal(HttpStatusCode.Redirect, (await sandbox.Call(receiver.Url.AbsoluteUri)).Status);
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task Url_of_a_request_is_in_no_trace()
    {
        var tags = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                foreach (var tag in activity.TagObjects)
                    tags.Enqueue($"{tag.Key}={tag.Value}");
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var receiver = await Receiver.Start();
        await using var sandbox = new Sandbox(("Outgoing:TrustedHosts:0", "127.0.0.1"));

        await sandbox.Call(new Uri(receiver.Url, "services/T000/B000/in-no-trace").AbsoluteUri);

        var headers = Assert.Single(receiver.Requests).Headers;
        Assert.DoesNotContain("traceparent", headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(tags, tag => tag.Contains("in-no-trace", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Endless_response_is_read_up_to_the_limit()
    {
        await using var receiver = await Receiver.Start(async (_, http) =>
        {
            var part = new byte[64 * 1024];
            while (!http.RequestAborted.IsCancellationRequested)
                await http.Response.Body.WriteAsync(part, http.RequestAborted);
        });
        await using var sandbox = new Sandbox(("Outgoing:TrustedHosts:0", "127.0.0.1"));

        Assert.Equal(OutgoingClient.MaxBytes, (await sandbox.Call(receiver.Url.AbsoluteUri)).Body.Length);
    }

    [Fact]
    public async Task Server_that_does_not_respond_times_out()
    {
        await using var receiver = await Receiver.Start((_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default));
        await using var sandbox = Sandbox.Timed(
            ("Outgoing:TrustedHosts:0", "127.0.0.1"), ("Outgoing:TimeoutSeconds", "1"));

        await Assert.ThrowsAsync<TimeoutException>(() => sandbox.Call(receiver.Url.AbsoluteUri));

        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task Response_that_never_ends_times_out()
    {
        await using var sandbox = new Sandbox(("Outgoing:TrustedHosts:0", "127.0.0.1"));
        await using var receiver = await Receiver.Start(async (_, http) =>
        {
            await http.Response.StartAsync(http.RequestAborted);
            sandbox.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(Timeout.Infinite, http.RequestAborted)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        });

        await Assert.ThrowsAsync<TimeoutException>(() => sandbox.Call(receiver.Url.AbsoluteUri));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public async Task Failed_request_is_retried_only_if_idempotent(bool isIdempotent, int times)
    {
        await using var receiver = await Receiver.Start(503, "");
        await using var sandbox = Sandbox.Timed(("Outgoing:TrustedHosts:0", "127.0.0.1"));

        var response = await sandbox.Call(receiver.Url.AbsoluteUri, isIdempotent);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.Status);
        Assert.Equal(times, receiver.Requests.Count);
    }

    [Fact]
    public async Task Request_that_was_not_sent_is_retried()
    {
        await using var receiver = await Receiver.Start();
        await using var sandbox = Sandbox.Timed(("Outgoing:TrustedHosts:0", Host));
        var addresses = new Queue<string>(["127.0.0.2", "127.0.0.2", "127.0.0.1"]);
        sandbox.Names[Host] = () => [IPAddress.Parse(addresses.Dequeue())];

        Assert.Equal(HttpStatusCode.OK, (await sandbox.Call($"http://{Host}:{receiver.Port}/")).Status);
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task Proxy_of_the_environment_is_not_used()
    {
        HttpClient.DefaultProxy = new WebProxy("http://127.0.0.1:1");
        await using var receiver = await Receiver.Start();
        await using var sandbox = new Sandbox(("Outgoing:TrustedHosts:0", "127.0.0.1"));

        Assert.Equal(HttpStatusCode.OK, (await sandbox.Call(receiver.Url.AbsoluteUri)).Status);
    }

    [Fact]
    public async Task Configured_proxy_is_used_and_resolves_names()
    {
        await using var proxy = await Receiver.Start(200, "by proxy");
        await using var sandbox = new Sandbox(
            ("Outgoing:TrustedHosts:0", Host), ("Outgoing:Proxy", proxy.Url.AbsoluteUri));

        var answer = await sandbox.Call($"http://{Host}/path");

        Assert.Equal("by proxy", Encoding.UTF8.GetString(answer.Body.Span));
        Assert.Equal($"{Host}/path", Assert.Single(proxy.Requests).Target);
        Assert.Empty(sandbox.Resolved);
    }

    [Theory]
    [InlineData("Outgoing:TrustedHosts:0", "http://hooks.test")]
    [InlineData("Outgoing:TrustedHosts:0", "hooks test")]
    [InlineData("Outgoing:TimeoutSeconds", "0")]
    [InlineData("Outgoing:Proxy", "ftp://proxy.test")]
    [InlineData("Slack:ApiUrl", "slack.com")]
    [InlineData("Slack:BotToken", "xoxb two")]
    [InlineData("Smtp:Host", "smtp://mail.test")]
    public void Invalid_setting_fails_the_start_and_is_named(string name, string value)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => new Sandbox((name, value)));

        Assert.StartsWith($"Enterprise:{name.Split(':')[0]}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Setting_that_cannot_be_parsed_fails_the_start_and_is_named()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => new Sandbox(("Outgoing:TimeoutSeconds", "soon")));

        Assert.Contains("'Enterprise:Outgoing:TimeoutSeconds'", failure.Message, StringComparison.Ordinal);
    }
}
