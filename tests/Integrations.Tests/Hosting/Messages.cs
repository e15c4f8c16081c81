using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Notifications;

namespace Enterprise.Integrations.Tests.Hosting;

/// <summary>Sample messages and approvals.</summary>
internal static class Messages
{
    internal static Message Request { get; } = new()
    {
        Event = NotificationEvent.ApprovalAssigned,
        Title = "Your approval is needed: Customer Portal",
        Text = "Jo asks to raise the budget.",
        Facts = [new MessageFact("Project", "Customer Portal"), new MessageFact("Budget", "500,000 -> 750,000")],
        ProjectId = 3,
        ApprovalToDecide = 7,
        Path = "/approvals/7/respond",
    };

    internal static Message Note { get; } = new()
    {
        Event = NotificationEvent.ReleasePublished,
        Title = "Customer Portal 2.1.0 was released",
        Path = "/projects/3",
    };

    internal static Approval Pending(int round = 1) => new()
    {
        Id = 7,
        ProjectId = 3,
        Status = ApprovalState.Pending,
        Round = round,
    };
}
