using Microsoft.Extensions.Options;
using MimeKit;

namespace Enterprise.Integrations.Email;

internal sealed class SmtpOptionsValidation : IValidateOptions<SmtpOptions>
{
    private const string Section = SmtpOptions.Section;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SmtpOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (options.Host is { } host)
            AddErrors(result, options, host);
        return result.Build();
    }

    private static void AddErrors(ValidateOptionsResultBuilder result, SmtpOptions options, string host)
    {
        if (Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown)
            result.AddError($"{Section}:Host: {host} is no host. Expected one like smtp.company.com, without a port.");
        if (options.EffectivePort is < 1 or > 65535)
            result.AddError($"{Section}:Port: Expected 1 to 65535.");
        if (options.From is null || !MailboxAddress.TryParse(options.From, out var from) || from.Domain.Length == 0)
            result.AddError($"{Section}:From: Expected the sender, such as Enterprise <enterprise@company.com>.");
        if (options.User is null != options.Password is null)
            result.AddError($"{Section}:User and {Section}:Password come together.");
        if (options is { User: not null, Security: SmtpSecurity.None })
            result.AddError($"{Section}: A password is not sent over a connection that is not secured.");
    }
}
