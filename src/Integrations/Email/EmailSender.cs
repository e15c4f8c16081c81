using System.Net.Sockets;
using Enterprise.Core.Notifications;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Enterprise.Integrations.Email;

/// <summary>Sends e-mail through the configured server.</summary>
internal sealed class EmailSender(SmtpOptions options, MessageLinkBuilder links, TimeProvider time) : IMessageSender
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public ChannelKind Kind => ChannelKind.Email;

    /// <inheritdoc/>
    public async ValueTask<SendResult> Send(Message message, MessageTarget target, CancellationToken cancellationToken)
    {
        if (options is not { Host: { } host, From: { } from })
            return SendResult.Refused("E-mail is not configured: Enterprise:Smtp.");
        if (!MailboxAddress.TryParse(target.Address, out var to) || to.Domain.Length == 0)
            return SendResult.Refused("The address is no e-mail address.");
        var link = await links.Of(message, target, cancellationToken);
        using var mail = EmailMessages.Of(message, link, MailboxAddress.Parse(from), to, target);
        using var overall = new CancellationTokenSource(_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, overall.Token);
        try
        {
            await Send(host, mail, either.Token);
            return SendResult.Sent;
        }
        catch (SmtpCommandException exception)
        {
            var error = $"The mail server answered {(int)exception.StatusCode}.";
            return (int)exception.StatusCode >= 500 ? SendResult.Refused(error) : SendResult.Failed(error);
        }
        catch (AuthenticationException)
        {
            return SendResult.Failed("The mail server does not take the user and the password.");
        }
        catch (SslHandshakeException)
        {
            return SendResult.Failed("The connection to the mail server can't be secured.");
        }
        catch (Exception exception)
            when (exception is SmtpProtocolException or IOException or SocketException or NotSupportedException)
        {
            return SendResult.Failed($"The mail server can't be talked to: {exception.GetType().Name}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SendResult.Failed("The mail server did not answer in time.");
        }
    }

    private async Task Send(string host, MimeMessage mail, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { Timeout = (int)_timeout.TotalMilliseconds };
        await client.ConnectAsync(host, options.EffectivePort, options.SocketOptions, cancellationToken);
        if (options is { User: { } user, Password: { } password })
            await client.AuthenticateAsync(user, password, cancellationToken);
        await client.SendAsync(mail, cancellationToken);
        await Disconnect(client, cancellationToken);
    }

    /// <summary>The server has accepted the message: a failure to disconnect is no reason to send it again.</summary>
    private static async Task Disconnect(SmtpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception exception) when (exception
            is SmtpProtocolException or SmtpCommandException or IOException or OperationCanceledException)
        {
            // Nothing is left to be said to a server that is gone.
        }
    }
}
