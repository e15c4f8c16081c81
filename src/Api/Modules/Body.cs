namespace Enterprise.Api.Modules;

/// <summary>A body that callers send whole.</summary>
/// <param name="Type">Its fields.</param>
/// <param name="Required">The fields without which it is refused; tests compare them with the validation.</param>
/// <param name="Example">A body that is accepted; tests send it.</param>
internal sealed record Body(Type Type, IReadOnlyList<string> Required, string Example);

/// <summary>A body that changes some fields.</summary>
/// <param name="Type">The fields.</param>
/// <param name="Name">Its name in the API's description.</param>
/// <param name="Example">A body that is accepted; tests send it.</param>
internal sealed record PatchBody(Type Type, string Name, string Example);
