using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Entities;

/// <summary>What no two entities of a kind have in common, such as a user's e-mail address.</summary>
/// <param name="Scope">What kind of name: <c>user-email</c>.</param>
/// <param name="Documents">How the entities are kept.</param>
/// <param name="KeyOf">Where one is kept.</param>
/// <param name="Of">The name, in the form in which it is compared.</param>
/// <param name="Refusal">What is said where another entity has it.</param>
internal sealed record UniqueName<TFields, TEntity>(
    string Scope,
    DocumentType<TEntity> Documents,
    Func<long, DocumentKey> KeyOf,
    Func<TFields, string> Of,
    FieldError Refusal)
    where TEntity : class, TFields, IEntity;
