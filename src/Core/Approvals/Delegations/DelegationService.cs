using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;
using FluentValidation;

namespace Enterprise.Core.Approvals.Delegations;

/// <summary>The use cases of delegations: people make their own, administrators anybody's.</summary>
internal sealed class DelegationService(
    IDocumentStore store,
    AccessGuard guard,
    EntityWriter writer,
    IdempotencyRecordReader idempotency)
{
    /// <summary>How many delegations of one person are in force or to come, at most.</summary>
    public const int MostFrom = 20;

    /// <summary>How many delegations to one person are in force or to come, at most.</summary>
    public const int MostTo = 100;

    /// <summary>How many delegations are looked at for a circle.</summary>
    private const int MostWalked = 1000;

    internal static EntityKind<Delegation> Kind { get; } = new(
        DelegationDocuments.Type,
        delegation => DelegationDocuments.Key(delegation.Id),
        _ => null,
        new(DelegationEvents.Created, DelegationEvents.Ended));

    /// <summary>Lets somebody decide in another's place for a while.</summary>
    public async ValueTask<Document<Delegation>> Create(
        Call call,
        DelegationFields fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        await guard.Require(call, ApprovalPermissions.Delegate, cancellationToken);
        fields = fields with { FromUserId = fields.FromUserId ?? call.Caller.UserId };
        if (fields.FromUserId != call.Caller.UserId)
            await guard.Require(call, CommonPermissions.AdministerUsers, cancellationToken);
        var earlier = await idempotency.FindCreated(
            call,
            key,
            Kind.Documents,
            DelegationDocuments.Key,
            cancellationToken);
        if (earlier is not null)
            return earlier;

        var now = writer.Now();
        fields = fields with { StartsAt = fields.StartsAt ?? now };
        new Validator(now).Check(fields);
        await CheckApprover("from_user_id", fields.FromUserId.Value, cancellationToken);
        await CheckApprover("to_user_id", fields.ToUserId!.Value, cancellationToken);
        var id = await idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        return await EntityWriter.Persist(() => TryCreate(call, fields, id, cancellationToken));
    }

    /// <summary>Reads a delegation of one's own, or as an administrator anybody's.</summary>
    public async ValueTask<Document<Delegation>> Get(Call call, long id, CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.Read, cancellationToken);
        var delegation = await Existing(id, cancellationToken);
        await guard.RequireOnDelegation(call, delegation.Value, isChange: false, cancellationToken);
        return delegation;
    }

    /// <summary>Lists the delegations from or to the caller; an administrator's list holds all.</summary>
    public async ValueTask<ListPage<Delegation>> List(
        Call call,
        ListRequest request,
        CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.Read, cancellationToken);
        var query = request.Query(DelegationDocuments.Type) with
        {
            Scope = Scope.In(DelegationDocuments.Partition),
            Where = DelegationAccess.Visible(call.Caller) & request.Where,
        };
        return ListPage<Delegation>.Of(await store.Query(query, cancellationToken));
    }

    /// <summary>Ends a delegation now; one that is over stays as it is.</summary>
    public async ValueTask End(Call call, long id, IfMatch ifMatch, CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.Read, cancellationToken);
        await EntityWriter.Persist(async () =>
        {
            var current = await Existing(id, cancellationToken);
            await guard.RequireOnDelegation(call, current.Value, isChange: true, cancellationToken);
            ifMatch.Check(current);
            var now = writer.TimeAfter(current.Value);
            if (current.Value.End <= now)
                return current;
            var ended = current.Value with { EndedAt = now, UpdatedAt = now };
            return await writer.Replace(Kind, call.Origin, current, ended, cancellationToken);
        });
    }

    private async ValueTask<Document<Delegation>?> TryCreate(
        Call call,
        DelegationFields fields,
        long id,
        CancellationToken cancellationToken)
    {
        // Read before the others, so that whatever is made after them makes this attempt fail.
        var ledger = await store.Get(DelegationDocuments.Ledgers, DelegationDocuments.LedgerKey, cancellationToken);
        if (await store.Get(DelegationDocuments.Type, DelegationDocuments.Key(id), cancellationToken) is { } existing)
            return existing;
        var now = writer.Now();
        var delegation = new Delegation(fields)
        {
            Id = id,
            CreatedBy = call.Caller.UserId,
            CreatedAt = now,
            UpdatedAt = now,
        };
        await RequireRoom(
            DelegationDocuments.FromUserId,
            delegation.FromUserId!.Value,
            MostFrom,
            now,
            cancellationToken);
        await RequireRoom(DelegationDocuments.ToUserId, delegation.ToUserId!.Value, MostTo, now, cancellationToken);
        await RequireNoCircle(delegation, cancellationToken);

        var commit = writer.Begin(Kind, DelegationDocuments.Key(id));
        var created = commit.Create(Kind, call.Origin, delegation);
        var made = new DelegationLedger { Made = (ledger?.Value.Made ?? 0) + 1 };
        commit.Write(DelegationDocuments.Ledgers, DelegationDocuments.LedgerKey.Id, ledger, made);
        return await commit.Save(cancellationToken) ? created.Document : null;
    }

    private async ValueTask RequireRoom(
        Field field,
        long userId,
        int most,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var current = await Page(
            Predicate.Equal(field, FieldValue.Of(userId))
                & new Compare(DelegationDocuments.EndsAt, Comparison.Greater, FieldValue.Of(now)),
            most,
            cancellationToken);
        if (current.Items.Count == most)
        {
            throw RefusedException.Conflict(
                field.Name,
                $"The user {Ids.Text(userId)} has {most} delegations already that are not over. End one first.");
        }
    }

    private async ValueTask RequireNoCircle(Delegation delegation, CancellationToken cancellationToken)
    {
        var others = await Reachable(delegation, cancellationToken);
        if (DelegationRules.Circle(delegation, others) is { } circle)
        {
            throw RefusedException.Conflict(
                "to_user_id",
                $"The delegations would go in a circle: {string.Join(" -> ", circle.Select(Ids.Text))}.");
        }
    }

    /// <summary>The delegations in the period that lead on from the delegate, directly or through others.</summary>
    private async ValueTask<IReadOnlyList<Delegation>> Reachable(
        Delegation delegation,
        CancellationToken cancellationToken)
    {
        var overlapping = new Compare(DelegationDocuments.StartsAt, Comparison.Less, FieldValue.Of(delegation.End))
            & new Compare(DelegationDocuments.EndsAt, Comparison.Greater, FieldValue.Of(delegation.Start));
        var found = new List<Delegation>();
        var known = new HashSet<long>();
        for (HashSet<long> next = [delegation.ToUserId!.Value]; next.Count > 0;)
        {
            known.UnionWith(next);
            var from = new In(DelegationDocuments.FromUserId, [.. next.Select(id => FieldValue.Of(id))]);
            var page = await Page(from & overlapping, MostWalked, cancellationToken);
            found.AddRange(page.Items.Select(item => item.Value));
            if (page.HasMore || found.Count > MostWalked)
            {
                throw RefusedException.Conflict(
                    $"More than {MostWalked} delegations of this period are connected with this one. "
                    + "Choose a shorter period.");
            }

            next = [.. page.Items.Select(item => item.Value.ToUserId!.Value).Where(id => !known.Contains(id))];
        }

        return found;
    }

    private ValueTask<DocumentPage<Delegation>> Page(
        Predicate condition,
        int limit,
        CancellationToken cancellationToken) =>
        store.Query(
            new DocumentQuery<Delegation>(DelegationDocuments.Type)
            {
                Scope = Scope.In(DelegationDocuments.Partition),
                Where = condition,
                Limit = limit,
            },
            cancellationToken);

    private async ValueTask<Document<Delegation>> Existing(long id, CancellationToken cancellationToken) =>
        await store.Get(DelegationDocuments.Type, DelegationDocuments.Key(id), cancellationToken)
        ?? throw RefusedException.NotFound();

    private async ValueTask CheckApprover(string field, long userId, CancellationToken cancellationToken)
    {
        var user = await store.Get(UserDocuments.Type, UserDocuments.Key(userId), cancellationToken);
        if (ApproverDirectory.Complaint(userId, user?.Value) is { } complaint)
            throw RefusedException.Invalid(field, complaint);
    }

    private sealed class Validator : AbstractValidator<DelegationFields>
    {
        private static readonly TimeSpan _longest = TimeSpan.FromDays(90);
        private static readonly TimeSpan _farthest = TimeSpan.FromDays(365);

        /// <summary>How far a caller's clock may be behind.</summary>
        private static readonly TimeSpan _slack = TimeSpan.FromMinutes(5);

        public Validator(DateTimeOffset now)
        {
            RuleFor(delegation => delegation.FromUserId).InclusiveBetween(1, Ids.Largest);
            RuleFor(delegation => delegation.ToUserId)
                .NotNull().InclusiveBetween(1, Ids.Largest)
                .NotEqual(delegation => delegation.FromUserId).WithMessage("Nobody decides in their own place.");
            RuleFor(delegation => delegation.StartsAt)
                .Must(time => time >= now - _slack).WithMessage("Not in the past.")
                .Must(time => time <= now + _farthest).WithMessage("At most a year ahead.");
            RuleFor(delegation => delegation.EndsAt)
                .NotNull()
                .Must(time => time is null || time > now).WithMessage("Expected a time in the future.")
                .Must((delegation, time) => time is null || time > delegation.StartsAt)
                .WithMessage("Not before starts_at.")
                .Must((delegation, time) => time is null || time - delegation.StartsAt <= _longest)
                .WithMessage("At most 90 days after starts_at.");
            RuleFor(delegation => delegation.Reason).OptionalText(500);
        }
    }
}
