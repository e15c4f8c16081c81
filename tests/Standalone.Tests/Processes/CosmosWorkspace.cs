using Enterprise.Cosmos.Fake;
using Microsoft.AspNetCore.Builder;

namespace Enterprise.Standalone.Tests.Processes;

/// <summary>An empty Cosmos DB account of one test, served over HTTP, and the hosts on it.</summary>
internal sealed class CosmosWorkspace : IAsyncDisposable
{
    private readonly WebApplication _account;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("enterprise-");

    private CosmosWorkspace(WebApplication account) => _account = account;

    internal string Address => $"{_account.Urls.Single()}/";

    internal static async Task<CosmosWorkspace> Open()
    {
        var account = FakeServer.Build(new FakeCosmos(), "--urls", Workspace.AnyPort);
        await account.StartAsync(TestContext.Current.CancellationToken);
        return new CosmosWorkspace(account);
    }

    /// <summary>A command without any setting of an account.</summary>
    internal StartOptions Unconfigured(params IEnumerable<string> arguments) =>
        new StartOptions(_directory.FullName, [.. arguments, "--store", "cosmos"])
            .With("COSMOS_DISABLE_IMDS_ACCESS", "true");

    /// <summary>A command on the account.</summary>
    internal StartOptions Command(params IEnumerable<string> arguments) => Unconfigured(arguments)
        .With("Cosmos", $"AccountEndpoint={Address};AccountKey=ZW50ZXJwcmlzZQ==")
        .With("Cosmos__gatewayOnly", "true");

    internal Task<Host> Start() =>
        Host.Start(Command("--urls", Workspace.AnyPort).With("Cosmos__createContainers", "true"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _account.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
