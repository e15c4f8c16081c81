namespace Enterprise.Cosmos.Fake.Storage;

/// <summary>A physical partition: the items whose keys hash into it, in the order of their writes.</summary>
internal sealed class PartitionRange(int id, string from, string to)
{
    private readonly Dictionary<(string PartitionKey, string Id), StoredItem> _items = [];
    private List<(string PartitionKey, string Id, StoredItem? Before)>? _undo;

    internal string Id { get; } = id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    internal string From => from;

    internal string To => to;

    /// <summary>The log sequence number of the last write; a batch has one for all of its writes.</summary>
    internal long Sequence { get; set; }

    internal IEnumerable<StoredItem> Items => _items.Values;

    internal bool Holds(string hash) =>
        string.CompareOrdinal(hash, from) >= 0 && string.CompareOrdinal(hash, to) < 0;

    internal StoredItem? Find(string partitionKey, string itemId) => _items.GetValueOrDefault((partitionKey, itemId));

    internal void Put(StoredItem item)
    {
        RecordUndo(item.PartitionKey, item.Id);
        _items[(item.PartitionKey, item.Id)] = item;
    }

    internal void Remove(StoredItem item)
    {
        RecordUndo(item.PartitionKey, item.Id);
        _items.Remove((item.PartitionKey, item.Id));
    }

    /// <summary>Runs the writes of a batch, and rolls them back when one fails.</summary>
    internal void Transact(Action writes)
    {
        _undo = [];
        try
        {
            writes();
        }
        catch (Refusal)
        {
            foreach (var (partitionKey, itemId, before) in Enumerable.Reverse(_undo))
            {
                _items.Remove((partitionKey, itemId));
                if (before is not null)
                    _items.Add((partitionKey, itemId), before);
            }

            throw;
        }
        finally
        {
            _undo = null;
        }
    }

    private void RecordUndo(string partitionKey, string itemId) =>
        _undo?.Add((partitionKey, itemId, Find(partitionKey, itemId)));
}
