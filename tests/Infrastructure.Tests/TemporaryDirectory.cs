namespace Enterprise.Infrastructure.Tests;

/// <summary>A directory that is deleted on disposal.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("enterprise-bicep-");

    internal string FullName => _directory.FullName;

    public void Dispose() => _directory.Delete(recursive: true);
}
