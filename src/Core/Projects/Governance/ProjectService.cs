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
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Projects.Governance;

/// <summary>The use cases of projects.</summary>
public sealed class ProjectService
{
    private readonly IDocumentStore _store;
    private readonly AccessGuard _guard;
    private readonly EntityWriter _writer;
    private readonly ProjectRules _rules;
    private readonly IdempotencyRecords _idempotency;
    private readonly ReviewRules _reviews;
    private readonly ReviewScheduling _schedules;
    private readonly ApprovalRequests _approvals;

    internal ProjectService(
        IDocumentStore store,
        AccessGuard guard,
        EntityWriter writer,
        ProjectRules rules,
        IdempotencyRecords idempotency,
        ReviewRules reviews,
        ReviewScheduling schedules,
        ApprovalRequests approvals)
    {
        _store = store;
        _guard = guard;
        _writer = writer;
        _rules = rules;
        _idempotency = idempotency;
        _reviews = reviews;
        _schedules = schedules;
        _approvals = approvals;
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

        ProjectRules.Check(fields);
        fields = fields with
        {
            OwnerId = fields.OwnerId ?? call.Caller.UserId,
            RequiresApproval = fields.RequiresApproval || isProposal,
        };

        // That the caller is an active user is known.
        await _rules.CheckReferences(new ProjectFields { OwnerId = call.Caller.UserId }, fields, cancellationToken);
        CheckClearance(call, fields);

        var id = await _idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        var now = _writer.Now();
        var project = new Project(fields)
        {
            Id = id,
            ReviewDueDate = _reviews.MissingDueDate(fields, createdAt: now, lastReviewedAt: null),
            ApprovalStatus = ApprovalStatus.NotRequired,
            CreatedBy = call.Caller.UserId,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var plan = await _approvals.PlanFor(ApprovalRequests.Creation, before: null, project, cancellationToken);
        var created = plan is null
            ? await Create(call, project, with: null, cancellationToken)
            : await Propose(call, project, plan, cancellationToken);
        return created ?? await _guard.Project(call, id, Permission.ReadProject, cancellationToken);
    }

    /// <summary>Reads a project.</summary>
    public ValueTask<Document<Project>> Get(Call call, long id, CancellationToken cancellationToken) =>
        _guard.Project(call, id, Permission.ReadProject, cancellationToken);

    /// <summary>Lists the projects that the caller may see; about the networks that some name the store can't be asked.</summary>
    public async ValueTask<ListPage<Project>> List(Call call, ListRequest request, CancellationToken cancellationToken)
    {
        var visible = await _guard.VisibleProjects(call, cancellationToken);
        var query = request.Query(ProjectDocuments.Type) with { Where = visible & request.Where };
        return await Candidates.Page(
            _store,
            query,
            candidate => ValueTask.FromResult(!MayNameNetworks(candidate) || AccessRules.PassesNetworks(call, candidate.Value)),
            cancellationToken);
    }

    /// <summary>Changes a project: its technical fields with less of a permission than the others.</summary>
    /// <remarks>What a policy names of the change of a live project waits for its approval, with the rest of the change.</remarks>
    public ValueTask<ChangeOutcome<Project>> Update(
        Call call,
        long id,
        Edit edit,
        IfMatch ifMatch,
        CancellationToken cancellationToken) =>
        Update(call, id, project => edit.Apply<ProjectFields, Project>(project), ifMatch, cancellationToken);

    /// <summary>Archives a project; an archived one stays as it is.</summary>
    public ValueTask<ChangeOutcome<Project>> Archive(Call call, long id, IfMatch ifMatch, CancellationToken cancellationToken) =>
        Update(
            call,
            id,
            project => project with { Status = ProjectStatus.Archived },
            ifMatch,
            cancellationToken);

    private ValueTask<ChangeOutcome<Project>> Update(
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
                ApprovalStatus = current.Value.ApprovalStatus,
                LastReviewId = current.Value.LastReviewId,
                LastReviewedAt = current.Value.LastReviewedAt,
                CreatedBy = current.Value.CreatedBy,
                CreatedAt = current.Value.CreatedAt,
                UpdatedAt = _writer.TimeAfter(current.Value),
            };
            var changed = ChangedFields(current.Value, updated);
            var governed = changed.Where(name => !TechnicalFields.Names.Contains(name)).ToList();
            if (governed.Count > 0)
                await _guard.RequireForFields(call, Permission.ChangeGovernanceFields, current.Value, governed, cancellationToken);
            ProjectRules.Check(fields);
            await _rules.CheckReferences(current.Value, fields, cancellationToken);
            CheckClearance(call, fields);
            if (changed.Count > 0 && (current.Value.Status, fields.Status) is (ProjectStatus.Archived, ProjectStatus.Archived))
                throw RefusedException.Conflict("The project is archived. Set its status to change it.");

            // It follows from a rule, so it takes no permission of the caller's.
            if (changed.Count > 0)
            {
                var (createdAt, reviewedAt) = (current.Value.CreatedAt, current.Value.LastReviewedAt);
                updated = updated with { ReviewDueDate = _reviews.MissingDueDate(fields, createdAt, reviewedAt) };
            }

            return governed.Count == 0
                ? ChangeOutcome<Project>.Made(await Write(call, current, updated, with: null, cancellationToken))
                : await Govern(call, current, updated, governed, cancellationToken);
        });

    /// <summary>What a change of governance fields takes, by where the project stands with its approval.</summary>
    private async ValueTask<ChangeOutcome<Project>?> Govern(
        Call call,
        Document<Project> current,
        Project updated,
        IReadOnlyList<string> governed,
        CancellationToken cancellationToken)
    {
        var isLive = ApprovalRequests.IsLive(current.Value);
        var register = isLive ? null : await _approvals.Register(updated.Id, cancellationToken);

        // What was live once has something to protect: asking for its approval anew opens no way around the policies.
        if (isLive || register?.Value.WasLive == true)
        {
            var kinds = ChangeKinds.Between(current.Value, updated);
            if (await _approvals.PlanFor(kinds, current.Value, updated, cancellationToken) is { } plan)
                return await Propose(call, current, updated, kinds, plan, register, cancellationToken);
        }

        if (isLive)
        {
            var document = !current.Value.RequiresApproval && updated.RequiresApproval
                ? await AskAnew(call, current, updated, cancellationToken)
                : await Write(call, current, updated, with: null, cancellationToken);
            return ChangeOutcome<Project>.Made(document);
        }

        if (!updated.RequiresApproval && current.Value.RequiresApproval)
            throw RefusedException.Conflict("requires_approval", "A project that is not approved can't do without its approval.");
        if (register is not null && await _approvals.Pending(updated.Id, register.Value.Creation, cancellationToken) is { } pending)
            return ChangeOutcome<Project>.Made(await Resubmit(call, current, updated, governed, register, pending, cancellationToken));
        return ChangeOutcome<Project>.Made(updated.Status == ProjectStatus.Archived
            ? await Write(call, current, updated, with: null, cancellationToken)
            : await AskAnew(call, current, updated, cancellationToken));
    }

    /// <summary>A new project, and in the same commit the request for its approval.</summary>
    private async ValueTask<Document<Project>?> Propose(
        Call call,
        Project project,
        ApprovalPlan plan,
        CancellationToken cancellationToken)
    {
        var proposed = project with { RequiresApproval = true, ApprovalStatus = ApprovalStatus.Pending };
        var prepared = await _approvals.Start(
            call.Origin, CreationOf(proposed, plan, call.Caller.UserId), register: null, wasLive: false, cancellationToken);
        return await Create(call, proposed, prepared.AddTo, cancellationToken);
    }

    /// <summary>Commits a new project with the schedule of its review; null when one with its id exists.</summary>
    private ValueTask<Document<Project>?> Create(
        Call call,
        Project project,
        Action<Commit>? with,
        CancellationToken cancellationToken) => _writer.Create(
            Kind,
            call.Origin,
            project,
            commit =>
            {
                with?.Invoke(commit);
                _schedules.Begin(commit, project);
            },
            static () => new InvalidOperationException("A new project has no approvals and no schedule."),
            cancellationToken);

    /// <summary>The change of a live project as a request; nothing of the project changes.</summary>
    private async ValueTask<ChangeOutcome<Project>?> Propose(
        Call call,
        Document<Project> current,
        Project updated,
        IReadOnlySet<ChangeKind> kinds,
        ApprovalPlan plan,
        Document<ApprovalRegister>? register,
        CancellationToken cancellationToken)
    {
        register ??= await _approvals.Register(updated.Id, cancellationToken);
        var request = new ApprovalRequest
        {
            Project = current.Value,
            RequestedBy = call.Caller.UserId,
            Kinds = kinds,
            Plan = plan,
            ProposedChanges = ProposedFields.Between(current.Value, updated),
            BaseVersion = current.Version,
        };
        var prepared = await _approvals.Start(call.Origin, request, register, wasLive: true, cancellationToken);
        var commit = new Commit(Container.Projects, current.Key.Partition);
        prepared.AddTo(commit);
        var result = await _store.Commit(commit, cancellationToken);
        return result.Succeeded ? ChangeOutcome<Project>.Waiting(ApprovalWriter.Written(prepared.Approval, commit, result)) : null;
    }

    /// <summary>The change, and in the same commit a request for the approval of the project as it is then.</summary>
    private async ValueTask<Document<Project>?> AskAnew(
        Call call,
        Document<Project> current,
        Project updated,
        CancellationToken cancellationToken)
    {
        var asking = updated with { ApprovalStatus = ApprovalStatus.Pending };
        var plan = await CreationPlan(asking, cancellationToken);
        var register = await _approvals.Register(updated.Id, cancellationToken);
        var prepared = await _approvals.Start(
            call.Origin,
            CreationOf(asking, plan, call.Caller.UserId) with { Follows = register?.Value.CreationId },
            register,
            ApprovalRequests.IsLive(current.Value),
            cancellationToken);
        return await Write(call, current, asking, prepared.AddTo, cancellationToken);
    }

    /// <summary>The change of a project that waits: its approvers decide afresh, or it is archived and they need not.</summary>
    private async ValueTask<Document<Project>?> Resubmit(
        Call call,
        Document<Project> current,
        Project updated,
        IReadOnlyList<string> governed,
        Document<ApprovalRegister> register,
        Document<Approval> pending,
        CancellationToken cancellationToken)
    {
        if (updated.Status == ProjectStatus.Archived)
        {
            var refused = await _approvals.Refuse(call.Origin, pending, register, "The project was archived.", cancellationToken);
            return await Write(call, current, updated with { ApprovalStatus = ApprovalStatus.Rejected }, refused.AddTo, cancellationToken);
        }

        var plan = await CreationPlan(updated, cancellationToken);
        var returned = await _approvals.Return(
            call.Origin,
            pending,
            CreationOf(updated, plan, pending.Value.RequestedBy),
            $"The proposal was changed: {string.Join(", ", governed)}.",
            cancellationToken);
        return await Write(call, current, updated, returned.AddTo, cancellationToken);
    }

    /// <summary>There always is one: the built-in policy asks where no other does.</summary>
    private async ValueTask<ApprovalPlan> CreationPlan(Project project, CancellationToken cancellationToken) =>
        await _approvals.PlanFor(ApprovalRequests.Creation, before: null, project with { RequiresApproval = true }, cancellationToken)
        ?? throw new InvalidOperationException("No policy asks for the approval of a project that requires it.");

    private static ApprovalRequest CreationOf(Project project, ApprovalPlan plan, long requestedBy) => new()
    {
        Project = project,
        RequestedBy = requestedBy,
        Kinds = ApprovalRequests.Creation,
        Plan = plan,
    };

    private ValueTask<Document<Project>?> Write(
        Call call,
        Document<Project> current,
        Project updated,
        Action<Commit>? with,
        CancellationToken cancellationToken) =>
        _writer.Replace(Kind, call.Origin, current, updated, reason: null, with, cancellationToken);

    private static List<string> ChangedFields(Project before, Project after) =>
        Kind.Difference(before, after).New is { } values
            ? [.. values.EnumerateObject().Select(property => property.Name)]
            : [];

    /// <summary>Nobody may put a project above their own clearance: they would lose sight of it.</summary>
    private static void CheckClearance(Call call, ProjectFields fields)
    {
        if (call.Caller.Role < Role.Admin && fields.SecurityLevel > call.Caller.Clearance)
            throw RefusedException.Invalid("security_level", "This level is above the caller's clearance.");
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
