namespace Enterprise.Api.Modules;

/// <summary>A group of operations in the API's description.</summary>
internal sealed record Tag(string Name, string Description);
