using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Pages;

/// <summary>
/// The security headers of pages: no scripts, no frames, no other origins, no caching, no referrer.
/// </summary>
internal static class PageHeaders
{
    private static readonly string _policy = string.Join(
        "; ",
        "default-src 'none'",
        $"style-src 'sha256-{HashOf(PageStyle.Text)}'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'");

    internal static void Set(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = _policy;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["X-Robots-Tag"] = "noindex";
    }

    private static string HashOf(string style) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
}
