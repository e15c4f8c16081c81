using Enterprise.Core.Notifications;
using Microsoft.Extensions.Options;

namespace Enterprise.Api.Notifications;

internal sealed class PublicUrlOptionsValidation : IValidateOptions<PublicUrlOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PublicUrlOptions options)
    {
        try
        {
            PublicUrl.Parse(options.PublicUrl);
            return ValidateOptionsResult.Success;
        }
        catch (FormatException exception)
        {
            return ValidateOptionsResult.Fail(exception.Message);
        }
    }
}
