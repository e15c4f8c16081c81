using Enterprise.Api.Configuration;

namespace Enterprise.Api.Notifications;

/// <summary>The setting by which people reach this installation, in the section of <see cref="ApiOptions"/>.</summary>
internal sealed class PublicUrlOptions
{
    public string? PublicUrl { get; init; }
}
