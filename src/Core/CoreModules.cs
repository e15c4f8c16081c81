using Enterprise.Core.Approvals;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Deployments;
using Enterprise.Core.Environments;
using Enterprise.Core.Identity;
using Enterprise.Core.Modules;
using Enterprise.Core.Notifications;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Releases;
using Enterprise.Core.Reviews;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Core;

/// <summary>The list of modules: a new feature is its folder and one line here.</summary>
public static class CoreModules
{
    /// <summary>The kernel and every feature.</summary>
    public static IReadOnlyList<FeatureModule> All { get; } =
    [
        KernelModule.Module,
        UsersModule.Module,
        TeamsModule.Module,
        IdentityModule.Module,
        ProjectsModule.Module,
        ApprovalsModule.Module,
        ReviewsModule.Module,
        ProjectGovernanceModule.Module,
        EnvironmentsModule.Module,
        ReleasesModule.Module,
        DeploymentsModule.Module,
        AuditTrailModule.Module,
        DeadLettersModule.Module,
        NotificationsModule.Module,
    ];
}
