using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Core.Approvals.Policies;

/// <summary>Checks that whom a policy names exists, and may decide.</summary>
internal sealed class PolicyReferenceValidator(IDocumentStore store)
{
    private const int MostAsked = 1000;

    /// <summary>
    /// Refuses users and teams that do not exist, and users who may not decide. What the current version already names
    /// is not checked: people leave, and a policy has to stay changeable without them.
    /// </summary>
    internal async ValueTask Check(
        ApprovalPolicyFields fields,
        ApprovalPolicyFields? current,
        CancellationToken cancellationToken)
    {
        var (users, teams) = NewIn(fields, current);
        var errors = new List<FieldError>();
        if (users.Count > 0)
        {
            var known = await Users(users.Select(user => user.Id), cancellationToken);
            foreach (var (field, id) in users)
            {
                if (ApproverDirectory.Complaint(id, known.GetValueOrDefault(id)) is { } complaint)
                    errors.Add(new FieldError(field, complaint));
            }
        }

        if (teams.Count > 0)
        {
            var known = await Teams(teams.Select(team => team.Id), cancellationToken);
            errors.AddRange(teams
                .Where(team => !known.Contains(team.Id))
                .Select(team => new FieldError(team.Field, $"There is no team {Ids.Text(team.Id)}.")));
        }

        if (errors.Count > 0)
            throw RefusedException.Invalid(errors);
    }

    private static (List<(string Field, long Id)> Users, List<(string Field, long Id)> Teams) NewIn(
        ApprovalPolicyFields fields,
        ApprovalPolicyFields? current)
    {
        var (users, teams) = Named(fields);
        if (current is null)
            return (users, teams);
        var (oldUsers, oldTeams) = Named(current);
        return (Without(users, oldUsers), Without(teams, oldTeams));

        static List<(string Field, long Id)> Without(
            List<(string Field, long Id)> all,
            List<(string Field, long Id)> old)
        {
            var known = old.Select(item => item.Id).ToHashSet();
            return [.. all.Where(item => !known.Contains(item.Id))];
        }
    }

    private static (List<(string Field, long Id)> Users, List<(string Field, long Id)> Teams) Named(
        ApprovalPolicyFields fields)
    {
        var users = new List<(string Field, long Id)>();
        var teams = new List<(string Field, long Id)>();
        foreach (var (index, team) in fields.Conditions.TeamIds.Index())
            teams.Add(($"conditions.team_ids[{Ids.Text(index)}]", team));
        foreach (var (path, group) in Groups(fields))
        {
            if (group.TeamId is { } team)
                teams.Add(($"{path}.team_id", team));
            foreach (var (index, user) in group.UserIds.Index())
                users.Add(($"{path}.user_ids[{Ids.Text(index)}]", user));
        }

        return (users, teams);
    }

    private static IEnumerable<(string Path, ApproverGroup Group)> Groups(ApprovalPolicyFields fields)
    {
        foreach (var (number, stage) in fields.Stages.Index())
        {
            foreach (var (index, group) in stage.Groups.Index())
                yield return ($"stages[{Ids.Text(number)}].groups[{Ids.Text(index)}]", group);
            if (stage.EscalateTo is { } escalation)
                yield return ($"stages[{Ids.Text(number)}].escalate_to", escalation);
        }
    }

    private async ValueTask<Dictionary<long, User>> Users(IEnumerable<long> ids, CancellationToken cancellationToken)
    {
        var page = await store.Query(
            new DocumentQuery<User>(UserDocuments.Type) { Where = Among(UserDocuments.Id, ids), Limit = MostAsked },
            cancellationToken);
        return page.Items.ToDictionary(user => user.Value.Id, user => user.Value);
    }

    private async ValueTask<HashSet<long>> Teams(IEnumerable<long> ids, CancellationToken cancellationToken)
    {
        var page = await store.Query(
            new DocumentQuery<Team>(TeamDocuments.Type) { Where = Among(TeamDocuments.Id, ids), Limit = MostAsked },
            cancellationToken);
        return [.. page.Items.Select(team => team.Value.Id)];
    }

    private static In Among(Field field, IEnumerable<long> ids) =>
        new(field, [.. ids.Distinct().Select(id => FieldValue.Of(id))]);
}
