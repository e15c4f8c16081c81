using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Encryption;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;
using FluentValidation;

namespace Enterprise.Core.Notifications;

/// <summary>The use cases of channels: people have their own, those who may change a team have its.</summary>
internal sealed class ChannelService(
    IDocumentStore store,
    AccessGuard guard,
    EntityWriter writer,
    IdempotencyRecordReader idempotency,
    SecretEncryption encryption,
    NotificationOptions options)
{
    /// <summary>How many channels a person or a team has.</summary>
    public const int MostChannels = 20;

    private static readonly Validator _validator = new();

    internal static EntityKind<NotificationChannel> Kind { get; } = new(
        ChannelDocuments.Type,
        channel => ChannelDocuments.Key(ChannelOwner.Of(channel), channel.Id),
        _ => null,
        new(NotificationEvents.ChannelCreated, NotificationEvents.ChannelUpdated, NotificationEvents.ChannelDeleted));

    /// <summary>Adds a channel.</summary>
    public async ValueTask<Document<NotificationChannel>> Create(
        Call call,
        ChannelOwner owner,
        ChannelFields fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        await ForChange(call, owner, cancellationToken);
        var earlier = await idempotency.FindCreated(
            call, key, Kind.Documents, id => ChannelDocuments.Key(owner, id), cancellationToken);
        if (earlier is not null)
            return earlier;

        _validator.Check(fields);
        var address = await Address(owner, fields, cancellationToken);
        await RequireRoom(owner, cancellationToken);
        var id = await idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        var now = writer.Now();
        var channel = new NotificationChannel(fields)
        {
            Id = id,
            UserId = owner.UserId,
            TeamId = owner.TeamId,
            UrlHost = address.Host,
            Address = address.Shown,
            UrlSetAt = now,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var commit = writer.Begin(Kind, Kind.KeyOf(channel));
        var created = commit.Create(Kind, call.Origin, channel);
        commit.Create(ChannelDocuments.Urls, Ids.Text(id), Encrypted(owner, id, address));
        if (await commit.Save(cancellationToken))
            return created.Document;
        return created.IsConflict
            ? await Existing(owner, id, cancellationToken)
            : throw new InvalidOperationException("An address outlived its channel.");
    }

    /// <summary>Lists the channels of a person or a team.</summary>
    public async ValueTask<ListPage<NotificationChannel>> List(
        Call call,
        ChannelOwner owner,
        ListRequest request,
        CancellationToken cancellationToken)
    {
        await ForReading(call, owner, cancellationToken);
        var query = request.Query(ChannelDocuments.Type) with { Scope = Scope.In(owner.Partition) };
        return ListPage<NotificationChannel>.Of(await store.Query(query, cancellationToken));
    }

    /// <summary>Reads a channel, without its URL.</summary>
    public async ValueTask<Document<NotificationChannel>> Get(
        Call call,
        ChannelOwner owner,
        long id,
        CancellationToken cancellationToken)
    {
        await ForReading(call, owner, cancellationToken);
        return await Existing(owner, id, cancellationToken);
    }

    /// <summary>Changes a channel; it keeps its URL unless another one is given.</summary>
    public async ValueTask<Document<NotificationChannel>> Update(
        Call call,
        ChannelOwner owner,
        long id,
        Edit edit,
        IfMatch ifMatch,
        CancellationToken cancellationToken) => await EntityWriter.Persist(async () =>
        {
            await ForChange(call, owner, cancellationToken);
            var current = await Existing(owner, id, cancellationToken);
            ifMatch.Check(current);
            var shown = JsonSerializer.SerializeToElement(current.Value, NotificationsJson.Default.NotificationChannel);
            var fields = edit.Apply(new ChannelFields(current.Value), NotificationsJson.Default.ChannelFields, shown);
            _validator.Check(fields);
            var updated = current.Value with
            {
                Kind = fields.Kind,
                Events = fields.Events,
                Muted = fields.Muted,
                UpdatedAt = writer.TimeAfter(current.Value),
            };
            if (fields.Url is null && fields.Kind == current.Value.Kind)
                return await writer.Replace(Kind, call.Origin, current, updated, cancellationToken);

            var address = await Address(owner, fields, cancellationToken);
            updated = updated with { UrlHost = address.Host, Address = address.Shown, UrlSetAt = updated.UpdatedAt };
            var url = await store.Get(ChannelDocuments.Urls, current.Key, cancellationToken);
            if (url is null)
                return null;
            var commit = writer.Begin(Kind, current.Key);
            if (commit.Replace(Kind, call.Origin, current, updated) is not { } write)
                return current;
            commit.Replace(ChannelDocuments.Urls, url, Encrypted(owner, id, address));
            return await commit.Save(cancellationToken) ? write.Document : null;
        });

    /// <summary>Removes a channel with its URL.</summary>
    public async ValueTask Delete(
        Call call,
        ChannelOwner owner,
        long id,
        IfMatch ifMatch,
        CancellationToken cancellationToken)
    {
        await ForChange(call, owner, cancellationToken);
        var current = await Existing(owner, id, cancellationToken);
        ifMatch.Check(current);
        var url = await store.Get(ChannelDocuments.Urls, current.Key, cancellationToken)
            ?? throw RefusedException.NotFound();
        var commit = writer.Begin(Kind, current.Key);
        commit.Delete(Kind, call.Origin, current);
        commit.Delete(ChannelDocuments.Urls, url);
        if (!await commit.Save(cancellationToken))
            throw RefusedException.Conflict("The channel was changed meanwhile.");
    }

    private async ValueTask ForReading(Call call, ChannelOwner owner, CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.Read, cancellationToken);
        await RequireOwner(owner, cancellationToken);
    }

    private async ValueTask ForChange(Call call, ChannelOwner owner, CancellationToken cancellationToken)
    {
        await guard.Require(call, NotificationPermissions.ChangeChannels, cancellationToken);
        await RequireOwner(owner, cancellationToken);
        if (owner.TeamId is { } team)
            await guard.RequireOnTeam(call, team, cancellationToken);
    }

    /// <summary>A person reaches only their own channels; a team may not exist.</summary>
    private async ValueTask RequireOwner(ChannelOwner owner, CancellationToken cancellationToken)
    {
        if (owner.TeamId is { } team
            && await store.Get(TeamDocuments.Type, TeamDocuments.Key(team), cancellationToken) is null)
        {
            throw RefusedException.NotFound();
        }
    }

    private async ValueTask RequireRoom(ChannelOwner owner, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery<NotificationChannel>(ChannelDocuments.Type)
        {
            Scope = Scope.In(owner.Partition),
            Limit = MostChannels,
        };
        if ((await store.Query(query, cancellationToken)).Items.Count == MostChannels)
            throw RefusedException.Conflict($"There are {MostChannels} channels already. Remove one first.");
    }

    private async ValueTask<ChannelAddress> Address(
        ChannelOwner owner,
        ChannelFields fields,
        CancellationToken cancellationToken)
    {
        var user = owner.UserId is { } id && fields.Url is null
            ? await store.Get(UserDocuments.Type, UserDocuments.Key(id), cancellationToken)
            : null;
        return ChannelAddress.Read(fields.Kind!.Value, fields.Url, user?.Value.Email, options);
    }

    private ChannelUrl Encrypted(ChannelOwner owner, long id, ChannelAddress address) => new()
    {
        ChannelId = id,
        Sealed = ChannelSecrets.Encrypt(encryption, owner, id, address.Text),
    };

    private async ValueTask<Document<NotificationChannel>> Existing(
        ChannelOwner owner,
        long id,
        CancellationToken cancellationToken) =>
        await store.Get(ChannelDocuments.Type, ChannelDocuments.Key(owner, id), cancellationToken)
        ?? throw RefusedException.NotFound();

    private sealed class Validator : AbstractValidator<ChannelFields>
    {
        public Validator()
        {
            RuleFor(channel => channel.Kind).NotNull().WithMessage("A value is required.");
            RuleFor(channel => channel.Events)
                .Must(events => events.Distinct().Count() == events.Count)
                .WithMessage("The items must differ.");
        }
    }
}
