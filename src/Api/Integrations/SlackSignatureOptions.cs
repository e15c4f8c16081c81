namespace Enterprise.Api.Integrations;

/// <summary>The secret by which requests of Slack are authenticated; without it there are none.</summary>
internal sealed class SlackSignatureOptions
{
    /// <summary>The section of the configuration, which the bot's settings share.</summary>
    internal const string Section = "Enterprise:Slack";

    public string? SigningSecret { get; init; }
}
