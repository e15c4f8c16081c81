using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;
using FluentValidation;

namespace Enterprise.Core.Releases;

/// <summary>The use cases of releases.</summary>
internal sealed class ReleaseService(
    IDocumentStore store,
    ProjectPartReader parts,
    EntityWriter writer,
    IdempotencyRecordReader idempotency,
    ApprovalPolicyReader policies,
    ApprovalRequestService approvals,
    ReviewPolicy reviews)
{
    private static readonly Validator _validator = new();

    private static readonly HashSet<ChangeKind> _publication = [ChangeKind.ProductionRelease];

    internal static EntityKind<Release> Kind { get; } = new(
        ReleaseDocuments.Type,
        release => ProjectPartReader.Key(release.ProjectId, release.Id),
        release => release.ProjectId,
        new(ReleaseEvents.Created, ReleaseEvents.Updated));

    /// <summary>
    /// Creates a release, as a draft or released at once; where that needs approval, as a draft that waits for it.
    /// </summary>
    public async ValueTask<ChangeOutcome<Release>> Create(
        Call call,
        NewRelease fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        var project = await parts.ForCreation(call, fields.ProjectId, cancellationToken);
        var earlier = await idempotency.FindCreated(
            call, key, Kind.Documents, created => ProjectPartReader.Key(project.Id, created), cancellationToken);
        if (earlier is not null)
            return await AsCreated(earlier, cancellationToken);

        _validator.Check(fields);
        if (fields.Status == ReleaseStatus.RolledBack)
            throw RefusedException.Invalid("status", "A release starts as draft or released.");
        var isReleased = fields.Status == ReleaseStatus.Released;
        if (isReleased)
            reviews.RequireNotOverdue(project);
        var plan = isReleased ? await PlanFor(project, cancellationToken) : null;
        var id = await idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        var now = writer.Now();
        isReleased &= plan is null;
        var release = new Release(fields)
        {
            Id = id,
            ProjectId = project.Id,
            Status = isReleased ? ReleaseStatus.Released : ReleaseStatus.Draft,
            ReleasedAt = isReleased ? now : null,
            ReleasedBy = isReleased ? call.Caller.UserId : null,
            CreatedBy = call.Caller.UserId,
            CreatedAt = now,
            UpdatedAt = now,
        };
        if (plan is not null)
            return await EntityWriter.Persist(() => Propose(call, project, release, plan, cancellationToken));
        var commit = writer.Begin(Kind, Kind.KeyOf(release));
        var created = commit.Create(Kind, call.Origin, release);
        commit.Create(ProjectClaim.Type, ClaimId(fields), new ProjectClaim { EntityId = id });
        if (await commit.Save(cancellationToken))
            return ChangeOutcome<Release>.Made(created.Document)!;
        return created.IsConflict
            ? ChangeOutcome<Release>.Made(await parts.Existing(Kind.Documents, project.Id, id, cancellationToken))!
            : throw VersionIsTaken();
    }

    /// <summary>Reads a release.</summary>
    public ValueTask<Document<Release>> Get(Call call, long projectId, long id, CancellationToken cancellationToken) =>
        parts.Get(call, Kind.Documents, projectId, id, cancellationToken);

    /// <summary>Lists a project's releases, by default in the order of their versions.</summary>
    public ValueTask<ListPage<Release>> List(
        Call call,
        long projectId,
        ListRequest request,
        CancellationToken cancellationToken) =>
        parts.List(call, Kind.Documents, projectId, request, cancellationToken);

    /// <summary>Changes a draft, releases it, or rolls a release back.</summary>
    /// <remarks>
    /// Where a publication needs approval, the draft is changed at once and waits. Changing a draft that waits
    /// sends its approval back.
    /// </remarks>
    public ValueTask<ChangeOutcome<Release>> Update(
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
            var fields = edit.Apply(current.Value, ReleasesJson.Default.ReleaseFields, ReleasesJson.Default.Release);
            _validator.Check(fields);
            CheckTransition(current.Value, fields);
            if ((current.Value.Status, fields.Status) is (ReleaseStatus.Draft, ReleaseStatus.Released))
                reviews.RequireNotOverdue(project.Value);
            var plan = (current.Value.Status, fields.Status) is (ReleaseStatus.Draft, ReleaseStatus.Released)
                ? await PlanFor(project.Value, cancellationToken)
                : null;
            var at = writer.TimeAfter(current.Value);
            var updated = Advance(
                current.Value,
                plan is null ? fields : fields with { Status = ReleaseStatus.Draft },
                call.Caller.UserId,
                at);
            var reason = updated.Status == current.Value.Status ? null : fields.StatusReason;
            var commit = writer.Begin(Kind, current.Key);
            var write = commit.Replace(Kind, call.Origin, current, updated, reason);
            if (write is null && plan is null)
                return ChangeOutcome<Release>.Made(current);
            await MoveClaim(commit, current, fields, cancellationToken);
            var approval = await Approval(commit, call, project.Value, current, updated, plan, cancellationToken);
            if (!await commit.Save(cancellationToken))
                return null;
            return plan is not null
                ? ChangeOutcome<Release>.Waiting(approval!.Document)
                : ChangeOutcome<Release>.Made(write!.Document);
        });

    /// <summary>Who has to approve a publication; refuses that of a project that is itself not approved.</summary>
    private async ValueTask<ApprovalPlan?> PlanFor(Project project, CancellationToken cancellationToken)
    {
        await approvals.RequireLive(project, cancellationToken);
        return await policies.For(_publication, project, project, cancellationToken);
    }

    /// <summary>What a repeated creation is answered with: what the first one was, as it stands now.</summary>
    private async ValueTask<ChangeOutcome<Release>> AsCreated(
        Document<Release> earlier,
        CancellationToken cancellationToken)
    {
        if (earlier.Value.Status == ReleaseStatus.Draft)
        {
            var register = await approvals.Register(earlier.Value.ProjectId, cancellationToken);
            var pending = register?.Value.OfRelease(earlier.Value.Id);
            if (await approvals.Pending(earlier.Value.ProjectId, pending, cancellationToken) is { } approval)
                return ChangeOutcome<Release>.Waiting(approval);
        }

        return ChangeOutcome<Release>.Made(earlier)!;
    }

    private async ValueTask<ChangeOutcome<Release>?> Propose(
        Call call,
        Project project,
        Release draft,
        ApprovalPlan plan,
        CancellationToken cancellationToken)
    {
        var key = ProjectPartReader.Key(project.Id, draft.Id);
        if (await store.Get(Kind.Documents, key, cancellationToken) is { } existing)
            return await AsCreated(existing, cancellationToken);
        var claim = ClaimId(draft);
        if (await store.Get(ProjectClaim.Type, key with { Id = claim }, cancellationToken) is not null)
            throw VersionIsTaken();
        var register = await approvals.Register(project.Id, cancellationToken);
        var commit = writer.Begin(Kind, key);
        commit.Create(Kind, call.Origin, draft);
        commit.Create(ProjectClaim.Type, claim, new ProjectClaim { EntityId = draft.Id });
        var request = RequestFor(project, draft, call.Caller.UserId, plan);
        var approval = await approvals.Start(commit, call.Origin, request, register, wasLive: true, cancellationToken);
        return await commit.Save(cancellationToken) ? ChangeOutcome<Release>.Waiting(approval.Document) : null;
    }

    /// <summary>
    /// The approval that a change starts or sends back; null where there is none.
    /// </summary>
    private async ValueTask<CommitWrite<Approval>?> Approval(
        EntityCommit commit,
        Call call,
        Project project,
        Document<Release> current,
        Release updated,
        ApprovalPlan? plan,
        CancellationToken cancellationToken)
    {
        if (current.Value.Status != ReleaseStatus.Draft)
            return null;
        var register = await approvals.Register(project.Id, cancellationToken);
        if (plan is not null)
        {
            var request = RequestFor(project, Kept(current.Value, updated), call.Caller.UserId, plan);
            return await approvals.Start(commit, call.Origin, request, register, wasLive: true, cancellationToken);
        }

        if (await approvals.Pending(
            project.Id,
            register?.Value.OfRelease(updated.Id),
            cancellationToken) is not { } pending)
        {
            return null;
        }

        var again = await policies.For(_publication, project, project, cancellationToken)
            ?? ApprovalPlan.Of(pending.Value);
        return await approvals.Return(
            commit,
            call.Origin,
            pending,
            RequestFor(project, updated, pending.Value.RequestedBy, again),
            "The draft was changed.",
            cancellationToken);
    }

    /// <summary>The draft as it is kept: one that says the same is not written.</summary>
    private static Release Kept(Release current, Release updated) =>
        Kind.Difference(current, updated).New is null ? current : updated;

    private static ApprovalRequest RequestFor(
        Project project,
        Release draft,
        long requestedBy,
        ApprovalPlan plan) => new()
        {
            Project = project,
            RequestedBy = requestedBy,
            Kinds = _publication,
            Plan = plan,
            ReleaseId = draft.Id,
            BaseVersion = draft.DraftVersion,
            ProposedChanges = new Dictionary<string, ProposedChange>
            {
                ["status"] = new(Json(ReleaseStatus.Draft), Json(ReleaseStatus.Released)),
            },
        };

    private static JsonElement Json(ReleaseStatus status) =>
        JsonSerializer.SerializeToElement(status, ReleasesJson.Default.ReleaseStatus);

    private async ValueTask MoveClaim(
        EntityCommit commit,
        Document<Release> current,
        ReleaseFields fields,
        CancellationToken cancellationToken)
    {
        var (oldClaim, newClaim) = (ClaimId(current.Value), ClaimId(fields));
        if (oldClaim == newClaim)
            return;
        var newKey = new DocumentKey(current.Key.Partition, newClaim);
        if (await store.Get(ProjectClaim.Type, newKey, cancellationToken) is not null)
            throw VersionIsTaken();
        var held = await store.Get(ProjectClaim.Type, newKey with { Id = oldClaim }, cancellationToken);
        commit.Create(ProjectClaim.Type, newClaim, new ProjectClaim { EntityId = current.Value.Id });
        if (held is not null)
            commit.Delete(ProjectClaim.Type, held);
    }

    private static Release Advance(Release current, ReleaseFields fields, long userId, DateTimeOffset at)
    {
        var updated = current.With(fields) with { UpdatedAt = at };
        return (current.Status, fields.Status) switch
        {
            (ReleaseStatus.Draft, ReleaseStatus.Released) => updated with { ReleasedAt = at, ReleasedBy = userId },
            (ReleaseStatus.Released, ReleaseStatus.RolledBack) =>
                updated with { RolledBackAt = at, RolledBackBy = userId },
            _ => updated,
        };
    }

    private static void CheckTransition(Release current, ReleaseFields fields)
    {
        if ((current.Status, fields.Status) is (ReleaseStatus.Draft, ReleaseStatus.RolledBack))
            throw RefusedException.Conflict("status", "A draft was never released, so it can't be rolled back.");
        if (fields.Status < current.Status)
            throw RefusedException.Conflict("status", "A release only goes from draft to released to rolled_back.");
        if (current.Status == ReleaseStatus.Draft)
            return;
        if (Content(fields) != Content(current))
            throw RefusedException.Conflict("The content of a release is frozen once it is released.");
        if (fields.Status == current.Status && fields.StatusReason != current.StatusReason)
            throw RefusedException.Conflict("status_reason", "The reason belongs to a change of the status.");
        var hasReason = !string.IsNullOrWhiteSpace(fields.StatusReason) && fields.StatusReason != current.StatusReason;
        if (fields.Status > current.Status && !hasReason)
            throw RefusedException.Invalid("status_reason", "A rollback needs a reason of its own.");
    }

    private static (string?, string?, string?, string?) Content(ReleaseFields fields) =>
        (fields.Version, fields.Name, fields.Description, fields.ReleaseNotes);

    private static RefusedException VersionIsTaken() =>
        RefusedException.Conflict("version", "The project has a release of this version already.");

    private static string ClaimId(ReleaseFields fields) => $"release:{SemanticVersion.Normalise(fields.Version!)}";

    private sealed class Validator : AbstractValidator<ReleaseFields>
    {
        public Validator()
        {
            RuleFor(release => release.Version)
                .Must(SemanticVersion.IsValid)
                .WithMessage("Expected a semantic version such as 2.1.0 or v2.1.0-rc.1, of at most 100 characters.");
            RuleFor(release => release.Name).OptionalText(200);
            RuleFor(release => release.Description).OptionalText(10_000);
            RuleFor(release => release.ReleaseNotes).OptionalText(50_000);
            RuleFor(release => release.StatusReason).OptionalText(1_000);
        }
    }
}
