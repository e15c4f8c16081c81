using Enterprise.Core.Approvals.Delegations;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Access;

/// <summary>What a call is about to do.</summary>
public enum Permission
{
    /// <summary>Read a project and what belongs to it.</summary>
    ReadProject,

    /// <summary>Read a project's audit trail.</summary>
    ReadProjectTrail,

    /// <summary>Change the technical fields of a project.</summary>
    ChangeTechnicalFields,

    /// <summary>Change any other field of a project, archive it.</summary>
    ChangeGovernanceFields,

    /// <summary>Change a project's environments, releases and deployments.</summary>
    Deliver,

    /// <summary>Create a project, if only one that has to be approved.</summary>
    ProposeProject,

    /// <summary>Create a project that needs no approval.</summary>
    CreateProject,

    /// <summary>List what the caller can see; read users and teams, and one's own account.</summary>
    Read,

    /// <summary>Create, change and deactivate users; issue and revoke the tokens of others.</summary>
    AdministerUsers,

    /// <summary>Create a team.</summary>
    CreateTeam,

    /// <summary>Change or delete a team, add and remove its members.</summary>
    ChangeTeam,

    /// <summary>Say where oneself, or a team that one may change, is told of what happens.</summary>
    ChangeChannels,

    /// <summary>See what was sent to whom and which changes were parked, and have them sent or taken in again.</summary>
    OperateDeliveries,

    /// <summary>Read and verify the organisation's whole audit trail.</summary>
    ReadOrganisationTrail,

    /// <summary>Issue and revoke API tokens, one's own included.</summary>
    ManageTokens,

    /// <summary>Read the approval policies.</summary>
    ReadApprovalPolicies,

    /// <summary>Set the approval policies, and override an approval in an emergency.</summary>
    GovernApprovals,

    /// <summary>Decide approvals that one is asked for.</summary>
    DecideApprovals,

    /// <summary>Let somebody else decide in one's place for a while.</summary>
    DelegateDecisions,

    /// <summary>Complete a project's review, and so attest who owns it.</summary>
    CompleteReviews,

    /// <summary>Say something about an approval.</summary>
    CommentApprovals,
}

/// <summary>What was decided.</summary>
public enum Verdict
{
    Allowed,

    /// <summary>Seen, but not allowed: 403.</summary>
    Forbidden,

    /// <summary>Not seen: answered as if it did not exist.</summary>
    Hidden,

    /// <summary>Allowed to an administrator who states a reason, which is audited.</summary>
    AllowedByBreakingGlass,
}

/// <summary>
/// Who may see and do what, as pure functions: the decision on one project, and the same rule as a condition for the
/// store. A property test holds that the two agree.
/// </summary>
public static class AccessRules
{
    /// <summary>The clearance that comes with a role.</summary>
    public static SecurityLevel DefaultClearance(Role role) => role switch
    {
        Role.Viewer => SecurityLevel.Internal,
        Role.Developer => SecurityLevel.Confidential,
        _ => SecurityLevel.Restricted,
    };

    /// <summary>Decides what needs no project.</summary>
    public static Verdict Decide(Caller caller, Permission permission)
    {
        var needed = permission switch
        {
            Permission.Read or Permission.ChangeChannels => Role.Viewer,
            Permission.ProposeProject or Permission.CommentApprovals => Role.Developer,
            Permission.CreateProject or Permission.CreateTeam => Role.Manager,
            Permission.ReadApprovalPolicies or Permission.DecideApprovals or Permission.DelegateDecisions => Role.Manager,
            Permission.AdministerUsers or Permission.ReadOrganisationTrail or Permission.GovernApprovals
                or Permission.OperateDeliveries => Role.Admin,
            _ => throw new ArgumentOutOfRangeException(nameof(permission), permission, "Decided on a project, team or account."),
        };
        return caller.Role >= needed && !IsDeniedToAgent(caller, permission) ? Verdict.Allowed : Verdict.Forbidden;
    }

    /// <summary>
    /// Decides whether an approval is read: by those who see its project, and by those whom it concerns where their
    /// clearance and the project's restrictions let them.
    /// </summary>
    public static Verdict DecideOnApproval(Call call, Project project, bool concernsCaller)
    {
        var verdict = Decide(call, Permission.ReadProject, project);
        return verdict == Verdict.Hidden
            && concernsCaller
            && call.Caller.Clearance >= project.SecurityLevel
            && PassesRestrictions(call, project)
                ? Verdict.Allowed
                : verdict;
    }

    /// <summary>Decides what is done with a team: its own managers change it.</summary>
    public static Verdict DecideOnTeam(Caller caller, long teamId) =>
        !IsDeniedToAgent(caller, Permission.ChangeTeam)
        && (caller.Role == Role.Admin || (caller.Role == Role.Manager && caller.TeamIds.Contains(teamId)))
            ? Verdict.Allowed
            : Verdict.Forbidden;

    /// <summary>Decides on the tokens of an account: people issue their own, administrators anybody's.</summary>
    public static Verdict DecideOnTokens(Caller caller, long userId) =>
        !IsDeniedToAgent(caller, Permission.ManageTokens) && (caller.UserId == userId || caller.Role == Role.Admin)
            ? Verdict.Allowed
            : Verdict.Forbidden;

    /// <summary>
    /// Decides on a delegation: it is seen by the two whom it concerns, ended by whoever is decided for, and both by
    /// administrators.
    /// </summary>
    public static Verdict DecideOnDelegation(Caller caller, Delegation delegation, bool isChange)
    {
        if (caller.Role < Role.Admin && delegation.FromUserId != caller.UserId && delegation.ToUserId != caller.UserId)
            return Verdict.Hidden;
        return !isChange || (Decide(caller, Permission.DelegateDecisions) == Verdict.Allowed
                && (caller.Role == Role.Admin || delegation.FromUserId == caller.UserId))
            ? Verdict.Allowed
            : Verdict.Forbidden;
    }

    /// <summary>The delegations that a caller sees, as a condition on the store.</summary>
    public static Predicate VisibleDelegations(Caller caller) => caller.Role == Role.Admin
        ? Predicate.Everything
        : Predicate.Equal(DelegationDocuments.FromUserId, FieldValue.Of(caller.UserId))
            | Predicate.Equal(DelegationDocuments.ToUserId, FieldValue.Of(caller.UserId));

    /// <summary>
    /// What is left to people: an agent acts in somebody's name, but neither decides nor says who may or who is told, and
    /// never gets itself a token that is no agent's.
    /// </summary>
    public static bool IsDeniedToAgent(Caller caller, Permission permission) => caller.IsAgent && permission is
        Permission.CreateProject
        or Permission.CreateTeam
        or Permission.ChangeTeam
        or Permission.ChangeChannels
        or Permission.AdministerUsers
        or Permission.ManageTokens
        or Permission.GovernApprovals
        or Permission.DecideApprovals
        or Permission.DelegateDecisions
        or Permission.CompleteReviews;

    /// <summary>Decides what is done with a project.</summary>
    public static Verdict Decide(Call call, Permission permission, Project project)
    {
        var caller = call.Caller;
        if (!LetsIn(caller, project))
            return Verdict.Hidden;
        var restricted = !PassesRestrictions(call, project);
        if (restricted && !BreaksGlass(call))
            return Verdict.Hidden;

        var allowed = permission switch
        {
            Permission.ReadProject => true,
            Permission.ReadProjectTrail => caller.Role >= Role.Manager || Owns(caller, project),
            Permission.ChangeTechnicalFields or Permission.Deliver => MayChange(caller, project, Role.Developer),
            Permission.ChangeGovernanceFields => MayChange(caller, project, Role.Manager),
            Permission.CompleteReviews => MayChange(caller, project, Role.Manager) || IsAccountable(caller, project),
            _ => throw new ArgumentOutOfRangeException(nameof(permission), permission, "Decided without a project."),
        };
        return allowed && !IsDeniedToAgent(caller, permission)
            ? restricted ? Verdict.AllowedByBreakingGlass : Verdict.Allowed
            : Verdict.Forbidden;
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

        if (!BreaksGlass(call))
        {
            condition &= new IsNull(ProjectDocuments.AllowedDomains)
                | new Contains(ProjectDocuments.AllowedDomains, caller.EmailDomain);
        }

        return condition;

        static Predicate Is(Visibility visibility) =>
            Predicate.Equal(ProjectDocuments.Visibility, FieldValue.Of((long)visibility));
    }

    /// <summary>Whether the client's address is in one of the project's networks, where it names any.</summary>
    public static bool PassesNetworks(Call call, Project project) =>
        project.AllowedIps.Count == 0
        || BreaksGlass(call)
        || Networks.AnyContains(project.AllowedIps, call.Origin.IpAddress);

    /// <summary>Whether the caller owns the project, manages its team or is a member of it.</summary>
    public static bool Owns(Caller caller, ProjectFields project) =>
        project.OwnerId == caller.UserId || (project.TeamId is { } team && caller.TeamIds.Contains(team));

    /// <summary>Whether the call breaks the glass: only an administrator in person can, and only with a reason.</summary>
    public static bool BreaksGlass(Call call) =>
        call.BreakGlassReason is not null && call.Caller is { Role: Role.Admin, IsAgent: false };

    private static bool LetsIn(Caller caller, Project project)
    {
        if (caller.Role == Role.Admin)
            return true;
        var visible = project.Visibility switch
        {
            Visibility.Public => true,
            Visibility.Team => Owns(caller, project),
            _ => project.OwnerId == caller.UserId,
        };
        return visible && caller.Clearance >= project.SecurityLevel;
    }

    private static bool PassesRestrictions(Call call, Project project)
    {
        if (project.AllowedDomains.Count > 0 && !project.AllowedDomains.Contains(call.Caller.EmailDomain))
            return false;
        return project.AllowedIps.Count == 0 || Networks.AnyContains(project.AllowedIps, call.Origin.IpAddress);
    }

    /// <summary>Whether the caller is the owner, who answers for the project without being a manager.</summary>
    private static bool IsAccountable(Caller caller, Project project) =>
        caller.Role >= Role.Developer && project.OwnerId == caller.UserId;

    private static bool MayChange(Caller caller, Project project, Role needed) =>
        caller.Role == Role.Admin || (caller.Role >= needed && Owns(caller, project));
}
