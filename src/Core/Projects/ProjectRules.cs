using Enterprise.Core.Editing;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Core.Projects;

/// <summary>What holds of a project's fields, whoever sets them and when.</summary>
internal sealed class ProjectRules(UserReferences users, TeamReferences teams)
{
    private static readonly ProjectFieldsValidator _validator = new();

    /// <summary>Refuses values that are invalid whatever else is stored.</summary>
    internal static void Check(ProjectFields fields) => _validator.Check(fields);

    /// <summary>What did not change is left alone: an owner may have left since.</summary>
    internal async ValueTask CheckReferences(
        ProjectFields before,
        ProjectFields after,
        CancellationToken cancellationToken)
    {
        if (after.OwnerId != before.OwnerId)
            await users.Check("owner_id", after.OwnerId, cancellationToken);
        if (after.TeamId != before.TeamId)
            await teams.Check("team_id", after.TeamId, cancellationToken);
        foreach (var (index, stakeholder) in after.Stakeholders.Index())
        {
            if (!before.Stakeholders.Contains(stakeholder))
                await users.Check($"stakeholders[{index}].user_id", stakeholder.UserId, cancellationToken);
        }
    }
}
