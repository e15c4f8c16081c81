using Enterprise.Core.Access;
using Microsoft.Extensions.Options;

namespace Enterprise.Api.Configuration;

internal sealed class ApiOptionsValidation : IValidateOptions<ApiOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ApiOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        foreach (var text in options.TrustedProxies)
        {
            if (!Networks.TryParse(text, out _))
            {
                result.AddError(
                    $"{ApiOptions.Section}:TrustedProxies: {text} is no network. Expected one like 10.0.0.0/8.");
            }
        }

        return result.Build();
    }
}
