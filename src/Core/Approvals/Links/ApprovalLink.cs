using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Links;

/// <summary>What a signed link is for.</summary>
public enum ApprovalLinkPurpose : byte
{
    /// <summary>Stands for the person it was sent to.</summary>
    Personal = 1,

    /// <summary>Was put into a form for somebody who is signed in, and is worth nothing without that.</summary>
    Form = 2,
}

/// <summary>Lets one person see one approval, and decide it once, as it was put to them.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="ApprovalId">The approval.</param>
/// <param name="UserId">The person.</param>
/// <param name="Round">The round in which the approval was put to them; a later one asks something else.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="Nonce">Names the link.</param>
public sealed record ApprovalLink(
    ApprovalLinkPurpose Purpose,
    long ApprovalId,
    long UserId,
    int Round,
    DateTimeOffset ExpiresAt,
    string Nonce);

/// <summary>Says that a link has been used.</summary>
public sealed record ApprovalLinkUse
{
    public required long ApprovalId { get; init; }

    public required long UserId { get; init; }

    public required DateTimeOffset UsedAt { get; init; }

    /// <summary>Kept longer than any link lives.</summary>
    internal static DocumentType<ApprovalLinkUse> Type { get; } = new(
        Container.Claims,
        "approval_link_use",
        ApprovalLinksJson.Default.ApprovalLinkUse,
        (new Field("approval_id", FieldKind.Integer), use => FieldValue.Of(use.ApprovalId)))
    {
        TimeToLive = ApprovalLinkService.Lifetime + TimeSpan.FromDays(1),
    };
}
