using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Decisions;
using Enterprise.Core.Approvals.Delegations;
using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Deployments;
using Enterprise.Core.Encryption;
using Enterprise.Core.Entities;
using Enterprise.Core.Environments;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Identity;
using Enterprise.Core.Notifications;
using Enterprise.Core.Processes;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Projects.History;
using Enterprise.Core.Releases;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Enterprise.Core;

/// <summary>What Core brings into a host.</summary>
public static class CoreServices
{
    /// <summary>Every kind of document: what a store has to be laid out for.</summary>
    public static IReadOnlyList<DocumentType> DocumentTypes { get; } =
    [
        ProjectDocuments.Type,
        EnvironmentDocuments.Type,
        ReleaseDocuments.Type,
        DeploymentDocuments.Type,
        ProjectClaim.Type,
        ApprovalDocuments.Type,
        ApprovalDocuments.Tasks,
        ReviewDocuments.Type,
        ReviewSchedules.Type,
        ApprovalLinkUse.Type,
        ApprovalRegister.Type,
        Changes.OfProjects,
        UserDocuments.Type,
        ApiTokenDocuments.Type,
        ApiTokenDocuments.Hashes,
        TeamDocuments.Type,
        TeamDocuments.Members,
        ChannelDocuments.Type,
        ChannelDocuments.Urls,
        ApprovalPolicyDocuments.Type,
        DelegationDocuments.Type,
        DelegationDocuments.Ledgers,
        Changes.OfDirectory,
        AuditDocuments.Entries,
        AuditDocuments.Heads,
        IdAllocator.Counters,
        UniqueNames.Claims,
        IdempotencyRecords.Records,
        Installations.Type,
        DeliveryDocuments.Type,
        DeliveryDocuments.Plans,
        DeadLetterDocuments.Type,
    ];

    /// <summary>
    /// Adds the use cases. The host adds an <see cref="IDocumentStore"/>, an <see cref="IdAllocation"/>, a
    /// <see cref="TimeProvider"/> and logging, and to measure the feed's lag an <see cref="IFeedLag"/> and the consumers.
    /// </summary>
    public static IServiceCollection AddEnterpriseCore(this IServiceCollection services)
    {
        services.AddSingleton<ChangeLog>();
        services.AddSingleton<AccessGuard>();
        services.AddSingleton<IdAllocator>();
        services.AddSingleton<UniqueNames>();
        services.AddSingleton<IdempotencyRecords>();
        services.AddSingleton<InstallationKeys>();
        services.AddSingleton<CallerDirectory>();
        services.AddSingleton<ApprovalAnswers>();
        services.AddSingleton<ApprovalLinks>();
        services.AddSingleton<MessageLinks>();
        services.TryAddSingleton(new PublicUrl(null));
        services.AddSingleton<AuditVerifier>();
        services.AddSingleton<AuditTrailConsumer>();
        services.AddSingleton<ChangeDispatcher>();
        services.TryAddSingleton(new ApprovalOptions());
        services.AddSingleton<ApprovalPolicies>();
        services.AddSingleton<ApproverDirectory>();
        services.AddSingleton<DelegationReader>();
        services.TryAddSingleton(provider => new FeedLagGauge(
            provider.GetRequiredService<IFeedLag>(),
            [.. provider.GetServices<IChangeConsumer>().Select(consumer => consumer.Name)],
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Electorate>();
        services.AddSingleton<ApprovalWriter>();
        services.AddSingleton<ApprovalRequests>();
        services.AddSingleton<ApprovalConclusion>();
        services.AddSingleton<ProjectRules>();
        services.AddSingleton<ApprovalAccess>();
        services.AddSingleton<ApprovalSearch>();
        services.AddSingleton(provider => new ApprovalService(
            Store(provider),
            Guard(provider),
            provider.GetRequiredService<ApprovalAccess>(),
            provider.GetRequiredService<ApprovalSearch>(),
            provider.GetRequiredService<ChangeLog>(),
            provider.GetRequiredService<Electorate>(),
            provider.GetRequiredService<ApprovalWriter>(),
            provider.GetRequiredService<ApprovalConclusion>()));
        services.AddSingleton<ApproverWatch>();
        services.AddSingleton<ITimedProcess>(provider => new ApprovalClock(
            Store(provider), provider.GetRequiredService<ApprovalService>()));
        services.AddSingleton(provider => new EntityWriter(Store(provider), provider.GetRequiredService<ChangeLog>()));
        services.AddSingleton(provider => new References(Store(provider)));
        services.AddSingleton(provider => new ProjectParts(
            Store(provider), Guard(provider), Reviews(provider)));
        services.AddSingleton(provider => new ProjectService(
            Store(provider),
            Guard(provider),
            Writer(provider),
            provider.GetRequiredService<ProjectRules>(),
            Idempotency(provider),
            Reviews(provider),
            provider.GetRequiredService<ReviewScheduling>(),
            Requests(provider)));
        services.AddSingleton(provider => new ProjectHistory(Store(provider), Guard(provider)));
        services.AddSingleton(provider => new EnvironmentService(
            Store(provider), Parts(provider), Writer(provider), Idempotency(provider)));
        services.AddSingleton(provider => new ReleaseService(
            Store(provider), Parts(provider), Writer(provider), Idempotency(provider), Requests(provider)));
        services.AddSingleton(provider => new DeploymentService(
            Store(provider), Parts(provider), Writer(provider), Idempotency(provider), Requests(provider)));
        services.AddSingleton(provider => new UserService(
            Store(provider),
            Guard(provider),
            Writer(provider),
            provider.GetRequiredService<UniqueNames>(),
            Idempotency(provider),
            Callers(provider)));
        services.AddSingleton(provider => new ApiTokenService(
            Store(provider), Guard(provider), Writer(provider), Idempotency(provider), Callers(provider)));
        services.AddSingleton(provider => new TeamService(
            Store(provider),
            Guard(provider),
            Writer(provider),
            provider.GetRequiredService<References>(),
            provider.GetRequiredService<UniqueNames>(),
            Idempotency(provider),
            Callers(provider)));
        services.AddSingleton(provider => new ApprovalPolicyService(
            Store(provider),
            Guard(provider),
            Writer(provider),
            provider.GetRequiredService<UniqueNames>(),
            Idempotency(provider),
            provider.GetRequiredService<ApprovalPolicies>()));
        services.AddSingleton(provider => new DelegationService(
            Store(provider), Guard(provider), Writer(provider), Idempotency(provider)));
        services.AddSingleton(provider => new AuditService(
            Store(provider),
            Guard(provider),
            provider.GetRequiredService<ChangeLog>(),
            provider.GetRequiredService<AuditVerifier>()));
        AddReviews(services);
        services.AddSingleton(provider => new Installations(
            Store(provider),
            provider.GetRequiredService<IdAllocator>(),
            provider.GetRequiredService<UserService>(),
            provider.GetRequiredService<ApiTokenService>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddNotifications();
        services.AddSingleton(provider => new DeadLetterOperations(
            Store(provider),
            Guard(provider),
            provider.GetRequiredService<ChangeLog>(),
            [provider.GetRequiredService<AuditTrailConsumer>(), .. ReactionsWithin(provider)]));
        return services;
    }

    /// <summary>Everything but the trail that follows from changes, with what drives processes on this host.</summary>
    public static ChangeReactions Reactions(IServiceProvider provider, IProcessDriver driver) => new(
        provider.GetRequiredService<ChangeDispatcher>(),
        [.. ReactionsWithin(provider), new ProcessStarter(driver)]);

    /// <summary>Those that need nothing of a host, in the order in which one may need what another did.</summary>
    private static IReadOnlyList<IChangeConsumer> ReactionsWithin(IServiceProvider provider) =>
    [
        provider.GetRequiredService<ReviewScheduler>(),
        provider.GetRequiredService<ApproverWatch>(),
        provider.GetRequiredService<NotificationPlanner>(),
    ];

    private static void AddReviews(IServiceCollection services)
    {
        services.TryAddSingleton(new ReviewOptions());
        services.AddSingleton(provider => new ReviewRules(
            provider.GetRequiredService<ReviewOptions>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ReviewScheduling(
            Store(provider), provider.GetRequiredService<ChangeLog>(), Reviews(provider)));
        services.AddSingleton(provider => new ReviewService(
            Store(provider),
            Guard(provider),
            Writer(provider),
            Idempotency(provider),
            provider.GetRequiredService<ProjectService>(),
            Parts(provider),
            Reviews(provider),
            provider.GetRequiredService<ReviewScheduling>()));
        services.AddSingleton(provider => new DepartedOwners(
            Store(provider), Writer(provider), Reviews(provider), provider.GetRequiredService<ReviewScheduling>()));
        services.AddSingleton(provider => new ReviewScheduler(
            provider.GetRequiredService<ReviewService>(), provider.GetRequiredService<DepartedOwners>()));
        services.AddSingleton<ITimedProcess>(provider => new ReviewClock(
            Store(provider), provider.GetRequiredService<ReviewService>()));
    }

    private static IDocumentStore Store(IServiceProvider provider) => provider.GetRequiredService<IDocumentStore>();

    private static AccessGuard Guard(IServiceProvider provider) => provider.GetRequiredService<AccessGuard>();

    private static ApprovalRequests Requests(IServiceProvider provider) => provider.GetRequiredService<ApprovalRequests>();

    private static EntityWriter Writer(IServiceProvider provider) => provider.GetRequiredService<EntityWriter>();

    private static ProjectParts Parts(IServiceProvider provider) => provider.GetRequiredService<ProjectParts>();

    private static ReviewRules Reviews(IServiceProvider provider) => provider.GetRequiredService<ReviewRules>();

    private static IdempotencyRecords Idempotency(IServiceProvider provider) =>
        provider.GetRequiredService<IdempotencyRecords>();

    private static CallerDirectory Callers(IServiceProvider provider) => provider.GetRequiredService<CallerDirectory>();
}
