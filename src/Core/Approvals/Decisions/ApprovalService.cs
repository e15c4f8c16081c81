using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Auditing;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Decisions;

/// <summary>The use cases of approvals.</summary>
internal sealed class ApprovalService(
    IDocumentStore store,
    AccessGuard guard,
    ProjectGuard projects,
    ApprovalAccess access,
    ApprovalSearch search,
    ChangeLog log,
    ApproverResolver resolver,
    EntityWriter entities,
    ApprovalWriter writer,
    IEnumerable<IApprovalSubjectKind> subjects,
    OutcomeApplier outcomes)
{
    /// <summary>Reads an approval.</summary>
    public async ValueTask<Document<Approval>> Get(Call call, long id, CancellationToken cancellationToken)
    {
        var approval = await Find(call, id, cancellationToken);
        var project = await Project(approval.Value.ProjectId, cancellationToken);
        await access.Require(call, approval.Value, project.Value, cancellationToken);
        return approval;
    }

    /// <summary>Lists the approvals that the caller may read.</summary>
    public async ValueTask<ListPage<Approval>> List(Call call, ListRequest request, CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.Read, cancellationToken);
        return await search.List(call, request, cancellationToken);
    }

    /// <summary>Lists a project's approvals.</summary>
    public async ValueTask<ListPage<Approval>> ListOfProject(
        Call call,
        long projectId,
        ListRequest request,
        CancellationToken cancellationToken)
    {
        await projects.Get(call, projectId, ProjectPermissions.Read, cancellationToken);
        return await search.ListOfProject(call, projectId, request, cancellationToken);
    }

    /// <summary>Decides, in the caller's own place or in that of somebody who let them.</summary>
    public async ValueTask<Document<Approval>> Decide(
        Call call,
        long id,
        NewDecision input,
        IfMatch ifMatch,
        CancellationToken cancellationToken)
    {
        var principals = await access.Principals(call.Caller, cancellationToken);
        return await Act(
            call,
            id,
            ifMatch,
            async approval =>
            {
                await guard.Require(call, ApprovalPermissions.Decide, cancellationToken);
                ApprovalInput.Decision.Check(input);
                if (input.OnBehalfOf is { } other && other != call.Caller.UserId && !principals.Contains(other))
                {
                    await Deny(
                        call,
                        approval,
                        "Nobody lets the caller decide in the place of this user.",
                        cancellationToken);
                }
            },
            principals,
            (approval, facts, now) => ApprovalProcess.Decide(
                approval,
                VoteOf(call.Caller.UserId, input, approval, facts, principals, now),
                facts,
                now),
            cancellationToken);
    }

    /// <summary>Says something about an approval.</summary>
    public ValueTask<Document<Approval>> Comment(
        Call call,
        long id,
        NewComment input,
        IfMatch ifMatch,
        CancellationToken cancellationToken) => Act(
            call,
            id,
            ifMatch,
            async approval =>
            {
                await guard.Require(call, ApprovalPermissions.Comment, cancellationToken);
                ApprovalInput.Comment.Check(input);
                RequireRoom(approval, input.Comment!);
            },
            principals: [],
            (approval, _, now) => ApprovalProcess.Comment(approval, call.Caller.UserId, input.Comment!, now),
            cancellationToken);

    /// <summary>Withdraws a request: whoever asked, or an administrator.</summary>
    public ValueTask<Document<Approval>> Withdraw(
        Call call,
        long id,
        NewWithdrawal input,
        IfMatch ifMatch,
        CancellationToken cancellationToken) => Act(
            call,
            id,
            ifMatch,
            async approval =>
            {
                if (approval.RequestedBy != call.Caller.UserId)
                    await guard.Require(call, ApprovalPermissions.Govern, cancellationToken);
                ApprovalInput.Withdrawal.Check(input);
            },
            principals: [],
            (approval, _, now) => ApprovalProcess.Withdraw(approval, call.Caller.UserId, input.Comment, now),
            cancellationToken);

    /// <summary>
    /// Overrides the approvers for a limited time; only for an administrator who is not the requester.
    /// </summary>
    public ValueTask<Document<Approval>> Override(
        Call call,
        long id,
        NewOverride input,
        IfMatch ifMatch,
        CancellationToken cancellationToken) => Act(
            call,
            id,
            ifMatch,
            async _ =>
            {
                await guard.Require(call, ApprovalPermissions.Govern, cancellationToken);
                ApprovalInput.Override(log.Now()).Check(input);
            },
            principals: [],
            (approval, _, now) => ApprovalProcess.Override(
                approval,
                call.Caller.UserId,
                input.Reason!,
                input.ExpiresAt!.Value,
                now),
            cancellationToken);

    /// <summary>
    /// Applies what is due by now, and checks whether there are enough approvers. Idempotent: calling it twice, late,
    /// or from two hosts at once has the same result. Returns when it has to be called next; null for never.
    /// </summary>
    public async ValueTask<DateTimeOffset?> Advance(
        long projectId,
        long approvalId,
        CancellationToken cancellationToken)
    {
        var advanced = await EntityWriter.Persist(async () =>
        {
            if (await Situation(projectId, approvalId, cancellationToken) is not { } situation)
                throw RefusedException.NotFound();
            var (transition, _) = await Clock(situation, [], cancellationToken);
            return IsChange(situation.Approval.Value, transition)
                ? await Commit(Origin.System, situation, transition, cancellationToken)
                : situation.Approval;
        });
        return advanced.Value.DueAt;
    }

    /// <summary>
    /// An action of a caller on an approval. What is due by time is applied first, in a commit of its own: whoever is
    /// late gets its result, and nobody decides on what has changed meanwhile.
    /// </summary>
    private async ValueTask<Document<Approval>> Act(
        Call call,
        long id,
        IfMatch ifMatch,
        Func<Approval, ValueTask> check,
        IReadOnlyList<long> principals,
        Func<Approval, ResolvedApprovers, DateTimeOffset, ApprovalTransition> act,
        CancellationToken cancellationToken)
    {
        var projectId = (await Find(call, id, cancellationToken)).Value.ProjectId;
        string? ownVersion = null;
        return await EntityWriter.Persist(async () =>
        {
            if (await Situation(projectId, id, cancellationToken) is not { } situation)
                throw RefusedException.NotFound();
            await access.Require(call, situation.Approval.Value, situation.Project.Value, cancellationToken);
            await check(situation.Approval.Value);
            if (situation.Approval.Version != ownVersion)
                ifMatch.Check(situation.Approval);

            var (advanced, facts) = await Clock(situation, [call.Caller.UserId, .. principals], cancellationToken);
            if (advanced.Effects.Count > 0)
            {
                var written = await Commit(Origin.System, situation, advanced, cancellationToken);
                ownVersion = written?.Version;
                var returned = advanced.Effects.FirstOrDefault(effect => effect.Event == ApprovalEvents.Returned);
                return written is not null && returned is not null
                    ? throw RefusedException.Conflict(
                        $"{returned.Comment} The approval was sent back for a fresh decision: read it again.")
                    : null;
            }

            var transition = await Try(
                call,
                advanced.Approval,
                () => act(advanced.Approval, facts, log.Now()),
                cancellationToken);
            return await Commit(call.Origin, situation, transition, cancellationToken);
        });
    }

    /// <summary>What the process forbids is audited like what the roles do.</summary>
    private async ValueTask<ApprovalTransition> Try(
        Call call,
        Approval approval,
        Func<ApprovalTransition> act,
        CancellationToken cancellationToken)
    {
        try
        {
            return act();
        }
        catch (RefusedException refusal) when (refusal.Kind == RefusalKind.Forbidden)
        {
            await guard.AuditDenied(call, ApprovalPermissions.Decide, ScopeOf(approval), cancellationToken);
            throw;
        }
    }

    private static AccessScope ScopeOf(Approval approval) =>
        new(ApprovalWriter.Kind.Name, approval.Id, approval.ProjectId);

    private async ValueTask Deny(Call call, Approval approval, string detail, CancellationToken cancellationToken)
    {
        await guard.AuditDenied(call, ApprovalPermissions.Decide, ScopeOf(approval), cancellationToken);
        throw RefusedException.Forbidden(detail, []);
    }

    /// <summary>What the time and the changes of others make of an approval.</summary>
    private async ValueTask<(ApprovalTransition Transition, ResolvedApprovers Facts)> Clock(
        ApprovalSituation situation,
        IReadOnlyList<long> actors,
        CancellationToken cancellationToken)
    {
        var approval = situation.Approval.Value;
        var facts = approval.Status == ApprovalState.Pending
            ? await resolver.Of(approval.Stages, situation.Project.Value.TeamId, actors, cancellationToken)
            : new ResolvedApprovers();
        var transition = ApprovalProcess.Advance(approval, facts, log.Now());
        if (transition.Approval.Status == ApprovalState.Pending)
            transition = await outcomes.Revalidate(situation, transition, cancellationToken);
        return (transition, facts);
    }

    /// <summary>Commits a transition with all that follows from it; null when somebody else was faster.</summary>
    private async ValueTask<Document<Approval>?> Commit(
        Origin origin,
        ApprovalSituation situation,
        ApprovalTransition transition,
        CancellationToken cancellationToken)
    {
        var settled = await outcomes.Settle(situation, transition, cancellationToken);
        var commit = entities.Begin(ApprovalWriter.Kind, situation.Approval.Key);
        var write = await writer.Add(commit, origin, situation.Approval, settled, cancellationToken);
        await outcomes.Apply(commit, origin, situation, settled, cancellationToken);
        return await commit.Save(cancellationToken) ? write.Document : null;
    }

    private static bool IsChange(Approval before, ApprovalTransition transition) =>
        transition.Effects.Count > 0
        || before.DueAt != transition.Approval.DueAt
        || !before.Assignees.SequenceEqual(transition.Approval.Assignees, StringComparer.Ordinal);

    /// <summary>
    /// In whose place a vote is meant, where it does not say: as before if the caller has voted, their own if they are
    /// asked, and else that of the first who is asked and has not decided.
    /// </summary>
    private static Vote VoteOf(
        long userId,
        NewDecision input,
        Approval approval,
        ResolvedApprovers facts,
        IReadOnlyList<long> principals,
        DateTimeOffset now)
    {
        return new Vote
        {
            UserId = userId,
            OnBehalfOf = input.OnBehalfOf == userId ? null : input.OnBehalfOf ?? Meant(),
            Decision = input.Decision!.Value,
            Comment = input.Comment,
            DecidedAt = now,
        };

        long? Meant()
        {
            var votes = approval.Stages.SelectMany(stage => stage.Votes);
            if (votes.FirstOrDefault(vote => vote.UserId == userId) is { } earlier)
                return earlier.OnBehalfOf;
            if (userId == approval.RequestedBy || IsAsked(userId))
                return null;
            var spent = Quorums.Spent(approval);
            var asked = principals.Where(IsAsked).ToList();
            return asked
                .Where(person => !spent.Contains(person))
                .Concat(asked)
                .Select(person => (long?)person)
                .FirstOrDefault();
        }

        bool IsAsked(long person) =>
            Quorums.Stages(approval, StageState.Open).Any(stage => facts.Names(approval.Stages, stage, person));
    }

    /// <summary>An approval is one document: its comments are bounded in all.</summary>
    private static void RequireRoom(Approval approval, string comment)
    {
        const int MostInAll = 60_000;
        if (approval.History.Sum(entry => entry.Comment?.Length ?? 0) + comment.Length > MostInAll)
            throw RefusedException.Conflict("The approval has no room for more comments.");
    }

    private async ValueTask<Document<Approval>> Find(Call call, long id, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery<Approval>(ApprovalDocuments.Type)
        {
            Where = Predicate.Equal(ApprovalDocuments.Id, FieldValue.Of(id)),
            Limit = 1,
        };
        if (id is > 0 and <= Ids.Largest && await store.Query(query, cancellationToken) is { Items: [var found] })
            return found;
        call.AccessDecided = true;
        throw RefusedException.NotFound();
    }

    private async ValueTask<ApprovalSituation?> Situation(long projectId, long id, CancellationToken cancellationToken)
    {
        // The approval is read first: its subject is then at least as new, and the commit expects the versions read.
        var key = ApprovalDocuments.Key(projectId, id);
        if (await store.Get(ApprovalDocuments.Type, key, cancellationToken) is not { } approval)
            return null;
        var subject = subjects.First(kind => kind.Handles(approval.Value));
        var register = await store.Get(ApprovalRegister.Type, ApprovalRegister.Key(projectId), cancellationToken);
        var project = await Project(projectId, cancellationToken);
        var about = await subject.Read(approval.Value, project, cancellationToken);
        return new ApprovalSituation(approval, project, register, about);
    }

    private async ValueTask<Document<Project>> Project(long projectId, CancellationToken cancellationToken) =>
        await store.Get(ProjectDocuments.Type, ProjectDocuments.Key(projectId), cancellationToken)
        ?? throw new InvalidOperationException($"The project {Ids.Text(projectId)} of an approval is gone.");
}
