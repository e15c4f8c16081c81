using Enterprise.Core.Users;
using MailKit.Security;
using MimeKit;

namespace Enterprise.Integrations.Email;

/// <summary>How the connection to the mail server is secured.</summary>
public enum SmtpSecurity
{
    /// <summary>By TLS, begun in the conversation; required.</summary>
    StartTls,

    /// <summary>By TLS from the first byte.</summary>
    Tls,

    /// <summary>Not at all: for a relay on the same machine or network.</summary>
    None,
}

/// <summary>What e-mail is configured with, in <c>Enterprise:Smtp</c>; without a host none is sent.</summary>
public sealed record SmtpOptions
{
    public string? Host { get; init; }

    /// <summary>By default 465 with <see cref="SmtpSecurity.Tls"/> and 587 otherwise.</summary>
    public int? Port { get; init; }

    public SmtpSecurity Security { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>The sender: <c>Enterprise &lt;enterprise@company.com&gt;</c>.</summary>
    public string? From { get; init; }

    internal int EffectivePort => Port ?? (Security == SmtpSecurity.Tls ? 465 : 587);

    internal SecureSocketOptions SocketOptions => Security switch
    {
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    /// <exception cref="FormatException">A setting can't be meant so.</exception>
    internal SmtpOptions Checked()
    {
        if (Host is null)
            return this;
        if (Uri.CheckHostName(Host.Trim('[', ']')) == UriHostNameType.Unknown)
            throw new FormatException($"Enterprise:Smtp:Host: {Host} is no host. Expected one like smtp.company.com, without a port.");
        if (EffectivePort is < 1 or > 65535)
            throw new FormatException("Enterprise:Smtp:Port: Expected 1 to 65535.");
        if (From is null || !MailboxAddress.TryParse(From, out var from) || from.Domain.Length == 0)
            throw new FormatException("Enterprise:Smtp:From: Expected the sender, such as Enterprise <enterprise@company.com>.");
        if (User is null != Password is null)
            throw new FormatException("Enterprise:Smtp:User and Enterprise:Smtp:Password come together.");
        if (User is not null && Security == SmtpSecurity.None)
            throw new FormatException("Enterprise:Smtp: A password is not sent over a connection that is not secured.");
        return this;
    }
}
