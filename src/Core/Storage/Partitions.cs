namespace Enterprise.Core.Storage;

/// <summary>The partitions that hold an entity with everything that belongs to it.</summary>
public static class Partitions
{
    /// <summary>A project, its parts and its changes: <c>project:7</c>.</summary>
    public static string OfProject(long id) => $"project:{Ids.Text(id)}";

    /// <summary>A user, their tokens and channels: <c>user:7</c>.</summary>
    public static string OfUser(long id) => $"user:{Ids.Text(id)}";

    /// <summary>A team, its members and channels: <c>team:7</c>.</summary>
    public static string OfTeam(long id) => $"team:{Ids.Text(id)}";
}
