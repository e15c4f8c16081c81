using Enterprise.Core.Encryption;
using Enterprise.Core.Identity;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Enterprise.Functions.Names;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Enterprise.Functions.Hosting;

/// <summary>
/// Starts the installation at the first call that needs it, not earlier: a worker that is only warmed up does not use
/// the store. The next call retries a start that failed.
/// </summary>
public sealed partial class FirstStart(
    IServiceProvider services,
    InstallationKeys keys,
    IConfiguration configuration,
    ILogger<FirstStart> logger) : IDisposable
{
    private readonly SemaphoreSlim _lock = new(1, 1);
    private volatile bool _isDone;

    /// <summary>Returns once the installation is started.</summary>
    internal ValueTask Ensure(CancellationToken cancellationToken) =>
        _isDone ? ValueTask.CompletedTask : new ValueTask(Start(cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private async Task Start(CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            if (_isDone)
                return;
            var preset = PresetToken();
            var installations = services.GetRequiredService<InstallationService>();
            var started = await installations.Start(preset, cancellationToken);
            keys.Use(started.Installation.Keys);
            if (started.AdministratorToken is not null && preset is null)
                LogUnknownToken(logger, SettingNames.AdministratorToken);
            _isDone = true;
        }
        catch (RefusedException exception)
        {
            // Another worker creates the same administrator at the same time.
            throw new StoreUnavailableException("The installation is being made.", TimeSpan.FromSeconds(1), exception);
        }
        finally
        {
            _lock.Release();
        }
    }

    private string? PresetToken()
    {
        var token = configuration[SettingNames.AdministratorToken];
        if (string.IsNullOrEmpty(token))
            return null;

        // A reference that the platform could not resolve is passed as its own text, which anybody could guess.
        if (token.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException(
                $"{SettingNames.AdministratorToken} refers to a vault that could not be read.");
        return token.Length >= InstallationService.ShortestPresetToken && !token.Any(char.IsWhiteSpace)
            ? token
            : throw new InvalidOperationException(
                $"{SettingNames.AdministratorToken} has to have at least {InstallationService.ShortestPresetToken} "
                + "characters and no blanks.");
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The administrator was created without {Variable}, so nobody knows the token. "
        + "Sign in through the issuer, or issue another token.")]
    private static partial void LogUnknownToken(ILogger logger, string variable);
}
