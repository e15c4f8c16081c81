using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Problems;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Projects.Governance;

/// <summary>A project that was created.</summary>
/// <param name="Project">The project.</param>
/// <param name="ApprovalId">The approval that it waits for; null where it waits for none.</param>
internal sealed record CreatedProject(Document<Project> Project, long? ApprovalId);

/// <summary>The use cases of projects.</summary>
internal sealed class ProjectService(
    AccessGuard guard,
    ProjectGuard projects,
    EntityWriter writer,
    ProjectRules rules,
    IdempotencyRecordReader idempotency,
    ReviewPolicy reviews,
    ProjectApprovals approvals)
{
    /// <summary>Creates a project. A developer's or an agent's needs approval, whatever it says.</summary>
    public async ValueTask<CreatedProject> Create(
        Call call,
        ProjectFields fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        var isProposal = call.Caller is { Role: < Role.Manager } or { IsAgent: true };
        await guard.Require(
            call,
            isProposal ? ProjectPermissions.Propose : ProjectPermissions.Create,
            cancellationToken);
        var earlier = await idempotency.FindCreated(
            call,
            key,
            ProjectDocuments.Type,
            ProjectDocuments.Key,
            cancellationToken);
        if (earlier is not null)
            return await Repeated(call, earlier.Value.Id, cancellationToken);

        ProjectRules.Check(fields);
        fields = fields with
        {
            OwnerId = fields.OwnerId ?? call.Caller.UserId,
            RequiresApproval = fields.RequiresApproval || isProposal,
        };

        // That the caller is an active user is known.
        await rules.CheckReferences(new ProjectFields { OwnerId = call.Caller.UserId }, fields, cancellationToken);
        CheckClearance(call, fields);

        var id = await idempotency.Reserve(call, ProjectDocuments.Kind.Name, key, cancellationToken);
        var now = writer.Now();
        var project = new Project(fields)
        {
            Id = id,
            ReviewDueDate = reviews.MissingDueDate(fields, createdAt: now, lastReviewedAt: null),
            ApprovalStatus = ApprovalStatus.NotRequired,
            CreatedBy = call.Caller.UserId,
            CreatedAt = now,
            UpdatedAt = now,
        };
        return await approvals.Create(call, project, cancellationToken)
            ?? await Repeated(call, id, cancellationToken);
    }

    /// <summary>What a repeated creation is answered with: the project as it is now.</summary>
    private async ValueTask<CreatedProject> Repeated(Call call, long id, CancellationToken cancellationToken)
    {
        var project = await projects.Get(call, id, ProjectPermissions.Read, cancellationToken);
        return new CreatedProject(project, await approvals.PendingCreation(project.Value, cancellationToken));
    }

    /// <summary>Changes a project: its technical fields with less of a permission than the others.</summary>
    /// <remarks>
    /// If a policy requires approval of any field of an approved project, the whole change waits for the approval.
    /// </remarks>
    public ValueTask<ChangeOutcome<Project>> Update(
        Call call,
        long id,
        Edit edit,
        IfMatch ifMatch,
        CancellationToken cancellationToken) =>
        Update(
            call,
            id,
            project => edit.Apply(project, ProjectsJson.Default.ProjectFields, ProjectsJson.Default.Project),
            ifMatch,
            cancellationToken);

    /// <summary>Archives a project; an archived one stays as it is.</summary>
    public ValueTask<ChangeOutcome<Project>> Archive(
        Call call,
        long id,
        IfMatch ifMatch,
        CancellationToken cancellationToken) =>
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
            var current = await projects.Get(call, id, ProjectPermissions.Read, cancellationToken);
            await projects.Require(call, ProjectPermissions.ChangeTechnicalFields, current.Value, cancellationToken);
            ifMatch.Check(current);
            var fields = change(current.Value);

            // A project is never without an owner; who leaves it out leaves it as it is.
            fields = fields with { OwnerId = fields.OwnerId ?? current.Value.OwnerId };
            var updated = current.Value.With(fields) with { UpdatedAt = writer.TimeAfter(current.Value) };
            var changed = ChangedFields(current.Value, updated);
            var governed = changed.Where(name => !TechnicalFields.Names.Contains(name)).ToList();
            if (governed.Count > 0)
                await projects.Require(
                    call, ProjectPermissions.ChangeGovernanceFields, current.Value, cancellationToken, governed);
            ProjectRules.Check(fields);
            await rules.CheckReferences(current.Value, fields, cancellationToken);
            CheckClearance(call, fields);
            if (changed.Count > 0
                && (current.Value.Status, fields.Status) is (ProjectStatus.Archived, ProjectStatus.Archived))
            {
                throw RefusedException.Conflict("The project is archived. Set its status to change it.");
            }

            // It follows from a rule, so it takes no permission of the caller's.
            if (changed.Count > 0)
            {
                var (createdAt, reviewedAt) = (current.Value.CreatedAt, current.Value.LastReviewedAt);
                updated = updated with { ReviewDueDate = reviews.MissingDueDate(fields, createdAt, reviewedAt) };
            }

            return governed.Count == 0
                ? ChangeOutcome<Project>.Made(
                    await writer.Replace(ProjectDocuments.Kind, call.Origin, current, updated, cancellationToken))
                : await approvals.Change(call, current, updated, governed, cancellationToken);
        });

    private static List<string> ChangedFields(Project before, Project after) =>
        ProjectDocuments.Kind.Difference(before, after).New is { } values
            ? [.. values.EnumerateObject().Select(property => property.Name)]
            : [];

    /// <summary>Nobody may put a project above their own clearance: they would lose sight of it.</summary>
    private static void CheckClearance(Call call, ProjectFields fields)
    {
        if (call.Caller.Role < Role.Admin && fields.SecurityLevel > call.Caller.Clearance)
            throw RefusedException.Invalid("security_level", "This level is above the caller's clearance.");
    }
}
