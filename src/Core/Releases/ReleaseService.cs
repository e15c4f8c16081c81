using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
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

    internal ReleaseService(
        IDocumentStore store,
        ProjectParts parts,
        EntityWriter writer,
        IdempotencyRecords idempotency)
    {
        _store = store;
        _parts = parts;
        _writer = writer;
        _idempotency = idempotency;
    }

    internal static EntityKind<Release> Kind { get; } = new(
        ReleaseDocuments.Type,
        release => ProjectParts.Key(release.ProjectId, release.Id),
        release => release.ProjectId);

    /// <summary>Creates a release, as a draft or released at once.</summary>
    public async ValueTask<Document<Release>> Create(
        Call call,
        NewRelease fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        var project = await _parts.ForCreation(call, fields.ProjectId, cancellationToken);
        var projectId = project.Value.Id;
        var earlier = await _idempotency.FindCreated(
            call, key, Kind.Documents, created => ProjectParts.Key(projectId, created), cancellationToken);
        if (earlier is not null)
            return earlier;

        _validator.Check(fields);
        if (fields.Status == ReleaseStatus.RolledBack)
            throw RefusedException.Invalid("status", "A release starts as draft or released.");
        var isReleased = fields.Status == ReleaseStatus.Released;
        if (isReleased)
            _parts.RequireNotOverdue(project);
        var id = await _idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        var now = _writer.Now();
        var release = new Release(fields)
        {
            Id = id,
            ProjectId = projectId,
            ReleasedAt = isReleased ? now : null,
            ReleasedBy = isReleased ? call.Caller.UserId : null,
            CreatedBy = call.Caller.UserId,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var claim = new ProjectClaim { EntityId = id };
        var created = await _writer.Create(
            Kind,
            call.Origin,
            release,
            commit => commit.Create(ProjectClaim.Type, ClaimId(fields), claim),
            VersionIsTaken,
            cancellationToken);
        return created ?? await _parts.Existing(Kind.Documents, projectId, id, cancellationToken);
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
    public ValueTask<Document<Release>> Update(
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
                _parts.RequireNotOverdue(project);
            var at = _writer.TimeAfter(current.Value);
            var updated = Advance(current.Value, fields, call.Caller.UserId, at);
            var reason = fields.Status == current.Value.Status ? null : fields.StatusReason;
            var (oldClaim, newClaim) = (ClaimId(current.Value), ClaimId(fields));
            if (oldClaim == newClaim)
                return await _writer.Replace(Kind, call.Origin, current, updated, reason, with: null, cancellationToken);

            var newKey = new DocumentKey(current.Key.Partition, newClaim);
            if (await _store.Get(ProjectClaim.Type, newKey, cancellationToken) is not null)
                throw VersionIsTaken();
            var held = await _store.Get(ProjectClaim.Type, newKey with { Id = oldClaim }, cancellationToken);
            return await _writer.Replace(
                Kind,
                call.Origin,
                current,
                updated,
                reason,
                commit =>
                {
                    commit.Create(ProjectClaim.Type, newClaim, new ProjectClaim { EntityId = id });
                    if (held is not null)
                        commit.Delete(ProjectClaim.Type, oldClaim, held.Version);
                },
                cancellationToken);
        });

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
