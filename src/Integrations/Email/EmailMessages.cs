using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Enterprise.Core.Notifications;
using Enterprise.Integrations.Outgoing;
using MimeKit;

namespace Enterprise.Integrations.Email;

/// <summary>Messages as e-mails: plain text, and the same as simple HTML.</summary>
internal static class EmailMessages
{
    private const int MostSubjectCharacters = 200;

    internal static MimeMessage Of(
        Message message, MessageLink link, MailboxAddress from, MailboxAddress to, MessageTarget target)
    {
        var mail = new MimeMessage
        {
            Subject = message.Title.OneLine().Within(MostSubjectCharacters),
            Body = new MultipartAlternative(
                new TextPart("plain") { Text = Plain(message, link) },
                new TextPart("html") { Text = Html(message, link) }),
        };
        mail.From.Add(from);
        mail.To.Add(to);
        mail.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        if (target.DeliveryId is { } delivery)
            mail.MessageId = $"{Hash(delivery)}@{from.Domain}";
        return mail;
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16]);

    private static string Plain(Message message, MessageLink link)
    {
        var text = new StringBuilder(message.Title.OneLine()).Append("\n\n");
        if (message.Text.Length > 0)
            text.Append(message.Text).Append("\n\n");
        foreach (var fact in message.Facts)
            text.Append(fact.Label.OneLine()).Append(": ").Append(fact.Value).Append('\n');
        if (link.Page is { } page)
            text.Append('\n').Append(Invitation(link)).Append(": ").Append(page.AbsoluteUri).Append('\n');
        return text.ToString();
    }

    private static string Html(Message message, MessageLink link)
    {
        var html = new StringBuilder("<!doctype html><html lang=\"en\">")
            .Append("<body style=\"font-family:sans-serif;color:#1c2430\">")
            .Append("<h1 style=\"font-size:20px\">").Append(Encoded(message.Title.OneLine())).Append("</h1>");
        if (message.Text.Length > 0)
            html.Append("<p style=\"white-space:pre-line\">").Append(Encoded(message.Text)).Append("</p>");
        if (message.Facts.Count > 0)
        {
            html.Append("<table>");
            foreach (var fact in message.Facts)
            {
                html.Append("<tr><th scope=\"row\" style=\"")
                    .Append("text-align:left;vertical-align:top;padding:2px 16px 2px 0\">")
                    .Append(Encoded(fact.Label.OneLine())).Append("</th><td style=\"white-space:pre-line\">")
                    .Append(Encoded(fact.Value)).Append("</td></tr>");
            }

            html.Append("</table>");
        }

        if (link.Page is { } page)
        {
            html.Append("<p><a href=\"").Append(Encoded(page.AbsoluteUri))
                .Append("\" style=\"display:inline-block;padding:10px 18px;background:#0b5cad;color:#ffffff;")
                .Append("text-decoration:none;border-radius:6px\">")
                .Append(Invitation(link)).Append("</a></p>");
        }

        return html.Append("</body></html>").ToString();
    }

    private static string Invitation(MessageLink link) => link.Round is null ? "Open" : "Look and decide";

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);
}
