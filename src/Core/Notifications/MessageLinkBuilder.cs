using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Notifications;

/// <summary>What a message leads to.</summary>
/// <param name="Page">The page about it; null where there is none.</param>
/// <param name="Round">
/// The round in which the recipient is asked to decide; null when there is nothing left to decide.
/// </param>
public sealed record MessageLink(Uri? Page, int? Round);

/// <summary>Makes the links of messages at the time of sending, so that they live from then on.</summary>
internal sealed class MessageLinkBuilder(IDocumentStore store, ApprovalLinkService links, PublicUrl url)
{
    /// <summary>
    /// The page that the message links to: a personal one, where one person is asked to decide.
    /// </summary>
    public async ValueTask<MessageLink> Of(Message message, MessageTarget target, CancellationToken cancellationToken)
    {
        var page = message.Path is { } path ? url.Of(path) : null;
        if (message is not { ApprovalToDecide: { } id, ProjectId: { } projectId })
            return new MessageLink(page, Round: null);
        var approval = await store.Get(ApprovalDocuments.Type, ApprovalDocuments.Key(projectId, id), cancellationToken);
        if (approval is not { Value.Status: ApprovalState.Pending })
            return new MessageLink(page, Round: null);
        var respond = $"/approvals/{Ids.Text(id)}/respond";
        if (target.UserId is { } userId)
            respond += $"?link={links.Make(ApprovalLinkPurpose.Personal, approval.Value, userId)}";
        return new MessageLink(url.Of(respond), approval.Value.Round);
    }
}
