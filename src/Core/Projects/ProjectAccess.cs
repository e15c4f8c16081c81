using Enterprise.Core.Access;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Projects;

/// <summary>
/// Who may see and change a project, as pure functions: the decision on one project, and the same rule as a condition
/// for the store. A property test checks that the two agree.
/// </summary>
public static class ProjectAccess
{
    /// <summary>Decides what is done with a project: hidden where the caller does not see it.</summary>
    public static Verdict Decide(Call call, ScopedPermission<ProjectFields> permission, ProjectFields project)
    {
        if (!LetsIn(call.Caller, project))
            return Verdict.Hidden;
        var isRestricted = !PassesRestrictions(call, project);
        if (isRestricted && !call.BreaksGlass)
            return Verdict.Hidden;
        var verdict = permission.Decide(call.Caller, project);
        return verdict == Verdict.Allowed && isRestricted ? Verdict.AllowedByBreakingGlass : verdict;
    }

    /// <summary>
    /// The projects a call may see, as a condition on the store; what can't be asked there is left to
    /// <see cref="PassesNetworks"/>.
    /// </summary>
    public static Predicate Visible(Call call)
    {
        var caller = call.Caller;
        var condition = Predicate.Everything;
        if (caller.Role < Role.Admin)
        {
            var own = Predicate.Equal(ProjectDocuments.OwnerId, FieldValue.Of(caller.UserId));
            var team = caller.TeamIds.Count == 0
                ? Predicate.Nothing
                : new In(ProjectDocuments.TeamId, [.. caller.TeamIds.Select(id => FieldValue.Of(id))]);
            condition &= Is(Visibility.Public) | own | (Is(Visibility.Team) & team);
            condition &= new Compare(
                ProjectDocuments.SecurityLevel,
                Comparison.LessOrEqual,
                FieldValue.Of((long)caller.Clearance));
        }

        if (!call.BreaksGlass)
        {
            condition &= new IsNull(ProjectDocuments.AllowedDomains)
                | new Contains(ProjectDocuments.AllowedDomains, caller.EmailDomain);
        }

        return condition;

        static Predicate Is(Visibility visibility) =>
            Predicate.Equal(ProjectDocuments.Visibility, FieldValue.Of((long)visibility));
    }

    /// <summary>Whether the client's address is in one of the project's networks, where it names any.</summary>
    public static bool PassesNetworks(Call call, ProjectFields project) =>
        project.AllowedIps.Count == 0
        || call.BreaksGlass
        || Networks.AnyContains(project.AllowedIps, call.Origin.IpAddress);

    /// <summary>Whether the caller owns the project, manages its team or is a member of it.</summary>
    public static bool Owns(Caller caller, ProjectFields project) =>
        project.OwnerId == caller.UserId || (project.TeamId is { } team && caller.TeamIds.Contains(team));

    /// <summary>Whether the caller changes it: with the role and as one of its own, or as an administrator.</summary>
    internal static bool MayChange(Caller caller, ProjectFields project, Role lowestRole) =>
        caller.Role == Role.Admin || (caller.Role >= lowestRole && Owns(caller, project));

    /// <summary>Whether the call passes the project's domain and network restrictions.</summary>
    internal static bool PassesRestrictions(Call call, ProjectFields project)
    {
        if (project.AllowedDomains.Count > 0 && !project.AllowedDomains.Contains(call.Caller.EmailDomain))
            return false;
        return project.AllowedIps.Count == 0 || Networks.AnyContains(project.AllowedIps, call.Origin.IpAddress);
    }

    private static bool LetsIn(Caller caller, ProjectFields project)
    {
        if (caller.Role == Role.Admin)
            return true;
        var isVisible = project.Visibility switch
        {
            Visibility.Public => true,
            Visibility.Team => Owns(caller, project),
            _ => project.OwnerId == caller.UserId,
        };
        return isVisible && caller.Clearance >= project.SecurityLevel;
    }
}
