using Enterprise.Core.Access;
using Enterprise.Core.Entities;

namespace Enterprise.Core.Teams;

/// <summary>What a feature keeps for teams, and what becomes of it when a team is deleted.</summary>
internal interface ITeamContent
{
    /// <summary>What is said where it is more than one commit can delete.</summary>
    internal const string TooMuch = "The team has too many members and channels to go at once. Remove some first.";

    /// <summary>
    /// Adds the deletion of everything that belongs to the team to the commit that deletes it, all in the team's
    /// partition.
    /// </summary>
    /// <exception cref="Problems.RefusedException">Something keeps the team from being deleted.</exception>
    ValueTask Delete(Call call, long teamId, EntityCommit commit, CancellationToken cancellationToken);
}
