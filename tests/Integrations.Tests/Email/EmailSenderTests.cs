using System.Text;
using Enterprise.Core.Notifications;
using Enterprise.Integrations.Tests.Hosting;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Enterprise.Integrations.Tests.Email;

public sealed class EmailSenderTests
{
    private static readonly MessageTarget _jo = new(ChannelKind.Email, "jo@company.com", UserId: 12)
    {
        DeliveryId = "delivery 5",
    };

    [Fact]
    public async Task Message_is_sent_as_text_and_html_with_a_personal_link()
    {
        await using var server = new MailServer();
        await using var sandbox = Sending(server);
        await sandbox.Add(Messages.Pending());

        Assert.Equal(SendResult.Sent, await sandbox.Send(Messages.Request, _jo));

        var mail = await Read(Assert.Single(server.Mails));
        Assert.Equal(Messages.Request.Title, mail.Subject);
        Assert.Equal("\"Enterprise\" <enterprise@company.com>", Assert.Single(mail.From).ToString());
        Assert.Equal("jo@company.com", Assert.Single(mail.To).ToString());
        Assert.Equal("auto-generated", mail.Headers[HeaderId.AutoSubmitted]);
        Assert.Contains("Budget: 500,000 -> 750,000", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("500,000 -&gt; 750,000</td>", mail.HtmlBody, StringComparison.Ordinal);
        var text = mail.TextBody!.Split("?link=")[1].Trim();
        Assert.Equal(12, sandbox.Links.Read(text)!.UserId);
        Assert.Contains($"/approvals/7/respond?link={text}\"", mail.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attempts_of_one_delivery_share_a_message_id_that_no_other_delivery_has()
    {
        await using var server = new MailServer();
        await using var sandbox = Sending(server);

        await sandbox.Send(Messages.Note, _jo);
        await sandbox.Send(Messages.Note, _jo);
        await sandbox.Send(Messages.Note, _jo with { DeliveryId = "delivery 6" });

        var ids = new List<string>();
        foreach (var mail in server.Mails)
            ids.Add((await Read(mail)).MessageId!);
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
        Assert.EndsWith("@company.com", ids[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_and_markup_in_a_message_are_sent_as_text()
    {
        await using var server = new MailServer();
        await using var sandbox = Sending(server);
        var message = Messages.Note with
        {
            Title = "Released\r\nBcc: everybody@company.com\r\n\r\n<script>",
            Text = "<img src=x>\r\n.\r\nQUIT",
            Facts = [new MessageFact("<b>", "<i>")],
        };

        Assert.Equal(SendResult.Sent, await sandbox.Send(message, _jo));

        var mail = await Read(Assert.Single(server.Mails));
        Assert.Empty(mail.Bcc);
        Assert.Equal("Released Bcc: everybody@company.com <script>", mail.Subject);
        Assert.DoesNotContain("<script>", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("QUIT", mail.TextBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RCPT", "550 no such mailbox jo@company.com", true, "The mail server answered 550.")]
    [InlineData("RCPT", "450 greylisted", false, "The mail server answered 450.")]
    [InlineData("MAIL", "553 not from there", true, "The mail server answered 553.")]
    [InlineData("DATA", "451 later", false, "The mail server answered 451.")]
    [InlineData(".", "554 rejected", true, "The mail server answered 554.")]
    [InlineData(".", "452 full", false, "The mail server answered 452.")]
    [InlineData(".", "", false, "The mail server can't be talked to: SmtpProtocolException.")]
    [InlineData("CONNECT", "421 not now", false, "The mail server answered 421.")]
    [InlineData("CONNECT", "", false, "The mail server can't be talked to: SmtpProtocolException.")]
    public async Task Smtp_status_5xx_is_a_permanent_failure_and_any_other_failure_is_transient(
        string command, string answer, bool isPermanent, string error)
    {
        await using var server = new MailServer((command, answer));
        await using var sandbox = Sending(server);

        var result = await sandbox.Send(Messages.Note, _jo);

        Assert.Equal(new SendResult(false, isPermanent, null, error), result);
        Assert.Empty(server.Mails);
    }

    [Theory]
    [InlineData("QUIT", "500 what")]
    [InlineData("QUIT", "")]
    public async Task Accepted_mail_counts_as_sent_whatever_the_response_to_QUIT(string command, string answer)
    {
        await using var server = new MailServer((command, answer));
        await using var sandbox = Sending(server);

        Assert.Equal(SendResult.Sent, await sandbox.Send(Messages.Note, _jo));
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task Server_without_StartTls_receives_no_mail()
    {
        await using var server = new MailServer();
        await using var sandbox = Sending(server, "StartTls");

        var result = await sandbox.Send(Messages.Note, _jo);

        Assert.False(result.Succeeded || result.IsPermanent);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task Unreachable_server_is_a_transient_failure()
    {
        int port;
        await using (var server = new MailServer())
            port = server.Port;
        await using var sandbox = Sending(port, "None");

        Assert.False((await sandbox.Send(Messages.Note, _jo)).IsPermanent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("jo@company.com, everybody@company.com")]
    [InlineData("jo@company.com\r\nDATA")]
    public async Task Address_that_is_not_one_mailbox_is_refused(string address)
    {
        await using var server = new MailServer();
        await using var sandbox = Sending(server);

        Assert.True((await sandbox.Send(Messages.Note, _jo with { Address = address })).IsPermanent);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task Mail_without_a_configured_server_is_refused()
    {
        await using var sandbox = new Sandbox();

        Assert.True((await sandbox.Send(Messages.Note, _jo)).IsPermanent);
    }

    [Theory]
    [InlineData("Smtp:From", "nobody")]
    [InlineData("Smtp:Port", "70000")]
    [InlineData("Smtp:User", "somebody")]
    public void Invalid_setting_fails_the_start_and_is_named(string name, string value)
    {
        var settings = new Dictionary<string, string>
        {
            ["Smtp:Host"] = "mail.test",
            ["Smtp:From"] = "e@company.com",
            [name] = value,
        };

        var failure = Assert.Throws<OptionsValidationException>(() =>
            new Sandbox([.. settings.Select(setting => (setting.Key, setting.Value))]));

        Assert.StartsWith("Enterprise:Smtp", failure.Message, StringComparison.Ordinal);
    }

    private static Sandbox Sending(MailServer server, string security = "None") => Sending(server.Port, security);

    private static Sandbox Sending(int port, string security) => new(
        ("Smtp:Host", "127.0.0.1"),
        ("Smtp:Port", port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("Smtp:Security", security),
        ("Smtp:From", "Enterprise <enterprise@company.com>"));

    private static async Task<MimeMessage> Read(string mail)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(mail));
        return await MimeMessage.LoadAsync(stream, Sandbox.Stop);
    }
}
