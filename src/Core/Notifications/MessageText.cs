using System.Globalization;
using System.Text;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.Reviews;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Notifications;

/// <summary>
/// Says in few words what happened, where, by whom and until when. It names the fields that would change and never
/// their values: a message leaves the system, and is read where clearance is not checked.
/// </summary>
internal static class MessageText
{
    private const int MostTitleCharacters = 150;
    private const int MostFactCharacters = 500;

    internal static Message Of(Subject subject)
    {
        var (announcement, project) = (subject.Announcement, subject.Project);
        var (title, text) = Words(subject, OneLine(project.Name ?? "", MostTitleCharacters / 2));
        return new Message
        {
            Event = announcement.Event,
            Title = OneLine(title, MostTitleCharacters),
            Text = text,
            Facts = [.. Facts(subject).Where(fact => fact.Value.Length > 0)],
            ProjectId = project.Id,
            ApprovalToDecide = announcement.IsAsking ? subject.Approval?.Id : null,
            Path = announcement.IsAsking && subject.Approval is { } approval
                ? $"/approvals/{Ids.Text(approval.Id)}/respond"
                : null,
        };
    }

    private static (string Title, string Text) Words(Subject subject, string project)
    {
        var actor = subject.Actor ?? "The system";
        var request = subject.Approval is { } approval ? Request(approval) : "";
        return subject.Announcement.Event switch
        {
            NotificationEvent.ApprovalAssigned =>
                ($"Approval wanted: {project}", $"{subject.Requester} asks for your approval to {request}."),
            NotificationEvent.ApprovalReminder =>
                (
                    $"Approval still wanted: {project}",
                    $"The request of {subject.Requester} to {request} still waits for you."),
            NotificationEvent.ApprovalEscalated =>
                ($"Approval escalated to you: {project}",
                    $"Nobody decided in time on the request of {subject.Requester} to {request}. You can decide now."),
            NotificationEvent.ApprovalDecided => Decided(subject, project, actor, request),
            NotificationEvent.ApprovalStuck =>
                ($"Nobody can approve: {project}",
                    $"Too few approvers are left to decide on the request of {subject.Requester} to {request}. "
                    + "Appoint somebody, or withdraw it."),
            NotificationEvent.ApprovalOverridden =>
                ($"Approval overridden: {project}",
                    $"{actor} overrode the approval of the request of {subject.Requester} to {request}."),
            NotificationEvent.ReviewDue =>
                (ReviewTitle(subject, project), "Review the project, or name somebody else as its owner."),
            NotificationEvent.ReviewOverdue =>
                (ReviewTitle(subject, project), "The review was due and has not been completed."),
            NotificationEvent.ReviewEscalated =>
                ($"Review escalated to you: {project}", "The owner has not completed the review in time."),
            NotificationEvent.ReleasePublished =>
                (
                    $"Released: {project} {subject.Release?.Version}",
                    $"{actor} published {subject.Release?.Version} of {project}."),
            NotificationEvent.ReleaseRolledBack =>
                (
                    $"Rolled back: {project} {subject.Release?.Version}",
                    $"{actor} rolled back {subject.Release?.Version} of {project}."),
            NotificationEvent.DeploymentFailed =>
                ($"Deployment failed: {project} in {Environment(subject)}",
                    $"A deployment of {project} to {Environment(subject)} failed."),
            _ => throw new ArgumentOutOfRangeException(
                nameof(subject),
                subject.Announcement.Event,
                "There are no words for it."),
        };
    }

    private static (string Title, string Text) Decided(Subject subject, string project, string actor, string request)
    {
        var of = $"the request of {subject.Requester} to {request}";
        return subject.Change switch
        {
            var change when ApprovalEvents.Approved.IsOf(change) && change.UserId is null =>
                ($"Approved: {project}", $"Nobody objected in time to {of}. It is approved, as its policy says."),
            var change when ApprovalEvents.Approved.IsOf(change) =>
                ($"Approved: {project}", $"{actor} gave the last approval to {of}."),
            var change when ApprovalEvents.Rejected.IsOf(change) => ($"Rejected: {project}", $"{actor} rejected {of}."),
            var change when ApprovalEvents.Withdrawn.IsOf(change) =>
                ($"Withdrawn: {project}", $"{actor} withdrew {of}."),
            _ => ($"Expired: {project}", $"Nobody decided in time on {of}."),
        };
    }

    private static IEnumerable<MessageFact> Facts(Subject subject)
    {
        yield return Fact("Project", subject.Project.Name);
        if (subject.Approval is { } approval)
        {
            yield return Fact("Requested by", subject.Requester);
            if (subject.Announcement.IsAsking)
            {
                yield return Fact("Reason", approval.Reason);
                yield return Fact(
                    "Fields",
                    string.Join(", ", approval.ProposedChanges.Keys.Order(StringComparer.Ordinal)));
                yield return Fact("Decide by", Time(Deadline(approval)));
            }
            else
            {
                yield return Fact("Reason", subject.Change.Reason ?? approval.Outcome);
                yield return Fact("To be confirmed by", Time(approval.Override?.ExpiresAt));
            }
        }

        yield return Fact("Review due", subject.Change.NewText(ReviewEvents.DueDate));
        if (subject.Release is { } release)
        {
            yield return Fact("Version", release.Version);
            yield return Fact("Name", release.Name);
            if (subject.Announcement.Event == NotificationEvent.ReleaseRolledBack)
                yield return Fact("Reason", release.StatusReason);
        }

        if (subject.Deployment is { } deployment)
        {
            yield return Fact("Environment", Environment(subject));
            yield return Fact("Version", deployment.Version);
            yield return Fact("Commit", deployment.CommitSha);
            yield return Fact("Recorded by", subject.Actor);
        }
    }

    /// <summary>What is asked for, as it follows "to".</summary>
    internal static string Request(Approval approval)
    {
        var parts = approval.Changes.Distinct().Select(Phrase).ToList();
        return parts switch
        {
            [] => "change the project",
            [var only] => only,
            _ => $"{string.Join(", ", parts.SkipLast(1))} and {parts[^1]}",
        };
    }

    private static string Phrase(ChangeKind kind) => kind switch
    {
        ChangeKind.ProjectCreation => "start the project",
        ChangeKind.BudgetRaised => "raise the budget",
        ChangeKind.SecurityLevelLowered => "lower the security level",
        ChangeKind.DataClassificationWidened => "change the data classification",
        ChangeKind.VisibilityWidened => "let more people see the project",
        ChangeKind.OwnerChanged => "change the owner",
        ChangeKind.ApprovalWaived => "no longer require approval",
        ChangeKind.Archiving => "archive the project",
        ChangeKind.ProductionRelease => "publish a release",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There are no words for it."),
    };

    private static string ReviewTitle(Subject subject, string project)
    {
        if (subject.Announcement.Event == NotificationEvent.ReviewOverdue)
        {
            return subject.Change.NewNumber(ReviewEvents.DaysOverdue) is > 0 and var late
                ? $"Review overdue by {Days(late)}: {project}"
                : $"Review overdue: {project}";
        }

        return subject.Change.NewNumber(ReviewEvents.DaysBefore) is > 0 and var early
            ? $"Review due in {Days(early)}: {project}"
            : $"Review due today: {project}";
    }

    private static string Days(long days) => days == 1 ? "1 day" : $"{Ids.Text(days)} days";

    private static string Environment(Subject subject) =>
        subject.Deployment is { } deployment ? EnumNames<Environments.EnvironmentName>.Of(deployment.Environment) : "";

    /// <summary>The first deadline of the stages that are open.</summary>
    private static DateTimeOffset? Deadline(Approval approval) =>
        approval.Stages.Where(stage => stage.Status == StageState.Open).Min(stage => stage.Deadline);

    private static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("d MMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture) ?? "";

    private static MessageFact Fact(string label, string? value) =>
        new(label, OneLine(value ?? "", MostFactCharacters));

    /// <summary>The text in one line, cut where it is long: a title becomes a header of an e-mail.</summary>
    private static string OneLine(string text, int most)
    {
        var line = new StringBuilder(Math.Min(text.Length, most));
        foreach (var rune in text.EnumerateRunes())
        {
            var isBlank = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            if (isBlank && (line.Length == 0 || line[^1] == ' '))
                continue;
            if (line.Length + rune.Utf16SequenceLength > most - 1)
                return line.ToString().TrimEnd() + "…";
            line.Append(isBlank ? " " : rune.ToString());
        }

        return line.ToString().TrimEnd();
    }
}
