using System.Text.Json.Serialization;
using Enterprise.Core.Access;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Users;

/// <summary>What an administrator sets of a user.</summary>
/// <remarks>
/// What has a default has a setter: the JSON source generator writes every init property, whether it was sent or not.
/// </remarks>
public record UserFields
{
    /// <summary>The address, unique whatever its case.</summary>
    public string? Email { get; init; }

    /// <summary>The full name.</summary>
    public string? Name { get; init; }

    /// <summary>What the person may do.</summary>
    public Role Role { get; set; } = Role.Viewer;

    /// <summary>The department.</summary>
    public string? Department { get; init; }

    /// <summary>The highest security level the person may see; by default what the role gives.</summary>
    public SecurityLevel? Clearance { get; init; }

    /// <summary>
    /// Whether the person can sign in. A user is deactivated, never deleted: the audit trail refers to them.
    /// </summary>
    public bool IsActive { get; set; } = true;
}

/// <summary>A person who uses the platform.</summary>
public sealed record User : UserFields, IEntity
{
    [JsonConstructor]
    public User()
    {
    }

    internal User(UserFields fields)
        : base(fields)
    {
    }

    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public long Id { get; init; }

    /// <summary>When the person last called, give or take five minutes; null when never.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset? LastLogin { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The clearance in force: the person's own, or else the role's.</summary>
    [JsonIgnore]
    public SecurityLevel EffectiveClearance => Clearance ?? DefaultClearance.Of(Role);

    /// <summary>The user with other fields; what callers don't set stays.</summary>
    internal User With(UserFields fields) => new(fields)
    {
        Id = Id,
        LastLogin = LastLogin,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };

    /// <summary>The part of the e-mail address after the @, in lower case.</summary>
    [JsonIgnore]
    public string EmailDomain => Email is null ? "" : Email[(Email.LastIndexOf('@') + 1)..].ToLowerInvariant();
}

/// <summary>How users are kept.</summary>
public static class UserDocuments
{
    public static readonly Field Id = new("id", FieldKind.Integer);
    public static readonly Field Email = new("email", FieldKind.Text);
    public static readonly Field Name = new("name", FieldKind.Text);
    public static readonly Field Role = new("role", FieldKind.Integer);
    public static readonly Field Department = new("department", FieldKind.Text);
    public static readonly Field IsActive = new("is_active", FieldKind.Integer);
    public static readonly Field CreatedAt = new("created_at", FieldKind.Integer);

    public static readonly DocumentType<User> Type = new(
        Container.Directory,
        "user",
        UsersJson.Default.User,
        (Id, user => FieldValue.Of(user.Id)),
        (Email, user => FieldValue.Of(user.Email?.ToLowerInvariant())),
        (Name, user => FieldValue.Of(user.Name?.ToLowerInvariant())),
        (Role, user => FieldValue.Of((long)user.Role)),
        (Department, user => FieldValue.Of(user.Department)),
        (IsActive, user => FieldValue.Of(user.IsActive)),
        (CreatedAt, user => FieldValue.Of(user.CreatedAt)))
    {
        Indexes =
        [
            new(new Order(Id)),
            new(new Order(Email), new Order(Id)),
            new(new Order(Name), new Order(Id)),
            new(new Order(Role), new Order(Id)),
            new(new Order(Department), new Order(Id)),
            new(new Order(CreatedAt), new Order(Id)),
        ],
    };

    /// <summary>Where a user is kept.</summary>
    public static DocumentKey Key(long id) => new(Partitions.OfUser(id), Ids.Text(id));

    /// <summary>The user with this e-mail address, whatever its case; null when there is none.</summary>
    internal static async ValueTask<Document<User>?> FindByEmail(
        IDocumentStore store,
        string email,
        CancellationToken cancellationToken)
    {
        var query = new DocumentQuery<User>(Type)
        {
            Where = Predicate.Equal(Email, FieldValue.Of(email.ToLowerInvariant())),
            Limit = 1,
        };
        var page = await store.Query(query, cancellationToken);
        return page.Items.Count == 0 ? null : page.Items[0];
    }
}
