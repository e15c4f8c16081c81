using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Projects;

/// <summary>The use cases of projects.</summary>
public sealed class ProjectService
{
    /// <summary>
    /// How many candidates a page looks at for each item it holds, where projects name networks that the store can't
    /// be asked about.
    /// </summary>
    private const int MostRefills = 8;

    /// <summary>It follows from the fields that callers set, and is not theirs to be refused.</summary>
    private const string ApprovalStatusName = "approval_status";

    private static readonly ProjectFieldsValidator _validator = new();

    private readonly IDocumentStore _store;
    private readonly AccessGuard _guard;
    private readonly EntityWriter _writer;
    private readonly References _references;
    private readonly IdempotencyRecords _idempotency;
    private readonly ReviewRules _reviews;

    internal ProjectService(
        IDocumentStore store,
        AccessGuard guard,
        EntityWriter writer,
        References references,
        IdempotencyRecords idempotency,
        ReviewRules reviews)
    {
        _store = store;
        _guard = guard;
        _writer = writer;
        _references = references;
        _idempotency = idempotency;
        _reviews = reviews;
    }

    internal static EntityKind<Project> Kind { get; } = new(
        ProjectDocuments.Type,
        project => ProjectDocuments.Key(project.Id),
        project => project.Id);

    /// <summary>Creates a project. A developer's or an agent's needs approval, whatever it says.</summary>
    public async ValueTask<Document<Project>> Create(
        Call call,
        ProjectFields fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        var isProposal = call.Caller is { Role: < Role.Manager } or { IsAgent: true };
        await _guard.Require(call, isProposal ? Permission.ProposeProject : Permission.CreateProject, cancellationToken);
        var earlier = await _idempotency.FindCreated(call, key, Kind.Documents, ProjectDocuments.Key, cancellationToken);
        if (earlier is not null)
            return await _guard.Project(call, earlier.Value.Id, Permission.ReadProject, cancellationToken);

        _validator.Check(fields);
        fields = fields with
        {
            OwnerId = fields.OwnerId ?? call.Caller.UserId,
            RequiresApproval = fields.RequiresApproval || isProposal,
        };
        await CheckReferences(new ProjectFields(), fields, cancellationToken);
        CheckClearance(call, fields);

        var id = await _idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        var now = _writer.Now();
        var project = new Project(fields)
        {
            Id = id,
            ReviewDueDate = _reviews.MissingDueDate(fields, createdAt: now, lastReviewedAt: null),
            ApprovalStatus = fields.RequiresApproval ? ApprovalStatus.Pending : ApprovalStatus.NotRequired,
            CreatedBy = call.Caller.UserId,
            CreatedAt = now,
            UpdatedAt = now,
        };
        return await _writer.Create(Kind, call.Origin, project, cancellationToken)
            ?? await _guard.Project(call, id, Permission.ReadProject, cancellationToken);
    }

    /// <summary>Reads a project.</summary>
    public ValueTask<Document<Project>> Get(Call call, long id, CancellationToken cancellationToken) =>
        _guard.Project(call, id, Permission.ReadProject, cancellationToken);

    /// <summary>Lists the projects that the caller may see.</summary>
    public async ValueTask<ListPage<Project>> List(Call call, ListRequest request, CancellationToken cancellationToken)
    {
        var visible = await _guard.VisibleProjects(call, cancellationToken);
        var query = request.Query(ProjectDocuments.Type) with { Where = visible & request.Where };
        var items = new List<Document<Project>>(request.Limit);
        for (var round = 0; ; round++)
        {
            var page = await _store.Query(query, cancellationToken);
            foreach (var (index, candidate) in page.Items.Index())
            {
                if (!MayNameNetworks(candidate) || AccessRules.PassesNetworks(call, candidate.Value))
                    items.Add(candidate);
                if (items.Count == request.Limit && (page.HasMore || index < page.Items.Count - 1))
                    return new ListPage<Project>(items, query.PositionOf(candidate.Value));
            }

            if (!page.HasMore)
                return new ListPage<Project>(items, Next: null);
            query = query with { After = query.PositionOf(page.Items[^1].Value) };
            if (round == MostRefills)
                return new ListPage<Project>(items, query.After);
        }
    }

    /// <summary>Changes a project: its technical fields with less of a permission than the others.</summary>
    public ValueTask<Document<Project>> Update(
        Call call,
        long id,
        Edit edit,
        IfMatch ifMatch,
        CancellationToken cancellationToken) =>
        Update(call, id, project => edit.Apply<ProjectFields, Project>(project), ifMatch, cancellationToken);

    /// <summary>Archives a project; an archived one stays as it is.</summary>
    public ValueTask<Document<Project>> Archive(Call call, long id, IfMatch ifMatch, CancellationToken cancellationToken) =>
        Update(
            call,
            id,
            project => project with { Status = ProjectStatus.Archived },
            ifMatch,
            cancellationToken);

    private ValueTask<Document<Project>> Update(
        Call call,
        long id,
        Func<Project, ProjectFields> change,
        IfMatch ifMatch,
        CancellationToken cancellationToken) => EntityWriter.Persist(async () =>
        {
            var current = await _guard.Project(call, id, Permission.ReadProject, cancellationToken);
            await _guard.Require(call, Permission.ChangeTechnicalFields, current.Value, cancellationToken);
            ifMatch.Check(current);
            var fields = change(current.Value);

            // A project is never without an owner; who leaves it out leaves it as it is.
            fields = fields with { OwnerId = fields.OwnerId ?? current.Value.OwnerId };
            var updated = new Project(fields)
            {
                Id = id,
                ApprovalStatus = ApprovalStatusAfter(current.Value, fields),
                LastReviewId = current.Value.LastReviewId,
                LastReviewedAt = current.Value.LastReviewedAt,
                CreatedBy = current.Value.CreatedBy,
                CreatedAt = current.Value.CreatedAt,
                UpdatedAt = _writer.TimeAfter(current.Value),
            };
            var changed = ChangedFields(current.Value, updated);
            var governed = changed.Where(name => name != ApprovalStatusName && !TechnicalFields.Names.Contains(name)).ToList();
            if (governed.Count > 0)
                await _guard.RequireForFields(call, Permission.ChangeGovernanceFields, current.Value, governed, cancellationToken);
            _validator.Check(fields);
            await CheckReferences(current.Value, fields, cancellationToken);
            CheckClearance(call, fields);
            if (changed.Count > 0 && (current.Value.Status, fields.Status) is (ProjectStatus.Archived, ProjectStatus.Archived))
                throw RefusedException.Conflict("The project is archived. Set its status to change it.");

            // It follows from a rule, so it takes no permission of the caller's.
            if (changed.Count > 0)
            {
                var (createdAt, reviewedAt) = (current.Value.CreatedAt, current.Value.LastReviewedAt);
                updated = updated with { ReviewDueDate = _reviews.MissingDueDate(fields, createdAt, reviewedAt) };
            }

            return await _writer.Replace(Kind, call.Origin, current, updated, reason: null, with: null, cancellationToken);
        });

    private static List<string> ChangedFields(Project before, Project after) =>
        Kind.Difference(before, after).New is { } values
            ? [.. values.EnumerateObject().Select(property => property.Name)]
            : [];

    private static ApprovalStatus ApprovalStatusAfter(Project current, ProjectFields fields) => fields.RequiresApproval switch
    {
        false => ApprovalStatus.NotRequired,
        true when !current.RequiresApproval => ApprovalStatus.Pending,
        true => current.ApprovalStatus,
    };

    /// <summary>Nobody may put a project above their own clearance: they would lose sight of it.</summary>
    private static void CheckClearance(Call call, ProjectFields fields)
    {
        if (call.Caller.Role < Role.Admin && fields.SecurityLevel > call.Caller.Clearance)
            throw RefusedException.Invalid("security_level", "This level is above the caller's clearance.");
    }

    /// <summary>What did not change is left alone: an owner may have left since.</summary>
    private async ValueTask CheckReferences(ProjectFields before, ProjectFields after, CancellationToken cancellationToken)
    {
        if (after.OwnerId != before.OwnerId)
            await _references.CheckUser("owner_id", after.OwnerId, cancellationToken);
        if (after.TeamId != before.TeamId)
            await _references.CheckTeam("team_id", after.TeamId, cancellationToken);
        foreach (var (index, stakeholder) in after.Stakeholders.Index())
        {
            if (!before.Stakeholders.Contains(stakeholder))
                await _references.CheckUser($"stakeholders[{index}].user_id", stakeholder.UserId, cancellationToken);
        }
    }

    /// <summary>
    /// Spares most projects being read only to find that they name no networks. Only the project's own property counts:
    /// the same text may stand in its free-form values.
    /// </summary>
    private static bool MayNameNetworks(Document<Project> project)
    {
        if (HasOnlyEmptyNetworks(project.Json.Span))
            return false;
        var reader = new Utf8JsonReader(project.Json.Span);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var isNetworks = reader.ValueTextEquals("allowed_ips"u8);
            reader.Read();
            if (isNetworks)
                return !reader.Read() || reader.TokenType != JsonTokenType.EndArray;
            reader.Skip();
        }

        return false;
    }

    /// <summary>Whether the property is empty wherever its name stands, which is quick to see and nearly always so.</summary>
    private static bool HasOnlyEmptyNetworks(ReadOnlySpan<byte> json)
    {
        var name = "\"allowed_ips\""u8;
        for (var at = json.IndexOf(name); at >= 0; at = json.IndexOf(name))
        {
            json = json[(at + name.Length)..];
            foreach (var expected in ":[]"u8)
            {
                json = json.TrimStart(" \t\r\n"u8);
                if (json.IsEmpty || json[0] != expected)
                    return false;
                json = json[1..];
            }
        }

        return true;
    }
}
