using System.Globalization;
using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Projects;
using Enterprise.Core.Releases;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Api.Approvals.Respond;

/// <summary>Builds what the page shows of an approval to a responder who may read it.</summary>
internal sealed class RespondModelBuilder(IDocumentStore store, ApprovalLinkService links)
{
    private const string Nothing = "–";

    internal async ValueTask<RespondModel> Build(
        ResponderSession session,
        Approval approval,
        CancellationToken cancellationToken)
    {
        var key = ProjectDocuments.Key(approval.ProjectId);
        var project = await store.Get(ProjectDocuments.Type, key, cancellationToken);
        var names = new NameResolver(store);
        var (notice, form) = await NoticeOrForm(session, approval, cancellationToken);
        return new RespondModel
        {
            ApprovalId = approval.Id,
            Title = $"{project?.Value.Name ?? "A project"}: {ApprovalPhrases.Of(approval.Changes)}",
            Status = approval.Status,
            RequestedBy = await names.OfUser(approval.RequestedBy, cancellationToken),
            RequestedAt = approval.CreatedAt,
            Reason = approval.Reason,
            Deadline = approval.Status == ApprovalState.Pending ? approval.Stages.Min(OpenUntil) : null,
            Details = await Details(approval, project?.Value, names, cancellationToken),
            Changes = await Changes(approval, names, cancellationToken),
            Stages = await Stages(approval, names, cancellationToken),
            Outcome = approval.Outcome,
            Notice = notice,
            Form = form,
        };
    }

    /// <summary>The form, or a notice why there is none. Access is decided when the form is submitted.</summary>
    private async ValueTask<(RespondNotice? Notice, RespondForm? Form)> NoticeOrForm(
        ResponderSession session,
        Approval approval,
        CancellationToken cancellationToken)
    {
        var caller = session.Call.Caller;
        if (approval.Status != ApprovalState.Pending)
            return Neutral($"There is nothing left to decide: the request is {Name(approval.Status)}.");
        if (caller.IsAgent)
            return Neutral("Programs can't decide.");
        if (approval.RequestedBy == caller.UserId)
            return Neutral("You asked for this. Others decide it.");
        if (caller.Role < Role.Manager)
            return Neutral("Managers and administrators decide.");
        if (session.Link is not { } link)
            return (null, new RespondForm(links.Make(ApprovalLinkPurpose.Form, approval, caller.UserId)));
        if (link.Round != approval.Round)
        {
            const string Text = "What is asked for has changed since this link was made. "
                + "A newer message has a newer link; or sign in.";
            return (new RespondNotice(RespondTone.Bad, Text), null);
        }

        return await links.IsUsed(link, cancellationToken)
            ? Neutral("This link has been used. To change your mind, sign in.")
            : (null, new RespondForm(session.LinkText!));

        static (RespondNotice? Notice, RespondForm? Form) Neutral(string text) =>
            (new RespondNotice(RespondTone.Neutral, text), null);
    }

    private static string Name(ApprovalState state) => EnumNames<ApprovalState>.Of(state);

    private static DateTimeOffset? OpenUntil(ApprovalStage stage) =>
        stage.Status == StageState.Open ? stage.Deadline : null;

    /// <summary>What is asked for where there are no old values to compare with: a new project, or a release.</summary>
    private async ValueTask<IReadOnlyList<RespondDetail>> Details(
        Approval approval,
        Project? project,
        NameResolver names,
        CancellationToken cancellationToken)
    {
        var details = new List<RespondDetail>();
        if (await ReleaseOf(approval, cancellationToken) is { } release)
        {
            Add("Release", release.Version);
            Add("Name", release.Name);
            Add("Notes", release.Description);
        }

        if (project is null || !approval.Changes.Contains(ChangeKind.ProjectCreation))
            return details;
        Add("Description", project.Description);
        Add("Owner", project.OwnerId is { } owner ? await names.OfUser(owner, cancellationToken) : null);
        Add("Team", project.TeamId is { } team ? await names.OfTeam(team, cancellationToken) : null);
        Add("Department", project.Department);
        Add("Budget", BudgetOf(project));
        Add("Security level", EnumNames<SecurityLevel>.Of(project.SecurityLevel));
        Add("Data classification", project.DataClassification);
        Add("Compliance", string.Join(", ", project.ComplianceRequirements));
        Add("Visibility", EnumNames<Visibility>.Of(project.Visibility));
        Add("Business value", project.BusinessValue);
        return details;

        void Add(string label, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                details.Add(new RespondDetail(label, value));
        }
    }

    private async ValueTask<Release?> ReleaseOf(Approval approval, CancellationToken cancellationToken)
    {
        if (approval.ReleaseId is not { } id)
            return null;
        var key = new DocumentKey(Partitions.OfProject(approval.ProjectId), Ids.Text(id));
        return (await store.Get(ReleaseDocuments.Type, key, cancellationToken))?.Value;
    }

    private static string? BudgetOf(Project project) => project.BudgetAllocated is { } budget
        ? $"{budget.ToString("N2", CultureInfo.InvariantCulture)} {project.Currency}"
        : null;

    private static async ValueTask<IReadOnlyList<RespondChange>> Changes(
        Approval approval,
        NameResolver names,
        CancellationToken cancellationToken)
    {
        var changes = new List<RespondChange>();
        foreach (var (field, change) in approval.ProposedChanges)
        {
            changes.Add(new RespondChange(
                Label(field),
                await Value(field, change.Old, names, cancellationToken),
                await Value(field, change.New, names, cancellationToken)));
        }

        return changes;
    }

    private static string Label(string field)
    {
        var words = (field.EndsWith("_id", StringComparison.Ordinal) ? field[..^3] : field).Replace('_', ' ');
        return Capitalize(words);
    }

    private static string Capitalize(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private static async ValueTask<string> Value(
        string field,
        JsonElement? value,
        NameResolver names,
        CancellationToken cancellationToken) => value switch
        {
            { ValueKind: JsonValueKind.Number } id when field == "owner_id" =>
                await names.OfUser(id.GetInt64(), cancellationToken),
            { ValueKind: JsonValueKind.Number } id when field == "team_id" =>
                await names.OfTeam(id.GetInt64(), cancellationToken),
            { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var amount) =>
                amount.ToString("#,##0.##", CultureInfo.InvariantCulture),
            { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } some ? some : Nothing,
            { ValueKind: JsonValueKind.True } => "yes",
            { ValueKind: JsonValueKind.False } => "no",
            { ValueKind: JsonValueKind.Array } items when items.GetArrayLength() == 0 => Nothing,
            { ValueKind: JsonValueKind.Array } items when items.EnumerateArray().All(IsString) =>
                string.Join(", ", items.EnumerateArray().Select(item => item.GetString())),
            { ValueKind: JsonValueKind.Object or JsonValueKind.Array } other => other.GetRawText(),
            _ => Nothing,
        };

    private static bool IsString(JsonElement element) => element.ValueKind == JsonValueKind.String;

    private static async ValueTask<IReadOnlyList<RespondStage>> Stages(
        Approval approval,
        NameResolver names,
        CancellationToken cancellationToken)
    {
        var stages = new List<RespondStage>();
        foreach (var (index, stage) in approval.Stages.Index())
        {
            var votes = new List<RespondVote>();
            foreach (var vote in stage.Votes)
            {
                var who = await names.OfUser(vote.UserId, cancellationToken);
                if (vote.OnBehalfOf is { } other)
                    who += $" for {await names.OfUser(other, cancellationToken)}";
                votes.Add(new RespondVote(who, vote.Decision, vote.DecidedAt, vote.Comment));
            }

            var needs = new List<string>();
            foreach (var group in GroupsOf(stage))
                needs.Add(await ApprovalPhrases.Of(group, names, cancellationToken));
            var name = stage.Name is { Length: > 0 } given ? Capitalize(given) : $"Stage {Ids.Text(index + 1)}";
            stages.Add(new RespondStage(name, EnumNames<StageState>.Of(stage.Status), needs, votes));
        }

        return stages;
    }

    private static IReadOnlyList<ApproverGroup> GroupsOf(ApprovalStage stage) =>
        stage.EscalatedAt is not null && stage.EscalateTo is { } escalation
            ? [.. stage.Groups, escalation]
            : stage.Groups;
}
