using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Editing;
using Enterprise.Core.Encryption;
using Enterprise.Core.Entities;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Identity;

/// <summary>What is made once for an installation, on its first start.</summary>
public sealed record Installation
{
    /// <summary>The first secret: 256 random bits, from which keys that encrypt and sign are derived.</summary>
    public required byte[] Secret { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The secrets that were added since, oldest first.</summary>
    public IReadOnlyList<AddedInstallationKey> AddedKeys { get; set; } = [];

    /// <summary>Every secret, the first one included.</summary>
    [JsonIgnore]
    public IEnumerable<InstallationKey> Keys =>
        [new(FirstKey, Secret), .. AddedKeys.Select(key => new InstallationKey(key.Id, key.Secret))];

    private const int FirstKey = 1;
}

/// <summary>A secret that was added to an installation later.</summary>
public sealed record AddedInstallationKey
{
    public required int Id { get; init; }

    public required byte[] Secret { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What a start found or made.</summary>
/// <param name="Installation">The installation.</param>
/// <param name="AdministratorToken">The administrator's token, on the first start only.</param>
public sealed record StartedInstallation(Installation Installation, string? AdministratorToken);

/// <summary>Makes an installation ready: the first start creates its secret and its administrator.</summary>
internal sealed class InstallationService(
    IDocumentStore store,
    IdAllocator ids,
    UserService users,
    ApiTokenService tokens,
    TimeProvider time)
{
    /// <summary>The administrator's e-mail address on a new installation.</summary>
    public const string AdministratorEmail = "admin@company.com";

    /// <summary>The shortest token that can be preset.</summary>
    public const int ShortestPresetToken = 16;

    private const int MostAttempts = 10;
    private const int SecretBytes = 32;

    private static readonly DocumentKey _key = new("installation", "installation");

    internal static DocumentType<Installation> Type { get; } = new(
        Container.Claims,
        "installation",
        IdentityJson.Default.Installation,
        (new Field("created_at", FieldKind.Integer), installation => FieldValue.Of(installation.CreatedAt)));

    /// <summary>Reads the installation, or makes it on the first start.</summary>
    /// <param name="presetToken">The administrator's token to use on a first start; null for a random one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>
    /// The installation's own document comes last: a first start that was cut short is a first start again, and the
    /// administrator it may have made is found by the e-mail address. Of starts at the same time, on whatever machines,
    /// one makes the document and has the token.
    /// </remarks>
    public async ValueTask<StartedInstallation> Start(string? presetToken, CancellationToken cancellationToken)
    {
        if (await store.Get(Type, _key, cancellationToken) is { } existing)
            return new StartedInstallation(existing.Value, null);

        var administrator = await FindOrCreateAdministrator(cancellationToken);
        var token = await IssueToken(administrator, "first start", expiresAt: null, presetToken, cancellationToken);
        var installation = new Installation
        {
            Secret = RandomNumberGenerator.GetBytes(SecretBytes),
            CreatedAt = time.GetUtcNow(),
        };
        var created = await store.Commit(
            new Commit(Container.Claims, _key.Partition).Create(Type, _key.Id, installation),
            cancellationToken);
        if (created.Succeeded)
            return new StartedInstallation(installation, token.Token);

        var other = await store.Get(Type, _key, cancellationToken)
            ?? throw new StoreUnavailableException(
                "The installation is being made elsewhere.",
                TimeSpan.FromSeconds(1));

        // One administrator's token is enough: the other start shows its own.
        await tokens.Revoke(Origin.System, administrator.Id, token.Id, IfMatch.Any, cancellationToken);
        return new StartedInstallation(other.Value, null);
    }

    /// <summary>
    /// Adds a secret, with whose keys everything is encrypted and signed from the next start on; what was before is
    /// still read.
    /// </summary>
    /// <returns>The id of the new secret.</returns>
    /// <exception cref="RefusedException">
    /// The installation has not been started, or is changed by somebody else.
    /// </exception>
    public async ValueTask<int> AddKey(CancellationToken cancellationToken)
    {
        var current = await store.Get(Type, _key, cancellationToken)
            ?? throw RefusedException.Conflict("The installation has not been started yet.");
        var added = new AddedInstallationKey
        {
            Id = current.Value.Keys.Max(key => key.Id) + 1,
            Secret = RandomNumberGenerator.GetBytes(SecretBytes),
            CreatedAt = time.GetUtcNow(),
        };
        var updated = current.Value with { AddedKeys = [.. current.Value.AddedKeys, added] };
        var commit = new Commit(Container.Claims, _key.Partition).Replace(Type, _key.Id, updated, current.Version);
        return (await store.Commit(commit, cancellationToken)).Succeeded
            ? added.Id
            : throw RefusedException.Conflict("Somebody else added a key at the same time. Try again.");
    }

    /// <summary>
    /// Issues a token to a user named by e-mail address, from the command line; null when there is no such user.
    /// </summary>
    public async ValueTask<IssuedApiToken?> IssueToken(
        string email,
        string name,
        DateTimeOffset? expiresAt,
        CancellationToken cancellationToken) =>
        await FindUser(email, cancellationToken) is { } user
            ? await IssueToken(user, name, expiresAt, presetToken: null, cancellationToken)
            : null;

    private async ValueTask<IssuedApiToken> IssueToken(
        User user,
        string name,
        DateTimeOffset? expiresAt,
        string? presetToken,
        CancellationToken cancellationToken)
    {
        if (!user.IsActive)
            throw RefusedException.Conflict($"The user {user.Email} is not active.");
        var id = await ids.Next(ApiTokenService.Kind.Name, cancellationToken);
        var fields = new ApiTokenFields { Name = name, ExpiresAt = expiresAt };
        return await tokens.Issue(Origin.System, user.Id, fields, id, presetToken, cancellationToken)
            ?? throw new InvalidOperationException($"The token {id} exists already.");
    }

    /// <summary>
    /// A start that was cut short, or that runs at the same time, may have claimed the address for an id; the
    /// administrator is then created under that one.
    /// </summary>
    private async ValueTask<User> FindOrCreateAdministrator(CancellationToken cancellationToken)
    {
        var fields = new UserFields
        {
            Email = AdministratorEmail,
            Name = "System Admin",
            Role = Role.Admin,
            Department = "IT",
        };
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (await FindUser(AdministratorEmail, cancellationToken) is { } existing)
                return existing;
            var id = await users.ClaimantOf(AdministratorEmail, cancellationToken)
                ?? await ids.Next(UserService.Kind.Name, cancellationToken);
            try
            {
                if (await users.Create(Origin.System, fields, id, cancellationToken) is { } created)
                    return created.Value;
            }
            catch (RefusedException refusal) when (refusal.Kind == RefusalKind.Conflict)
            {
                // Another start has claimed the address in between: the next attempt goes by its claim.
            }
        }

        throw new StoreUnavailableException("The administrator is being made elsewhere.", TimeSpan.FromSeconds(1));
    }

    private async ValueTask<User?> FindUser(string email, CancellationToken cancellationToken) =>
        (await UserDocuments.FindByEmail(store, email, cancellationToken))?.Value;
}
