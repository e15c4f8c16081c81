using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Listing;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Approvals.Decisions;

/// <summary>
/// Lists approvals. Whether one may be read follows from its project, which the store can't query together with it: so
/// candidates are checked page by page, and what the caller may not read is left out, within a bound.
/// </summary>
internal sealed class ApprovalSearch(IDocumentStore store, ApprovalAccess access, ApproverDirectory directory)
{
    /// <summary>How many references one query can ask for.</summary>
    private const int MostReferences = 1000;

    internal ValueTask<ListPage<Approval>> List(Call call, ListRequest request, CancellationToken cancellationToken)
    {
        var (where, isToDecide) = ApprovalList.For(request.Where, call.Caller.UserId);
        return isToDecide
            ? ToDecide(call, request, where, cancellationToken)
            : Readable(call, request.Query(ApprovalDocuments.Type) with { Where = where }, cancellationToken);
    }

    internal async ValueTask<ListPage<Approval>> ListOfProject(
        Call call,
        long projectId,
        ListRequest request,
        CancellationToken cancellationToken)
    {
        var query = request.Query(ApprovalDocuments.Type) with
        {
            Scope = Scope.In(Partitions.OfProject(projectId)),
            Where = ApprovalList.For(request.Where, call.Caller.UserId).Where,
        };
        return ListPage<Approval>.Of(await store.Query(query, cancellationToken));
    }

    private ValueTask<ListPage<Approval>> Readable(
        Call call,
        DocumentQuery<Approval> query,
        CancellationToken cancellationToken)
    {
        var projects = new Dictionary<long, Project?>();
        return Candidates.Page(
            store,
            query,
            candidate => CanRead(call, candidate.Value, projects, cancellationToken),
            cancellationToken);
    }

    /// <summary>
    /// What waits for the caller, found by the tasks of the assignees. What they requested themselves, and where they
    /// have voted, is not theirs to decide.
    /// </summary>
    private async ValueTask<ListPage<Approval>> ToDecide(
        Call call,
        ListRequest request,
        Predicate where,
        CancellationToken cancellationToken)
    {
        var asked = await Asked(call.Caller, cancellationToken);
        if (call.Caller.IsAgent || asked.Count == 0)
            return new ListPage<Approval>([], Next: null);

        var references = asked.Values.SelectMany(set => set).Distinct(StringComparer.Ordinal).Take(MostReferences);
        var descending = request.Sort[0].Descending;
        var tasks = new DocumentQuery<ApprovalTask>(ApprovalDocuments.Tasks)
        {
            Where = new In(ApprovalDocuments.TaskAssignee, [.. references.Select(FieldValue.Of)]),
            Sort = [new Order(ApprovalDocuments.TaskApprovalId, descending)],
            Limit = request.Limit,
        };
        if (request.After is [var last])
            tasks = tasks with { Where = tasks.Where & Beyond(last, descending) };

        var items = new List<Document<Approval>>();
        var projects = new Dictionary<long, Project?>();
        var seen = new HashSet<long>();
        for (var round = 0; ; round++)
        {
            var page = await store.Query(tasks, cancellationToken);
            foreach (var task in page.Items.Select(item => item.Value))
            {
                if (seen.Contains(task.ApprovalId))
                    continue;
                if (items.Count == request.Limit)
                    return new ListPage<Approval>(items, [FieldValue.Of(seen.Last())]);
                seen.Add(task.ApprovalId);
                if (await Read(task, cancellationToken) is { } approval
                    && ApprovalList.Holds(where, approval.Value)
                    && Waits(approval.Value, asked, call.Caller.UserId)
                    && await CanRead(call, approval.Value, projects, cancellationToken))
                {
                    items.Add(approval);
                }
            }

            if (!page.HasMore)
                return new ListPage<Approval>(items, Next: null);
            tasks = tasks with { After = page.Next };
            if (round == Candidates.MostRefills)
                return new ListPage<Approval>(items, [FieldValue.Of(page.Items[^1].Value.ApprovalId)]);
        }
    }

    private static Compare Beyond(FieldValue last, bool descending) =>
        new(ApprovalDocuments.TaskApprovalId, descending ? Comparison.Less : Comparison.Greater, last);

    /// <summary>The references that name the caller, and those that name whoever the caller decides for.</summary>
    private async ValueTask<IReadOnlyDictionary<long, IReadOnlySet<string>>> Asked(
        Caller caller,
        CancellationToken cancellationToken)
    {
        var asked = new Dictionary<long, IReadOnlySet<string>>();
        var principals = await access.Principals(caller, cancellationToken);
        foreach (var person in (IReadOnlyList<long>)[caller.UserId, .. principals])
        {
            if (await store.Get(UserDocuments.Type, UserDocuments.Key(person), cancellationToken) is not { } user)
                continue;
            var references = await directory.ReferencesOf(user.Value, cancellationToken);
            if (references.Count > 0)
                asked[person] = references.Select(reference => reference.Text).ToHashSet(StringComparer.Ordinal);
        }

        // Whoever may not decide themselves decides for nobody.
        return asked.ContainsKey(caller.UserId) ? asked : new Dictionary<long, IReadOnlySet<string>>();
    }

    private static bool Waits(Approval approval, IReadOnlyDictionary<long, IReadOnlySet<string>> asked, long userId)
    {
        var spent = Quorums.Spent(approval);
        return approval.Status == ApprovalState.Pending
            && !spent.Contains(userId)
            && asked.Any(person => !spent.Contains(person.Key) && approval.Assignees.Any(person.Value.Contains));
    }

    private async ValueTask<Document<Approval>?> Read(ApprovalTask task, CancellationToken cancellationToken) =>
        await store.Get(
            ApprovalDocuments.Type,
            ApprovalDocuments.Key(task.ProjectId, task.ApprovalId),
            cancellationToken);

    private async ValueTask<bool> CanRead(
        Call call,
        Approval approval,
        Dictionary<long, Project?> projects,
        CancellationToken cancellationToken)
    {
        if (!projects.TryGetValue(approval.ProjectId, out var project))
        {
            var document = await store.Get(
                ProjectDocuments.Type,
                ProjectDocuments.Key(approval.ProjectId),
                cancellationToken);
            projects[approval.ProjectId] = project = document?.Value;
        }

        return project is not null && await access.CanRead(call, approval, project, cancellationToken);
    }
}
