using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;
using FluentValidation;

namespace Enterprise.Core.Environments;

/// <summary>The use cases of environments.</summary>
internal sealed class EnvironmentService(
    IDocumentStore store,
    ProjectPartReader parts,
    EntityWriter writer,
    IdempotencyRecordReader idempotency)
{
    private static readonly FieldsValidator _fieldsValidator = new();
    private static readonly NewValidator _newValidator = new();

    internal static EntityKind<ProjectEnvironment> Kind { get; } = new(
        EnvironmentDocuments.Type,
        environment => ProjectPartReader.Key(environment.ProjectId, environment.Id),
        environment => environment.ProjectId,
        new(EnvironmentEvents.Created, EnvironmentEvents.Updated, EnvironmentEvents.Deleted));

    /// <summary>Creates an environment of a project.</summary>
    public async ValueTask<Document<ProjectEnvironment>> Create(
        Call call,
        NewEnvironment fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        var projectId = (await parts.ForCreation(call, fields.ProjectId, cancellationToken)).Id;
        var earlier = await idempotency.FindCreated(
            call, key, Kind.Documents, created => ProjectPartReader.Key(projectId, created), cancellationToken);
        if (earlier is not null)
            return earlier;

        _newValidator.Check(fields);
        var id = await idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        var now = writer.Now();
        var environment = new ProjectEnvironment(fields)
        {
            Id = id,
            ProjectId = projectId,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var commit = writer.Begin(Kind, Kind.KeyOf(environment));
        var created = commit.Create(Kind, call.Origin, environment);
        commit.Create(ProjectClaim.Type, ClaimId(fields), new ProjectClaim { EntityId = id });
        if (await commit.Save(cancellationToken))
            return created.Document;
        return created.IsConflict
            ? await parts.Existing(Kind.Documents, projectId, id, cancellationToken)
            : throw RefusedException.Conflict("name", "The project has this environment already.");
    }

    /// <summary>Reads an environment.</summary>
    public ValueTask<Document<ProjectEnvironment>> Get(
        Call call,
        long projectId,
        long id,
        CancellationToken cancellationToken) =>
        parts.Get(call, Kind.Documents, projectId, id, cancellationToken);

    /// <summary>Lists a project's environments.</summary>
    public ValueTask<ListPage<ProjectEnvironment>> List(
        Call call,
        long projectId,
        ListRequest request,
        CancellationToken cancellationToken) =>
        parts.List(call, Kind.Documents, projectId, request, cancellationToken);

    /// <summary>Changes an environment; its name stays.</summary>
    public ValueTask<Document<ProjectEnvironment>> Update(
        Call call,
        long projectId,
        long id,
        Edit edit,
        IfMatch ifMatch,
        CancellationToken cancellationToken) => EntityWriter.Persist(async () =>
        {
            await parts.ForDelivery(call, projectId, cancellationToken);
            var current = await parts.Existing(Kind.Documents, projectId, id, cancellationToken);
            ifMatch.Check(current);
            var fields = edit.Apply(
                current.Value,
                EnvironmentsJson.Default.EnvironmentFields,
                EnvironmentsJson.Default.ProjectEnvironment);
            _fieldsValidator.Check(fields);
            if (fields.Name != current.Value.Name)
                throw RefusedException.Conflict("name", "An environment keeps its name. Create another one.");
            var updated = current.Value with
            {
                Url = fields.Url,
                Status = fields.Status,
                UpdatedAt = writer.TimeAfter(current.Value),
            };
            return await writer.Replace(Kind, call.Origin, current, updated, cancellationToken);
        });

    /// <summary>Deletes an environment; its deployments stay in the history.</summary>
    public async ValueTask Delete(
        Call call,
        long projectId,
        long id,
        IfMatch ifMatch,
        CancellationToken cancellationToken) =>
        await EntityWriter.Persist(async () =>
        {
            await parts.ForDelivery(call, projectId, cancellationToken);
            var current = await parts.Existing(Kind.Documents, projectId, id, cancellationToken);
            ifMatch.Check(current);
            var claimKey = new DocumentKey(current.Key.Partition, ClaimId(current.Value));
            var claim = await store.Get(ProjectClaim.Type, claimKey, cancellationToken);
            var commit = writer.Begin(Kind, current.Key);
            commit.Delete(Kind, call.Origin, current);
            if (claim is not null)
                commit.Delete(ProjectClaim.Type, claim);
            return await commit.Save(cancellationToken) ? current : null;
        });

    private static string ClaimId(EnvironmentFields fields) =>
        $"environment:{EnumNames<EnvironmentName>.Of(fields.Name!.Value)}";

    private class FieldsValidator<TFields> : AbstractValidator<TFields>
        where TFields : EnvironmentFields
    {
        protected FieldsValidator()
        {
            RuleFor(environment => environment.Name).NotNull().WithMessage("A value is required.");
            RuleFor(environment => environment.Url)
                .Must(IsWebAddress)
                .WithMessage("Expected an absolute URL: https or http.");
            RuleFor(environment => environment.Status).RequiredText(50);
        }

        private static bool IsWebAddress(string? text) =>
            text is null
            || (text.Length <= 2048
                && Uri.TryCreate(text, UriKind.Absolute, out var uri)
                && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp));
    }

    private sealed class FieldsValidator : FieldsValidator<EnvironmentFields>;

    private sealed class NewValidator : FieldsValidator<NewEnvironment>;
}
