using System.Buffers.Binary;

namespace Enterprise.Cosmos.Fake.Storage;

/// <summary>Containers by name.</summary>
internal sealed class Database(Account account, string name, int id)
{
    private readonly Dictionary<string, FakeContainer> _containers = [];
    private readonly byte[] _rid = ResourceId(id);
    private int _lastId;

    internal string Name => name;

    internal string Rid => Convert.ToBase64String(_rid);

    internal IEnumerable<FakeContainer> Containers => _containers.Values;

    internal Dictionary<string, object?> Properties => new()
    {
        ["id"] = name,
        ["_rid"] = Rid,
        ["_self"] = $"dbs/{Rid}/",
        ["_etag"] = "\"0\"",
        ["_colls"] = "colls/",
        ["_users"] = "users/",
        ["_ts"] = 0,
    };

    internal FakeContainer Container(string name) =>
        Find(name) ?? throw Refusal.NotFound();

    internal FakeContainer? Find(string name) =>
        _containers.GetValueOrDefault(name)
        ?? _containers.Values.FirstOrDefault(container => container.Rid == name.Replace('-', '/'));

    internal FakeContainer Create(Dictionary<string, object?> properties)
    {
        var containerName = ResourceName.Of(properties);
        if (_containers.ContainsKey(containerName))
            throw Refusal.Exists();
        var suffix = ResourceId(++_lastId);
        // The bit by which a container's id differs from a user's.
        suffix[0] |= 0x80;
        return _containers[containerName] =
            new FakeContainer(account.Time, containerName, [.. _rid, .. suffix], properties);
    }

    internal void Delete(string containerName) => _containers.Remove(Container(containerName).Name);

    private static byte[] ResourceId(int id)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, id);
        // Ids of small numbers would be base64 that looks like a path.
        bytes[1] = 0x10;
        return bytes;
    }
}
