using Enterprise.Api.Approvals;
using Enterprise.Api.AuditTrail;
using Enterprise.Api.DeadLetters;
using Enterprise.Api.Deployments;
using Enterprise.Api.Environments;
using Enterprise.Api.Health;
using Enterprise.Api.Identity;
using Enterprise.Api.Integrations;
using Enterprise.Api.Modules;
using Enterprise.Api.Notifications;
using Enterprise.Api.Projects;
using Enterprise.Api.Releases;
using Enterprise.Api.Reviews;
using Enterprise.Api.Teams;
using Enterprise.Api.Users;

namespace Enterprise.Api;

/// <summary>
/// The features of the HTTP surface, over which its endpoints, its services and its description are folds.
/// </summary>
internal static class ApiModules
{
    internal static IReadOnlyList<ApiModule> All { get; } =
    [
        ProjectsApi.Module,
        UsersApi.Module,
        IdentityApi.Module,
        TeamsApi.Module,
        NotificationsApi.Module,
        EnvironmentsApi.Module,
        ReleasesApi.Module,
        DeploymentsApi.Module,
        ApprovalsApi.Module,
        ReviewsApi.Module,
        AuditTrailApi.Module,
        DeadLettersApi.Module,
        IntegrationsApi.Module,
        HealthApi.Module,
    ];
}
