namespace Enterprise.Core.Approvals.Delegations;

/// <summary>What delegations may not be together, as pure functions.</summary>
internal static class DelegationRules
{
    /// <summary>
    /// The people of a cycle of delegations, from the delegator back to them; null when there is no cycle at any time.
    /// </summary>
    /// <param name="candidate">The delegation to be made.</param>
    /// <param name="others">Those that there are.</param>
    /// <remarks>
    /// All delegations of a circle are in force at one time, so one of them begins then: it is enough to look at the
    /// beginnings.
    /// </remarks>
    internal static IReadOnlyList<long>? Circle(Delegation candidate, IReadOnlyList<Delegation> others)
    {
        var beginnings = others.Select(delegation => delegation.Start).Append(candidate.Start);
        foreach (var time in beginnings.Where(candidate.IsActive).Distinct().Order())
        {
            var active = others
                .Where(delegation => delegation.IsActive(time))
                .ToLookup(delegation => delegation.FromUserId!.Value);
            if (Path(active, candidate.ToUserId!.Value, candidate.FromUserId!.Value) is { } path)
                return [candidate.FromUserId!.Value, .. path];
        }

        return null;
    }

    /// <summary>The shortest way from one to another, along those who decide in each other's place.</summary>
    private static List<long>? Path(ILookup<long, Delegation> active, long from, long to)
    {
        var cameFrom = new Dictionary<long, long?> { [from] = null };
        var open = new Queue<long>([from]);
        while (open.TryDequeue(out var person))
        {
            if (person == to)
                return Back(cameFrom, person);
            foreach (var delegation in active[person])
            {
                if (cameFrom.TryAdd(delegation.ToUserId!.Value, person))
                    open.Enqueue(delegation.ToUserId.Value);
            }
        }

        return null;
    }

    private static List<long> Back(Dictionary<long, long?> cameFrom, long person)
    {
        var path = new List<long>();
        for (long? step = person; step is { } id; step = cameFrom[id])
            path.Insert(0, id);
        return path;
    }
}
