using MailKit.Security;

namespace Enterprise.Integrations.Email;

/// <summary>How the connection to the mail server is secured.</summary>
public enum SmtpSecurity
{
    /// <summary>By TLS, negotiated by STARTTLS; required.</summary>
    StartTls,

    /// <summary>By TLS from the first byte.</summary>
    Tls,

    /// <summary>Not at all: for a relay on the same machine or network.</summary>
    None,
}

/// <summary>The settings of the mail server; without a host no e-mail is sent.</summary>
public sealed record SmtpOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Enterprise:Smtp";

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
}
