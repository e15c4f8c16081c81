using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Environments;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Releases;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;
using FluentValidation;

namespace Enterprise.Core.Deployments;

/// <summary>The use cases of deployments. A success says in the same commit what runs in the environment now.</summary>
internal sealed class DeploymentService(
    IDocumentStore store,
    ProjectPartReader parts,
    EntityWriter writer,
    IdempotencyRecordReader idempotency,
    ApprovalRequestService approvals,
    ReviewPolicy reviews)
{
    private static readonly NewValidator _newValidator = new();

    internal static EntityKind<Deployment> Kind { get; } = new(
        DeploymentDocuments.Type,
        deployment => ProjectPartReader.Key(deployment.ProjectId, deployment.Id),
        deployment => deployment.ProjectId,
        new(DeploymentEvents.Created, DeploymentEvents.Updated));

    /// <summary>Records a deployment, at whatever point it is.</summary>
    public async ValueTask<Document<Deployment>> Create(
        Call call,
        NewDeployment fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        var project = await parts.ForCreation(call, fields.ProjectId, cancellationToken);
        var projectId = project.Id;
        var earlier = await idempotency.FindCreated(
            call, key, Kind.Documents, created => ProjectPartReader.Key(projectId, created), cancellationToken);
        if (earlier is not null)
            return earlier;

        _newValidator.Check(fields);
        await approvals.RequireLive(project, cancellationToken);
        var release = await Release(projectId, fields, cancellationToken);
        var target = await FindEnvironment(projectId, fields, cancellationToken);
        if (target.Value.Name == EnvironmentName.Production)
            reviews.RequireNotOverdue(project);
        var id = await idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        return await EntityWriter.Persist(async () =>
        {
            var documentKey = ProjectPartReader.Key(projectId, id);
            if (key is not null && await store.Get(Kind.Documents, documentKey, cancellationToken) is { } existing)
                return existing;
            var environment = await FindEnvironment(projectId, fields, cancellationToken);
            var now = writer.Now();
            var deployment = new Deployment(Started(fields, now))
            {
                Id = id,
                ProjectId = projectId,
                EnvironmentId = environment.Value.Id,
                Environment = environment.Value.Name!.Value,
                ReleaseId = release?.Id,
                Version = release?.Version ?? fields.Version,
                CommitSha = fields.CommitSha,
                CommitTime = fields.CommitTime,
                Unplanned = fields.Unplanned,
                CreatedBy = call.Caller.UserId,
                CreatedAt = now,
                UpdatedAt = now,
            };
            CheckTimes(deployment);
            var commit = writer.Begin(Kind, documentKey);
            var created = commit.Create(Kind, call.Origin, deployment);
            AddToEnvironment(commit, call, environment, deployment);
            return await commit.Save(cancellationToken) ? created.Document : null;
        });
    }

    /// <summary>Reads a deployment.</summary>
    public ValueTask<Document<Deployment>> Get(
        Call call,
        long projectId,
        long id,
        CancellationToken cancellationToken) =>
        parts.Get(call, Kind.Documents, projectId, id, cancellationToken);

    /// <summary>Lists a project's deployments, by default the newest first.</summary>
    public ValueTask<ListPage<Deployment>> List(
        Call call,
        long projectId,
        ListRequest request,
        CancellationToken cancellationToken) =>
        parts.List(call, Kind.Documents, projectId, request, cancellationToken);

    /// <summary>Advances a deployment; one that has ended stays as it is.</summary>
    public ValueTask<Document<Deployment>> Update(
        Call call,
        long projectId,
        long id,
        Edit edit,
        IfMatch ifMatch,
        CancellationToken cancellationToken) => EntityWriter.Persist(async () =>
        {
            var project = await parts.ForDelivery(call, projectId, cancellationToken);
            var current = await parts.Existing(Kind.Documents, projectId, id, cancellationToken);
            ifMatch.Check(current);
            var progress = edit.Apply(
                current.Value,
                DeploymentsJson.Default.DeploymentProgress,
                DeploymentsJson.Default.Deployment);
            CheckTransition(current.Value, progress);
            if (Starts(current.Value, progress) && current.Value.Environment == EnvironmentName.Production)
                reviews.RequireNotOverdue(project.Value);
            var at = writer.TimeAfter(current.Value);
            progress = Started(progress, at);
            var updated = current.Value with
            {
                Status = progress.Status,
                StartedAt = progress.StartedAt,
                FinishedAt = progress.FinishedAt,
                UpdatedAt = at,
            };
            CheckTimes(updated);
            var commit = writer.Begin(Kind, current.Key);
            if (commit.Replace(Kind, call.Origin, current, updated) is not { } write)
                return current;
            if (current.Value.Status != updated.Status)
            {
                var key = ProjectPartReader.Key(projectId, updated.EnvironmentId);
                var environment = await store.Get(EnvironmentDocuments.Type, key, cancellationToken);
                AddToEnvironment(commit, call, environment, updated);
            }

            return await commit.Save(cancellationToken) ? write.Document : null;
        });

    /// <summary>What has started is not kept from being told how it went.</summary>
    private static bool Starts(Deployment current, DeploymentProgress progress) =>
        current.Status == DeploymentStatus.Pending
        && progress.Status is DeploymentStatus.InProgress or DeploymentStatus.Succeeded;

    /// <summary>
    /// Sets what runs in the environment now, unless something newer does or the environment is gone.
    /// </summary>
    private void AddToEnvironment(
        EntityCommit commit,
        Call call,
        Document<ProjectEnvironment>? environment, Deployment deployment)
    {
        if (environment is null
            || deployment.Status != DeploymentStatus.Succeeded
            || environment.Value.DeployedAt > deployment.FinishedAt)
        {
            return;
        }

        var updated = environment.Value with
        {
            CurrentVersion = deployment.Version,
            CurrentReleaseId = deployment.ReleaseId,
            CurrentDeploymentId = deployment.Id,
            DeployedAt = deployment.FinishedAt,
            UpdatedAt = writer.TimeAfter(environment.Value),
        };
        commit.Replace(EnvironmentService.Kind, call.Origin, environment, updated);
    }

    /// <summary>The times that follow from the status, where they were not given.</summary>
    private static DeploymentProgress Started(DeploymentProgress progress, DateTimeOffset now) => progress.Status switch
    {
        DeploymentStatus.Pending => progress,
        DeploymentStatus.InProgress => progress with { StartedAt = progress.StartedAt ?? now },
        DeploymentStatus.Cancelled => progress with { FinishedAt = progress.FinishedAt ?? now },
        _ => progress with
        {
            StartedAt = progress.StartedAt ?? progress.FinishedAt ?? now,
            FinishedAt = progress.FinishedAt ?? now,
        },
    };

    private void CheckTimes(Deployment deployment)
    {
        if (deployment.FinishedAt < deployment.StartedAt)
            throw RefusedException.Invalid("finished_at", "Not before started_at.");
        if (deployment.Status < DeploymentStatus.Succeeded && deployment.FinishedAt is not null)
            throw RefusedException.Invalid("finished_at", "Only a deployment that has ended has this time.");

        // A machine's clock may be ahead of ours, but not by much.
        var latest = writer.Now() + TimeSpan.FromMinutes(5);
        if (deployment.FinishedAt > latest)
            throw RefusedException.Invalid("finished_at", "Not in the future.");
        if (deployment.StartedAt > latest)
            throw RefusedException.Invalid("started_at", "Not in the future.");
    }

    private static void CheckTransition(Deployment current, DeploymentProgress progress)
    {
        var isSame = (progress.Status, progress.StartedAt, progress.FinishedAt)
            == (current.Status, current.StartedAt, current.FinishedAt);
        if (current.Status >= DeploymentStatus.Succeeded && !isSame)
            throw RefusedException.Conflict("The deployment has ended, and stays in the history as it is.");
        if (progress.Status < current.Status)
            throw RefusedException.Conflict("status", "A deployment only goes forward.");
    }

    private async ValueTask<Release?> Release(long projectId, NewDeployment fields, CancellationToken cancellationToken)
    {
        if (fields.ReleaseId is not { } id)
            return null;
        var release = await store.Get(ReleaseDocuments.Type, ProjectPartReader.Key(projectId, id), cancellationToken)
            ?? throw RefusedException.Invalid("release_id", $"The project has no release {Ids.Text(id)}.");
        return fields.Version is null || fields.Version == release.Value.Version
            ? release.Value
            : throw RefusedException.Invalid("version", $"The release's version is {release.Value.Version}.");
    }

    private async ValueTask<Document<ProjectEnvironment>> FindEnvironment(
        long projectId,
        NewDeployment fields,
        CancellationToken cancellationToken)
    {
        if (fields.EnvironmentId is { } id)
        {
            var found = await store.Get(
                EnvironmentDocuments.Type,
                ProjectPartReader.Key(projectId, id),
                cancellationToken)
                ?? throw RefusedException.Invalid("environment_id", $"The project has no environment {Ids.Text(id)}.");
            return fields.Environment is null || fields.Environment == found.Value.Name
                ? found
                : throw RefusedException.Invalid("environment", "The environment_id is of another environment.");
        }

        var query = new DocumentQuery<ProjectEnvironment>(EnvironmentDocuments.Type)
        {
            Scope = Scope.In(Partitions.OfProject(projectId)),
            Where = Predicate.Equal(EnvironmentDocuments.Name, FieldValue.Of((long)fields.Environment!.Value)),
            Limit = 1,
        };
        var page = await store.Query(query, cancellationToken);
        return page.Items.Count > 0
            ? page.Items[0]
            : throw RefusedException.Invalid("environment", "The project has no such environment.");
    }

    private sealed class NewValidator : AbstractValidator<NewDeployment>
    {
        public NewValidator()
        {
            RuleFor(deployment => deployment.EnvironmentId)
                .Must((deployment, id) => id is not null || deployment.Environment is not null)
                .WithMessage("Expected an environment_id, or an environment by name.")
                .InclusiveBetween(1, Ids.Largest);
            RuleFor(deployment => deployment.ReleaseId)
                .Must((deployment, id) => id is not null || !string.IsNullOrWhiteSpace(deployment.Version))
                .WithMessage("Expected a release_id, or a version.")
                .InclusiveBetween(1, Ids.Largest);
            RuleFor(deployment => deployment.Version).OptionalText(SemanticVersion.MostCharacters);
            RuleFor(deployment => deployment.CommitSha)
                .Must(text => text is null || (text.Length is >= 7 and <= 64 && text.All(char.IsAsciiHexDigit)))
                .WithMessage("Expected 7 to 64 hexadecimal digits.");
        }
    }
}
