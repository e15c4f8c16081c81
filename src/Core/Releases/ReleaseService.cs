using System.Globalization;
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
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;
using FluentValidation;

namespace Enterprise.Core.Releases;

/// <summary>The use cases of releases.</summary>
public sealed class ReleaseService
{
    private static readonly Validator _validator = new();

    private readonly IDocumentStore _store;
    private readonly ProjectParts _parts;
    private readonly EntityWriter _writer;
    private readonly IdempotencyRecords _idempotency;
    private readonly ApprovalRequests _approvals;

    internal ReleaseService(
        IDocumentStore store,
        ProjectParts parts,
        EntityWriter writer,
        IdempotencyRecords idempotency,
        ApprovalRequests approvals)
    {
        _store = store;
        _parts = parts;
        _writer = writer;
        _idempotency = idempotency;
        _approvals = approvals;
    }

    internal static EntityKind<Release> Kind { get; } = new(
        ReleaseDocuments.Type,
        release => ProjectParts.Key(release.ProjectId, release.Id),
        release => release.ProjectId);

    /// <summary>
    /// Creates a release, as a draft or released at once; where that needs approval, as a draft that waits for it.
    /// </summary>
    public async ValueTask<ChangeOutcome<Release>> Create(
        Call call,
        NewRelease fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        var project = await _parts.ForCreation(call, fields.ProjectId, cancellationToken);
        var earlier = await _idempotency.FindCreated(
            call, key, Kind.Documents, created => ProjectParts.Key(project.Id, created), cancellationToken);
        if (earlier is not null)
            return await AsCreated(earlier, cancellationToken);

        _validator.Check(fields);
        if (fields.Status == ReleaseStatus.RolledBack)
            throw RefusedException.Invalid("status", "A release starts as draft or released.");
        var isReleased = fields.Status == ReleaseStatus.Released;
        if (isReleased)
            _parts.RequireNotOverdue(project);
        var plan = isReleased ? await PlanFor(project, cancellationToken) : null;
        var id = await _idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        var now = _writer.Now();
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
        var claim = new ProjectClaim { EntityId = id };
        if (plan is not null)
            return await EntityWriter.Persist(() => Propose(call, project, release, plan, cancellationToken));
        var made = await _writer.Create(
            Kind,
            call.Origin,
            release,
            commit => commit.Create(ProjectClaim.Type, ClaimId(fields), claim),
            VersionIsTaken,
            cancellationToken);
        return ChangeOutcome<Release>.Made(made ?? await _parts.Existing(Kind.Documents, project.Id, id, cancellationToken))!;
    }

    /// <summary>Reads a release.</summary>
    public ValueTask<Document<Release>> Get(Call call, long projectId, long id, CancellationToken cancellationToken) =>
        _parts.Get(call, Kind.Documents, projectId, id, cancellationToken);

    /// <summary>Lists a project's releases, by default in the order of their versions.</summary>
    public ValueTask<ListPage<Release>> List(
        Call call,
        long projectId,
        ListRequest request,
        CancellationToken cancellationToken) =>
        _parts.List(call, Kind.Documents, projectId, request, cancellationToken);

    /// <summary>Changes a draft, releases it, or rolls a release back.</summary>
    /// <remarks>
    /// Where a publication needs approval, the draft is changed at once and waits. Who changes a draft that waits has its
    /// approvers decide afresh.
    /// </remarks>
    public ValueTask<ChangeOutcome<Release>> Update(
        Call call,
        long projectId,
        long id,
        Edit edit,
        IfMatch ifMatch,
        CancellationToken cancellationToken) => EntityWriter.Persist(async () =>
        {
            var project = await _parts.ForDelivery(call, projectId, cancellationToken);
            var current = await _parts.Existing(Kind.Documents, projectId, id, cancellationToken);
            ifMatch.Check(current);
            var fields = edit.Apply<ReleaseFields, Release>(current.Value);
            _validator.Check(fields);
            CheckTransition(current.Value, fields);
            if ((current.Value.Status, fields.Status) is (ReleaseStatus.Draft, ReleaseStatus.Released))
                _parts.RequireNotOverdue(project.Value);
            var plan = (current.Value.Status, fields.Status) is (ReleaseStatus.Draft, ReleaseStatus.Released)
                ? await PlanFor(project.Value, cancellationToken)
                : null;
            var at = _writer.TimeAfter(current.Value);
            var updated = Advance(current.Value, plan is null ? fields : fields with { Status = ReleaseStatus.Draft }, call.Caller.UserId, at);
            var reason = updated.Status == current.Value.Status ? null : fields.StatusReason;
            var commit = new Commit(Container.Projects, current.Key.Partition);
            var isChanged = _writer.Add(commit, Kind, call.Origin, current.Value, updated, current.Version, "updated", reason);
            if (!isChanged && plan is null)
                return ChangeOutcome<Release>.Made(current);
            await MoveClaim(commit, current, fields, cancellationToken);
            var approval = await Approval(call, project.Value, current, updated, plan, cancellationToken);
            approval?.AddTo(commit);
            var result = await _store.Commit(commit, cancellationToken);
            if (!result.Succeeded)
                return null;
            return plan is not null
                ? ChangeOutcome<Release>.Waiting(ApprovalWriter.Written(approval!.Approval, commit, result))
                : ChangeOutcome<Release>.Made(new Document<Release>(Kind.Documents, current.Key, result.Versions[0], commit.Writes[0].Json));
        });

    /// <summary>Who has to approve a publication; refuses that of a project that is itself not approved.</summary>
    private async ValueTask<ApprovalPlan?> PlanFor(Project project, CancellationToken cancellationToken)
    {
        await _approvals.RequireLive(project, cancellationToken);
        return await _approvals.PlanFor(ApprovalRequests.Publication, project, project, cancellationToken);
    }

    /// <summary>What a repeated creation is answered with: what the first one was, as it stands now.</summary>
    private async ValueTask<ChangeOutcome<Release>> AsCreated(Document<Release> earlier, CancellationToken cancellationToken)
    {
        if (earlier.Value.Status == ReleaseStatus.Draft)
        {
            var register = await _approvals.Register(earlier.Value.ProjectId, cancellationToken);
            var pending = register?.Value.OfRelease(earlier.Value.Id);
            if (await _approvals.Pending(earlier.Value.ProjectId, pending, cancellationToken) is { } approval)
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
        var key = ProjectParts.Key(project.Id, draft.Id);
        if (await _store.Get(Kind.Documents, key, cancellationToken) is { } existing)
            return await AsCreated(existing, cancellationToken);
        var claim = ClaimId(draft);
        if (await _store.Get(ProjectClaim.Type, key with { Id = claim }, cancellationToken) is not null)
            throw VersionIsTaken();
        var register = await _approvals.Register(project.Id, cancellationToken);
        var prepared = await _approvals.Start(
            call.Origin, RequestFor(project, draft, call.Caller.UserId, plan), register, wasLive: true, cancellationToken);
        var commit = new Commit(Container.Projects, key.Partition);
        _writer.Add(commit, Kind, call.Origin, before: null, draft, version: null, "created");
        commit.Create(ProjectClaim.Type, claim, new ProjectClaim { EntityId = draft.Id });
        prepared.AddTo(commit);
        var result = await _store.Commit(commit, cancellationToken);
        return result.Succeeded ? ChangeOutcome<Release>.Waiting(ApprovalWriter.Written(prepared.Approval, commit, result)) : null;
    }

    /// <summary>The approval that begins with a change, or that the change sends back; null where there is none.</summary>
    private async ValueTask<PreparedApproval?> Approval(
        Call call,
        Project project,
        Document<Release> current,
        Release updated,
        ApprovalPlan? plan,
        CancellationToken cancellationToken)
    {
        if (current.Value.Status != ReleaseStatus.Draft)
            return null;
        var register = await _approvals.Register(project.Id, cancellationToken);
        if (plan is not null)
        {
            var request = RequestFor(project, Kept(current.Value, updated), call.Caller.UserId, plan);
            return await _approvals.Start(call.Origin, request, register, wasLive: true, cancellationToken);
        }

        if (await _approvals.Pending(project.Id, register?.Value.OfRelease(updated.Id), cancellationToken) is not { } pending)
            return null;
        var again = await _approvals.PlanFor(ApprovalRequests.Publication, project, project, cancellationToken)
            ?? new ApprovalPlan(pending.Value.Policies, pending.Value.IsParallel, pending.Value.Stages);
        return await _approvals.Return(
            call.Origin,
            pending,
            RequestFor(project, updated, pending.Value.RequestedBy, again),
            "The draft was changed.",
            cancellationToken);
    }

    /// <summary>The draft as it is kept: one that says the same is not written.</summary>
    private static Release Kept(Release current, Release updated) =>
        Kind.Difference(current, updated).New is null ? current : updated;

    private static ApprovalRequest RequestFor(Project project, Release draft, long requestedBy, ApprovalPlan plan) => new()
    {
        Project = project,
        RequestedBy = requestedBy,
        Kinds = ApprovalRequests.Publication,
        Plan = plan,
        ReleaseId = draft.Id,
        BaseVersion = VersionOf(draft),
        ProposedChanges = new Dictionary<string, ProposedChange>
        {
            ["status"] = new(Json(ReleaseStatus.Draft), Json(ReleaseStatus.Released)),
        },
    };

    private static JsonElement Json(ReleaseStatus status) =>
        JsonSerializer.SerializeToElement(status, EnterpriseJson.Default.ReleaseStatus);

    private async ValueTask MoveClaim(Commit commit, Document<Release> current, ReleaseFields fields, CancellationToken cancellationToken)
    {
        var (oldClaim, newClaim) = (ClaimId(current.Value), ClaimId(fields));
        if (oldClaim == newClaim)
            return;
        var newKey = new DocumentKey(current.Key.Partition, newClaim);
        if (await _store.Get(ProjectClaim.Type, newKey, cancellationToken) is not null)
            throw VersionIsTaken();
        var held = await _store.Get(ProjectClaim.Type, newKey with { Id = oldClaim }, cancellationToken);
        commit.Create(ProjectClaim.Type, newClaim, new ProjectClaim { EntityId = current.Value.Id });
        if (held is not null)
            commit.Delete(ProjectClaim.Type, oldClaim, held.Version);
    }

    /// <summary>What tells a draft from the same one changed, known before it is written.</summary>
    internal static string VersionOf(Release draft) => draft.UpdatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>A draft as it is once it is published.</summary>
    internal static Release Publish(Release draft, long userId, DateTimeOffset at) =>
        draft with { Status = ReleaseStatus.Released, ReleasedAt = at, ReleasedBy = userId, UpdatedAt = at };

    private static Release Advance(Release current, ReleaseFields fields, long userId, DateTimeOffset at)
    {
        var updated = new Release(fields)
        {
            Id = current.Id,
            ProjectId = current.ProjectId,
            ReleasedAt = current.ReleasedAt,
            ReleasedBy = current.ReleasedBy,
            RolledBackAt = current.RolledBackAt,
            RolledBackBy = current.RolledBackBy,
            CreatedBy = current.CreatedBy,
            CreatedAt = current.CreatedAt,
            UpdatedAt = at,
        };
        return (current.Status, fields.Status) switch
        {
            (ReleaseStatus.Draft, ReleaseStatus.Released) => updated with { ReleasedAt = at, ReleasedBy = userId },
            (ReleaseStatus.Released, ReleaseStatus.RolledBack) => updated with { RolledBackAt = at, RolledBackBy = userId },
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
