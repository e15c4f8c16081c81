using System.CommandLine;
using Enterprise.Core.Identity;
using Enterprise.Standalone.Hosting;
using Enterprise.Standalone.Stores;

namespace Enterprise.Standalone.Commands;

/// <summary><c>token create</c>: issues a token to a user, for operators with access to the store.</summary>
internal static class TokenCreate
{
    internal static Command Define(StoreOptions options)
    {
        var email = new Option<string>("--email")
        {
            Description = "The user's e-mail address.",
            DefaultValueFactory = _ => InstallationService.AdministratorEmail,
        };
        var name = new Option<string>("--name")
        {
            Description = "What the token is for.",
            DefaultValueFactory = _ => "command line",
        };
        var days = new Option<int?>("--expires-in-days")
        {
            Description = "After how many days it stops working; by default never.",
        };
        var command = new Command("create", "Issues an API token to a user and prints it.") { email, name, days };
        command.SetAction((result, cancellationToken) => Run(
            () => options.Existing(result, StandaloneHost.Configuration(), cancellationToken),
            result.GetRequiredValue(email),
            result.GetRequiredValue(name),
            result.GetValue(days),
            cancellationToken));
        return command;
    }

    private static async Task<int> Run(
        Func<Task<OpenedStore>> open,
        string email,
        string name,
        int? days,
        CancellationToken cancellationToken)
    {
        if (days is < 1 or > 36_500)
            throw new UsageException("--expires-in-days takes 1 to 36500.");
        using var store = await open();
        await using var services = StandaloneHost.Services(store);
        var expiresAt = days is { } count ? DateTimeOffset.UtcNow.AddDays(count) : (DateTimeOffset?)null;
        var installations = services.GetRequiredService<InstallationService>();
        var token = await installations.IssueToken(email, name, expiresAt, cancellationToken)
            ?? throw new UsageException($"There is no user {email}.");
        await Console.Out.WriteLineAsync(token.Token);
        return 0;
    }
}
