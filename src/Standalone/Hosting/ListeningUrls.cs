using System.Text.RegularExpressions;
using Enterprise.Standalone.Commands;

namespace Enterprise.Standalone.Hosting;

/// <summary>The URLs to listen on, separated by semicolons; validated before anything is created.</summary>
internal static class ListeningUrls
{
    /// <summary>Kestrel would accept some mistakes as a host name, and reports others in its own terms.</summary>
    /// <exception cref="UsageException">One of them is no URL to listen on.</exception>
    internal static string Check(string urls)
    {
        var all = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (all.Length == 0)
            throw new UsageException("--urls names no URL.");
        foreach (var url in all)
        {
            if (!IsListenable(url))
            {
                throw new UsageException(
                    $"--urls: {url} is no URL to listen on. Expected one like http://localhost:7071.");
            }
        }

        return string.Join(';', all);
    }

    /// <summary>An asterisk or a plus is Kestrel's notation for every address, and no host name.</summary>
    private static bool IsListenable(string url) =>
        Uri.TryCreate(Regex.Replace(url, @"^(https?)://[*+](?=[:/]|$)", "$1://any"), UriKind.Absolute, out var uri)
        && uri is { Scheme: "http" or "https", Host.Length: > 0, PathAndQuery: "/", Fragment: "", UserInfo: "" };
}
