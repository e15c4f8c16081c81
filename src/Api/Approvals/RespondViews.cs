using System.Globalization;
using System.Text.Json;
using Enterprise.Api.Approvals.Pages;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Projects;
using Enterprise.Core.Releases;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Api.Approvals;

/// <summary>Makes of an approval what the page shows to a visitor who may read it.</summary>
internal sealed class RespondViews(IDocumentStore store, ApprovalLinks links)
{
    private const string Nothing = "–";

    internal async ValueTask<RespondModel> Of(Visit visit, Approval approval, CancellationToken cancellationToken)
    {
        var project = await store.Get(ProjectDocuments.Type, ProjectDocuments.Key(approval.ProjectId), cancellationToken);
        var names = new Names(store);
        var (notice, form) = await Possibilities(visit, approval, cancellationToken);
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

    /// <summary>What the visitor can do; whether they may is the approval's own to say when they do it.</summary>
    private async ValueTask<(RespondNotice? Notice, RespondForm? Form)> Possibilities(
        Visit visit,
        Approval approval,
        CancellationToken cancellationToken)
    {
        var caller = visit.Call.Caller;
        if (approval.Status != ApprovalState.Pending)
            return (new(RespondTone.Neutral, $"There is nothing left to decide: the request is {EnumNames<ApprovalState>.Of(approval.Status)}."), null);
        if (caller.IsAgent)
            return (new(RespondTone.Neutral, "Programs can't decide."), null);
        if (approval.RequestedBy == caller.UserId)
            return (new(RespondTone.Neutral, "You asked for this. Others decide it."), null);
        if (caller.Role < Role.Manager)
            return (new(RespondTone.Neutral, "Managers and administrators decide."), null);
        if (visit.Link is not { } link)
            return (null, new RespondForm(links.Make(ApprovalLinkPurpose.Form, approval, caller.UserId)));
        if (link.Round != approval.Round)
            return (new(RespondTone.Bad, "What is asked for has changed since this link was made. A newer message has a newer link; or sign in."), null);
        return await links.IsUsed(link, cancellationToken)
            ? (new(RespondTone.Neutral, "This link has been used. To change your mind, sign in."), null)
            : (null, new RespondForm(visit.LinkText!));
    }

    private static DateTimeOffset? OpenUntil(ApprovalStage stage) => stage.Status == StageState.Open ? stage.Deadline : null;

    /// <summary>A new project or a release has no old values to stand beside the new ones.</summary>
    private async ValueTask<IReadOnlyList<RespondDetail>> Details(
        Approval approval,
        Project? project,
        Names names,
        CancellationToken cancellationToken)
    {
        var details = new List<RespondDetail>();
        if (approval.ReleaseId is { } releaseId
            && await store.Get(ReleaseDocuments.Type, new DocumentKey(Partitions.OfProject(approval.ProjectId), Ids.Text(releaseId)), cancellationToken) is { } release)
        {
            Add("Release", release.Value.Version);
            Add("Name", release.Value.Name);
            Add("Notes", release.Value.Description);
        }

        if (project is null || !approval.Changes.Contains(ChangeKind.ProjectCreation))
            return details;
        Add("Description", project.Description);
        Add("Owner", project.OwnerId is { } owner ? await names.OfUser(owner, cancellationToken) : null);
        Add("Team", project.TeamId is { } team ? await names.OfTeam(team, cancellationToken) : null);
        Add("Department", project.Department);
        Add("Budget", project.BudgetAllocated is { } budget ? budget.ToString("N2", CultureInfo.InvariantCulture) + " " + project.Currency : null);
        Add("Security level", EnumNames<Core.Access.SecurityLevel>.Of(project.SecurityLevel));
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

    private static async ValueTask<IReadOnlyList<RespondChange>> Changes(Approval approval, Names names, CancellationToken cancellationToken)
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
        return Capitalised(words);
    }

    private static string Capitalised(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    private static async ValueTask<string> Value(string field, JsonElement? value, Names names, CancellationToken cancellationToken) =>
        value switch
        {
            { ValueKind: JsonValueKind.Number } id when field == "owner_id" => await names.OfUser(id.GetInt64(), cancellationToken),
            { ValueKind: JsonValueKind.Number } id when field == "team_id" => await names.OfTeam(id.GetInt64(), cancellationToken),
            { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var amount) =>
                amount.ToString("#,##0.##", CultureInfo.InvariantCulture),
            { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } some ? some : Nothing,
            { ValueKind: JsonValueKind.True } => "yes",
            { ValueKind: JsonValueKind.False } => "no",
            { ValueKind: JsonValueKind.Array } items when items.GetArrayLength() == 0 => Nothing,
            { ValueKind: JsonValueKind.Array } items when items.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
                string.Join(", ", items.EnumerateArray().Select(item => item.GetString())),
            { ValueKind: JsonValueKind.Object or JsonValueKind.Array } other => other.GetRawText(),
            _ => Nothing,
        };

    private static async ValueTask<IReadOnlyList<RespondStage>> Stages(Approval approval, Names names, CancellationToken cancellationToken)
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
            foreach (var group in stage.EscalatedAt is not null && stage.EscalateTo is { } escalation ? [.. stage.Groups, escalation] : stage.Groups)
                needs.Add(await ApprovalPhrases.Of(group, names, cancellationToken));
            var name = stage.Name is { Length: > 0 } given ? Capitalised(given) : $"Stage {Ids.Text(index + 1)}";
            stages.Add(new RespondStage(name, EnumNames<StageState>.Of(stage.Status), needs, votes));
        }

        return stages;
    }
}
