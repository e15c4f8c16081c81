using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Identity;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Users;

/// <summary>The use cases of users.</summary>
public sealed class UserService
{
    private static readonly UniqueName<UserFields, User> _email = new(
        "user-email",
        UserDocuments.Type,
        UserDocuments.Key,
        user => user.Email!.ToLowerInvariant(),
        new FieldError("email", "Another user has this e-mail address."));

    private static readonly UserFieldsValidator _validator = new();

    private readonly IDocumentStore _store;
    private readonly AccessGuard _guard;
    private readonly EntityWriter _writer;
    private readonly UniqueNames _names;
    private readonly IdempotencyRecords _idempotency;
    private readonly CallerDirectory _callers;

    internal UserService(
        IDocumentStore store,
        AccessGuard guard,
        EntityWriter writer,
        UniqueNames names,
        IdempotencyRecords idempotency,
        CallerDirectory callers)
    {
        _store = store;
        _guard = guard;
        _writer = writer;
        _names = names;
        _idempotency = idempotency;
        _callers = callers;
    }

    internal static EntityKind<User> Kind { get; } = new(
        UserDocuments.Type,
        user => UserDocuments.Key(user.Id),
        _ => null);

    /// <summary>Creates a user.</summary>
    public async ValueTask<Document<User>> Create(
        Call call,
        UserFields fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.AdministerUsers, cancellationToken);
        var earlier = await _idempotency.FindCreated(call, key, Kind.Documents, UserDocuments.Key, cancellationToken);
        if (earlier is not null)
            return earlier;

        _validator.Check(fields);
        var id = await _idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        return await Create(call.Origin, fields, id, cancellationToken) ?? await Existing(id, cancellationToken);
    }

    /// <summary>Creates a user under an id that was reserved; null when it exists by now.</summary>
    internal async ValueTask<Document<User>?> Create(
        Origin origin,
        UserFields fields,
        long id,
        CancellationToken cancellationToken)
    {
        await _names.ClaimOrRefuse(_email, fields, id, cancellationToken);
        var now = _writer.Now();
        var user = new User(fields) { Id = id, CreatedAt = now, UpdatedAt = now };
        return await _writer.Create(Kind, origin, user, cancellationToken);
    }

    /// <summary>Reads a user.</summary>
    public async ValueTask<Document<User>> Get(Call call, long id, CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.Read, cancellationToken);
        return await Existing(id, cancellationToken);
    }

    /// <summary>Lists users.</summary>
    public async ValueTask<ListPage<User>> List(Call call, ListRequest request, CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.Read, cancellationToken);
        var query = request.Query(UserDocuments.Type);
        return ListPage<User>.Of(await _store.Query(query, cancellationToken));
    }

    /// <summary>Changes a user.</summary>
    public ValueTask<Document<User>> Update(
        Call call,
        long id,
        Edit edit,
        IfMatch ifMatch,
        CancellationToken cancellationToken) =>
        Update(call, id, user => edit.Apply<UserFields, User>(user), ifMatch, cancellationToken);

    /// <summary>Deactivates a user: their tokens stop working at once, and the trail keeps knowing them.</summary>
    public ValueTask<Document<User>> Deactivate(Call call, long id, IfMatch ifMatch, CancellationToken cancellationToken) =>
        Update(call, id, user => user with { IsActive = false }, ifMatch, cancellationToken);

    /// <summary>The user for whom an e-mail address is claimed, whether they have been created or not.</summary>
    internal ValueTask<long?> ClaimantOf(string email, CancellationToken cancellationToken) =>
        _names.ClaimantOf(_email.Scope, email, cancellationToken);

    private async ValueTask<Document<User>> Update(
        Call call,
        long id,
        Func<User, UserFields> change,
        IfMatch ifMatch,
        CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.AdministerUsers, cancellationToken);
        return await EntityWriter.Persist(async () =>
        {
            var current = await Existing(id, cancellationToken);
            ifMatch.Check(current);
            var fields = change(current.Value);
            _validator.Check(fields);
            if (id == call.Caller.UserId && (!fields.IsActive || fields.Role < Role.Admin))
                throw RefusedException.Conflict("Administrators can't demote or deactivate themselves. Ask another one.");

            var updated = new User(fields)
            {
                Id = id,
                LastLogin = current.Value.LastLogin,
                CreatedAt = current.Value.CreatedAt,
                UpdatedAt = _writer.TimeAfter(current.Value),
            };
            var written = await _names.Replace(
                _email,
                current.Value,
                updated,
                () => _writer.Replace(Kind, call.Origin, current, updated, reason: null, with: null, cancellationToken),
                cancellationToken);
            _callers.Forget();
            return written;
        });
    }

    private async ValueTask<Document<User>> Existing(long id, CancellationToken cancellationToken) =>
        await _store.Get(UserDocuments.Type, UserDocuments.Key(id), cancellationToken) ?? throw RefusedException.NotFound();
}
