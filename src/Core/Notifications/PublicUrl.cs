namespace Enterprise.Core.Notifications;

/// <summary>Where people reach this installation: <c>Enterprise:PublicUrl</c>.</summary>
/// <param name="Root">Ends with a slash; null where it is not configured, and messages then have no links.</param>
public sealed record PublicUrl(Uri? Root)
{
    /// <summary>Reads the setting.</summary>
    /// <exception cref="FormatException">It is no URL that people can open.</exception>
    public static PublicUrl Parse(string? setting)
    {
        if (string.IsNullOrWhiteSpace(setting))
            return new PublicUrl((Uri?)null);
        return Uri.TryCreate(setting.TrimEnd('/') + "/", UriKind.Absolute, out var root)
            && root is { Scheme: "https" or "http", Host.Length: > 0, UserInfo: "", Query: "", Fragment: "" }
                ? new PublicUrl(root)
                : throw new FormatException(
                    $"Enterprise:PublicUrl: {setting} is no URL. Expected one like https://enterprise.company.com.");
    }

    /// <summary>The URL of a path such as <c>/approvals/7/respond</c>; null where the root is not configured.</summary>
    public Uri? Of(string path) => Root is null ? null : new Uri(Root, path.TrimStart('/'));
}
