using Microsoft.Extensions.Options;

namespace Enterprise.Integrations.Slack;

internal sealed class SlackOptionsValidation : IValidateOptions<SlackOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SlackOptions options)
    {
        const string Section = SlackOptions.Section;
        var result = new ValidateOptionsResultBuilder();
        if (!options.ApiUrl.IsAbsoluteUri || options.ApiUrl.Scheme is not ("https" or "http"))
            result.AddError($"{Section}:ApiUrl: {options.ApiUrl} is no URL. Expected one like https://slack.com/api/.");
        if (options.BotToken is { } token && !IsToken(token))
            result.AddError($"{Section}:BotToken is no token.");
        return result.Build();
    }

    /// <summary>Printable ASCII: anything else can't be sent in a header.</summary>
    private static bool IsToken(string token) =>
        token.Length > 0 && token.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;
}
