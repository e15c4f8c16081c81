using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Users;

/// <summary>The use cases of users.</summary>
internal sealed class UserService(
    IDocumentStore store,
    AccessGuard guard,
    EntityWriter writer,
    UniqueNameReservation names,
    IdempotencyRecordReader idempotency,
    CallerInvalidation callers)
{
    private static readonly UniqueName<UserFields, User> _email = new(
        "user-email",
        UserDocuments.Type,
        UserDocuments.Key,
        user => user.Email!.ToLowerInvariant(),
        new FieldError("email", "Another user has this e-mail address."));

    private static readonly UserFieldsValidator _validator = new();

    internal static EntityKind<User> Kind { get; } = new(
        UserDocuments.Type,
        user => UserDocuments.Key(user.Id),
        _ => null,
        new(UserEvents.Created, UserEvents.Updated));

    /// <summary>Creates a user.</summary>
    public async ValueTask<Document<User>> Create(
        Call call,
        UserFields fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.AdministerUsers, cancellationToken);
        var earlier = await idempotency.FindCreated(call, key, Kind.Documents, UserDocuments.Key, cancellationToken);
        if (earlier is not null)
            return earlier;

        _validator.Check(fields);
        var id = await idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        return await Create(call.Origin, fields, id, cancellationToken) ?? await Existing(id, cancellationToken);
    }

    /// <summary>Creates a user under an id that was reserved; null when it exists by now.</summary>
    internal async ValueTask<Document<User>?> Create(
        Origin origin,
        UserFields fields,
        long id,
        CancellationToken cancellationToken)
    {
        await names.ClaimOrRefuse(_email, fields, id, cancellationToken);
        var now = writer.Now();
        var user = new User(fields) { Id = id, CreatedAt = now, UpdatedAt = now };
        return await writer.Create(Kind, origin, user, cancellationToken);
    }

    /// <summary>Reads a user.</summary>
    public async ValueTask<Document<User>> Get(Call call, long id, CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.Read, cancellationToken);
        return await Existing(id, cancellationToken);
    }

    /// <summary>Lists users.</summary>
    public async ValueTask<ListPage<User>> List(Call call, ListRequest request, CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.Read, cancellationToken);
        var query = request.Query(UserDocuments.Type);
        return ListPage<User>.Of(await store.Query(query, cancellationToken));
    }

    /// <summary>Changes a user.</summary>
    public ValueTask<Document<User>> Update(
        Call call,
        long id,
        Edit edit,
        IfMatch ifMatch,
        CancellationToken cancellationToken) =>
        Update(
            call,
            id,
            user => edit.Apply(user, UsersJson.Default.UserFields, UsersJson.Default.User),
            ifMatch,
            cancellationToken);

    /// <summary>Deactivates a user: their tokens stop working at once, and the trail keeps knowing them.</summary>
    public ValueTask<Document<User>> Deactivate(
        Call call,
        long id,
        IfMatch ifMatch,
        CancellationToken cancellationToken) =>
        Update(call, id, user => user with { IsActive = false }, ifMatch, cancellationToken);

    /// <summary>The user for whom an e-mail address is claimed, whether they have been created or not.</summary>
    internal ValueTask<long?> ClaimantOf(string email, CancellationToken cancellationToken) =>
        names.ClaimantOf(_email.Scope, email, cancellationToken);

    private async ValueTask<Document<User>> Update(
        Call call,
        long id,
        Func<User, UserFields> change,
        IfMatch ifMatch,
        CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.AdministerUsers, cancellationToken);
        return await EntityWriter.Persist(async () =>
        {
            var current = await Existing(id, cancellationToken);
            ifMatch.Check(current);
            var fields = change(current.Value);
            _validator.Check(fields);
            if (id == call.Caller.UserId && (!fields.IsActive || fields.Role < Role.Admin))
            {
                throw RefusedException.Conflict(
                    "Administrators can't demote or deactivate themselves. Ask another one.");
            }

            var updated = current.Value.With(fields) with { UpdatedAt = writer.TimeAfter(current.Value) };
            var written = await names.Replace(
                _email,
                current.Value,
                updated,
                () => writer.Replace(Kind, call.Origin, current, updated, cancellationToken),
                cancellationToken);
            callers.Invalidate();
            return written;
        });
    }

    private async ValueTask<Document<User>> Existing(long id, CancellationToken cancellationToken) =>
        await store.Get(UserDocuments.Type, UserDocuments.Key(id), cancellationToken)
        ?? throw RefusedException.NotFound();
}
