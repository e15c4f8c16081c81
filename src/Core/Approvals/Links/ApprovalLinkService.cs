using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Encryption;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Links;

/// <summary>Makes, reads and uses up signed links to approvals.</summary>
internal sealed class ApprovalLinkService(IDocumentStore store, SignedToken tokens, TimeProvider time)
{
    /// <summary>How long a personal link lives.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>How long somebody may look at a form.</summary>
    public static readonly TimeSpan FormLifetime = TimeSpan.FromHours(8);

    private const int MostCharacters = 256;
    private const int NonceBytes = 16;
    private const int PayloadBytes = 1 + 8 + 8 + 4 + 8 + NonceBytes;
    private const string Purpose = "approval-links";

    /// <summary>Makes the text of a new link.</summary>
    public string Make(ApprovalLinkPurpose purpose, Approval approval, long userId)
    {
        var expiresAt = time.GetUtcNow() + (purpose == ApprovalLinkPurpose.Form ? FormLifetime : Lifetime);
        Span<byte> bytes = stackalloc byte[PayloadBytes];
        bytes[0] = (byte)purpose;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], approval.Id);
        BinaryPrimitives.WriteInt64BigEndian(bytes[9..], userId);
        BinaryPrimitives.WriteInt32BigEndian(bytes[17..], approval.Round);
        BinaryPrimitives.WriteInt64BigEndian(bytes[21..], expiresAt.ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(bytes[29..]);
        return tokens.Sign(Purpose, bytes);
    }

    /// <summary>Reads a text that <see cref="Make"/> made, expired or not; null of any other.</summary>
    public ApprovalLink? Read(string? text)
    {
        if (text is not { Length: <= MostCharacters }
            || tokens.Read(Purpose, text) is not { Length: PayloadBytes } payload)
        {
            return null;
        }

        ReadOnlySpan<byte> bytes = payload;
        return new ApprovalLink(
            (ApprovalLinkPurpose)bytes[0],
            BinaryPrimitives.ReadInt64BigEndian(bytes[1..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[9..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[17..]),
            DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes[21..])),
            Base64Url.EncodeToString(bytes[29..]));
    }

    /// <summary>Whether its time is over.</summary>
    public bool IsExpired(ApprovalLink link) => link.ExpiresAt <= time.GetUtcNow();

    /// <summary>Whether a decision was made with it.</summary>
    public async ValueTask<bool> IsUsed(ApprovalLink link, CancellationToken cancellationToken) =>
        await store.Get(ApprovalLinkUse.Type, Key(link), cancellationToken) is not null;

    /// <summary>Uses the link up; false when it was before.</summary>
    public async ValueTask<bool> Use(ApprovalLink link, CancellationToken cancellationToken)
    {
        var (partition, id) = Key(link);
        var use = new ApprovalLinkUse { ApprovalId = link.ApprovalId, UserId = link.UserId, UsedAt = time.GetUtcNow() };
        var commit = new Commit(Container.Claims, partition).Create(ApprovalLinkUse.Type, id, use);
        return (await store.Commit(commit, cancellationToken)).Succeeded;
    }

    /// <summary>Makes the link good again: the decision that it was used for was not made.</summary>
    public async ValueTask GiveBack(ApprovalLink link, CancellationToken cancellationToken)
    {
        var key = Key(link);
        if (await store.Get(ApprovalLinkUse.Type, key, cancellationToken) is not { } use)
            return;
        await store.Commit(
            new Commit(Container.Claims, key.Partition).Delete(ApprovalLinkUse.Type, key.Id, use.Version),
            cancellationToken);
    }

    private static DocumentKey Key(ApprovalLink link) => new($"approval-link:{link.Nonce}", "use");
}
