namespace Enterprise.Cosmos.Fake.Storage;

/// <summary>Databases by name.</summary>
internal sealed class Account(TimeProvider time)
{
    private readonly Dictionary<string, Database> _databases = [];
    private int _lastId;

    internal TimeProvider Time => time;

    internal IEnumerable<Database> Databases => _databases.Values;

    // The client addresses a resource by its name, or by the id it was given.
    internal Database Database(string name) =>
        _databases.GetValueOrDefault(name) ?? _databases.Values.FirstOrDefault(database => database.Rid == name)
        ?? throw Refusal.NotFound();

    internal Database Create(Dictionary<string, object?> properties)
    {
        var name = ResourceName.Of(properties);
        if (_databases.ContainsKey(name))
            throw Refusal.Exists();
        return _databases[name] = new Database(this, name, ++_lastId);
    }

    internal void Delete(string name) => _databases.Remove(Database(name).Name);
}
