namespace Enterprise.Core.Encryption;

/// <summary>A secret from which an installation derives its keys.</summary>
/// <param name="Id">Its number, from 1; what was encrypted names it.</param>
/// <param name="Secret">256 random bits.</param>
public sealed record InstallationKey(int Id, byte[] Secret);
